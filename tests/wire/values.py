"""Values that may cross, drawn at random, and what it means that one has come back unchanged."""

import math
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import torch
from hypothesis import strategies as st

from grader.wire.values import KINDS

NUMPY_TYPES = [kind.storage for kind in KINDS]
TORCH_TYPES = [kind.torch for kind in KINDS if kind.torch] + [torch.bfloat16]

shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
arrays = st.sampled_from(NUMPY_TYPES).flatmap(lambda dtype: hnp.arrays(dtype, shapes))


@st.composite
def tensors(draw: st.DrawFn) -> torch.Tensor:
    """Tensors of every element type, some of them views with gaps, some with a gradient to come."""
    dtype = draw(st.sampled_from(TORCH_TYPES))
    tensor = torch.from_numpy(draw(hnp.arrays(np.float64, shapes, elements=st.integers(0, 100)))).to(dtype)
    if draw(st.booleans()):
        tensor = tensor.transpose(0, -1) if tensor.ndim else tensor.expand(3)
    if tensor.is_floating_point() and draw(st.booleans()):
        tensor = tensor.clone().requires_grad_()
    return tensor


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**511) + 1, 2**511 - 1),
    st.floats(),
    st.complex_numbers(),
    st.text(),
    st.binary(),
    st.sampled_from(NUMPY_TYPES).flatmap(hnp.from_dtype),
)
keys = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.text()),
    lambda inner: st.tuples(inner, inner),
    max_leaves=3,
)
values = st.recursive(
    st.one_of(scalars, arrays, tensors()),
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(st.floats(), min_size=16),
        st.lists(st.integers(-(2**63), 2**63 - 1), min_size=16),
        st.lists(inner).map(tuple),
        st.dictionaries(keys, inner),
    ),
    max_leaves=12,
)


def same(left: Any, right: Any) -> bool:
    """Whether two values are of the same types throughout and equal to the last bit, NaN being equal to NaN."""
    if isinstance(left, list | tuple) and type(left) is type(right):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and type(right) is dict:
        return same(list(left), list(right)) and same(list(left.values()), list(right.values()))
    return bool(_facts(left) == _facts(right))


def _facts(value: Any) -> tuple[object, ...]:
    """All that there is to a value, as something that can be compared."""
    if isinstance(value, torch.Tensor):
        return type(value), value.dtype, tuple(value.shape), _bytes(value)
    if isinstance(value, np.ndarray | np.generic):
        return type(value), value.dtype, value.shape, value.tobytes()
    if isinstance(value, complex):
        return complex, *_facts(value.real), *_facts(value.imag)
    if isinstance(value, float):
        return float, "nan" if math.isnan(value) else value.hex()
    return type(value), value


def _bytes(tensor: torch.Tensor) -> bytes:
    plain = tensor.detach().reshape(-1).clone()
    return bytes(plain.view(torch.uint8).numpy()) if plain.numel() else b""
