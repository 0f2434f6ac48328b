"""What all tests share: the checkout's place, a kit, property tests that draw the same examples in every run."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import grader.cli  # noqa: F401  (one thread, as the command line has: two that wait for each other make tests slow)
from tests.kit.building import leaky_course, leaky_kit

__all__ = ["leaky_course", "leaky_kit"]

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The top folder of the project."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def own_modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A course of the test's own may be imported: `reference` and `assignments` are its, and forgotten afterwards."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in _course_modules():
        monkeypatch.delitem(sys.modules, name)
    yield
    for name in _course_modules():
        del sys.modules[name]


def _course_modules() -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] in ("reference", "assignments")]
