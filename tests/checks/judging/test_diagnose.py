from pathlib import Path

from grader.checks.families import layers
from grader.sandbox.protocol import Sandbox
from reference import cs_a3
from tests.checks.submitted import results

TWO_FAULTS = """
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
    return dx, dw / len(x), dout[-1].sum(axis=(1, 2))
"""


def test_of_many_pairs_those_come_first_that_alone_explain_the_most(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = layers.backward("conv", question="1", points=2)
    found = results(sandbox, tmp_path, cs_a3, checks, TWO_FAULTS)["conv_backward_naive"]
    assert found.diagnosis is not None
    assert found.diagnosis.name == "two things at once: dw averaged, and db of the last image"
