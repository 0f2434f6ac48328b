"""Becomes root or another user, and takes capabilities back."""
for attempt in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0]), lambda: os.setresuid(0, 0, 0), lambda: os.setresgid(0, 0, 0), lambda: call(126, ctypes.create_string_buffer(8), ctypes.create_string_buffer(24)), lambda: call(122, 0) or os.setuid(0)):
    tried("call", attempt)
tried("call", call, 157, 8, 1)
tried("call", call, 157, 38, 0, 0, 0, 0)
assert os.geteuid() != 0
