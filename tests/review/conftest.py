"""A review of a small class, served on loopback."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.gradebook import Gradebook
from grader.review import Pile, ReviewServer
from tests.gradebook.handed_in import graded

PAYLOAD = "<script>alert(1)</script><img src=x onerror=alert(2)> **bold** $x_1$"


@pytest.fixture
def pile(tmp_path: Path) -> Iterator[Pile]:
    book = Gradebook.open(f"sqlite:///{tmp_path / 'book.db'}", "lecturer")
    book.record(graded("ada", answer="Because of **momentum**."))
    book.record(graded("bob<b>", answer=PAYLOAD))
    yield Pile(book, "hw")
    book.close()


@pytest.fixture
def server(pile: Pile) -> Iterator[ReviewServer]:
    serving = ReviewServer(pile)
    thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield serving
    serving.shutdown()
    thread.join()
    serving.server_close()
