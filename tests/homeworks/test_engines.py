"""The kernel engine gives every sample of every homework the marks that the other engine gives."""

from pathlib import Path

import pytest

from tests.cli.command import ROOT
from tests.homeworks.samples import differences, expected, graded

HOMEWORKS = sorted(path.parent.name for path in (ROOT / "submissions").glob("*/expected.toml"))


@pytest.mark.slow
@pytest.mark.parametrize("homework", HOMEWORKS)
def test_marks_of_samples_do_not_depend_on_the_engine(homework: str, tmp_path: Path) -> None:
    samples, reports = expected(homework), graded(homework, tmp_path, "--engine", "kernel")
    assert {name: lines for name in samples if (lines := differences(reports[name], samples[name]))} == {}
