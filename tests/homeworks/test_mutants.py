"""Whatever becomes of a notebook, the grader grades it: none makes it fail, and none stops another's."""

import json
import random
from pathlib import Path

import pytest

from grader.model import GradeReport, Verdict
from tests.cli.command import ROOT, grade_py
from tests.homeworks.mutants import mutant

MUTANTS = 12
NOTEBOOKS = ("lab3_sgd", "lab4_batchnorm", "hw_conv_shapes", "hw3_bn_convnet")


@pytest.mark.slow
@pytest.mark.parametrize("homework", NOTEBOOKS)
def test_no_notebook_makes_the_grader_fail(homework: str, tmp_path: Path) -> None:
    rng, samples = random.Random(7), sorted((ROOT / "submissions" / homework).glob("*.ipynb"))
    for number in range(MUTANTS):
        handed_in = tmp_path / "in" / f"student{number}.ipynb"
        handed_in.parent.mkdir(exist_ok=True)
        handed_in.write_bytes(mutant(rng.choice(samples), rng))
    words = ("--json", "--no-record", "--jobs", "1", "--out", str(tmp_path / "out"))
    done = grade_py(ROOT, "grade", homework, tmp_path / "in", *words, minutes=10)
    assert done.code == 0, done.err[-4000:]
    reports = [GradeReport.model_validate(report) for report in json.loads(done.out)["reports"]]
    assert len(reports) == MUTANTS
    assert all(check.verdict is not Verdict.GRADER_ERROR for report in reports for check in report.checks)
