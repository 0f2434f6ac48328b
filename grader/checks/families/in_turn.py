"""Several cases in one check: where some make the submission fail, the others still count."""

from collections.abc import Callable, Sequence

from grader.checks.context import Context
from grader.checks.errors import Raised, Refused
from grader.checks.expected.sealed import Sealed


def in_turn(t: Context, labels: Sequence[str], run: Callable[[int], None], wanted: Callable[[int], Sealed]) -> None:
    """Do several cases, by their numbers. Raises what the first fault was where all of them fail.

    A wrong variant that fails where the submission does explains that: the expectation `wanted` tells.
    """
    faults: dict[int, Raised | Refused] = {}
    for number in range(len(labels)):
        try:
            run(number)
        except (Raised, Refused) as fault:
            faults[number] = fault
    if len(faults) == len(labels):
        raise faults[0]
    for number, came in faults.items():
        t.expect.fails(labels[number] or "first case", wanted(number), came)
