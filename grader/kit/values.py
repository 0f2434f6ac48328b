"""Values of the reference on disk: their structure as JSON, their tensors and arrays in safetensors.

Nothing that would have to be executed to be read is stored. What is neither data nor a container of data, such as a
function or a module, leaves a gap: who asks for it learns that it was not recorded.
"""

import hashlib
import importlib
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from grader.checks.expected.reference import Returned
from grader.checks.expected.sealed import Unrecorded

Array = np.ndarray[tuple[int, ...], np.dtype[np.generic]]
Stored = dict[str, Any]
"""The JSON form of a value: {"is": kind, ...}."""
_PLAIN = (bool, int, str)
_OURS = "grader."
"""Records of these modules are data; a kit has the same modules."""


class NotData(Exception):
    """A value that has no stored form."""


@dataclass
class Arrays:
    """Tensors and arrays by the digest of their content, each kept once."""

    by_digest: dict[str, Array] = field(default_factory=dict)

    def add(self, array: Array) -> str:
        """Keep an array; its digest."""
        array = np.array(array, order="C")  # ascontiguousarray would make a scalar one element long
        text = f"{array.dtype} {array.shape}".encode()
        digest = hashlib.sha256(text + array.tobytes()).hexdigest()[:32]
        self.by_digest[digest] = array
        return digest


def store(value: object, arrays: Arrays) -> Stored:
    """The stored form of a value; of a container, with gaps for what is not data. Raises `NotData`."""
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value, arrays)
    if is_dataclass(value) and type(value).__module__.startswith(_OURS):
        return _record(value, arrays)
    if value is None or type(value) in _PLAIN:
        return {"is": "plain", "value": value}
    if type(value) is float:
        return {"is": "float", "value": value.hex()}
    raise NotData(type(value).__name__)


def restore(stored: Stored, arrays: Mapping[str, Array]) -> Any:
    """The value of a stored form. Each call makes a new one."""
    return _READERS[stored["is"]](stored, arrays)


class Gap:
    """In place of a value that was not recorded. Whatever is done with it raises `Unrecorded`."""

    def __getattribute__(self, name: str) -> object:
        if name in ("__class__", "__dict__"):
            return object.__getattribute__(self, name)
        raise Unrecorded(NOT_HERE)


NOT_HERE = "this is decided with the reference, after you hand in"


def _item(value: object, arrays: Arrays) -> Stored:
    try:
        return store(value, arrays)
    except NotData:
        return {"is": "gap"}


def _tensor(value: torch.Tensor, arrays: Arrays) -> Stored:
    if value.dtype is torch.bfloat16 or value.layout is not torch.strided:
        raise NotData(str(value.dtype))
    kind = "parameter" if isinstance(value, nn.Parameter) else "tensor"
    digest = arrays.add(value.detach().cpu().resolve_conj().numpy())
    return {"is": kind, "array": digest, "grad": value.requires_grad}


def _array(value: Array, arrays: Arrays) -> Stored:
    if value.dtype.kind not in "biufc":
        raise NotData(str(value.dtype))
    return {"is": "array", "array": arrays.add(value)}


def _dict(value: dict[object, object], arrays: Arrays) -> Stored:
    return {"is": "dict", "items": [[store(key, arrays), _item(item, arrays)] for key, item in value.items()]}


def _returned(value: Returned, arrays: Arrays) -> Stored:
    parts = (value.value, dict(vars(value.args)), dict(vars(value.grads)))
    return {"is": "returned", "items": [_item(part, arrays) for part in parts]}


def _record(value: Any, arrays: Arrays) -> Stored:
    kept = {each.name: _item(getattr(value, each.name), arrays) for each in fields(value)}
    return {"is": "record", "type": [type(value).__module__, type(value).__qualname__], "fields": kept}


def _sequence(kind: str) -> Callable[[Any, Arrays], Stored]:
    return lambda value, arrays: {"is": kind, "items": [_item(item, arrays) for item in value]}


_WRITERS: dict[type, Callable[[Any, Arrays], Stored]] = {
    Returned: _returned,
    torch.Tensor: _tensor,
    np.ndarray: _array,
    np.generic: lambda value, arrays: {**_array(np.asarray(value), arrays), "is": "scalar"},
    dict: _dict,
    torch.Size: _sequence("size"),
    list: _sequence("list"),
    tuple: _sequence("tuple"),
}


def _read_tensor(stored: Stored, arrays: Mapping[str, Array]) -> torch.Tensor:
    tensor = torch.from_numpy(np.array(arrays[stored["array"]]))
    if stored["is"] == "parameter":
        return nn.Parameter(tensor, requires_grad=stored["grad"])
    return tensor.requires_grad_(stored["grad"])


def _items(stored: Stored, arrays: Mapping[str, Array]) -> list[Any]:
    return [restore(item, arrays) for item in stored["items"]]


def _read_returned(stored: Stored, arrays: Mapping[str, Array]) -> Returned:
    value, args, grads = _items(stored, arrays)
    return Returned(value, types.SimpleNamespace(**args), types.SimpleNamespace(**grads))


def _read_record(stored: Stored, arrays: Mapping[str, Array]) -> Any:
    module, name = stored["type"]
    made = getattr(importlib.import_module(module), name, None) if module.startswith(_OURS) else None
    if not (isinstance(made, type) and is_dataclass(made)):
        raise Unrecorded(NOT_HERE)
    return made(**{key: restore(item, arrays) for key, item in stored["fields"].items()})


_READERS: dict[str, Callable[[Stored, Mapping[str, Array]], Any]] = {
    "plain": lambda stored, _: stored["value"],
    "float": lambda stored, _: float.fromhex(stored["value"]),
    "gap": lambda *_: Gap(),
    "tensor": _read_tensor,
    "parameter": _read_tensor,
    "array": lambda stored, arrays: np.array(arrays[stored["array"]]),
    "scalar": lambda stored, arrays: arrays[stored["array"]][()],
    "size": lambda stored, arrays: torch.Size(_items(stored, arrays)),
    "list": _items,
    "tuple": lambda stored, arrays: tuple(_items(stored, arrays)),
    "dict": lambda stored, arrays: {restore(key, arrays): restore(item, arrays) for key, item in stored["items"]},
    "returned": _read_returned,
    "record": _read_record,
}
