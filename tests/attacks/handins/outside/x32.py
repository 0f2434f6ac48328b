"""Makes system calls by the numbers of x32."""
import mmap

memory = mmap.mmap(-1, 4096, prot=7)
memory.write(bytes.fromhex("b8270000400f05c3"))
run = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
double = halve = shout = lambda x: run()
