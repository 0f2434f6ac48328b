"""Changes the hand-ins, the reports and the scratch folders of others."""
for path in (f"{CLASS}/ada.py", f"{REPORTS}/hunted/ada/report.json", f"{REPORTS}/hunted/grades.csv", f"{COURSE}/reference/hunted.py"):
    tried("file", open, path, "a")
tried("file", os.mkdir, f"{REPORTS}/{NAME}")
for folder in ("..", "../.."):
    for name in os.listdir(folder) if os.access(folder, os.R_OK) else ():
        if os.path.join(folder, name) != os.path.join("..", os.path.basename(os.getcwd())) and folder != "..":
            tried("file", open, f"{folder}/{name}/work/{NAME}", "w")
