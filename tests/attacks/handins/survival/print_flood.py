"""Prints without end, to standard output and error and to the descriptors below them."""
import sys


def double(x):
    while True:
        print("flood " * 1000)
        print("flood " * 1000, file=sys.stderr)
        os.write(1, b"flood" * 1000)
        os.write(2, b"flood" * 1000)


halve = shout = double
