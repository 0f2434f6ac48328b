from pathlib import Path

import pytest

from grader.audit import flat_source
from grader.checks.families import batchnorm, layers
from grader.model import Verdict
from grader.sandbox.protocol import Sandbox
from reference import cs_a3
from tests.checks.submitted import results, variant_source

IN_SINGLE = """

def _single(exact):
    return lambda *arguments: tuple(
        each.astype(np.float32) if isinstance(each, np.ndarray) else each for each in exact(*arguments)
    )

batchnorm_forward, batchnorm_backward = _single(batchnorm_forward), _single(batchnorm_backward)
"""
CHECKS = [
    *batchnorm.arrays("batchnorm", points=2, only=("forward", "test_mode")),
    *layers.backward("batchnorm", question="batchnorm", points=2),
]


def test_answers_may_come_in_float32(sandbox: Sandbox, tmp_path: Path) -> None:
    graded = results(sandbox, tmp_path, cs_a3, CHECKS, flat_source(cs_a3) + IN_SINGLE)
    assert {check.verdict for check in graded.values()} == {Verdict.PASSED}


@pytest.mark.parametrize("name", ["eps missing in the variance's path", "eps missing in dgamma"])
def test_a_mistake_is_named_in_float32_too(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    source = variant_source(cs_a3, "batchnorm_backward", name) + IN_SINGLE
    found = results(sandbox, tmp_path, cs_a3, CHECKS, source)["batchnorm_backward"]
    assert found.diagnosis is not None
    assert found.diagnosis.name == name
