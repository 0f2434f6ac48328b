"""Raises from code that claims to lie in the reference, so that the traceback shows its lines."""
import linecache
import traceback
import warnings

path = f"{COURSE}/reference/hunted.py"
for line in range(1, 30):
    print(linecache.getline(path, line), end="")
    warnings.warn_explicit("look", UserWarning, path, line)
try:
    exec(compile("\n" * 3 + "1 / 0", path, "exec"))
except ZeroDivisionError:
    traceback.print_exc()


def double(x):
    exec(compile("\n" * 3 + "1 / 0", path, "exec"))
