"""User numbers for workers, when the grader is root: each worker is a user of its own that owns nothing else.

A number is taken by binding an abstract unix socket that carries it in its name, so that graders running at the same
time never take the same one; the kernel gives it back when the grader ends, however it ends.
"""

import errno
import secrets
import socket
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.sandbox.protocol import SandboxError

_RANGES = (range(0x7000_0000, 0x7FFF_0000), range(61_000, 65_000))
"""Numbers that no system gives to people, services or containers; the small ones for containers that know no others."""
_ATTEMPTS = 100


@dataclass(frozen=True)
class User:
    """A user number that nobody else has, until it is given back."""

    uid: int
    _claim: socket.socket

    def give_back(self) -> None:
        """Let others have the number. Only when no process of that user is left."""
        self._claim.close()


def take() -> User:
    """Take a free user number. Raises `SandboxError` when there is none."""
    numbers = _range()
    for _ in range(_ATTEMPTS):
        uid = numbers[secrets.randbelow(len(numbers))]
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0grader-uid-{uid}")
        except OSError as error:
            claim.close()
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return User(uid, claim)
    raise SandboxError(f"no free user number from {numbers.start} to {numbers.stop - 1}: do so many submissions run?")


@cache
def _range() -> range:
    for numbers in _RANGES:
        if any(start <= numbers.start and numbers.stop <= start + count for start, count in _mapped()):
            return numbers
    raise SandboxError("this container knows too few users to give each worker one of its own")


def _mapped() -> list[tuple[int, int]]:
    """Ranges of user numbers that exist here: first number, how many."""
    lines = Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines()
    return [(int(line.split()[0]), int(line.split()[2])) for line in lines]
