"""torch's number of threads: one, so that results do not depend on the machine and processes can be forked."""

import torch

from grader.worker.standins.surroundings import Surroundings


def install(surroundings: Surroundings) -> None:
    """Keep one thread whatever is asked for."""

    def keep_one(number: int) -> None:
        if number != 1:
            surroundings.notes.add(f"torch kept to one thread, where {number} were asked for.")

    for name in ("set_num_threads", "set_num_interop_threads"):
        setattr(torch, name, keep_one)
