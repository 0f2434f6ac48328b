"""Takes memory by shared mappings in many processes, each below its own limit."""
import mmap
import time


def double(x):
    for _ in range(12):
        if os.fork() == 0:
            area = mmap.mmap(-1, 120 << 20)
            for at in range(0, len(area), 4096):
                area[at] = 1
            time.sleep(60)
    time.sleep(60)


halve = shout = double
