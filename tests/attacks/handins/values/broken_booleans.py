"""Answers with booleans that are neither 0 nor 1."""
import numpy as np
import torch

double = lambda x: torch.from_numpy(np.frombuffer(bytes(range(2, 8)), np.bool_).reshape(3, 2).copy())
halve = lambda x: np.frombuffer(b"\xff\x02\x80\x07", np.bool_)
shout = lambda x: np.frombuffer(b"\x07", np.bool_)[0]
