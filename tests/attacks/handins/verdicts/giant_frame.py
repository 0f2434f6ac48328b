"""Announces a frame of 2^63 bytes, and one that never ends."""
import gc
import struct
import time


def double(x):
    channel = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Channel")
    channel.sock.send(struct.pack("<4sIQ", b"GRW1", 2**32 - 1, 2**63))
    time.sleep(60)


def halve(x):
    channel = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Channel")
    channel.sock.send(struct.pack("<4sIQ", b"GRW1", 1 << 20, 0))
    time.sleep(60)


shout = double
