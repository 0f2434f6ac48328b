"""Landlock: the kernel refuses every file that is not named here, whoever the user is.

The kernel tells which version (ABI) it speaks; each adds rights that can be withheld. 1: files and folders, 2: moving
between folders, 3: truncating, 4: TCP, 5: device controls, 6: signals and abstract sockets to processes outside, 7: log
control. All that the version knows is withheld, then reading is granted below the granted folders and writing below
scratch. Nothing may be executed. The domain is inherited by every child and can only become narrower.

Stops: reading, listing, writing, creating, linking and removing files elsewhere; from 4 on TCP, from 6 on signals to
processes outside; tracing processes outside. Does not stop: asking for the size and times of a file whose path is
known, chmod, utime and named unix sockets. Where there is no private root, seccomp answers for these.
"""

import os
import stat
import struct
from collections.abc import Iterable

from grader.worker.confine import kernel

_SYS_CREATE, _SYS_ADD, _SYS_RESTRICT = 444, 445, 446
_ASK_VERSION = 1
_BENEATH = 1
_NO_LOG = 1 | 4
"""Denials leave no line in the kernel's log, which a submission could fill; of this program and of domains below."""

EXECUTE, WRITE_FILE, READ_FILE, READ_FOLDER = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_CHARACTER_DEVICE, MAKE_BLOCK_DEVICE = 1 << 6, 1 << 11
REFER, TRUNCATE, DEVICE_CONTROL = 1 << 13, 1 << 14, 1 << 15
_FIRST_RIGHTS = (1 << 13) - 1
TRUNCATE_SINCE = 3
SIGNALS_SINCE = 6
_SINCE = {2: REFER, TRUNCATE_SINCE: TRUNCATE, 5: DEVICE_CONTROL}
_OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | DEVICE_CONTROL
_READING = READ_FILE | READ_FOLDER
_NEVER = EXECUTE | MAKE_CHARACTER_DEVICE | MAKE_BLOCK_DEVICE | DEVICE_CONTROL
_TCP = 3
_SIGNALS_AND_ABSTRACT_SOCKETS = 3


def version() -> int:
    """The highest ABI version that the kernel speaks; 0 when it has no Landlock, or has it switched off."""
    try:
        return kernel.syscall(_SYS_CREATE, None, 0, _ASK_VERSION, what="landlock")
    except OSError:
        return 0


def restrict(abi: int, readable: Iterable[str], writable: Iterable[str], written: Iterable[str]) -> str:
    """Confine the calling thread for good, with the rights of version `abi`.

    `readable`: files and folders to read; `writable`: folders in which anything but programs and devices may be made;
    `written`: single files, such as /dev/null, to read and write. What does not exist is left out. Needs no_new_privs.
    """
    if abi < 1:
        raise OSError("Landlock: the kernel does not have it, or has it switched off")
    rights = _FIRST_RIGHTS | sum(right for since, right in _SINCE.items() if abi >= since)
    rules = _create(abi, rights)
    try:
        for paths, wanted in (
            (readable, _READING),
            (writable, rights & ~_NEVER),
            (written, READ_FILE | WRITE_FILE),
        ):
            for path in paths:
                _allow(rules, path, wanted & rights)
        kernel.syscall(_SYS_RESTRICT, rules, _NO_LOG if abi >= 7 else 0, what="landlock_restrict_self")
    finally:
        os.close(rules)
    return f"landlock abi {abi}"


def _create(abi: int, rights: int) -> int:
    fields = [rights]
    if abi >= 4:
        fields.append(_TCP)
    if abi >= SIGNALS_SINCE:
        fields.append(_SIGNALS_AND_ABSTRACT_SOCKETS)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    return kernel.syscall(_SYS_CREATE, attributes, len(attributes), 0, what="landlock_create_ruleset")


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _OF_FILES
        rule = struct.pack("=Qi", rights, descriptor)
        kernel.syscall(_SYS_ADD, rules, _BENEATH, rule, 0, what=f"landlock rule {path}")
    finally:
        os.close(descriptor)
