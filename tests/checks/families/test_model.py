"""The model family: networks are compared with the grader's weights in the order of execution."""

from pathlib import Path

import pytest

from grader.checks import Context
from grader.checks.families import model
from grader.model import CheckResult, Verdict
from grader.sandbox.protocol import Sandbox
from reference import lab4_batchnorm
from tests.checks.submitted import renamed_source, results, variant_source


def forms(t: Context) -> list[object]:
    images = t.gen.uniform((7, 1, 28, 28))
    return [images, images.flatten(1)]


def grade_network(sandbox: Sandbox, folder: Path, source: str) -> dict[str, CheckResult]:
    network = model.Network("Model", (6, 5), forms)  # type: ignore[arg-type]
    return results(sandbox, folder, lab4_batchnorm, model.network("1", points=8, network=network), source)


def points(found: dict[str, CheckResult]) -> list[float]:
    return [check.points for check in found.values()]


NORM = renamed_source(lab4_batchnorm, "myBatchnorm", "myBatchnorm").partition("class Model(")[0]

OWN = (
    NORM
    + """
class Dense(nn.Module):
    def __init__(self, inside, outside):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(1, outside))
        self.w = nn.Parameter(torch.randn(inside, outside))

    def forward(self, x):
        return x @ self.w + self.b

class Model(nn.Module):
    def __init__(self, first, second):
        super().__init__()
        self.last = Dense(second, 10)
        self.norms = nn.ModuleList([myBatchnorm(second), myBatchnorm(first)])
        self.middle = Dense(first, second)
        self.start = Dense(784, first)

    def forward(self, x):
        x = torch.relu(self.norms[1](self.start({x})))
        return self.last({inner}(self.norms[0](self.middle(x))))

def update(stats, mean, var, momentum):
    for key, batch in zip(list(stats), (mean, var)):
        stats[key] = (momentum * batch + (1 - momentum) * stats[key]).detach()

def batch_moments(inputs):
    return inputs.mean(0), inputs.var(0)

def running_moments(stats):
    return tuple(stats.values())

def normalized(inputs, mean, var, eps):
    return (inputs - mean) / torch.sqrt(var + eps)
"""
)


def own(**pieces: str) -> str:
    source = OWN
    for name, text in {"x": "x.flatten(1)", "inner": "torch.relu", **pieces}.items():
        source = source.replace(f"{{{name}}}", text)
    return source


@pytest.mark.parametrize(
    "source",
    [renamed_source(lab4_batchnorm, "Model", "Model"), own(), own(x="x")],
    ids=["reference", "own layers, other order", "flattened images"],
)
def test_right_networks_pass(source: str, sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_network(sandbox, tmp_path, source)
    assert {name: check.message for name, check in found.items() if check.verdict is not Verdict.PASSED} == {}
    assert points(found) == [3, 3, 1, 1]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (own(inner="torch.sigmoid"), [0, 0, 1, 1]),
        (own(inner="nn.functional.dropout"), [0, 0, 1, 1]),
        (own() + "\nModel_ = Model\nModel = lambda first, second: Model_(first + 1, second)", [0, 0, 0, 1]),
        (own().replace("torch.zeros(1, outside)", "torch.zeros(1, outside), requires_grad=False"), [3, 3, 1, 0]),
        ("class Model:\n    def __init__(self, first, second): pass", [0, 0, 0, 0]),
        ("Model = None", [0, 0, 0, 0]),
    ],
    ids=["sigmoid", "dropout that stays on", "wider", "fixed biases", "no module", "nothing"],
)
def test_faults_cost_their_part(source: str, expected: list[float], sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_network(sandbox, tmp_path, source)
    assert points(found) == expected, {name: check.message for name, check in found.items()}
    assert Verdict.GRADER_ERROR not in {check.verdict for check in found.values()}


def test_a_wrong_function_inside_the_network_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_network(sandbox, tmp_path, variant_source(lab4_batchnorm, "batchnorm", "biased variance"))
    assert {check.diagnosis.name if check.diagnosis else "" for check in found.values()} == {"biased variance", ""}
    assert points(found) == [1.5, 3, 1, 1]  # it has cost points in the first check


def test_a_layer_too_few_fails_with_both_lists(sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_network(sandbox, tmp_path, own().replace("self.norms[1](self.start(", "(self.start("))
    assert found["train_output"].verdict is Verdict.FAILED
    assert "expected 5 layers with parameters, got 4. Layers in the order" in found["train_output"].message


def test_what_fits_in_two_ways_is_left_to_a_person(sandbox: Sandbox, tmp_path: Path) -> None:
    square = model.Network("Model", (784, 5), forms)  # type: ignore[arg-type]
    checks = model.network("1", points=8, network=square)[:1]
    source = own().replace("self.middle = Dense(first, second)", "self.middle = nn.Linear(first, second)")
    source = source.replace("self.last = Dense(second, 10)", "self.last = nn.Linear(second, 10)")
    found = results(sandbox, tmp_path, lab4_batchnorm, checks, source)
    assert found["train_output"].verdict is Verdict.NEEDS_REVIEW
    assert "it cannot be told which weight of `start` is which" in found["train_output"].message


LAZY = (
    renamed_source(lab4_batchnorm, "Model", "Given")
    + """
class Model(nn.Module):
    def __init__(self, first, second):
        super().__init__()
        parts = [nn.LazyLinear(first), myBatchnorm(first), nn.ReLU(), nn.LazyLinear(second), myBatchnorm(second)]
        self.parts = nn.Sequential(nn.Flatten(), *parts, nn.ReLU(), nn.LazyLinear(10))

    def forward(self, x):
        return self.parts(x)
"""
)


def test_layers_that_take_their_sizes_from_the_first_input(sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_network(sandbox, tmp_path, LAZY)
    assert {check.verdict for check in found.values()} == {Verdict.PASSED}
