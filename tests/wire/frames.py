"""Frames as bytes: whole ones, and the parts of which hostile ones are made."""

import struct

from grader.wire import DEFAULT_BOUNDS, Bounds, Decoded, decode, encode, lengths

HEADER_BYTES = 16


def framed(value: object, bounds: Bounds = DEFAULT_BOUNDS) -> bytes:
    """A value's frame."""
    return b"".join(bytes(piece) for piece in encode(value, bounds=bounds))


def unframed(raw: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> Decoded:
    """What a frame says; the frame must be whole."""
    tree, body = lengths(raw[:HEADER_BYTES], bounds)
    parts = raw[HEADER_BYTES : HEADER_BYTES + tree], raw[HEADER_BYTES + tree :]
    assert len(parts[1]) == body
    return decode(*parts, bounds=bounds)


def array_node(tag: bytes, code: int, shape: tuple[int, ...]) -> bytes:
    """The head of an array (`a`), tensor (`t`) or scalar (`g`) of an element type."""
    flags = b"\0" if tag == b"t" else b""
    return tag + flags + struct.pack("<BBI", code, len(shape), 0) + struct.pack(f"<{len(shape)}Q", *shape)


def integer_node(value: int) -> bytes:
    """An integer."""
    size = value.bit_length() // 8 + 1
    return b"i" + bytes([size]) + value.to_bytes(size, "little", signed=True)


def counted(tag: bytes, count: int, content: bytes = b"") -> bytes:
    """A node that announces so many children: a list (`l`), tuple (`u`) or dictionary (`d`)."""
    return tag + struct.pack("<I", count) + content
