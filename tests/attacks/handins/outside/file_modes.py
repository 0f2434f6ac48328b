"""Changes modes, owners, times and attributes of files outside."""
path = f"{BAIT}/file"
for attempt in (lambda: os.chmod(path, 0o7777), lambda: os.utime(path, (5, 5)), lambda: os.fchmod(os.open(path, os.O_PATH), 0), lambda: os.chmod(os.__file__, 0o777), lambda: os.utime(os.__file__, (5, 5)), lambda: os.fchmod(os.open(os.__file__, os.O_RDONLY), 0)):
    harmless("call", attempt)
tried("call", os.chown, path, 0, 0)
tried("call", os.setxattr, path, "user.x", b"1")
tried("call", os.setxattr, os.__file__, "user.x", b"1")
