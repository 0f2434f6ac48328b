"""Reaches files outside by symbolic links, hard links, renames and file handles."""
target = f"{COURSE}/reference/hunted.py"
for number, place in enumerate((target, f"{BAIT}/file", "/etc/passwd", COURSE)):
    os.symlink(place, f"link{number}")
    tried("file", open, f"link{number}")
    tried("file", os.link, place, f"hard{number}")
    tried("file", os.rename, place, f"moved{number}")
tried("call", call, 304, -100, ctypes.create_string_buffer(64), 0)
