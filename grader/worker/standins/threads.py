"""torch's number of threads: one, so that results do not depend on the machine and processes can be forked.

How other processes would be started is settled here, too: no notebook chooses it a second time.
"""

import multiprocessing

import torch

from grader.worker.standins.surroundings import Surroundings


def install(surroundings: Surroundings) -> None:
    """Keep one thread whatever is asked for."""

    def keep_one(number: int) -> None:
        if number != 1:
            surroundings.notes.add(f"torch kept to one thread, where {number} were asked for.")

    for name in ("set_num_threads", "set_num_interop_threads"):
        setattr(torch, name, keep_one)
    for owner in (multiprocessing, torch.multiprocessing):
        setattr(owner, "set_start_method", lambda *_args, **_kwargs: None)  # noqa: B010  mypy takes a method for fixed
