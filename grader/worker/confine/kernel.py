"""The system calls that Python's standard library does not offer, as functions that raise `OSError`."""

import ctypes
import os

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

SECCOMP_MODE_FILTER = 2
_BYTES_OF_INSTRUCTION = 8

_AT_FDCWD = -100
_AT_RECURSIVE = 0x8000
MOUNT_ATTR_RDONLY = 1
MOUNT_ATTR_NOSUID = 2
MOUNT_ATTR_NODEV = 4
MOUNT_ATTR_NOEXEC = 8

# System calls since Linux 5.1 have the same number on every architecture.
_SYS_CLOSE_RANGE = 436
_SYS_MOUNT_SETATTR = 442

LAST_DESCRIPTOR = 0x7FFFFFFF


def checked(result: int, what: str) -> int:
    """The result of a call of the C library, or the error that it left in errno, with `what` to name the call."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(number: int, *arguments: object, what: str) -> int:
    """Call by number. Integers are passed as C long; pointers as ctypes objects or bytes."""
    converted = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return checked(_LIBC.syscall(ctypes.c_long(number), *converted), what)


def prctl(option: int, *arguments: int) -> int:
    """Change a property of the calling process."""
    four = (*arguments, 0, 0, 0, 0)[:4]
    return checked(_LIBC.prctl(option, *map(ctypes.c_ulong, four)), f"prctl({option})")


def load_filter(program: bytes) -> None:
    """Load a seccomp program (an array of struct sock_filter) for the calling thread and its children."""
    instructions = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))

    head = Program(len(program) // _BYTES_OF_INSTRUCTION, ctypes.addressof(instructions))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(head))


def unshare(flags: int) -> None:
    """Leave the namespaces that `flags` name, for new ones."""
    checked(_LIBC.unshare(ctypes.c_int(flags)), f"unshare({flags:#x})")


def setns(descriptor: int, kind: int) -> None:
    """Enter the namespace behind a descriptor."""
    checked(_LIBC.setns(ctypes.c_int(descriptor), ctypes.c_int(kind)), f"setns({kind:#x})")


def mount(source: str | None, target: str, kind: str | None = None, flags: int = 0, options: str | None = None) -> None:
    """Mount, bind, or change the propagation of a mount."""
    words = [None if word is None else os.fsencode(word) for word in (source, target, kind, options)]
    result = _LIBC.mount(words[0], words[1], words[2], ctypes.c_ulong(flags), words[3])
    checked(result, f"mount {source or kind or 'flags'} on {target}")


def restrict_mount(target: str, attributes: int, *, recursive: bool) -> None:
    """Add attributes (MOUNT_ATTR_...) to a mount, and with `recursive` to every mount below it."""
    change = (ctypes.c_uint64 * 4)(attributes, 0, 0, 0)
    flags = _AT_RECURSIVE if recursive else 0
    size = ctypes.sizeof(change)
    what = f"mount_setattr {target}"
    syscall(_SYS_MOUNT_SETATTR, _AT_FDCWD, os.fsencode(target), flags, ctypes.byref(change), size, what=what)


def change_root(folder: str) -> None:
    """Make a mount the root of the file system, and let the old root go."""
    os.chdir(folder)
    checked(_LIBC.pivot_root(b".", b"."), f"pivot_root {folder}")
    checked(_LIBC.umount2(b".", MNT_DETACH), "umount of the old root")
    os.chdir("/")


def close_range(first: int, last: int) -> None:
    """Close every descriptor from `first` to `last`, both included."""
    syscall(_SYS_CLOSE_RANGE, first, last, 0, what="close_range")


def clear_capabilities() -> None:
    """Empty the effective, permitted and inheritable sets of the calling thread."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    checked(_LIBC.capset(ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)())), "capset")
