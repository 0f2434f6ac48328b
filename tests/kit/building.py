"""A kit, built once for all tests that use one."""

from pathlib import Path

import pytest

from tests.cli.command import grade_py
from tests.kit.leaky import make_course


@pytest.fixture(scope="session")
def leaky_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose hidden part is marked."""
    return make_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def leaky_kit(leaky_course: Path) -> Path:
    """Its kit, by the real command."""
    ran = grade_py(leaky_course, "kit", "leaky")
    assert ran.code == 0, ran.words
    return leaky_course / "kits" / "leaky"
