"""The codec that both sides of the sandbox's border share. Imports nothing else of the project."""

from grader.wire.channel import Channel, ChannelClosed, ChannelTimeout
from grader.wire.decode import Decoded, decode, lengths
from grader.wire.encode import encode
from grader.wire.values import DEFAULT_BOUNDS, MAPPINGS, Bounds, Opaque, Path, TensorInfo, WireError, entries

__all__ = [
    "DEFAULT_BOUNDS",
    "MAPPINGS",
    "Bounds",
    "Channel",
    "ChannelClosed",
    "ChannelTimeout",
    "Decoded",
    "Opaque",
    "Path",
    "TensorInfo",
    "WireError",
    "decode",
    "encode",
    "entries",
    "lengths",
]
