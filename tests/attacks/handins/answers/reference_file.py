"""Opens the reference, the assignment, the secret and the samples by their paths."""
for path in ("reference/hunted.py", "assignments/hunted/assignment.py", ".grader/secret", "reference", "assignments"):
    tried("file", os.listdir, f"{COURSE}/{path}")
    tried("file", open, f"{COURSE}/{path}")
