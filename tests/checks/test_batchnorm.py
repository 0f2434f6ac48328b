"""The batch normalization family: fair forms pass, every wrong variant is named as itself, doing nothing earns nothing."""

import inspect
from pathlib import Path

import pytest
import torch

from grader.checks import Check, batchnorm, misconceptions_of
from grader.checks.batchnorm.names import affine_names, statistic_keys
from grader.checks.batchnorm.style import Style, style_from
from grader.model import CheckResult, Verdict
from grader.sandbox.protocol import Sandbox
from reference import lab4_batchnorm
from tests.checks.submitted import renamed_source, results, variant_source

VARIANTS = [item.name for item in misconceptions_of(lab4_batchnorm) if item.function == "batchnorm"]


def functional_checks() -> list[Check]:
    return batchnorm.functional("1", points=3.75)


def grade_function(sandbox: Sandbox, folder: Path, source: str) -> dict[str, CheckResult]:
    return results(sandbox, folder, lab4_batchnorm, functional_checks(), source)


def missed(found: dict[str, CheckResult]) -> dict[str, CheckResult]:
    return {name: check for name, check in found.items() if check.verdict is not Verdict.PASSED}


def points(found: dict[str, CheckResult]) -> float:
    return sum(check.points for check in found.values())


def test_the_reference_passes(sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_function(sandbox, tmp_path, renamed_source(lab4_batchnorm, "batchnorm", "batchnorm"))
    assert missed(found) == {}
    assert points(found) == 3.75


@pytest.mark.parametrize("name", VARIANTS)
def test_every_wrong_variant_loses_marks_and_is_named(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_function(sandbox, tmp_path, variant_source(lab4_batchnorm, "batchnorm", name))
    names = {check: result.diagnosis.name if result.diagnosis else "" for check, result in missed(found).items()}
    assert name in names.values(), {check: result.message for check, result in missed(found).items()}
    assert points(found) < 3.75
