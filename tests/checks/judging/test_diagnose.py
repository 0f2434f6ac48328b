from pathlib import Path

from grader.checks.families import batchnorm, layers
from grader.model import Verdict
from grader.sandbox.protocol import Sandbox
from reference import cs_a3
from tests.checks.submitted import results

RIGHT_BACK = """
import numpy as np

def conv_forward_naive(x, w, b, conv_param):
    return None, (x, w, b, conv_param)

def conv_backward_naive(dout, cache):
    x, w, b, conv_param = cache
    stride, pad = conv_param['stride'], conv_param['pad']
    wide = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dwide, dw = np.zeros_like(wide), np.zeros_like(w)
    for n, f, i, j in np.ndindex(*dout.shape):
        place = np.s_[n, :, i * stride : i * stride + w.shape[2], j * stride : j * stride + w.shape[3]]
        dwide[place] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * wide[place]
    dx = dwide[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw, dout.sum(axis=(0, 2, 3))
"""
TWO_FAULTS = RIGHT_BACK.replace("dw, dout.sum(axis=(0, 2, 3))", "dw / len(x), dout[-1].sum(axis=(1, 2))")


def test_of_many_pairs_those_come_first_that_alone_explain_the_most(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = layers.backward("conv", question="1", points=2)
    found = results(sandbox, tmp_path, cs_a3, checks, TWO_FAULTS)["conv_backward_naive"]
    assert found.diagnosis is not None
    assert found.diagnosis.name == "two things at once: dw averaged, and db of the last image"


FAILS_WITHOUT_BORDER = """
import numpy as np

def conv_forward_naive(x, w, b, conv_param):
    stride, pad = conv_param['stride'], conv_param['pad']
    (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
    wide = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    out = np.zeros((N, F, 1 + (H + 2 * pad - HH) // stride, 1 + (W + 2 * pad - WW) // stride))
    for i in range(0, H, stride):
        for j in range(0, W, stride):
            seen = wide[:, None, :, i : i + HH, j : j + WW]
            out[:, :, i // stride, j // stride] = (seen * w).sum(axis=(2, 3, 4)) + b
    return out, (x, w, b, conv_param)

def conv_backward_naive(dout, cache):
    raise NotImplementedError
"""


def test_a_mistake_that_makes_one_of_several_cases_fail_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = layers.layer("conv", question="1", points=2)
    found = results(sandbox, tmp_path, cs_a3, checks, FAILS_WITHOUT_BORDER)["conv_forward_naive"]
    assert found.verdict is Verdict.PARTIAL
    assert found.diagnosis is not None
    assert found.diagnosis.name == "as many windows as pixels"


COUNTED_IN_ROWS = """
import numpy as np

def conv_forward_naive(x, w, b, conv_param):
    stride, pad = conv_param['stride'], conv_param['pad']
    (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
    wide = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    rows, columns = (1 + (H + 2 * pad - HH) // stride, 1 + (W + 2 * pad - WW) // stride)
    out = np.zeros((N, F, rows, columns))
    for number, (i, j) in enumerate(np.ndindex(rows, columns)):
        seen = wide[:, None, :, i * stride : i * stride + HH, j * stride : j * stride + WW]
        out[:, :, number // rows, number % rows] = (seen * w).sum(axis=(2, 3, 4)) + b
    return out, (x, w, b, conv_param)

def conv_backward_naive(dout, cache):
    raise NotImplementedError
"""


def test_of_mistakes_that_make_a_case_fail_the_one_with_the_same_words_is_named(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    checks = layers.layer("conv", question="1", points=2)
    found = results(sandbox, tmp_path, cs_a3, checks, COUNTED_IN_ROWS)["conv_forward_naive"]
    assert "index 4 is out of bounds for axis 2 with size 4" in found.message
    assert found.diagnosis is not None
    assert found.diagnosis.name == "number of the window counted in rows alone"


UNSET = RIGHT_BACK.replace("    wide = ", "    if pad > 0:\n        wide = ")


def test_of_mistakes_that_make_a_case_fail_the_one_with_the_same_kind_of_error_is_named(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    checks = layers.backward("conv", question="1", points=2)
    found = results(sandbox, tmp_path, cs_a3, checks, UNSET)["conv_backward_naive"]
    assert found.diagnosis is not None
    assert found.diagnosis.name == "images with a border only where there is one"


ONE_IS_SMALL = """
import numpy as np

def batchnorm_forward(x, gamma, beta, bn_param):
    normal = (x - np.mean(x)) / (np.sqrt(np.var(x)) + bn_param.get('eps', 1e-5))
    return gamma * normal + beta, None
"""


def test_beside_a_large_mistake_a_small_one_is_found(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = batchnorm.arrays("1", points=1, only=("forward",))
    found = results(sandbox, tmp_path, cs_a3, checks, ONE_IS_SMALL)["forward"]
    assert found.diagnosis is not None
    assert found.diagnosis.name == "two things at once: statistics over everything, and eps outside the root"


BORDER_OF_ONE = """
import numpy as np

def conv_forward_naive(x, w, b, conv_param):
    return None, (x, w, b, conv_param, 'a cache of its own')

def conv_backward_naive(dout, cache):
    x, w, b, conv_param, _ = cache
    stride, pad = conv_param['stride'], conv_param['pad']
    wide = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dx, dwide, dw = np.zeros_like(x), np.zeros_like(wide), np.zeros_like(w)
    for n, f, i, j in np.ndindex(*dout.shape):
        place = np.s_[n, :, i * stride : i * stride + w.shape[2], j * stride : j * stride + w.shape[3]]
        dwide[place] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * wide[place]
    for n in range(len(x)):
        dx[n] = dwide[n, :, 1:-1, 1:-1]
    return dx, dw, dout.sum(axis=(0, 2, 3))
"""


def test_of_two_faults_the_first_is_told_and_named(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = layers.backward("conv", question="1", points=2)
    found = results(sandbox, tmp_path, cs_a3, checks, BORDER_OF_ONE)["conv_backward_naive"]
    assert "could not broadcast" in found.message
    assert found.diagnosis is not None
    assert found.diagnosis.name == "for a border of one alone"


ONE_HAS_NO_NAME = """
import numpy as np

def batchnorm_forward(x, gamma, beta, bn_param):
    return None, (x, gamma)

def batchnorm_backward(dout, cache):
    x, gamma = cache
    normal = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)
    return np.sin(dout), (dout * normal).mean(axis=0), dout.sum(axis=0)
"""


def test_a_mistake_that_explains_one_answer_is_named_and_leaves_no_credit(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = layers.backward("batchnorm", question="1", points=3)
    found = results(sandbox, tmp_path, cs_a3, checks, ONE_HAS_NO_NAME)["batchnorm_backward"]
    assert found.diagnosis is not None
    assert found.diagnosis.name == "dgamma averaged; and something else"
    assert (found.diagnosis.whole, found.diagnosis.credit, found.points) == (False, 0, 1)


EACH_ANSWER_ITS_OWN = ONE_HAS_NO_NAME.replace("np.sin(dout)", "dout * gamma / np.sqrt(x.var(axis=0) + 1e-5)")


def test_mistakes_that_do_not_go_together_are_found_answer_by_answer(sandbox: Sandbox, tmp_path: Path) -> None:
    twice = EACH_ANSWER_ITS_OWN.replace("dout.sum(axis=0)", "dout")
    checks = layers.backward("batchnorm", question="1", points=3)
    found = results(sandbox, tmp_path, cs_a3, checks, twice)["batchnorm_backward"]
    assert found.diagnosis is not None
    names = "statistics constant, dgamma averaged, and dbeta not summed over the batch"
    assert found.diagnosis.name == f"three things at once: {names}"
    assert found.diagnosis.whole


SOME_NUMBERS_ALONE = """
import numpy as np

def max_pool_forward_naive(x, pool_param):
    return None, (x, pool_param)

def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    height, width, stride = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dout.shape):
        place = np.s_[n, c, i * stride : i * stride + height, j * stride : j * stride + width]
        dx[place][x[place] == x[place].max()] = dout[n, c, i, j] * (1 if stride == 1 else np.sin(i))
    return dx
"""


def test_a_mistake_that_explains_some_of_the_numbers_is_named_beside_another(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = layers.backward("max_pool", question="1", points=2)
    found = results(sandbox, tmp_path, cs_a3, checks, SOME_NUMBERS_ALONE)["max_pool_backward_naive"]
    assert found.diagnosis is not None
    assert found.diagnosis.name == "maxima overwritten; and something else"
    assert (found.diagnosis.whole, found.diagnosis.credit) == (False, 0)


NUMBERS_OF_NO_KIND = SOME_NUMBERS_ALONE.replace("np.sin(i))", "np.sin(i)) * np.cos(dout)[n, c, i, j]")


def test_numbers_that_no_mistake_makes_have_no_name(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = layers.backward("max_pool", question="1", points=2)
    found = results(sandbox, tmp_path, cs_a3, checks, NUMBERS_OF_NO_KIND)["max_pool_backward_naive"]
    assert found.verdict is Verdict.FAILED
    assert found.diagnosis is None


NOT_ALL_THERE = SOME_NUMBERS_ALONE.replace("return dx", "return dx if stride == 1 else None")


def test_where_an_answer_is_not_there_nothing_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = layers.backward("max_pool", question="1", points=2)
    found = results(sandbox, tmp_path, cs_a3, checks, NOT_ALL_THERE)["max_pool_backward_naive"]
    assert found.verdict is Verdict.FAILED
    assert found.diagnosis is None


IMAGES_FAIL = """
def affine_forward(x, w, b):
    return x.dot(w) + b, (x, w, b)
"""


def test_where_the_first_case_alone_fails_the_others_count(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = layers.layer("affine", question="1", points=2)
    found = results(sandbox, tmp_path, cs_a3, checks, IMAGES_FAIL)["affine_forward"]
    assert (found.verdict, found.points) == (Verdict.PARTIAL, 0.5)
    assert found.message.startswith("first case: ")
