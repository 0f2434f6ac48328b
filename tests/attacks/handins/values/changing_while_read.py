"""Answers with memory that a thread changes and frees while it is read."""
import threading

import numpy as np

kept = np.zeros(1 << 18)


def stir():
    while True:
        kept[:] = np.random.rand(1 << 18)
        kept.resize(1 << 17, refcheck=False)
        kept.resize(1 << 18, refcheck=False)


def double(x):
    threading.Thread(target=stir, daemon=True).start()
    return kept


halve = shout = double
