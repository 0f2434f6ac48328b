"""Writes, truncates, renames and removes files outside, and makes new ones."""
path, new = f"{BAIT}/file", f"{BAIT}/{NAME}"
for attempt in (
    lambda: open(path, "w"),
    lambda: open(path, "a"),
    lambda: os.truncate(path, 0),
    lambda: os.unlink(path),
    lambda: os.rename(path, new),
    lambda: os.link(path, new),
    lambda: os.symlink("x", new),
    lambda: os.mkdir(new),
    lambda: os.mkfifo(new),
    lambda: os.open(BAIT, os.O_RDWR | os.O_TMPFILE),
    lambda: os.rmdir(f"{BAIT}/folder"),
    lambda: open(f"/proc/{BYSTANDER}/oom_score_adj", "w"),
    lambda: open("/proc/sys/kernel/core_pattern", "w"),
    lambda: open("/dev/mem", "wb"),
):
    tried("file", attempt)
for folder in ("/", "/usr/lib", "/etc", "/dev", "/proc", "/var/tmp", COURSE, CLASS, REPORTS, SITE):
    tried("file", open, f"{folder}/{NAME}", "w")
