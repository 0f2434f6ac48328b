"""Batch normalization as a function of torch tensors that keeps its running statistics in a dictionary.

The conventions (biased or unbiased variance, what momentum weighs, eps) are those of the reference's function of the
same name; the names of the keys are the submission's own.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from grader.checks.asking.reply import Reply
from grader.checks.asking.student import StudentObject
from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Refused
from grader.checks.expected.sealed import Sealed
from grader.checks.families.batchnorm.style import Style, ask_style, read_style
from grader.checks.families.family import Part, answered, checks_of, expect_there
from grader.compare import Close

Role = Literal["inputs", "beta", "gamma", "statistics"]

TOLERANCE = Close(rtol=5e-4, atol=1e-4)
"""Measured on these batches: float32 noise is a 40th of this, a quarter where the variance is computed as
E[x^2] - E[x]^2; the smallest effect of a wrong variant, a variance divided by N = 9 for N - 1, is 100 times this."""
GRADIENT_TOLERANCE = Close(rtol=1e-3, atol=1e-3)
"""Gradients of features with a small deviation are divided by it, and so is their noise."""
_STEPS = 3
_NAME = "kept_by_the_check"


@dataclass(frozen=True)
class Functional:
    """The signature of the function, by the names that the handout declares."""

    name: str = "batchnorm"
    inputs: str = "inputs"
    beta: str = "beta"
    gamma: str = "gamma"
    statistics: str = "stats_dict"
    mode: str = "train"
    eps: str = "eps"
    momentum: str = "momentum"
    order: tuple[Role, ...] = ("inputs", "beta", "gamma", "statistics")
    """Roles of the positional arguments; the statistics come last."""
    examples: tuple[str, ...] = ("toy_stats_dict", "layers_stats_list")
    """Globals of the notebook from which its names of keys can be read."""


@dataclass(frozen=True)
class Batch:
    """Inputs (N, F), beta and gamma (F,), running mean and variance (F,)."""

    inputs: Tensor
    beta: Tensor
    gamma: Tensor
    mean: Tensor
    var: Tensor


FORM = Functional()


def functional(question: str, *, points: float, form: Functional = FORM, hidden: Collection[str] = ()) -> list[Check]:
    """Checks of a batch normalization function.

    Parts: train_output, running_update, outside_the_graph, eval_mode, gradients, eps_and_momentum, arguments_untouched.
    """
    name = f"`{form.name}`"
    parts = (
        _part(
            "train_output", 3, f"In train mode {name} normalizes, scales and shifts each feature of the batch.", form
        ),
        _part("running_update", 3, f"In train mode {name} moves the running statistics towards the batch's.", form),
        _part("outside_the_graph", 2, "The running statistics carry no autograd graph, step after step.", form),
        _part("eval_mode", 3, f"In eval mode {name} uses the running statistics and leaves them alone.", form),
        _part("gradients", 2, "Inputs, beta and gamma get the right gradients.", form),
        _part("eps_and_momentum", 1, f"{name} uses the eps and the momentum that it is given.", form),
        _part("arguments_untouched", 1, f"{name} does not change the inputs, beta or gamma that it is given.", form),
    )
    return checks_of(parts, question, points, hidden=hidden)


def draw_batch(t: Context, *, rows: int = 9, features: int = 5, grad: bool = False) -> Batch:
    """A small batch: the first feature varies so little that eps matters, and N is so small that N - 1 does."""
    spread, running = t.gen.uniform(features, 0.5, 3.0), t.gen.uniform(features, 0.5, 2.0)
    spread[0], running[0] = 0.1, 0.01
    inputs = t.gen.normal((rows, features)) * spread + t.gen.uniform(features, -1.0, 1.0)
    beta, gamma = t.gen.normal(features), t.gen.uniform(features, 0.5, 2.0)
    if grad:
        inputs, beta, gamma = (value.requires_grad_() for value in (inputs, beta, gamma))
    return Batch(inputs, beta, gamma, t.gen.normal(features), running)


class Trial:
    """Calls of the submission's function, and of the reference's with the same arguments."""

    def __init__(self, t: Context, form: Functional) -> None:
        self.t, self.form = t, form
        function = t.student.function(form.name)
        empty = [torch.ones(2, 1), torch.zeros(1), torch.ones(1)]
        self.style: Style = read_style(t.student, form.examples) or ask_style(function, empty, form.statistics)

    def call(
        self, batch: Batch, *, train: bool, cotangent: Tensor | None = None, options: Mapping[str, float] | None = None
    ) -> tuple[Reply, Sealed]:
        """What the submission gave, and what is expected."""
        student, reference = self.t.student.function(self.form.name), getattr(self.t.reference, self.form.name)
        if cotangent is not None:
            student, reference = student.vjp(cotangent), reference.vjp(cotangent)
        arguments = self.arguments(batch, self.style.statistics(batch.mean, batch.var))
        keywords = {self.form.mode: train, **(options or {})}
        got = answered(student(*arguments, **keywords), self.form.name, batch.inputs)
        return got, reference(*arguments, **keywords)

    def arguments(self, batch: Batch, statistics: object, inputs: object = None) -> list[object]:
        """The positional arguments in the function's order; other inputs than the batch's where given."""
        inputs = batch.inputs if inputs is None else inputs
        values = {"inputs": inputs, "beta": batch.beta, "gamma": batch.gamma, "statistics": statistics}
        return [values[role] for role in self.form.order]

    def expect_statistics(self, got: Reply, want: Sealed) -> None:
        """Both running statistics afterwards, as two comparisons."""
        wanted = getattr(want.args, self.form.statistics)
        for label, (key, value) in zip(("running mean", "running variance"), self.statistics(got).items(), strict=True):
            absent = f"the dictionary holds no {key!r} afterwards"
            expect_there(self.t, label, value, wanted[key], absent=absent, tolerance=TOLERANCE, shapes="unsqueezed")

    def statistics(self, got: Reply) -> dict[str, object]:
        """The running mean and variance afterwards, by the submission's keys; None where there is none."""
        after = getattr(got.args, self.form.statistics, None)
        return {key: after.get(key) if isinstance(after, dict) else None for key in (self.style.mean, self.style.var)}


