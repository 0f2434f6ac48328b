"""Answers with NaN, infinities and empty tensors, which no comparison may take for equal."""
import torch

double = lambda x: torch.full_like(x, float("nan"))
halve = lambda x: torch.empty(0)
shout = lambda text: None
