"""What all tests share: the checkout's place, a kit, property tests that draw the same examples in every run."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.kit.building import leaky_course, leaky_kit

__all__ = ["leaky_course", "leaky_kit"]

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The top folder of the project."""
    return Path(__file__).resolve().parent.parent
