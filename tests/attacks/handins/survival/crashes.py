"""Crashes in compiled code: a null pointer, an abort, an illegal instruction."""
import mmap

double = lambda x: ctypes.string_at(0)
halve = lambda x: os.abort()


def shout(x):
    memory = mmap.mmap(-1, 4096, prot=7)
    memory.write(b"\x0f\x0b")
    ctypes.CFUNCTYPE(None)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))()
