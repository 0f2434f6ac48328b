"""Answers with a hundred thousand arrays, and one array named a million times."""
import numpy as np
import torch

double = lambda x: [torch.zeros(1) for _ in range(100_000)]
halve = lambda x: [x] * 400_000
shout = lambda x: {f"{number}": np.zeros((1,) * 16) for number in range(40_000)}
