# What every hostile hand-in begins with: where things lie outside, and how it tells what came of an attempt.
import ctypes
import os
import posix
from _io import open

COURSE, CLASS, REPORTS, BAIT, SITE = "@COURSE@", "@CLASS@", "@REPORTS@", "@BAIT@", "@SITE@"
BYSTANDER, PORT = int("@BYSTANDER@"), int("@PORT@")
TOKEN, NAME = "@TOKEN@", "@NAME@-@TOKEN@"
MARK = b"MARKER-[0-9a-f]{16}"
libc = ctypes.CDLL(None, use_errno=True)

# Around the stand-ins, which lead what cannot succeed somewhere harmless.
for _name in set(vars(posix)) & set(vars(os)):
    setattr(os, _name, getattr(posix, _name))


def tried(kind, attempt, *arguments, **named):
    """Attempt what must not succeed, and say what came of it."""
    try:
        result = attempt(*arguments, **named)
    except BaseException as error:
        print(f"tried {kind}: {type(error).__name__} {getattr(error, 'errno', None) or ''}")
        return None
    print(f"tried {kind}: DONE {attempt} {arguments} {result!r}"[:300])
    return result


def harmless(kind, attempt, *arguments, **named):
    """Attempt what may seem to succeed; whether it did anything is seen from outside."""
    try:
        attempt(*arguments, **named)
    except BaseException:
        pass
    print(f"tried {kind}: harmless")


def call(number, *arguments):
    """A system call by its number (x86_64). Raises OSError."""
    ctypes.set_errno(0)
    result = libc.syscall(*(ctypes.c_long(a) if isinstance(a, int) else a for a in (number, *arguments)))
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def report(kind, found):
    """Say how much was searched and show what was found."""
    print(f"tried {kind}: found {sorted(set(found))}")
