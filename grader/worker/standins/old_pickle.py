"""Pickles as Python 2 wrote them, which is how CIFAR-10's files are.

Its one string type gives bytes to readers that say `encoding="bytes"`, and text to those that say `encoding="latin1"`.
"""

import io
import pickle
import struct
from typing import Any, ClassVar

_SHORT = 256


def dumps(value: object) -> bytes:
    """The pickle of dictionaries, lists, numbers, strings and NumPy arrays."""
    file = io.BytesIO()
    _Pickler(file, protocol=2).dump(value)
    return file.getvalue()


class _Pickler(pickle._Pickler):
    """Writes strings and bytes with the opcodes that Python 2 had for its one string type."""

    dispatch: ClassVar[dict[type, Any]] = dict(pickle._Pickler.dispatch)

    def save_string(self, value: str | bytes) -> None:
        """Write a string; its length goes in front, in one byte or in four."""
        raw = value.encode() if isinstance(value, str) else value
        head = b"U" + bytes([len(raw)]) if len(raw) < _SHORT else b"T" + struct.pack("<i", len(raw))
        writer: Any = self
        writer.write(head + raw)
        writer.memoize(value)

    dispatch[str] = dispatch[bytes] = save_string
