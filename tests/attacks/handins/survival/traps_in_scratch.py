"""Leaves pipes, closed folders and links where its files are cleared away."""
os.mkfifo("pipe")
os.makedirs("a/b/c")
os.symlink("/", "a/b/root")
os.symlink(COURSE, "course")
os.symlink("loop", "loop")
for folder in ("a/b/c", "a/b", "a", ".."):
    os.chmod(folder, 0)
