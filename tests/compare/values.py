"""Values that the tests of the comparison share: plain nested ones, numeric arrays, and objects that bite."""

from dataclasses import dataclass
from typing import Any, NoReturn

import hypothesis.extra.numpy as hnp
import numpy as np
import torch
from hypothesis import strategies as st
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Placeholder:
    """As the codec leaves one in the place of a value that it refused."""

    type_name: str
    reason: str


class BitingMeta(type):
    """A metaclass that no one may ask anything."""

    def __hash__(cls) -> NoReturn:
        raise AssertionError("the metaclass was hashed")

    def __eq__(cls, other: object) -> NoReturn:
        raise AssertionError("the metaclass was compared")

    def __instancecheck__(cls, instance: object) -> NoReturn:
        raise AssertionError("the metaclass was asked for an instance")

    def __repr__(cls) -> NoReturn:
        raise AssertionError("the metaclass was printed")


def _bite(*_: object, **__: object) -> NoReturn:
    raise AssertionError("a method of the value was run")


_METHODS = (
    *("__eq__", "__ne__", "__lt__", "__gt__", "__hash__", "__bool__", "__len__", "__iter__", "__getitem__"),
    *("__contains__", "__repr__", "__str__", "__format__", "__getattr__", "__array__", "__float__", "__int__"),
    *("__index__", "__abs__", "__sub__", "__call__", "items", "keys", "values", "get", "shape", "dtype", "tolist"),
    *("__torch_function__", "__array_ufunc__", "__array_function__", "__array_interface__", "__dlpack__"),
)


def biting(base: type = object) -> type:
    """A subclass of `base` every method of which fails the test."""
    namespace = dict.fromkeys(_METHODS, _bite) | {"__class__": property(_bite)}
    meta = BitingMeta if type(base) is type else type("BitingMeta", (BitingMeta, type(base)), {})
    return type.__call__(meta, "Biting", (base,), namespace)  # type: ignore[no-any-return]


def normal(*shape: int, seed: int = 0) -> torch.Tensor:
    """Float32 numbers of the given shape, always the same."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


numbers = st.one_of(st.integers(), st.floats(), st.booleans(), st.complex_numbers())

arrays: st.SearchStrategy[Array] = st.one_of(
    [
        hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
        for dtype in (np.float16, np.float32, np.float64, np.int8, np.int64, np.uint64, np.bool_, np.complex64)
    ]
)

leaves = st.one_of(st.none(), numbers, st.text(max_size=8), st.binary(max_size=8), arrays)

nested: st.SearchStrategy[Any] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(st.text(max_size=4), st.integers(), st.booleans(), st.none()), inner, max_size=4),
    ),
    max_leaves=12,
)


def finite(*shape: int, size: float = 1e6) -> st.SearchStrategy[Array]:
    """Float64 arrays of one shape, moderate numbers."""
    return hnp.arrays(np.float64, shape, elements=st.floats(-size, size))
