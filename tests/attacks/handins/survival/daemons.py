"""Leaves grandchildren that have lost their parents and ignore signals."""
import signal
import time

for _ in range(3):
    if os.fork() == 0:
        harmless("process", os.setsid)
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(1000)
        os._exit(0)


def double(x):
    if os.fork() == 0:
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(0)
    return x * 0


halve = shout = double
