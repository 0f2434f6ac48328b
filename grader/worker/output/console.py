"""The submission's `sys.stdout` and `sys.stderr`, and where their text goes at this moment."""

import io
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO, cast

from grader.worker.output.recorder import Recorder


class Console:
    """Leads text and rich outputs to the recorder of the running cell or call; without one they are dropped.

    The stream objects stay the same for the life of the process: logging handlers and the like keep references to them.
    """

    def __init__(self) -> None:
        self.recorder: Recorder | None = None
        self.stdout = cast("TextIO", Stream(self, "stdout"))
        self.stderr = cast("TextIO", Stream(self, "stderr"))

    def install(self) -> None:
        """Put the streams in place; again before every cell and call, because the submission may have moved them."""
        sys.stdout, sys.stderr = self.stdout, self.stderr

    @contextmanager
    def into(self, recorder: Recorder) -> Iterator[None]:
        """Lead everything to this recorder for a block."""
        previous, self.recorder = self.recorder, recorder
        try:
            yield
        finally:
            self.recorder = previous

    def write(self, stream: str, text: str) -> None:
        """Take printed text."""
        if self.recorder is not None:
            self.recorder.write(stream, text)

    def publish(self, bundle: Mapping[str, object], display_id: str | None = None, update: bool = False) -> None:
        """Take a rich output."""
        if self.recorder is not None:
            self.recorder.publish(bundle, display_id, update)

    def clear(self, wait: bool = False) -> None:
        """Forget what was put out so far."""
        if self.recorder is not None:
            self.recorder.clear(wait)


class Stream(io.TextIOBase):
    """A text stream into the console that cannot be closed."""

    encoding = "utf-8"

    def __init__(self, console: Console, name: str) -> None:
        self._console = console
        self.name = f"<{name}>"
        self._stream = name

    def write(self, text: str) -> int:
        """Take text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._console.write(self._stream, text)
        return len(text)

    def writable(self) -> bool:
        """Text may be written."""
        return True

    def close(self) -> None:
        """Stay open: a submission that closes its output still runs in the next cell."""


def redirect(stream: TextIO, name: str, console: Console) -> None:
    """Make another stream, such as a kernel's, follow the console while a recorder is set; it cannot be closed."""
    own_write = stream.write

    def write(text: str) -> int:
        if console.recorder is None:
            return own_write(text)
        console.write(name, text)
        return len(text)

    stream.write = write  # type: ignore[method-assign]
    stream.close = lambda: None  # type: ignore[method-assign]
