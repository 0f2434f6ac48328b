"""Searches all memory that the process has mapped."""
import re

control = bytes([67, 84, 82, 76]) * 4
found, size = [], 0
try:
    lines = open("/proc/self/maps").read().splitlines()
except PermissionError:  # then from what is known: around every object
    import gc

    near = sorted({id(thing) >> 24 for thing in gc.get_objects()} | {id(control) >> 24})
    lines = [f"{place << 24:x}-{place + 1 << 24:x} r" for place in near]
reader, writer = os.pipe()
for line in lines:
    span, rights, *rest = line.split()
    start, end = (int(part, 16) for part in span.split("-"))
    for at in range(start, end, 65536) if rights.startswith("r") else ():
        # A write reports memory that is not there, where reading it would crash.
        if libc.write(writer, ctypes.c_void_p(at), min(65536, end - at)) > 0:
            content = os.read(reader, 65536)
            size += len(content)
            found += re.findall(MARK, content) + [b"control"] * (b"CTRL" * 4 in content)
assert size > 10 << 20 and b"control" in found, (size, found)
report("search", [each for each in found if each != b"control"])
