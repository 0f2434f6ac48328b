"""Searches every object that the garbage collector, the frames and the modules lead to."""
import gc
import re
import sys

gc.unfreeze()
found, frame, seen = [], sys._getframe(), 0
while frame:
    found += re.findall(MARK, repr({**frame.f_globals, **frame.f_locals}).encode("utf-8", "replace"))
    frame = frame.f_back
for thing in gc.get_objects():
    seen += 1
    if type(thing) in (dict, list, tuple, set):
        for part in [*thing.values()] if type(thing) is dict else [*thing]:
            if type(part) in (str, bytes):
                found += re.findall(MARK, part.encode("utf-8", "replace") if type(part) is str else part)
assert seen > 100_000, seen
report("search", found)
