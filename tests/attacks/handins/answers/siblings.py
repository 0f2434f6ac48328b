"""Walks through folders for temporary files, the class and the reports, for the work of others."""
import re

found = []
for top in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/home", "/root", CLASS, REPORTS, BAIT, "..", "../..", "../../.."):
    for folder, _, names in os.walk(top):
        for name in names:
            try:
                found += re.findall(MARK, open(os.path.join(folder, name), "rb").read(1 << 20))
            except OSError:
                continue
tried("file", os.listdir, CLASS)
tried("file", open, f"{CLASS}/ada.py")
report("search", found)
