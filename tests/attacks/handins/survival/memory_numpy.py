"""Takes memory by NumPy until none is left."""
import numpy as np


def double(x):
    kept = []
    while True:
        kept.append(np.ones(1 << 22))


halve = shout = double
