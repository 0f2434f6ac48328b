"""Walking and copying containers of tensors and arrays."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

from grader.wire import MAPPINGS, entries

DEEPEST = 32

_ParameterDict = torch.nn.ParameterDict


def rebuilt(value: object, leaf: Callable[[object], object], depth: int = 0) -> object:
    """The same lists, tuples and dictionaries with `leaf` applied to everything else."""
    if depth < DEEPEST:
        if isinstance(value, MAPPINGS):
            return {key: rebuilt(item, leaf, depth + 1) for key, item in entries(value)}
        if isinstance(value, list):
            return [rebuilt(item, leaf, depth + 1) for item in list.__iter__(value)]
        if isinstance(value, tuple):
            return tuple(rebuilt(item, leaf, depth + 1) for item in tuple.__iter__(value))
    return leaf(value)


def leaves(value: object, depth: int = 0) -> Iterator[object]:
    """Everything in the containers that is not a container."""
    if depth < DEEPEST and isinstance(value, (*MAPPINGS, list, tuple)):
        for item in [item for _, item in entries(value)] if isinstance(value, MAPPINGS) else value:
            yield from leaves(item, depth + 1)
    else:
        yield value


def as_kept(value: object, known: object) -> object:
    """A dictionary in the form of what the submission keeps under its name, where that is an nn.ParameterDict."""
    if type(value) is dict and isinstance(known, _ParameterDict):
        return _ParameterDict(value)
    return value


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
