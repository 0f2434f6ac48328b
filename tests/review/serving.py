"""A review of a small class, served on loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.gradebook import Gradebook
from grader.review import Pile, ReviewServer
from tests.gradebook.handed_in import graded

PAYLOAD = "<script>alert(1)</script><img src=x onerror=alert(2)> **bold** $x_1$"


@contextmanager
def small_class(folder: Path) -> Iterator[Pile]:
    """Two students' answers to review, one of them hostile."""
    book = Gradebook.open(f"sqlite:///{folder / 'book.db'}", "lecturer")
    book.record(graded("ada", answer="Because of **momentum**."))
    book.record(graded("bob<b>", answer=PAYLOAD))
    yield Pile(book, "hw")
    book.close()


@contextmanager
def serving(pile: Pile) -> Iterator[ReviewServer]:
    """The review's server, running."""
    server = ReviewServer(pile)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
