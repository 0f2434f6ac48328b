"""Leaves exit functions, finalizers and threads that speak after the answer."""
import atexit
import gc
import threading


class Last:
    def __del__(self):
        for thing in gc.get_objects():
            if type(thing).__name__ == "Channel":
                thing.send({"status": "ok", "value": 1})


def double(x):
    atexit.register(Last)
    threading.Thread(target=threading.Event().wait).start()
    last = Last()
    last.me = last
    del last
    return x * 0


halve = shout = double
