"""Answers with objects, records, dates, texts and complex numbers as elements."""
import numpy as np
import torch

double = lambda x: np.array([[object(), x], [double, None]], dtype=object)
halve = lambda x: np.zeros(4, dtype=[("a", "f4"), ("b", "O")])
shout = lambda x: [np.array(["2020-01-01"], "M8"), np.array(["x" * 99]), np.array([1j]), np.float128(1), torch.tensor([1j])]
