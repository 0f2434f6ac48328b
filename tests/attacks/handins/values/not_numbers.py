"""Answers with NaN, infinities, negative zeros and denormals at every place."""
import torch

double = lambda x: torch.full((3, 2), float("nan"))
halve = lambda x: torch.tensor([float("inf"), float("-inf"), -0.0, 5e-324], dtype=torch.float64)
shout = lambda x: [float("nan"), float("-inf"), -0.0, 5e-324, complex("nan+infj")]
