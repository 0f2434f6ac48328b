"""The optimizer family: published figures, accepted forms, and every wrong variant named as itself."""

import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from grader.audit import flat_source
from grader.checks import Check, Context, Relative, misconceptions_of
from grader.checks.families import optimizer
from grader.checks.families.update_rules import RULES, published_inputs
from grader.model import CheckResult, Verdict
from grader.sandbox.protocol import Sandbox
from reference import descent, update_rules
from tests.checks.submitted import renamed_source, results

PUBLISHED = [
    ("sgd_momentum", "next_w", (0, 0), 0.1406, 1e-7),
    ("sgd_momentum", "next_w", (3, 4), 1.4096, 1e-7),
    ("sgd_momentum", "velocity", (0, 0), 0.5406, 1e-7),
    ("rmsprop", "next_w", (0, 0), -0.39223849, 1e-6),
    ("rmsprop", "next_w", (3, 4), 0.59576619, 1e-6),
    ("rmsprop", "cache", (0, 0), 0.5976, 1e-6),
    ("adam", "next_w", (0, 0), -0.40094747, 1e-6),
    ("adam", "next_w", (3, 4), 0.59801459, 1e-6),
    ("adam", "m", (0, 0), 0.48, 1e-6),
    ("adam", "v", (3, 4), 0.49966, 1e-6),
]
"""Rule, array, place, published value, allowed relative error."""


@pytest.mark.parametrize(("name", "array", "place", "figure", "limit"), PUBLISHED)
def test_published_figures(name: str, array: str, place: tuple[int, int], figure: float, limit: float) -> None:
    following, config = getattr(update_rules, name)(*published_inputs(name))
    value = {"next_w": following, **config}[array][place]
    assert abs(value - figure) / (abs(value) + abs(figure)) <= limit
    assert config.get("t", 6) == 6


@pytest.mark.parametrize(
    ("name", "config", "torch_name", "options"),
    [
        ("sgd", {}, "SGD", {}),
        ("sgd_momentum", {"momentum": 0.8}, "SGD", {"momentum": 0.8}),
        ("rmsprop", {"decay_rate": 0.9, "epsilon": 1e-3}, "RMSprop", {"alpha": 0.9, "eps": 1e-3}),
        ("adam", {"beta1": 0.8, "beta2": 0.9, "epsilon": 1e-3}, "Adam", {"betas": (0.8, 0.9), "eps": 1e-3}),
    ],
)
def test_torch_agrees_with_the_reference(
    name: str, config: dict[str, Any], torch_name: str, options: dict[str, Any]
) -> None:
    rng = np.random.default_rng(5)
    w, config = rng.normal(size=(3, 4)), {**config, "learning_rate": 0.05}
    tensor = torch.tensor(w, requires_grad=True)
    steps = getattr(torch.optim, torch_name)([tensor], lr=0.05, **options)
    for _ in range(10):
        dw = rng.normal(size=(3, 4))
        tensor.grad = torch.tensor(dw)
        steps.step()
        w, config = getattr(update_rules, name)(w, dw, config)
    np.testing.assert_allclose(w, tensor.detach().numpy(), rtol=1e-12, atol=1e-14)


def test_the_reference_changes_nothing_in_place() -> None:
    for name in RULES:
        w, dw, config = published_inputs(name)
        before = (w.copy(), dw.copy(), {key: np.copy(value) for key, value in config.items()})
        getattr(update_rules, name)(w, dw, config)
        np.testing.assert_equal((w, dw, config), before)


def checks_of(name: str) -> list[Check]:
    limit = {"rmsprop": 1e-6, "adam": 1e-6}.get(name, 1e-7)  # the published ones
    return optimizer.update_rule(name, question="1", points=3, tolerance=Relative(limit))


def test_points_are_shared_out_whole() -> None:
    for points in (3, 1, 0.1, 7):
        checks = optimizer.update_rule("adam", question="1", points=points)
        assert sum(check.points for check in checks) == pytest.approx(points, abs=1e-9)


