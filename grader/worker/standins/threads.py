"""torch's number of threads: one, so that results do not depend on the machine and processes can be forked."""

import torch

from grader.worker.standins.surroundings import Surroundings


def install(surroundings: Surroundings) -> None:
    """Keep one thread whatever is asked for."""

    def keep_one(number: int) -> None:
        if number != 1:
            surroundings.notes.add(f"torch kept to one thread, where {number} were asked for.")

    torch.set_num_threads = keep_one
    torch.set_num_interop_threads = keep_one
