"""Reads environment, command line, memory and open files of every process with a number."""
found = []
for pid in (BYSTANDER, os.getppid(), *range(2, 400)):
    if pid in (0, os.getpid()):
        continue
    for file in ("environ", "cmdline", "mem", "maps", "status", "cgroup", "stack"):
        try:
            open(f"/proc/{pid}/{file}", "rb").read(1)
        except OSError:
            continue
        found.append((pid, file))
    for folder in ("fd", "cwd", "root", "task", "map_files"):
        try:
            os.listdir(f"/proc/{pid}/{folder}/.")
        except OSError:
            continue
        found.append((pid, folder))
tried("process", open, f"/proc/{BYSTANDER}/environ")
report("search", found)
