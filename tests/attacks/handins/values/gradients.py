"""Answers with tensors that drag endless graphs, hooks and foreign gradients along."""
import torch


def double(x):
    value = torch.zeros(3, 2, requires_grad=True)
    for _ in range(50_000):
        value = value + 0
    value.register_hook(lambda gradient: os._exit(0))
    return value


def halve(x):
    value = torch.nn.Parameter(torch.zeros(4))
    value.grad = torch.zeros(4)
    value.backward_hook = value
    return value


shout = double
