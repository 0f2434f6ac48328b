"""Frames over a socket, against a clock."""

import array
import socket
import struct
import time
from dataclasses import dataclass

from grader.wire.decode import HEADER, Decoded, Resolve, decode, lengths
from grader.wire.encode import Keep, encode
from grader.wire.values import DEFAULT_BOUNDS, Bounds

CHUNK = 1 << 20
_CREDENTIALS = struct.Struct("=3i")
_BESIDE = hasattr(socket, "CMSG_SPACE")
"""Something can come beside the bytes; not on Windows, where neither senders are watched nor descriptors passed."""
_ROOM_FOR_CREDENTIALS = socket.CMSG_SPACE(_CREDENTIALS.size) if _BESIDE else 0
_ROOM_FOR_DESCRIPTORS = socket.CMSG_SPACE(8 * array.array("i").itemsize) if _BESIDE else 0


class ChannelClosed(Exception):
    """The other side is gone."""


class ChannelTimeout(Exception):
    """Nothing, or not all, came in time."""


@dataclass
class Channel:
    """One end of a stream socket that carries frames.

    With `watch_sender`, the grader's way, the kernel names the process that sent each frame (in `sender`), so that the
    grader knows which process to signal without believing the worker; and there is no room for descriptors, so that
    none that the worker sends ever arrives.
    """

    sock: socket.socket
    bounds: Bounds = DEFAULT_BOUNDS
    watch_sender: bool = False
    sender: int = 0
    """Process id of the last frame's sender, in this process's own numbering; 0 before the first."""

    def __post_init__(self) -> None:
        if self.watch_sender:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._descriptors: list[int] = []

    def send(
        self, value: object, *, keep: Keep | None = None, timeout: float | None = None, fds: tuple[int, ...] = ()
    ) -> None:
        """Send a value as one frame. Raises `WireError` before the first byte when it may not cross."""
        pieces = encode(value, keep=keep, bounds=self.bounds)
        deadline = _deadline(timeout)
        try:
            if fds:
                self._await(deadline)
                socket.send_fds(self.sock, [pieces[0]], list(fds))
            for piece in pieces[1 if fds else 0 :]:
                self._send_piece(memoryview(piece), deadline)
        except (BrokenPipeError, ConnectionError):
            raise ChannelClosed from None
        except TimeoutError:
            raise ChannelTimeout from None

    def receive(self, *, resolve: Resolve | None = None, timeout: float | None = None) -> Decoded:
        """Receive one frame. `timeout` in seconds covers the whole frame, not each part of it."""
        deadline = _deadline(timeout)
        tree_bytes, body_bytes = lengths(bytes(self._exactly(HEADER.size, deadline)), self.bounds)
        tree = self._exactly(tree_bytes, deadline)
        body = self._exactly(body_bytes, deadline)
        return decode(tree, body, resolve=resolve, bounds=self.bounds)

    def unread(self) -> bool:
        """Whether bytes have come that nobody has read."""
        self.sock.settimeout(0)
        try:
            return bool(self.sock.recv(1, socket.MSG_PEEK))
        except (BlockingIOError, ConnectionError):
            return False

    def take_descriptors(self) -> list[int]:
        """File descriptors that came with frames since the last call; the caller owns them."""
        taken, self._descriptors = self._descriptors, []
        return taken

    def close(self) -> None:
        """Close this end."""
        self.sock.close()

    def _send_piece(self, piece: memoryview, deadline: float | None) -> None:
        while piece.nbytes:
            self._await(deadline)
            piece = piece[self.sock.send(piece[:CHUNK]) :]

    def _exactly(self, size: int, deadline: float | None) -> bytearray:
        received = bytearray()
        while len(received) < size:
            self._await(deadline)
            part = self._receive_part(min(CHUNK, size - len(received)))
            if not part:
                raise ChannelClosed
            received += part
        return received

    def _receive_part(self, size: int) -> bytes:
        try:
            if not _BESIDE:
                return self.sock.recv(size)
            room = _ROOM_FOR_CREDENTIALS if self.watch_sender else _ROOM_FOR_DESCRIPTORS
            part, ancillary, _flags, _address = self.sock.recvmsg(size, room)
        except TimeoutError:
            raise ChannelTimeout from None
        except ConnectionError:
            raise ChannelClosed from None
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
                self.sender = _CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0]
            elif level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                numbers = array.array("i")
                numbers.frombytes(data[: len(data) - len(data) % numbers.itemsize])
                self._descriptors.extend(numbers)
        return part

    def _await(self, deadline: float | None) -> None:
        if deadline is None:
            self.sock.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise ChannelTimeout
        self.sock.settimeout(left)


def _deadline(timeout: float | None) -> float | None:
    return None if timeout is None else time.monotonic() + timeout
