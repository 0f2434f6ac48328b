"""Loads a library that it has written itself, and from it makes the calls that Python lacks."""
import shutil

shutil.copyfile("/usr/lib/x86_64-linux-gnu/libc.so.6", "own.so")
try:
    own = ctypes.CDLL("./own.so", use_errno=True)
except OSError:
    own = ctypes.CDLL("libc.so.6", use_errno=True)
for function, arguments in (
    ("mount", (b"none", BAIT.encode(), b"tmpfs", 0, 0)),
    ("chroot", (b"/",)),
    ("unshare", (0x10000000,)),
    ("setuid", (0,)),
    ("ptrace", (16, BYSTANDER, 0, 0)),
):
    def run():
        ctypes.set_errno(0)
        if getattr(own, function)(*arguments) == -1:
            raise OSError(ctypes.get_errno(), "refused")
    tried("call", run)
