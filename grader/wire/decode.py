"""Bytes to values: strict and bounded, for frames from a peer that may be hostile.

Nothing is called, looked up or constructed by name; sizes are Python integers checked against the caps and against
the bytes that are really there before anything is allocated; every byte of the frame must be used. Whatever the
bytes, the only exception is `WireError`.
"""

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import torch

from grader.wire.values import (
    BOOL_CODE,
    BY_CODE,
    DEFAULT_BOUNDS,
    MAGIC,
    Array,
    Bounds,
    Kind,
    Opaque,
    Path,
    TensorInfo,
    WireError,
    plain_key,
)

HEADER = struct.Struct("<4sIQ")
_MOST_ELEMENTS = 1 << 56
"""Of a shape without its zeros: an empty array may be said to have sides too large for numpy or torch."""

Resolve = Callable[[int], object]
"""The object behind a handle; raises KeyError when there is none."""


@dataclass(frozen=True)
class Decoded:
    """A decoded value, and what is known of the tensors in it by the way to them."""

    value: object
    tensors: dict[Path, TensorInfo]


def lengths(header: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> tuple[int, int]:
    """Lengths in bytes of the tree and the body that follow a frame's header (16 bytes)."""
    if len(header) != HEADER.size:
        raise WireError(f"a header of {len(header)} bytes, not {HEADER.size}")
    magic, tree, body = HEADER.unpack(header)
    if magic != MAGIC:
        raise WireError("not a frame: the first bytes are wrong")
    if tree > bounds.tree_bytes or body > bounds.body_bytes:
        raise WireError(f"a frame of {tree + body} bytes, more than may cross")
    return tree, body


def decode(
    tree: bytes | bytearray, body: bytes | bytearray, *, resolve: Resolve | None = None, bounds: Bounds = DEFAULT_BOUNDS
) -> Decoded:
    """Decode the two parts of a frame.

    `resolve` turns handles into objects, on the worker's side only; there, tensors also require grad again, while the
    grader gets plain numbers and reads the rest from `Decoded.tensors`.
    """
    decoder = _Decoder(memoryview(tree), memoryview(body), resolve, bounds)
    try:
        value = decoder.node(())
    except struct.error:
        raise WireError("the frame ends in the middle of a value") from None
    if decoder.at != len(tree) or decoder.body_at != len(body):
        raise WireError("bytes are left over after the value")
    return Decoded(value, decoder.infos)


@dataclass
class _Decoder:
    tree: memoryview
    body: memoryview
    resolve: Resolve | None
    bounds: Bounds
    at: int = 0
    body_at: int = 0
    nodes: int = 0
    tuple_keys: int = 0
    arrays: list[object] = field(default_factory=list)
    array_infos: list[TensorInfo] = field(default_factory=list)
    infos: dict[Path, TensorInfo] = field(default_factory=dict)

    def node(self, path: Path) -> object:
        self.nodes += 1
        if self.nodes > self.bounds.nodes or len(path) > self.bounds.depth:
            raise WireError("too many parts or levels")
        tag = bytes(self.take(1))
        reader = _READERS.get(tag)
        if reader is None:
            raise WireError(f"unknown tag {tag!r}")
        return reader(self, path)

    def take(self, size: int) -> memoryview:
        if size > len(self.tree) - self.at:
            raise WireError("the frame ends in the middle of a value")
        part = self.tree[self.at : self.at + size]
        self.at += size
        return part

    def unpack(self, layout: str) -> tuple[int, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def take_body(self, size: int) -> memoryview:
        if size > len(self.body) - self.body_at:
            raise WireError("the frame's body is shorter than its values")
        part = self.body[self.body_at : self.body_at + size]
        self.body_at += size
        return part

    def count(self) -> int:
        """Number of children that follow; each takes at least one byte, so a lie is caught before any work."""
        (count,) = self.unpack("I")
        if count > len(self.tree) - self.at or count > self.bounds.nodes:
            raise WireError("more parts announced than there are bytes")
        return count

    def text(self) -> str:
        (size,) = self.unpack("I")
        if size > self.bounds.string_bytes:
            raise WireError("a text longer than may cross")
        try:
            return str(self.take(size), "utf-8")
        except UnicodeDecodeError:
            raise WireError("a text that is not UTF-8") from None

    def integer(self, _path: Path) -> int:
        (size,) = self.unpack("B")
        if not 1 <= size <= self.bounds.int_bytes:
            raise WireError("an integer longer than may cross")
        return int.from_bytes(self.take(size), "little", signed=True)

    def complex_number(self, _path: Path) -> complex:
        real, imag = self.unpack("dd")
        return complex(real, imag)

    def byte_string(self, _path: Path) -> bytes:
        return bytes(self.take_body(self.unpack("Q")[0]))

    def sequence(self, path: Path) -> list[object]:
        return [self.node((*path, index)) for index in range(self.count())]

    def mapping(self, path: Path) -> dict[object, object]:
        result: dict[object, object] = {}
        for _ in range(self.count()):
            key = self.key(path)
            if key in result:
                raise WireError("the same key twice")
            result[key] = self.node((*path, key if isinstance(key, str | int) else repr(key)))
        return result

    def key(self, path: Path) -> object:
        key = self.node((*path, "<key>"))
        if not plain_key(key):
            raise WireError("a key that is neither text nor number nor a small tuple of these")
        self.tuple_keys += isinstance(key, tuple)
        if self.tuple_keys > self.bounds.tuple_keys:
            raise WireError("too many keys that are tuples")
        return key

    def numbers(self, _path: Path) -> list[object]:
        tag = bytes(self.take(1))
        if tag not in (b"f", b"i"):
            raise WireError("a list of unknown numbers")
        (count,) = self.unpack("I")
        self.nodes += count
        if self.nodes > self.bounds.nodes:
            raise WireError("too many parts")
        packed: list[object] = np.frombuffer(self.take_body(count * 8), "<f8" if tag == b"f" else "<i8").tolist()
        return packed

    def elements(self) -> tuple[Kind, Array, int]:
        code, dims, storage = self.unpack("BBI")
        kind = BY_CODE.get(code)
        if kind is None or dims > self.bounds.dims:
            raise WireError("an unknown element type or too many dimensions")
        shape = self.unpack(f"{dims}Q")
        if any(size > self.bounds.body_bytes for size in shape):
            raise WireError("a dimension larger than may cross")
        if math.prod(max(size, 1) for size in shape) > _MOST_ELEMENTS:
            raise WireError("a shape larger than may cross")
        raw = self.take_body(math.prod(shape) * kind.storage.itemsize)
        if code == BOOL_CODE:
            return kind, np.frombuffer(raw, np.uint8).astype(np.bool_).reshape(shape), storage
        return kind, np.frombuffer(raw, kind.storage).reshape(shape).copy(), storage

    def tensor(self, path: Path) -> torch.Tensor:
        (flags,) = self.unpack("B")
        kind, array, storage = self.elements()
        if kind.torch is None:
            raise WireError("an element type that tensors do not have")
        tensor = torch.from_numpy(np.atleast_1d(array)).reshape(array.shape)
        if kind.torch is torch.bfloat16:
            tensor = tensor.view(torch.bfloat16)
        info = TensorInfo(bool(flags & 1), bool(flags & 2), bool(flags & 4), bool(flags & 8), storage)
        if self.resolve and info.requires_grad and (tensor.is_floating_point() or tensor.is_complex()):
            tensor.requires_grad_()
        self.remember(tensor, info, path)
        return tensor

    def ndarray(self, path: Path) -> Array:
        kind, array, storage = self.elements()
        if kind.torch is torch.bfloat16:
            raise WireError("an element type that arrays do not have")
        self.remember(array, TensorInfo(storage=storage), path)
        return array

    def remember(self, array: object, info: TensorInfo, path: Path) -> None:
        if len(self.arrays) >= self.bounds.arrays:
            raise WireError("too many arrays and tensors")
        self.arrays.append(array)
        self.array_infos.append(info)
        self.infos[path] = info

    def numpy_scalar(self, _path: Path) -> np.generic:
        kind, array, _ = self.elements()
        if array.shape != () or kind.torch is torch.bfloat16:
            raise WireError("a scalar that has a shape")
        return cast("np.generic", array[()])

    def reference(self, path: Path) -> object:
        (index,) = self.unpack("I")
        if index >= len(self.arrays):
            raise WireError("a reference to a value that has not come")
        self.infos[path] = self.array_infos[index]
        return self.arrays[index]

    def opaque(self, _path: Path) -> object:
        (handle,) = self.unpack("I")
        value = Opaque(self.text(), handle, self.text())
        if self.resolve is None or not handle:
            return value
        try:
            return self.resolve(handle)
        except KeyError:
            raise WireError(f"no object is kept under handle {handle}") from None


_READERS: dict[bytes, Callable[[_Decoder, Path], object]] = {
    b"N": lambda _decoder, _path: None,
    b"T": lambda _decoder, _path: True,
    b"F": lambda _decoder, _path: False,
    b"i": _Decoder.integer,
    b"f": lambda decoder, _path: decoder.unpack("d")[0],
    b"c": _Decoder.complex_number,
    b"s": lambda decoder, _path: decoder.text(),
    b"b": _Decoder.byte_string,
    b"l": _Decoder.sequence,
    b"u": lambda decoder, path: tuple(decoder.sequence(path)),
    b"d": _Decoder.mapping,
    b"p": _Decoder.numbers,
    b"t": _Decoder.tensor,
    b"a": _Decoder.ndarray,
    b"g": _Decoder.numpy_scalar,
    b"r": _Decoder.reference,
    b"o": _Decoder.opaque,
}
