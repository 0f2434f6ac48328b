"""What the tests of a homework, the HOMEWORK of their module, share: its samples, and the reports of all of them."""

import pytest

from grader.model import GradeReport
from tests.homeworks.samples import expected, graded


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give `sample` the name of each sample, and `typical` those that the module names as TYPICAL."""
    if "sample" in metafunc.fixturenames:
        metafunc.parametrize("sample", expected(metafunc.module.HOMEWORK))
    if "typical" in metafunc.fixturenames:
        metafunc.parametrize("typical", metafunc.module.TYPICAL)


@pytest.fixture(scope="module")
def homework(request: pytest.FixtureRequest) -> str:
    """The homework of the module."""
    return str(request.module.HOMEWORK)


@pytest.fixture(scope="module")
def reports(homework: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, GradeReport]:
    """The reports of all samples by student."""
    return graded(homework, tmp_path_factory.mktemp("reports"))
