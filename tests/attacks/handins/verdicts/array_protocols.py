"""Answers with objects that claim to be arrays, over memory that is not theirs."""
import numpy as np


class Claims:
    def __init__(self, address):
        self.__array_interface__ = {"shape": (1 << 20,), "typestr": "<f4", "data": (address, False), "version": 3}

    def __array__(self, *args, **named):
        os._exit(0)

    def __dlpack__(self, *args, **named):
        os._exit(0)


class Array(np.ndarray):
    shape = property(lambda self: (3, 2))
    dtype = property(lambda self: np.dtype("float32"))
    nbytes = size = property(lambda self: 1 << 60)

    def tobytes(self, *args):
        return b"0" * (1 << 20)


double = lambda x: np.zeros(1).view(Array)
halve = lambda x: Claims(4096)
shout = lambda x: [Claims(id(x)), np.zeros(1).view(Array)]
