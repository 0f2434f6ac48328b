"""Leaves through /proc: the root, the working folder and the descriptors of itself and of process 1."""
for way in ("/proc/self/root", "/proc/self/cwd/../../../..", "/proc/1/root", "/proc/1/cwd", "/proc/thread-self/root"):
    tried("file", open, f"{way}{COURSE}/reference/hunted.py")
    tried("file", open, f"{way}/etc/passwd")
for file in ("/proc/kcore", "/proc/kallsyms", "/proc/keys", "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/net/unix"):
    tried("file", lambda: open(file, "rb").read(16))
