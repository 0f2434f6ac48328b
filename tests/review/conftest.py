"""A review of a small class, served on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.review import Pile, ReviewServer
from tests.review.serving import serving, small_class


@pytest.fixture
def pile(tmp_path: Path) -> Iterator[Pile]:
    with small_class(tmp_path) as opened:
        yield opened


@pytest.fixture
def server(pile: Pile) -> Iterator[ReviewServer]:
    with serving(pile) as running:
        yield running