def _part(name: str, weight: float, sentence: str, form: Functional) -> Part:
    body = _BODIES[name]
    return Part(name, weight, sentence, lambda t: body(t, Trial(t, form)))


def _train_output(t: Context, trial: Trial) -> None:
    got, want = trial.call(draw_batch(t), train=True)
    t.expect.close("output", got, want.value, tolerance=TOLERANCE)


def _running_update(t: Context, trial: Trial) -> None:
    trial.expect_statistics(*trial.call(draw_batch(t), train=True))


def _outside_the_graph(t: Context, trial: Trial) -> None:
    """The dictionary stays on the worker's side between the steps, and inputs have a graph, as in training."""
    batch = draw_batch(t, grad=True)
    function, statistics = t.student.function(trial.form.name), _kept(t, trial.style.statistics(batch.mean, batch.var))
    for _ in range(_STEPS):
        batch = draw_batch(t, grad=True)
        inputs = _kept(t, batch.inputs).method("clone").hold()
        got = function(*trial.arguments(batch, statistics, inputs), **{trial.form.mode: True})
        answered(got, trial.form.name, batch.inputs)
    after, arguments = statistics.get(), trial.arguments(batch, trial.style.statistics(batch.mean, batch.var))
    want = getattr(t.reference, trial.form.name)(*arguments, **{trial.form.mode: True})
    wanted = getattr(want.args, trial.form.statistics)
    for label, key in (("running mean", trial.style.mean), ("running variance", trial.style.var)):
        expect_off_graph(t, label, _on_graph(after, key), wanted[key])


def expect_off_graph(t: Context, label: str, found: bool, want: Sealed) -> None:
    """Whether a running statistic is part of a graph, `found`, is as it is for the reference's tensor, which is not."""
    t.expect.true(
        f"{label} outside the graph",
        want.map(lambda value: value.requires_grad is found),
        message=f"after training steps the {label} requires a gradient or holds the graph that computed it",
        hint="Every step would keep all steps before it in memory. Nothing that flows into the running statistics "
        "should be recorded for the backward pass.",
    )


def _kept(t: Context, value: object) -> StudentObject:
    """A value that lives on the worker's side, so that calls share it."""
    t.student.set(_NAME, value)
    return t.student.hold(_NAME)


def _on_graph(statistics: Reply, key: str) -> bool:
    try:
        info = statistics.info("value", key)
    except Refused:
        return False
    return info.has_graph or info.requires_grad


def _eval_mode(t: Context, trial: Trial) -> None:
    """Statistics left alone count only beside the right output: what does nothing leaves everything alone."""
    got, want = trial.call(draw_batch(t), train=False)
    if t.expect.close("output", got, want.value, tolerance=TOLERANCE):
        label, wanted = "running statistics", getattr(want.args, trial.form.statistics)
        hint = "Evaluating a network must not change it."
        t.expect.close(label, trial.statistics(got), wanted, tolerance=TOLERANCE, shapes="unsqueezed", hint=hint)


def _gradients(t: Context, trial: Trial) -> None:
    batch = draw_batch(t, grad=True)
    got, want = trial.call(batch, train=True, cotangent=t.gen.normal(batch.inputs.shape))
    for name in (trial.form.inputs, trial.form.beta, trial.form.gamma):
        gradient, wanted = getattr(got.grads, name, None), getattr(want.grads, name)
        absent = f"{name} gets no gradient{got.no_grads and ': ' + got.no_grads}"
        expect_there(t, f"gradient of {name}", gradient, wanted, absent=absent, tolerance=GRADIENT_TOLERANCE)


def _eps_and_momentum(t: Context, trial: Trial) -> None:
    got, want = trial.call(draw_batch(t), train=True, options={trial.form.eps: 0.5, trial.form.momentum: 0.3})
    t.expect.close("output", got, want.value, tolerance=TOLERANCE)
    trial.expect_statistics(got, want)


def _arguments_untouched(t: Context, trial: Trial) -> None:
    got, want = trial.call(draw_batch(t), train=True)
    for name in (trial.form.inputs, trial.form.beta, trial.form.gamma):
        t.expect.close(f"{name} afterwards", getattr(got.args, name, None), getattr(want.args, name))


_BODIES: dict[str, Callable[[Context, Trial], None]] = {
    "train_output": _train_output,
    "running_update": _running_update,
    "outside_the_graph": _outside_the_graph,
    "eval_mode": _eval_mode,
    "gradients": _gradients,
    "eps_and_momentum": _eps_and_momentum,
    "arguments_untouched": _arguments_untouched,
}
