"""The real sandbox, started once for all tests that grade something."""

from collections.abc import Iterator

import pytest

from grader.sandbox import open_sandbox
from grader.sandbox.protocol import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """The best tier that this machine has."""
    opened = open_sandbox()
    yield opened
    opened.close()
