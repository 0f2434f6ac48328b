"""Answers with a number that was not asked for."""
import gc


def double(x):
    channel = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Channel")
    channel.send({"nonce": b"0" * 16, "status": "ok", "value": x * 2})
    return x * 2


halve = shout = double
