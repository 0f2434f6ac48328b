from pathlib import Path

import numpy as np
import torch

from grader.checks.families import batchnorm, layers
from grader.checks.judging.row_order import in_order, row_order
from grader.model import Verdict
from grader.sandbox.protocol import Sandbox
from reference import cs_a3
from tests.checks.submitted import results

ROWS = np.random.default_rng(0).normal(size=(6, 3))
SHUFFLED = np.array([2, 0, 1, 5, 4, 3])


def test_rows_in_another_order_are_found_and_put_in_order() -> None:
    order = row_order(ROWS[SHUFFLED], ROWS)
    assert order is not None
    ordered = in_order((10 * ROWS[SHUFFLED], ("a", "cache"), np.arange(3.0)), order)
    assert isinstance(ordered, tuple)
    assert np.array_equal(ordered[0], 10 * ROWS)
    assert (ordered[1], ordered[2].tolist()) == (("a", "cache"), [0, 1, 2])


def test_other_rows_are_other_inputs() -> None:
    assert row_order(ROWS[SHUFFLED] + 1, ROWS) is None
    assert row_order(ROWS[:5], ROWS) is None
    assert row_order(ROWS[:, [1, 0, 2]], ROWS) is None
    assert row_order(torch.tensor(ROWS[SHUFFLED]), torch.tensor(ROWS)) is None


def test_the_same_input_needs_no_order() -> None:
    for same in (ROWS, torch.tensor(ROWS)):
        order = row_order(same, same)
        assert order is not None
        assert in_order(same, order) is same


WRONG_AND_TRANSPOSED = """
import numpy as np

def batchnorm_forward(x, gamma, beta, bn_param):
    train = bn_param['mode'] == 'train'
    mean, var = (x.mean(axis=0), x.var(axis=0)) if train else (bn_param['running_mean'], bn_param['running_var'])
    old = [bn_param.get(key, 0.0) for key in ('running_mean', 'running_var')]
    new = [0.9 * a + 0.1 * b for a, b in zip(old, (mean, var))] if train else old
    bn_param['running_mean'], bn_param['running_var'] = new
    normal = np.tanh((x - mean) / np.sqrt(var + 1e-5))
    return gamma * normal + beta, (normal, gamma, beta)

def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    out, cache = batchnorm_forward(x.transpose(0, 3, 2, 1).reshape(-1, C), gamma, beta, bn_param)
    return out.reshape(N, W, H, C).transpose(0, 3, 2, 1), cache
"""


def test_a_layer_of_rows_that_is_wrong_costs_once_whatever_the_order_of_rows(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = [
        *batchnorm.arrays("1", points=3, only=("forward",)),
        *layers.layer("spatial_batchnorm", question="2", points=2, follows=("batchnorm_forward",)),
    ]
    found = results(sandbox, tmp_path, cs_a3, checks, WRONG_AND_TRANSPOSED)
    assert found["forward"].verdict is Verdict.FAILED
    assert found["spatial_batchnorm_forward"].verdict is Verdict.PASSED
    assert "batchnorm_forward" in found["spatial_batchnorm_forward"].follow_through
