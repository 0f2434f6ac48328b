from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from grader.checks import Check, Misconception, misconceptions_of
from grader.course import Course
from grader.sandbox import open_sandbox
from grader.sandbox.protocol import Sandbox
from reference import cs_a3
from tests.checks.packaged import results, write
from tests.homeworks.samples import ROOT

CHECKS = Course(ROOT).load("cs_a3").checks
VARIANTS = misconceptions_of(cs_a3)
NOTEBOOK = {"module_optimizer", "sequential_optimizer", "network_ending"}
"""What the notebook's cells choose; its samples have these mistakes."""
OF_PACKAGE = [item for item in VARIANTS if item.function not in NOTEBOOK | {"sgd"}]
ONE_EACH = list({item.function: item for item in OF_PACKAGE}.values())


def names(variants: Sequence[Misconception]) -> list[str]:
    return [f"{item.function}: {item.name}" for item in variants]


def checks_of(function: str) -> list[Check]:
    """The checks that a mistake in a function can fail on its own account."""
    questions = {
        "FullyConnectedNet": ("net",),
        "batchnorm_forward": ("batchnorm/forward", "batchnorm/running", "batchnorm/test_mode"),
        "dropout_forward": ("dropout/dropout_forward", "dropout/test_mode", "dropout/seed"),
        "ThreeLayerConvNet": ("part_3/train_output", "part_3/kaiming_normal"),
    }
    wanted = questions.get(function, (f"/{function}",))
    return [check for check in CHECKS if any(name in check.id for name in wanted) and check.after is None]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = open_sandbox()
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path)
    return tmp_path


def is_named(variant: Misconception, sandbox: Sandbox, folder: Path) -> list[str]:
    """What is wrong with how a variant is marked."""
    checks = checks_of(variant.function)
    found = results(sandbox, folder, checks, variant).values()
    named = {check.diagnosis.name for check in found if check.diagnosis}
    full = sum(check.points for check in found) >= sum(check.points for check in checks) - 1e-6
    return [*(["full marks"] if full else []), *([] if variant.name in named else [f"named {sorted(named)}"])]


def test_the_right_answers_get_full_marks(sandbox: Sandbox, folder: Path) -> None:
    found = results(sandbox, folder, [check for check in CHECKS if check.after is None], None)
    assert {name: check.message for name, check in found.items() if check.points < check.max_points} == {}


@pytest.mark.parametrize("variant", ONE_EACH, ids=names(ONE_EACH))
def test_a_wrong_variant_loses_marks_and_is_named(variant: Misconception, sandbox: Sandbox, folder: Path) -> None:
    assert is_named(variant, sandbox, folder) == []


@pytest.mark.slow
@pytest.mark.parametrize("variant", OF_PACKAGE, ids=names(OF_PACKAGE))
def test_every_wrong_variant_loses_marks_and_is_named(variant: Misconception, sandbox: Sandbox, folder: Path) -> None:
    assert is_named(variant, sandbox, folder) == []
