"""The batch normalization family: fair forms pass, wrong variants are named, doing nothing earns nothing."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from grader.checks import AuthorError, Check, misconceptions_of
from grader.checks.families import batchnorm
from grader.checks.families.batchnorm.names import affine_names, statistic_keys
from grader.checks.families.batchnorm.style import Style, style_from
from grader.model import CheckResult, Verdict
from grader.sandbox.protocol import Sandbox
from reference import lab4_batchnorm
from tests.checks import arrays_reference
from tests.checks.submitted import renamed_source, results, variant_source

VARIANTS = [item.name for item in misconceptions_of(lab4_batchnorm) if item.function == "batchnorm"]
RIGHT = renamed_source(lab4_batchnorm, "batchnorm", "batchnorm")


def grade_function(sandbox: Sandbox, folder: Path, source: str) -> dict[str, CheckResult]:
    return results(sandbox, folder, lab4_batchnorm, batchnorm.functional("1", points=3.75), source)


def missed(found: dict[str, CheckResult]) -> dict[str, CheckResult]:
    return {name: check for name, check in found.items() if check.verdict is not Verdict.PASSED}


def points(found: dict[str, CheckResult]) -> float:
    return sum(check.points for check in found.values())


def diagnoses(found: dict[str, CheckResult]) -> set[str]:
    return {check.diagnosis.name for check in found.values() if check.diagnosis}


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (["running_mean", "running_var"], ("running_mean", "running_var")),
        (["var", "mean"], ("mean", "var")),
        (["mu", "sigma2", "count"], ("mu", "sigma2")),
        (["accumulated_var", "accumulated_mu"], ("accumulated_mu", "accumulated_var")),
        (["a", "b"], ("a", "b")),
        (["a", "b", "c"], None),
        ([], None),
    ],
)
def test_keys_of_statistics_are_told_apart(names: list[str], keys: tuple[str, str] | None) -> None:
    assert statistic_keys(names) == keys


@pytest.mark.parametrize(
    ("tensors", "names"),
    [
        ({"bias": torch.ones(3), "weight": torch.zeros(3)}, ("weight", "bias")),
        ({"a": torch.zeros(3), "b": torch.ones(3)}, ("b", "a")),
        ({"a": torch.rand(3), "b": torch.rand(3)}, None),
        ({"gamma": torch.ones(3)}, None),
    ],
)
def test_gamma_and_beta_are_told_apart(tensors: dict[str, Tensor], names: tuple[str, str] | None) -> None:
    assert affine_names(tensors) == names


@pytest.mark.parametrize(
    ("value", "style"),
    [
        ({"mean": torch.zeros(1), "var": torch.ones(1)}, Style("mean", "var")),
        ([{"mu": torch.zeros(1, 50), "var": torch.ones(1, 50)}] * 2, Style("mu", "var", row=True)),
        ({"mean": 0.0, "var": 1.0}, Style("mean", "var")),
        ([], None),
        ({1: 2}, None),
        ("running_mean", None),
    ],
)
def test_styles_of_statistics(value: object, style: Style | None) -> None:
    assert style_from(value) == style


def test_an_unknown_part_cannot_be_hidden() -> None:
    with pytest.raises(AuthorError, match="no check is called speed; the family has train_output"):
        batchnorm.functional("1", points=1, hidden=("speed",))


def test_points_are_shared_out_whole() -> None:
    for family in (batchnorm.functional, batchnorm.module, batchnorm.arrays):
        checks: list[Check] = family("1", points=3)
        assert sum(check.points for check in checks) == pytest.approx(3, abs=1e-5)


# The function


def test_the_reference_passes(sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_function(sandbox, tmp_path, RIGHT)
    assert missed(found) == {}
    assert points(found) == 3.75


@pytest.mark.parametrize("name", VARIANTS)
def test_every_wrong_variant_loses_marks_and_is_named(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_function(sandbox, tmp_path, variant_source(lab4_batchnorm, "batchnorm", name))
    assert name in diagnoses(missed(found)), {check: result.message for check, result in missed(found).items()}
    assert points(found) < 3.75


FAIR = {
    "keys that only the function knows": """
def batchnorm(x, shift, scale, s, training=True, e=1e-3, m=0.1):
    mu, v = s['mu'], s['v']
    if training:
        mu, v = x.mean(0), x.var(0)
        s['mu'], s['v'] = (1 - m) * s['mu'] + m * mu.detach(), (1 - m) * s['v'] + m * v.detach()
    return (x - mu) / (v + e) ** 0.5 * scale + shift
""",
    "rows, in place, told by a global": """
toy_stats_dict = {'moving_var': torch.ones(1, 1), 'moving_mean': torch.zeros(1, 1)}

