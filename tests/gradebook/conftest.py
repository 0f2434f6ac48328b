"""Every test of the gradebook runs on SQLite and on a real PostgreSQL server."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.gradebook import Gradebook
from tests.gradebook.postgres import fresh_schema, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    # Not in pytest's folders: only their owner may enter those, and a socket's path has to be short.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        place = Path(folder) / "server"
        Path(folder).chmod(0o755)
        place.mkdir(mode=0o700)
        with server(place) as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'book.db'}"
    return fresh_schema(request.getfixturevalue("postgres"))


@pytest.fixture
def book(url: str) -> Iterator[Gradebook]:
    opened = Gradebook.open(url, "lecturer")
    yield opened
    opened.close()
