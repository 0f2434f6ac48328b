"""What may cross the sandbox's border: the kinds of value, the bounds on them, and what is noted beside a tensor.

Layout of a frame (all integers little-endian)::

    magic 4 bytes | tree length u32 | body length u64 | tree | body

The tree is a sequence of tagged nodes, children after their parent; the bytes of arrays, long byte strings and long
lists of numbers stand in the body, in the order in which the tree names them. Both lengths are checked against
`Bounds` before anything is read, every count against what is left to read, and every byte must be used.
"""

from dataclasses import dataclass

import numpy as np
import torch

MAGIC = b"GRW1"

MAPPINGS = (dict, torch.nn.ParameterDict)
"""What crosses as a dictionary."""

Array = np.ndarray[tuple[int, ...], np.dtype[np.generic]]

Path = tuple[str | int, ...]
"""The way from the root of a frame to a value: keys and positions."""


class WireError(Exception):
    """A frame or value that may not cross. The only exception that encoding and decoding raise."""


@dataclass(frozen=True)
class Bounds:
    """Caps on one frame."""

    body_bytes: int = 256 << 20
    tree_bytes: int = 32 << 20
    nodes: int = 500_000
    arrays: int = 50_000
    """Arrays and tensors; each costs far more to build than its bytes."""
    tuple_keys: int = 4096
    """Dictionary keys that are tuples. Their hashes can be made to collide, which makes each insertion slow."""
    depth: int = 32
    dims: int = 16
    string_bytes: int = 4 << 20
    int_bytes: int = 64


DEFAULT_BOUNDS = Bounds()


def entries(mapping: "dict[object, object] | torch.nn.ParameterDict") -> list[tuple[object, object]]:
    """The entries of one of the `MAPPINGS`, those of a dictionary as they are, whatever a subclass says."""
    return list(dict.items(mapping) if isinstance(mapping, dict) else mapping.items())


@dataclass(frozen=True)
class Opaque:
    """A value that stays on the worker's side: an object behind a handle, or one that was refused."""

    type_name: str
    handle: int = 0
    """Number under which the worker keeps the object; 0 when it keeps none."""
    reason: str = ""
    """Why the value could not cross; empty for an ordinary object."""


@dataclass(frozen=True)
class TensorInfo:
    """What is known of a tensor beside its numbers."""

    requires_grad: bool = False
    is_leaf: bool = True
    has_graph: bool = False
    is_parameter: bool = False
    storage: int = 0
    """Tensors and arrays of one frame with the same number share memory."""


@dataclass(frozen=True)
class Kind:
    """An element type: its numpy storage, and the torch type where there is one."""

    code: int
    storage: np.dtype[np.generic]
    torch: torch.dtype | None


def _kind(code: int, storage: str, torch_dtype: torch.dtype | None) -> Kind:
    return Kind(code, np.dtype(storage), torch_dtype)


KINDS = (
    _kind(1, "<f2", torch.float16),
    _kind(2, "<f4", torch.float32),
    _kind(3, "<f8", torch.float64),
    _kind(4, "<c8", torch.complex64),
    _kind(5, "<c16", torch.complex128),
    _kind(6, "|i1", torch.int8),
    _kind(7, "<i2", torch.int16),
    _kind(8, "<i4", torch.int32),
    _kind(9, "<i8", torch.int64),
    _kind(10, "|u1", torch.uint8),
    _kind(11, "<u2", torch.uint16),
    _kind(12, "<u4", torch.uint32),
    _kind(13, "<u8", torch.uint64),
    _kind(14, "|b1", torch.bool),
)
BFLOAT16 = Kind(15, np.dtype("<i2"), torch.bfloat16)
"""numpy has no bfloat16: its two bytes travel as int16."""

BY_CODE = {kind.code: kind for kind in (*KINDS, BFLOAT16)}
BY_NUMPY = {kind.storage: kind for kind in KINDS}
BY_TORCH = {kind.torch: kind for kind in (*KINDS, BFLOAT16)}
BOOL_CODE = 14


KEY_PARTS = 16
"""A tuple as a dictionary key has at most so many parts, those of tuples in it included."""


def plain_key(key: object) -> bool:
    """Whether a dictionary key may cross: text, 64-bit integers, other numbers, None, and small tuples of these."""
    return 0 < _key_parts(key) <= KEY_PARTS


def _key_parts(key: object) -> int:
    """How many parts a key has, itself included; 0 when one of them may not cross, or there are far too many."""
    if type(key) is tuple:
        parts = [_key_parts(part) for part in key] if len(key) < KEY_PARTS else [0]
        return 1 + sum(parts) if all(parts) else 0
    if type(key) is int:
        return int(-(2**63) <= key < 2**63)
    return int(key is None or type(key) in (bool, float, str))
