"""What the tests of a homework, the HOMEWORK of their module, share: its samples, and the reports of all or some."""

import pytest

from grader.model import GradeReport
from tests.homeworks.samples import expected, gather, graded, shared


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give `sample` the name of each sample."""
    if "sample" in metafunc.fixturenames:
        metafunc.parametrize("sample", expected(metafunc.module.HOMEWORK))


@pytest.fixture(scope="module")
def homework(request: pytest.FixtureRequest) -> str:
    """The homework of the module."""
    return str(request.module.HOMEWORK)


@pytest.fixture(scope="module")
def reports(homework: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, GradeReport]:
    """The reports of all samples by student."""
    return shared(tmp_path_factory, homework, lambda out: graded(homework, out))


@pytest.fixture(scope="module")
def typical(
    homework: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, GradeReport]:
    """The reports of the few samples that the module names as TYPICAL."""
    chosen = tmp_path_factory.mktemp("typical")
    gather(homework, request.module.TYPICAL, chosen)
    return shared(tmp_path_factory, f"{homework}-typical", lambda out: graded(homework, out, submissions=chosen))
