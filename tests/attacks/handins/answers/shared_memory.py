"""Looks for the shared memory, queues and semaphores of others."""
from multiprocessing import shared_memory

for name in ("@NAME@", "psm_secret"):
    tried("file", shared_memory.SharedMemory, name=name)
tried("call", call, 29, 1234, 4096, 0o666)
tried("call", call, 240, b"queue", 0o2, 0o666, 0)
tried("file", os.listdir, "/dev/mqueue")
report("search", [name for name in (os.listdir("/dev/shm") if os.access("/dev/shm", os.R_OK) else [])])
