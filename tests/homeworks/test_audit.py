"""The audit of each homework: right answers, and every named mistake, as hand-ins."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.command import ROOT, grade_py

SLOW = ("lab3_sgd", "lab4_batchnorm")
"""They train with every variant: with them, `make test` takes more than fifteen minutes on two slow cores."""
HOMEWORKS = ("lab3_sgd", "lab4_batchnorm", "hw_conv_shapes", "hw3_bn_convnet", "cs_a3")


def audited(homework: str, out: Path, *options: str) -> dict[str, object]:
    cores = len(os.sched_getaffinity(0))
    ran = grade_py(ROOT, "audit", homework, "--json", "--out", out, "--jobs", str(cores), *options, minutes=60)
    assert ran.out, ran.err
    found: dict[str, object] = json.loads(ran.out)
    return found


@pytest.mark.parametrize(
    "homework", [pytest.param(name, marks=pytest.mark.slow if name in SLOW else ()) for name in HOMEWORKS]
)
def test_every_mistake_is_caught_and_named_and_no_check_is_idle(homework: str, tmp_path: Path) -> None:
    found = audited(homework, tmp_path)
    assert found["holes"] == []
    assert (found["kill_rate"], found["idle_checks"]) == (1, [])
    assert float(str(found["diagnosis_rate"])) >= 0.95


@pytest.mark.slow
@pytest.mark.parametrize("homework", HOMEWORKS)
def test_marks_hold_on_other_seeds_threads_and_engines(homework: str, tmp_path: Path) -> None:
    assert audited(homework, tmp_path, "--full")["holes"] == []
