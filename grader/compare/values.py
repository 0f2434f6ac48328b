"""What kind of value stands before us, found without running any code of that value.

Only exact types count: a leaf is plain because of `type(value)`, never because it says so. Containers may be subclasses
of `tuple`, `list` and `dict` (`torch.Size`, `OrderedDict`), and are then read by the methods of the base class.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray

Kind = Literal["bool", "int", "float", "complex"]
DType = str | np.dtype[Any] | torch.dtype
Array = NDArray[Any]

_KINDS: dict[str, Kind] = {"b": "bool", "i": "int", "u": "int", "O": "int", "f": "float", "c": "complex"}


def ids(*types: type) -> frozenset[int]:
    """The identities of types that live as long as the program; to look a type up by it runs no metaclass' code."""
    return frozenset(map(id, types))


_TENSORS = ids(torch.Tensor, torch.nn.Parameter)
_PYTHON_SCALARS = ids(bool, int, float, complex)
_SCALARS = _PYTHON_SCALARS | ids(*np.sctypeDict.values())


@dataclass(frozen=True)
class Numbers:
    """A tensor, an array or a single number, in one form.

    `stored` has the value's shape; bfloat16, which NumPy lacks, is kept as its bits in uint16, and a Python int beyond
    64 bits as an object. Read it through the methods, which give float64, complex128, bool or the integers themselves.
    """

    container: str
    """`Tensor`, `ndarray`, `number`, or `list` for a long list of plain numbers."""
    dtype: str
    stored: Array

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the axes."""
        return self.stored.shape

    @property
    def size(self) -> int:
        """The number of elements."""
        return self.stored.size

    @property
    def kind(self) -> Kind:
        """What sort of number the elements are."""
        return "float" if self.dtype == "bfloat16" else _KINDS[self.stored.dtype.kind]

    def part(self, start: int, stop: int) -> Array:
        """Elements `start` to `stop` in C order, as one axis; only these are copied."""
        contiguous = self.stored.flags.c_contiguous
        return self._read(self.stored.reshape(-1)[start:stop] if contiguous else self.stored.flat[start:stop])

    def at(self, positions: NDArray[np.int64]) -> Array:
        """The elements at the given places of the flattened value."""
        return self._read(np.asarray(self.stored.flat[positions]))

    def along(self, picks: list[list[int]]) -> Array:
        """The block of the given indices along each axis."""
        return self._read(self.stored[np.ix_(*picks)])

    def reshaped(self, shape: tuple[int, ...]) -> "Numbers":
        """The same elements in C order under another shape."""
        return self if shape == self.shape else replace(self, stored=self.stored.reshape(shape))

    def whole(self) -> Array:
        """All elements, in the value's shape."""
        return self._read(self.stored)

    def _read(self, stored: Array) -> Array:
        if self.dtype == "bfloat16":
            stored = (stored.astype(np.uint32) << 16).view(np.float32)
        if stored.dtype.kind == "f":
            return stored.astype(np.float64)
        return stored.astype(np.complex128) if stored.dtype.kind == "c" else stored


def as_numbers(value: object) -> Numbers | None:
    """The value as numbers; None if it is something else, or an array that cannot be compared as numbers."""
    kind = id(type(value))
    if kind in _TENSORS:
        return _from_tensor(value)  # type: ignore[arg-type]  # by its exact type
    if type(value) is np.ndarray:
        return _from_array(value, "ndarray")
    if kind in _SCALARS:
        return _from_array(value, "number")
    return None


def as_vector(items: list[Any] | tuple[Any, ...]) -> Numbers | None:
    """A list of plain Python numbers of one type as numbers along one axis; None for any other list."""
    kinds = {id(type(item)) for item in items}
    if len(kinds) != 1 or not kinds <= _PYTHON_SCALARS:
        return None
    try:
        return _from_array(np.array(items, np.int64 if kinds == ids(int) else None), "list")
    except OverflowError:
        return _from_array(np.array(items, object), "list")


def as_items(value: object) -> list[Any] | tuple[Any, ...] | None:
    """The elements of a list or tuple; None for anything else."""
    if type(value) is list or type(value) is tuple:
        return value
    if issubclass(type(value), tuple):
        return tuple(tuple.__iter__(value))  # type: ignore[arg-type]  # a subclass, by the line above
    if issubclass(type(value), list):
        return list(list.__iter__(value))  # type: ignore[arg-type]  # a subclass, by the line above
    return None


def as_pairs(value: object) -> list[tuple[Any, Any]] | None:
    """The keys and values of a dict, none of which is hashed or compared; None for anything else."""
    if issubclass(type(value), dict):
        return list(dict.items(value))  # type: ignore[arg-type]  # a dict, by the line above
    return None


@dataclass(frozen=True)
class Refusal:
    """A value that did not cross the sandbox's border: the name of its type, and why."""

    type_name: str
    reason: str


def as_refusal(value: object) -> Refusal | None:
    """What the codec says of a value that it did not let through; None for a value that came."""
    try:
        fields = (object.__getattribute__(value, "type_name"), object.__getattribute__(value, "reason"))
    except AttributeError:
        return None
    return Refusal(*fields) if all(type(field) is str for field in fields) else None


def dtype_name(dtype: DType) -> str:
    """The name that NumPy and torch share: `float32`, `bool`, `int64`."""
    return dtype.name if isinstance(dtype, np.dtype) else str(dtype).removeprefix("torch.")


def _from_tensor(tensor: torch.Tensor) -> Numbers | None:
    if tensor.layout is not torch.strided or tensor.is_quantized or tensor.is_nested or tensor.device.type != "cpu":
        return None
    plain = tensor.detach().resolve_conj().resolve_neg()
    name = dtype_name(plain.dtype)
    try:
        return Numbers("Tensor", name, plain.view(torch.uint16).numpy() if name == "bfloat16" else plain.numpy())
    except TypeError:  # a dtype that NumPy lacks, such as float8
        return None


def _from_array(value: object, container: str) -> Numbers | None:
    stored = np.asarray(value)
    if stored.dtype.kind == "O" and container != "ndarray":
        return Numbers(container, "int", stored)
    return Numbers(container, stored.dtype.name, stored) if stored.dtype.kind in "biufc" else None