def batchnorm(inputs, beta, gamma, stats_dict, train=True, eps=0.001, momentum=0.1):
    mean, var = stats_dict['moving_mean'], stats_dict['moving_var']
    if train:
        var, mean = torch.var_mean(inputs, dim=0, keepdim=True)
        with torch.no_grad():
            stats_dict['moving_mean'].mul_(1 - momentum).add_(mean, alpha=momentum)
            stats_dict['moving_var'].mul_(1 - momentum).add_(var, alpha=momentum)
    normal = inputs - mean
    normal *= (var + eps).rsqrt()
    return torch.addcmul(beta, normal, gamma)
""",
    "PyTorch's own, with the variance put right": """
import torch.nn.functional as F

layers_stats_list = [{'running_mean': torch.zeros(50), 'running_var': torch.ones(50)} for _ in range(2)]

def batchnorm(inputs, beta, gamma, stats_dict, train=True, eps=0.001, momentum=0.1):
    n = len(inputs)
    if not train:
        return F.batch_norm(inputs, stats_dict['running_mean'], stats_dict['running_var'], gamma, beta, eps=eps)
    args = stats_dict['running_mean'], stats_dict['running_var']
    out = F.batch_norm(inputs, *args, training=True, momentum=momentum, eps=eps * (n - 1) / n)
    return out * ((n - 1) / n) ** 0.5 * gamma + beta
""",
}


@pytest.mark.parametrize("what", FAIR)
def test_fair_forms_pass(what: str, sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_function(sandbox, tmp_path, "import torch\n" + FAIR[what])
    assert {name: check.message for name, check in missed(found).items()} == {}


NOTHING = {
    "return None": "should return a tensor and returned NoneType; is a `return` missing?",
    "return inputs": "returned its input unchanged",
    "return inputs + 0, beta": "should return a tensor and returned tuple",
    "return 'tensor'": "should return a tensor and returned str",
    "return object()": "should return a tensor and returned",
}


@pytest.mark.parametrize("body", NOTHING)
def test_doing_nothing_earns_nothing(body: str, sandbox: Sandbox, tmp_path: Path) -> None:
    source = f"def batchnorm(inputs, beta, gamma, stats_dict, train=True, eps=1e-3, momentum=0.1):\n    {body}\n"
    found = grade_function(sandbox, tmp_path, source)
    assert points(found) == 0
    assert {check.verdict for check in found.values()} == {Verdict.FAILED}
    assert all(NOTHING[body] in check.message for check in found.values())


@pytest.mark.parametrize(
    "body",
    [
        "return inputs.double() * float('nan')",
        "return inputs[:0]",
        "return (inputs > 0)",
        "return inputs * 1j",
        "stats_dict.clear(); return inputs * 2",
        "stats_dict.update(running_mean='mean', running_var=None); return inputs * 2",
        "raise SystemExit",
    ],
)
def test_odd_answers_are_no_grader_error(body: str, sandbox: Sandbox, tmp_path: Path) -> None:
    source = f"def batchnorm(inputs, beta, gamma, stats_dict, train=True, eps=1e-3, momentum=0.1):\n    {body}\n"
    found = grade_function(sandbox, tmp_path, source)
    assert found["train_output"].points == 0
    assert not {check.verdict for check in found.values()} & {Verdict.GRADER_ERROR, Verdict.NEEDS_REVIEW}


def test_statistics_that_hold_the_graph_lose_one_check(sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_function(sandbox, tmp_path, RIGHT.replace("with torch.no_grad():", "if True:"))
    assert set(missed(found)) == {"outside_the_graph"}
    assert "holds the graph" in found["outside_the_graph"].message


# The module


def grade_module(sandbox: Sandbox, folder: Path, source: str) -> dict[str, CheckResult]:
    return results(sandbox, folder, lab4_batchnorm, batchnorm.module("1", points=2), source)


MODULE = """
import torch
from torch import nn

