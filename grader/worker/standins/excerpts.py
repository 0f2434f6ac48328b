"""Arrays and tensors that hold the first rows of a longer data set, and take indices that assume its full length.

The built-in data sets are small, and notebooks say `range(49000)` and `X[49000:50000]`. One rule answers them all: row
i of the full set is row i modulo n of the n that are here, and who asks for more than n rows gets as large a share of
them as of the full set, but no fewer than a hundred. An index that NumPy or torch can follow as it is means what it
always means. Images and labels are as long as each other and follow the same rule, so they stay together.
"""

# mypy: allow-untyped-calls

from collections.abc import Iterable
from typing import Any, cast

import numpy as np
import torch

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
_LEAST = 100
"""Rows that a part of a data set has at least, where so many are here."""
_SHAPING = frozenset({"view", "reshape"})
_PREPARING = frozenset(
    {"__getitem__", "add", "sub", "mul", "div", "true_divide", "float", "double", "long", "int", "to", "type", "view"}
    | {"reshape", "flatten", "unsqueeze", "squeeze", "permute", "transpose", "clone", "contiguous", "detach"}
)
"""What is done to tensors to make inputs of them: their results know the full length too."""


def rows(asked: Iterable[int] | Array, here: int, full: int) -> Array:
    """The rows (of those `here`) that stand for those asked for of the `full` ones."""
    wanted = np.asarray(asked if isinstance(asked, np.ndarray) else list(asked), dtype=np.int64)
    if wanted.size == 0 or (wanted.max() < here and wanted.min() >= -here):
        return wanted
    wrapped = wanted % here
    if len(wrapped) <= here:
        return cast("Array", wrapped)
    _, first = np.unique(wrapped, return_index=True)
    share = max(_LEAST, round(here * len(wanted) / full))
    return cast("Array", wrapped[np.sort(first)[:share]])


def followed(key: object, here: int, full: int) -> tuple[object, int]:
    """An index as the rows that are here can follow it, and how many rows of the full set were asked for."""
    first, rest = (key[0], key[1:]) if isinstance(key, tuple) and key else (key, ())
    asked, mapped = 0, first
    if isinstance(first, int | np.integer) and not isinstance(first, bool | np.bool_) and here <= first < full:
        mapped = int(first) % here
    elif isinstance(first, slice):
        wanted = range(*first.indices(full))
        asked = len(wanted)
        if wanted and (wanted[0] >= here or here < asked < full):
            mapped = rows(wanted, here, full)
    elif isinstance(first, range) or is_list_of_rows(first):
        asked = len(cast("Any", first))
        mapped = rows(_listed(first), here, full)
    if mapped is first:
        return key, asked
    return ((mapped, *rest) if isinstance(key, tuple) else mapped), asked


def here(shape: tuple[Any, ...], full: int, rows_here: int) -> tuple[Any, ...]:
    """A shape whose first axis has the rows that are here, where it names those of the full set."""
    first, *rest = shape if shape else (None,)
    if isinstance(first, tuple | list):
        return (here(tuple(first), full, rows_here), *rest)
    return (rows_here, *rest) if full and first == full else shape


def is_list_of_rows(index: object) -> bool:
    """Whether an index is a list of row numbers."""
    if isinstance(index, torch.Tensor):
        return index.ndim == 1 and index.dtype == torch.int64
    if isinstance(index, np.ndarray):
        return index.ndim == 1 and index.dtype.kind in "iu"
    return isinstance(index, list) and all(type(item) is int or isinstance(item, np.integer) for item in index)


def _listed(index: object) -> Iterable[int] | Array:
    return index.numpy() if isinstance(index, torch.Tensor) else cast("Iterable[int]", index)


class ExcerptArray(np.ndarray[tuple[int, ...], np.dtype[Any]]):
    """An array whose axis 0 stands for a longer one, of `full` rows."""

    full: int = 0

    def __array_finalize__(self, source: object) -> None:
        """Views and copies with all the rows stand for as many."""
        known = isinstance(source, ExcerptArray) and self.shape[:1] == source.shape[:1]
        self.full = source.full if known and isinstance(source, ExcerptArray) else 0

    def __array_wrap__(self, result: Array, context: object = None, return_scalar: bool = False) -> Any:
        """So do results of arithmetic."""
        if return_scalar or result.shape[:1] != self.shape[:1]:
            return result[()] if return_scalar else result
        return excerpt(result, self.full)

    def reshape(self, *shape: Any, **options: Any) -> Any:
        """In a shape that may name the full length."""
        return super().reshape(*here(shape, self.full, len(self)), **options)

    def __iter__(self) -> Any:
        """The rows that are here."""
        return iter(self.view(np.ndarray))

    def __getitem__(self, key: Any) -> Any:
        """Rows by an index of the full length."""
        if not self.full:
            return super().__getitem__(key)
        index, asked = followed(key, len(self), self.full)
        found = super().__getitem__(cast("Any", index))
        return excerpt(found, asked) if isinstance(found, np.ndarray) and asked else found


class ExcerptTensor(torch.Tensor):
    """A tensor whose axis 0 stands for a longer one, of `full` rows."""

    full: int = 0

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Results are plain tensors, but for the steps that prepare inputs, in place or not."""
        del types
        source = next((item for item in args if isinstance(item, ExcerptTensor)), None)
        if source is not None and source is args[0] and _name(func) in _SHAPING:
            args = (source, *here(args[1:], source.full, len(source)))
        with torch._C.DisableTorchFunctionSubclass():
            result = func(*args, **(kwargs or {}))
            if not isinstance(result, torch.Tensor) or (result is source and not source.requires_grad):
                return result
            same = source is not None and result.shape[:1] == source.shape[:1]
            kept = same and not result.requires_grad and _name(func) in _PREPARING
            return excerpt_tensor(result, source.full) if kept and source is not None else _plain(result)

    def __getitem__(self, key: Any) -> Any:
        """Rows by an index of the full length."""
        with torch._C.DisableTorchFunctionSubclass():
            index, asked = followed(key, len(self), self.full) if self.full else (key, 0)
            found = _plain(self)[cast("Any", torch.from_numpy(index) if isinstance(index, np.ndarray) else index)]
            return excerpt_tensor(found, asked) if asked else found

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """A copy that stands for as many rows."""
        return memo.setdefault(id(self), excerpt_tensor(_plain(self).clone(), self.full))

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Saved as a plain tensor."""
        return _plain(self).__reduce_ex__(protocol)

    def numpy(self, *args: Any, **kwargs: Any) -> Any:
        """As an array that stands for as many rows."""
        return excerpt(_plain(self).numpy(*args, **kwargs), self.full)


def excerpt(array: Array, full: int) -> Array:
    """The array, which stands for `full` rows; as it is where it has that many."""
    if full <= len(array):
        return array.view(np.ndarray)
    made = array.view(ExcerptArray)
    made.full = full
    return made


def excerpt_tensor(tensor: torch.Tensor, full: int) -> torch.Tensor:
    """The tensor, which stands for `full` rows; as it is where it has that many."""
    if full <= len(tensor):
        return _plain(tensor)
    made = tensor.as_subclass(ExcerptTensor)
    made.full = full
    return made


def _plain(tensor: torch.Tensor) -> torch.Tensor:
    with torch._C.DisableTorchFunctionSubclass():
        return tensor.as_subclass(torch.Tensor)


def _name(function: Any) -> str:
    name = str(getattr(function, "__name__", ""))
    return {"__rmul__": "mul", "__rdiv__": "div", "__truediv__": "div", "__sub__": "sub"}.get(name, name)
