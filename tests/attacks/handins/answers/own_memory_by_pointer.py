"""Makes itself dumpable again, and lets a child read the memory of its parents."""
import re

libc.prctl(4, 1, 0, 0, 0)
pid = os.fork()
if pid == 0:
    for other in (os.getppid(), 1, 2):
        for file in ("mem", "maps", "environ"):
            tried("process", lambda: open(f"/proc/{other}/{file}", "rb").read(64) and re.findall(MARK, open(f"/proc/{other}/{file}", "rb").read()))
    os._exit(0)
os.waitpid(pid, 0)
tried("call", call, 310, BYSTANDER, ctypes.create_string_buffer(64), 1, ctypes.create_string_buffer(64), 1, 0)