class myBatchnorm(nn.Module):
    def __init__(self, n, eps=1e-3, momentum=.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.first = nn.Parameter(torch.zeros(1, n))
        self.second = nn.Parameter(torch.ones(1, n))
        self.register_buffer("seen", torch.zeros(()))
        {state}

    def forward(self, x):
        mean, var = self.m, self.v
        if self.training:
            var, mean = torch.var_mean(x, dim=0)
            with torch.no_grad():
                self.m.copy_((1 - self.momentum) * self.m + self.momentum * mean)
                self.v.copy_((1 - self.momentum) * self.v + self.momentum * var)
        return (x - mean) / (var + self.eps).sqrt() * self.second + self.first
"""
BUFFERS = "self.register_buffer('m', torch.zeros(n)); self.register_buffer('v', torch.ones(n))"
ATTRIBUTES = "self.m, self.v = torch.zeros(n), torch.ones(n)"
PARAMETERS = (
    "self.m = nn.Parameter(torch.zeros(n), requires_grad=False); "
    "self.v = nn.Parameter(torch.ones(n), requires_grad=False)"
)


@pytest.mark.parametrize(
    "source",
    [renamed_source(lab4_batchnorm, "myBatchnorm", "myBatchnorm"), MODULE.format(state=BUFFERS)],
    ids=["reference", "other names"],
)
def test_right_modules_pass(source: str, sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_module(sandbox, tmp_path, source)
    assert {name: check.message for name, check in missed(found).items()} == {}


@pytest.mark.parametrize(
    ("state", "lost"),
    [
        (ATTRIBUTES, {"state"}),
        (PARAMETERS, {"state"}),
        ("self.extra = nn.Parameter(torch.ones(1)); " + BUFFERS, {"trainable"}),
    ],
    ids=["attributes", "parameters", "one parameter too many"],
)
def test_state_of_another_kind_costs_its_part(state: str, lost: set[str], sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_module(sandbox, tmp_path, MODULE.format(state=state))
    assert set(missed(found)) == lost, {name: check.message for name, check in missed(found).items()}


@pytest.mark.parametrize("name", ["eps outside root", "momentum flipped", "batch statistics in eval"])
def test_a_wrong_function_inside_a_module_is_named(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_module(sandbox, tmp_path, variant_source(lab4_batchnorm, "batchnorm", name))
    assert diagnoses(found) == {name}


@pytest.mark.parametrize(
    "source", ["def myBatchnorm(n): return n", "class myBatchnorm:\n    def __init__(self, n): pass"]
)
def test_what_is_no_module_is_no_grader_error(source: str, sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_module(sandbox, tmp_path, source)
    assert points(found) == 0
    assert Verdict.GRADER_ERROR not in {check.verdict for check in found.values()}


# The pair of passes on arrays


def grade_arrays(sandbox: Sandbox, folder: Path, source: str) -> dict[str, CheckResult]:
    return results(sandbox, folder, arrays_reference, batchnorm.arrays("1", points=6), source)


ARRAYS = renamed_source(arrays_reference, "batchnorm_forward", "batchnorm_forward")
IDENTITIES = """
def batchnorm_forward(x, gamma, beta, bn_param):
    return x * gamma + beta, x

def batchnorm_backward(dout, cache):
    return dout, (dout * cache).sum(0), dout.sum(0)
"""


def test_right_passes_with_any_cache_pass(sandbox: Sandbox, tmp_path: Path) -> None:
    source = ARRAYS.replace("(normal, std, gamma))\n", "{'a': normal, 'b': object(), 'c': (std, gamma[None])})\n")
    source = source.replace("normal, std, gamma = cache", "normal, (std, gamma) = cache['a'], cache['c']")
    found = grade_arrays(sandbox, tmp_path, source)
    assert {name: check.message for name, check in missed(found).items()} == {}


def test_a_right_backward_stands_beside_a_wrong_forward(sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_arrays(sandbox, tmp_path, variant_source(arrays_reference, "batchnorm_forward", "unbiased variance"))
    assert set(missed(found)) == {"forward", "numeric"}
    assert found["running"].follow_through
    assert diagnoses(found) >= {"unbiased variance"}


def test_a_wrong_backward_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_arrays(sandbox, tmp_path, variant_source(arrays_reference, "batchnorm_backward", "mean forgotten"))
    assert set(missed(found)) == {"backward", "numeric"}
    assert found["backward"].diagnosis is not None


def test_two_functions_that_are_wrong_alike_fail(sandbox: Sandbox, tmp_path: Path) -> None:
    """Their numeric gradients agree, and that is all they get."""
    found = grade_arrays(sandbox, tmp_path, IDENTITIES)
    assert {name for name, check in found.items() if check.verdict is Verdict.PASSED} <= {"numeric"}
    assert found["forward"].points == 0
    assert points(found) < 2


@pytest.mark.parametrize("returned", ["None", "(None, None)", "(x * 1j, x)", "(x[:0], 'cache')", "(x.astype(int), x)"])
def test_odd_passes_are_no_grader_error(returned: str, sandbox: Sandbox, tmp_path: Path) -> None:
    source = f"def batchnorm_forward(x, gamma, beta, bn_param):\n    return {returned}\n"
    source += "def batchnorm_backward(dout, cache):\n    return dout, None, 1\n"
    found = grade_arrays(sandbox, tmp_path, source)
    assert points(found) < 2
    assert not {check.verdict for check in found.values()} & {Verdict.GRADER_ERROR, Verdict.NEEDS_REVIEW}