@pytest.mark.parametrize("name", ["sgd", "sgd_momentum", "rmsprop", "adam"])
def test_the_reference_passes(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    found = results(sandbox, tmp_path, update_rules, checks_of(name), renamed_source(update_rules, name, name))
    assert verdicts(found) == [Verdict.PASSED] * 3


def under_root(name: str) -> str:
    """A submission whose rule adds epsilon under the root."""
    step = f"def {name}(w, dw, config=None):\n    return _in_form(beside, under_root, w, dw, config)\n"
    return f"{flat_source(update_rules)}\n\nbeside = {name}\n\n{step}"


FAIR = {
    "epsilon under the root in rmsprop": ("rmsprop", under_root("rmsprop")),
    "epsilon under the root in adam": ("adam", under_root("adam")),
    "adam in the paper's efficient form": ("adam", renamed_source(update_rules, "adam", "adam_eps_hat")),
    "in place, same config, other argument names": (
        "sgd_momentum",
        """
import numpy as np

def sgd_momentum(x, dx, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('momentum', 0.9)
    v = config.get('velocity', np.zeros_like(x))
    v *= config['momentum']
    v -= config['learning_rate'] * dx
    x += v
    config['velocity'] = v
    return x, config
""",
    ),
    "rmsprop with a sister course's name for its state": (
        "rmsprop",
        """
import numpy as np

def rmsprop(w, dw, config=None):
    c = {'learning_rate': 1e-2, 'decay_rate': 0.99, 'epsilon': 1e-8, 'a': np.zeros_like(w), **(config or {})}
    c['a'] = c['decay_rate'] * c['a'] + (1 - c['decay_rate']) * dw**2
    return w - c['learning_rate'] * dw / (np.sqrt(c['a']) + c['epsilon']), c
""",
    ),
    "adam with a sister course's names for its moments": (
        "adam",
        """
import numpy as np

def adam(w, dw, config=None):
    c = dict(learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, t=0, v=np.zeros_like(w), a=np.zeros_like(w))
    c.update(config or {})
    c['t'] += 1
    c['v'] = c['beta1'] * c['v'] + (1 - c['beta1']) * dw
    c['a'] = c['beta2'] * c['a'] + (1 - c['beta2']) * dw**2
    first, second = c['v'] / (1 - c['beta1'] ** c['t']), c['a'] / (1 - c['beta2'] ** c['t'])
    return w - c['learning_rate'] * first / (np.sqrt(second) + c['epsilon']), c
""",
    ),
    "t starts at 1, new config, t as a float": (
        "adam",
        """
import numpy as np

def adam(x, dx, config=None):
    defaults = dict(learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, t=1.0)
    defaults.update(m=np.zeros_like(x), v=np.zeros_like(x))
    c = {**defaults, **config}
    t = c['t'] + 1.0
    m = c['beta1'] * c['m'] + (1 - c['beta1']) * dx
    v = c['beta2'] * c['v'] + (1 - c['beta2']) * dx * dx
    mt, vt = m / (1 - c['beta1'] ** t), v / (1 - c['beta2'] ** t)
    return x - c['learning_rate'] * mt / (np.sqrt(vt) + c['epsilon']), {**c, 'm': m, 'v': v, 't': t, 'mt': mt}
""",
    ),
}


@pytest.mark.parametrize("what", FAIR)
def test_fair_forms_pass(what: str, sandbox: Sandbox, tmp_path: Path) -> None:
    name, source = FAIR[what]
    found = results(sandbox, tmp_path, update_rules, checks_of(name), source)
    assert verdicts(found) == [Verdict.PASSED] * 3, found


def test_a_start_that_is_not_allowed_is_missed(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = optimizer.update_rule("adam", question="1", points=3, starts=(0,))
    found = results(sandbox, tmp_path, update_rules, checks, FAIR["t starts at 1, new config, t as a float"][1])
    assert verdicts(found) == [Verdict.PASSED, Verdict.FAILED, Verdict.FAILED]


def test_a_form_that_is_not_allowed_is_missed(sandbox: Sandbox, tmp_path: Path) -> None:
    checks = optimizer.update_rule("rmsprop", question="1", points=3, forms=())
    source = under_root("rmsprop")
    assert verdicts(results(sandbox, tmp_path, update_rules, checks, source))[1] is Verdict.FAILED


@pytest.mark.parametrize(
    ("returned", "verdict"),
    [("w", Verdict.REFUSED), ("(w, None)", Verdict.FAILED), ("(w, {})", Verdict.FAILED), ("1 / 0", Verdict.RAISED)],
)
def test_what_is_no_step_is_no_grader_error(returned: str, verdict: Verdict, sandbox: Sandbox, tmp_path: Path) -> None:
    source = f"def rmsprop(w, dw, config=None):\n    return {returned}\n"
    found = results(sandbox, tmp_path, update_rules, checks_of("rmsprop"), source)
    assert verdicts(found) == [verdict] * 3


def verdicts(found: dict[str, CheckResult]) -> list[Verdict]:
    return [check.verdict for check in found.values()]


# Hand-written training steps

lab = types.ModuleType("reference_of_a_lab")
lab.__dict__["trajectory"] = descent.trajectory

STEP = """
import torch

velocity = {{}}

def step(x, y, lr=0.05, mu=0.9):
    hidden = torch.relu(x @ param_dict['W0'] + param_dict['b0'])
    loss = torch.nn.functional.cross_entropy(hidden @ param_dict['W1'] + param_dict['b1'], y)
    loss.backward()
    with torch.no_grad():
        for name, p in param_dict.items():
            v = velocity.setdefault(name, torch.zeros_like(p))
            {update}
            {clear}
"""
CLEAR = "p.grad = None"


def objective(parameters: optimizer.Parameters, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    hidden = torch.relu(x @ parameters["W0"] + parameters["b0"])
    return torch.nn.functional.cross_entropy(hidden @ parameters["W1"] + parameters["b1"], y)


def start(t: Context) -> optimizer.Parameters:
    shapes = {"W0": (6, 5), "b0": (5,), "W1": (5, 3), "b1": (3,)}
    return {name: t.gen.normal(shape, std=0.5, requires_grad=True) for name, shape in shapes.items()}


def batches(t: Context) -> list[optimizer.Batch]:
    return [(t.gen.normal((8, 6)), t.gen.labels(8, 3)) for _ in range(4)]


def advance(t: Context, parameters: optimizer.Parameters, data: Sequence[optimizer.Batch]) -> list[object]:
    t.student.set("param_dict", parameters)
    states = []
    for x, y in data:
        t.student.step(x, y)
        states.append(t.student.get("param_dict").value)
    return states


def trained(sandbox: Sandbox, folder: Path, update: str, clear: str, momentum: float) -> CheckResult:
    check = optimizer.trajectory(
        "steps",
        question="3",
        points=1,
        sentence="Steps as `torch.optim` does them.",
        start=start,
        batches=batches,
        advance=advance,
        objective=objective,
        options={"lr": 0.05, "momentum": momentum},
    )
    return results(sandbox, folder, lab, [check], STEP.format(update=update, clear=clear))["steps"]


@pytest.mark.parametrize(
    ("update", "momentum"),
    [
        ("p.sub_(lr * p.grad)", 0.0),
        ("v.mul_(mu).add_(p.grad); p.sub_(lr * v)", 0.9),
        ("v.mul_(mu).sub_(lr * p.grad); p.add_(v)", 0.9),
        ("velocity[name] = mu * v + p.grad; param_dict[name] = (p - lr * velocity[name]).requires_grad_()", 0.9),
    ],
)
def test_right_steps_pass(update: str, momentum: float, sandbox: Sandbox, tmp_path: Path) -> None:
    assert trained(sandbox, tmp_path, update, CLEAR, momentum).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("update", "clear", "momentum", "diagnosis"),
    [
        ("p.sub_(lr * p.grad)", "pass", 0.0, "gradients never cleared"),
        ("p.add_(lr * p.grad)", CLEAR, 0.0, "uphill"),
        ("p.sub_(p.grad)", CLEAR, 0.0, "no learning rate"),
        ("p.sub_(lr * lr * p.grad)", CLEAR, 0.0, "learning rate applied twice"),
        ("v.mul_(mu).add_(p.grad); p.sub_(lr * v)", "pass", 0.9, "gradients never cleared"),
        ("v.mul_(mu).sub_(p.grad); p.sub_(lr * v)", CLEAR, 0.9, "uphill"),
        ("v.mul_(-mu).add_(p.grad); p.sub_(lr * v)", CLEAR, 0.9, "velocity subtracted"),
        ("v.mul_(mu).add_(lr * p.grad); p.sub_(lr * v)", CLEAR, 0.9, "learning rate applied twice"),
        ("v = mu * v + p.grad; p.sub_(lr * v)", CLEAR, 0.9, "no momentum"),
        ("v.mul_(mu).add_((1 - mu) * p.grad); p.sub_(lr * v)", CLEAR, 0.9, "gradient averaged"),
    ],
)
def test_wrong_steps_are_named(
    update: str, clear: str, momentum: float, diagnosis: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    found = trained(sandbox, tmp_path, update, clear, momentum)
    assert (found.verdict, found.diagnosis and found.diagnosis.name) == (Verdict.FAILED, diagnosis), found.message


def test_a_loop_that_does_too_few_steps_fails(sandbox: Sandbox, tmp_path: Path) -> None:
    found = trained(sandbox, tmp_path, "param_dict.clear(); break", CLEAR, 0.0)
    assert found.verdict in {Verdict.FAILED, Verdict.RAISED}


def test_variants_of_an_imported_function_are_known() -> None:
    declared = [item.name for item in misconceptions_of(descent)]
    assert [item.name for item in misconceptions_of(lab)] == declared
    assert "gradients never cleared" in declared
