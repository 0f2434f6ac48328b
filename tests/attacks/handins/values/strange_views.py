"""Answers with views that overlap, run backwards, or lie in memory that may not be read."""
import mmap

import numpy as np
import torch

hidden = mmap.mmap(-1, 1 << 20)
double = lambda x: torch.as_strided(torch.zeros(4), (3, 2), (1, 1))
halve = lambda x: np.zeros(8)[::-2]


def shout(x):
    array = np.frombuffer(hidden, np.uint8)
    libc.mprotect(ctypes.c_void_p(array.ctypes.data), 1 << 20, 0)
    return array
