"""Hangs when the interpreter ends: exit functions, finalizers, threads."""
import atexit
import sys
import threading
import time

atexit.register(time.sleep, 1000)
threading.Thread(target=time.sleep, args=(1000,)).start()


class Slow:
    def __del__(self):
        time.sleep(1000)


kept = Slow()
sys.kept = kept
sys.exit(0)
