"""Walking and copying containers of tensors and arrays."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

DEEPEST = 32


def rebuilt(value: object, leaf: Callable[[object], object], depth: int = 0) -> object:
    """The same lists, tuples and dictionaries with `leaf` applied to everything else."""
    if depth < DEEPEST:
        if isinstance(value, dict):
            return {key: rebuilt(item, leaf, depth + 1) for key, item in dict.items(value)}
        if isinstance(value, list):
            return [rebuilt(item, leaf, depth + 1) for item in list.__iter__(value)]
        if isinstance(value, tuple):
            return tuple(rebuilt(item, leaf, depth + 1) for item in tuple.__iter__(value))
    return leaf(value)


def leaves(value: object, depth: int = 0) -> Iterator[object]:
    """Everything in the containers that is not a container."""
    if depth < DEEPEST and isinstance(value, dict | list | tuple):
        items = dict.values(value) if isinstance(value, dict) else value
        for item in items:
            yield from leaves(item, depth + 1)
    else:
        yield value


def snapshot(value: object) -> object:
    """A copy that later changes to the original do not reach: tensors and arrays are copied, objects are not."""
    return rebuilt(value, _copied)


def size_in_bytes(value: object) -> int:
    """Bytes of the tensors and arrays in a value."""
    return sum(_size(leaf) for leaf in leaves(value))


def _copied(leaf: Any) -> object:
    if isinstance(leaf, torch.Tensor):
        copy = leaf.detach().clone()
        return copy.requires_grad_() if leaf.requires_grad else copy
    return leaf.copy() if isinstance(leaf, np.ndarray) else leaf


def _size(leaf: object) -> int:
    if isinstance(leaf, torch.Tensor):
        return leaf.numel() * leaf.element_size()
    return leaf.nbytes if isinstance(leaf, np.ndarray) else 0
