"""SIGINT stops code of the submission, and nothing else in the worker."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_set_handler, _get_handler = signal.signal, signal.getsignal
_SIGINT = signal.SIGINT


class Interrupts:
    """Turns SIGINT into `KeyboardInterrupt` while armed; at any other time the signal is ignored.

    `fired` tells an interrupt from outside from a `KeyboardInterrupt` that the submission raised itself.
    """

    def __init__(self) -> None:
        self.fired = False
        self._armed = False

    def install(self) -> None:
        """Take over the signal; again before every use, because the submission may have taken it."""
        _set_handler(_SIGINT, self._handle)

    @property
    def installed(self) -> bool:
        """Whether the signal comes here, and nobody took it over since."""
        return _get_handler(_SIGINT) == self._handle

    def arm(self) -> None:
        """From here on, the next SIGINT interrupts."""
        self.install()
        self.fired = False
        self._armed = True

    def disarm(self) -> None:
        """From here on, SIGINT is ignored."""
        self._armed = False
        self.install()

    @contextmanager
    def armed(self) -> Iterator[None]:
        """Arm for a block. An interrupt may come out of the block's edges as well as of its body."""
        try:
            self.arm()
            yield
        finally:
            self.disarm()

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        if self._armed:
            self._armed = False
            self.fired = True
            raise KeyboardInterrupt
