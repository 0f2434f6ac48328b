"""Values to bytes. Runs on both sides; only correctness depends on it, never safety (see `decode`)."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch

from grader.wire.values import (
    BY_NUMPY,
    BY_TORCH,
    DEFAULT_BOUNDS,
    MAGIC,
    MAPPINGS,
    Array,
    Bounds,
    Kind,
    Opaque,
    WireError,
    entries,
    plain_key,
)

PACK_FROM = 16
"""Lists of at least so many plain floats or ints travel as one array."""

Keep = Callable[[object], int]
"""Keeps an object that cannot cross and returns its handle."""


def encode(value: object, *, keep: Keep | None = None, bounds: Bounds = DEFAULT_BOUNDS) -> list[bytes | memoryview]:
    """Encode a value as a frame, in pieces to be sent one after the other.

    Objects of other types than those in `values` become `Opaque`, with a handle from `keep` where it is given.
    Raises `WireError` when the frame would exceed `bounds`.
    """
    encoder = _Encoder(keep, bounds)
    encoder.node(value, 0)
    body_bytes = sum(piece.nbytes for piece in encoder.body)
    if len(encoder.tree) > bounds.tree_bytes or body_bytes > bounds.body_bytes:
        raise WireError(f"the value takes {body_bytes + len(encoder.tree)} bytes, more than may cross")
    return [MAGIC + struct.pack("<IQ", len(encoder.tree), body_bytes), bytes(encoder.tree), *encoder.body]


@dataclass
class _Encoder:
    keep: Keep | None
    bounds: Bounds
    tree: bytearray = field(default_factory=bytearray)
    body: list[memoryview] = field(default_factory=list)
    body_bytes: int = 0
    nodes: int = 0
    tuple_keys: int = 0
    other_keys: int = 0
    seen: dict[int, int] = field(default_factory=dict)
    """Arrays and tensors already written, by identity: the index for a reference."""
    storages: dict[int, int] = field(default_factory=dict)
    alive: list[object] = field(default_factory=list)
    """Keeps what `seen` and `storages` know by address from being freed meanwhile."""

    def node(self, value: object, depth: int) -> None:
        self.nodes += 1
        if self.nodes > self.bounds.nodes:
            raise WireError(f"the value has more than {self.bounds.nodes} parts")
        if depth > self.bounds.depth:
            raise WireError(f"the value is nested more than {self.bounds.depth} levels deep, or contains itself")
        if not (self.scalar(value) or self.container(value, depth) or self.array(value)):
            self.opaque(value)

    def scalar(self, value: object) -> bool:
        kind = type(value)
        if value is None:
            self.tree += b"N"
        elif kind is bool:
            self.tree += b"T" if value else b"F"
        elif kind is int:
            self.integer(value)  # type: ignore[arg-type]
        elif kind is float:
            self.tree += b"f" + struct.pack("<d", value)
        elif kind is complex:
            self.tree += b"c" + struct.pack("<dd", value.real, value.imag)  # type: ignore[attr-defined]
        elif isinstance(value, str):
            self.tree += b"s"
            self.text(str.__str__(value))
        elif isinstance(value, bytes | bytearray):
            self.tree += b"b" + struct.pack("<Q", len(value))
            self.piece(memoryview(bytes(value)))
        else:
            return False
        return True

    def integer(self, value: int) -> None:
        size = value.bit_length() // 8 + 1
        if size > self.bounds.int_bytes:
            self.refuse("int", f"an integer of {value.bit_length()} bits")
        else:
            self.tree += b"i" + bytes([size]) + value.to_bytes(size, "little", signed=True)

    def text(self, value: str) -> None:
        raw = value.encode("utf-8", "backslashreplace")
        if len(raw) > self.bounds.string_bytes:
            raise WireError(f"a text of {len(raw)} bytes, more than {self.bounds.string_bytes}")
        self.tree += struct.pack("<I", len(raw)) + raw

    def piece(self, data: memoryview) -> None:
        self.body_bytes += data.nbytes
        if self.body_bytes > self.bounds.body_bytes:
            raise WireError(f"the value takes more than the {self.bounds.body_bytes} bytes that may cross")
        self.body.append(data)

    def container(self, value: object, depth: int) -> bool:
        if isinstance(value, list | tuple):
            items = list(list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value))
            if not (type(value) is list and self.packed(items)):
                self.tree += (b"l" if isinstance(value, list) else b"u") + struct.pack("<I", len(items))
                for item in items:
                    self.node(item, depth + 1)
        elif isinstance(value, MAPPINGS):
            pairs = entries(value)
            self.tree += b"d" + struct.pack("<I", len(pairs))
            for key, item in pairs:
                self.node(self.key(key), depth + 1)
                self.node(item, depth + 1)
        else:
            return False
        return True

    def key(self, key: object) -> object:
        """The key, or in place of one that may not cross a text of its own."""
        if not plain_key(key):
            self.other_keys += 1
            return f"<{type(key).__name__} {self.other_keys}>"
        self.tuple_keys += isinstance(key, tuple)
        if self.tuple_keys > self.bounds.tuple_keys:
            raise WireError(f"the value has more than {self.bounds.tuple_keys} keys that are tuples")
        return key

    def packed(self, items: list[object]) -> bool:
        if len(items) < PACK_FROM:
            return False
        kinds = {type(item) for item in items}
        if kinds == {float}:
            array: Array = np.array(items, "<f8")
        elif kinds == {int} and all(-(2**63) <= item < 2**63 for item in items):  # type: ignore[operator]
            array = np.array(items, "<i8")
        else:
            return False
        self.tree += b"p" + (b"f" if kinds == {float} else b"i") + struct.pack("<I", len(items))
        self.piece(memoryview(array.view(np.uint8).data))
        return True

    def array(self, value: object) -> bool:
        if not isinstance(value, torch.Tensor | np.ndarray | np.generic):
            return False
        if id(value) in self.seen:
            self.tree += b"r" + struct.pack("<I", self.seen[id(value)])
            return True
        reason = self.refusal(value)
        if reason:
            self.refuse(type(value).__name__, reason)
            return True
        if len(self.seen) >= self.bounds.arrays:
            raise WireError(f"the value has more than {self.bounds.arrays} arrays and tensors")
        if isinstance(value, torch.Tensor):
            self.tensor(value)
        elif isinstance(value, np.ndarray):
            self.tree += b"a"
            self.elements(BY_NUMPY[value.dtype.newbyteorder("<")], value, self.storage(_base(value)))
        else:
            self.tree += b"g"
            self.elements(BY_NUMPY[value.dtype], np.asarray(value), 0)
            return True
        self.seen[id(value)] = len(self.seen)
        self.alive.append(value)
        return True

    def refusal(self, value: torch.Tensor | Array | np.generic) -> str:
        """Why this array may not cross; empty when it may."""
        if isinstance(value, torch.Tensor):
            if value.layout != torch.strided or value.is_quantized or value.is_nested:
                return f"a tensor of layout {value.layout}" + (", quantized" if value.is_quantized else "")
            if value.device.type != "cpu":
                return f"a tensor on device {value.device.type}"
        known = value.dtype in BY_TORCH if isinstance(value, torch.Tensor) else _little(value.dtype) in BY_NUMPY
        if not known:
            return f"elements of type {value.dtype}"
        if value.ndim > self.bounds.dims:
            return f"{value.ndim} dimensions"
        size = value.numel() * value.element_size() if isinstance(value, torch.Tensor) else value.size * value.itemsize
        if size > self.bounds.body_bytes:
            return f"shape {tuple(value.shape)}, {size} bytes"
        return ""

    def tensor(self, value: torch.Tensor) -> None:
        with torch._C.DisableTorchFunctionSubclass():
            plain = value.detach().as_subclass(torch.Tensor).resolve_conj().resolve_neg()
            flags = value.requires_grad | value.is_leaf << 1 | (value.grad_fn is not None) << 2
            flags |= isinstance(value, torch.nn.Parameter) << 3
        kind = BY_TORCH[plain.dtype]
        storage = self.storage(plain.untyped_storage().data_ptr())
        raw = plain.contiguous()
        numbers = raw.view(torch.int16).numpy() if plain.dtype == torch.bfloat16 else raw.numpy()
        self.tree += b"t" + bytes([flags])
        self.elements(kind, numbers, storage)

    def storage(self, address: int) -> int:
        return self.storages.setdefault(address, len(self.storages) + 1) if address else 0

    def elements(self, kind: Kind, array: Array, storage: int) -> None:
        shape = array.shape
        self.tree += struct.pack("<BBI", kind.code, len(shape), storage) + struct.pack(f"<{len(shape)}Q", *shape)
        flat = np.ascontiguousarray(array, dtype=kind.storage).reshape(-1)
        self.piece(flat.view(np.uint8).data)

    def opaque(self, value: object) -> None:
        if isinstance(value, Opaque):
            self.write_opaque(value)
        else:
            handle = self.keep(value) if self.keep else 0
            self.write_opaque(Opaque(type(value).__name__, handle, "" if handle else "a value of this type"))

    def refuse(self, type_name: str, reason: str) -> None:
        self.write_opaque(Opaque(type_name, 0, reason))

    def write_opaque(self, value: Opaque) -> None:
        self.tree += b"o" + struct.pack("<I", value.handle)
        self.text(value.type_name)
        self.text(value.reason)


def _little(dtype: "np.dtype[np.generic]") -> "np.dtype[np.generic]":
    return dtype.newbyteorder("<")


def _base(array: Array) -> int:
    """Address of the memory that an array and its views share."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return int(array.__array_interface__["data"][0])
