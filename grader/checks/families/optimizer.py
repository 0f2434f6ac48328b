"""Checks of optimizers: update rules with a config dictionary, and hand-written training steps.

`update_rule` checks a function `(w, dw, config) -> (next_w, config)` against the reference's function of the same name
(`reference/update_rules.py` has the usual ones): on the published check of the cs231n course, over several random
steps with the state carried along, and with an empty config. Accepted are updates in place, the same or a new config,
every `start` of the step count, every form in `forms`, and the state under a sister course's names (`Rule.renamed`).

`trajectory` compares the parameters after each step of a student's own training loop with those of `torch.optim`
(`reference/descent.py`), from the same start.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import StudentFault
from grader.checks.families.update_rules import RULES, Array, Config, Rule, published_inputs
from grader.checks.places.locate import Place
from grader.compare import Close, Tolerance
from grader.model import Visibility

Batch = tuple[torch.Tensor, torch.Tensor]
Parameters = Mapping[str, torch.Tensor]

SHARES = (0.4, 0.4, 0.2)
"""Shares of an update rule's points: published check, several steps, defaults."""
_RANGES = {
    "learning_rate": (0.01, 0.1),
    "momentum": (0.5, 0.95),
    "decay_rate": (0.8, 0.95),
    "beta1": (0.7, 0.9),
    "beta2": (0.9, 0.99),
    "epsilon": (1e-3, 1e-2),
}
"""Where the hyperparameters of random steps lie. Epsilon is large, so that its place in the formula shows."""


def update_rule(
    name: str,
    *,
    question: str,
    points: float,
    tolerance: Tolerance | None = None,
    steps: int = 4,
    starts: tuple[int, ...] = (0, 1),
    forms: tuple[str, ...] | None = None,
    visibility: Visibility = "public",
) -> list[Check]:
    """Checks of the update rule `name`, one of `RULES`; the student's function and the reference's bear that name.

    `points` are divided as in `SHARES`. `tolerance` holds for every number (that of float64 when None). The random run
    has `steps` steps. A config without `t` may begin at any of `starts`. `forms` are reference functions of other forms
    that count as right (those in `RULES` when None). `visibility` is that of the random run and the defaults; the
    published check is public.
    """
    checked = _UpdateRule(name, RULES[name], tolerance, steps, starts, RULES[name].forms if forms is None else forms)
    parts = [round(points * share, 4) for share in SHARES[:-1]]
    parts.append(round(points - sum(parts), 4))
    return [
        Check(f"{name}_published", question, parts[0], checked.published, _PUBLISHED.format(name)),
        Check(f"{name}_steps", question, parts[1], checked.random_steps, _STEPS.format(name, steps), visibility),
        Check(f"{name}_defaults", question, parts[2], checked.defaults, _DEFAULTS.format(name), visibility),
    ]


_PUBLISHED = "One step of `{}` gives the published values, and leaves its state in the config."
_STEPS = "`{}` does {} steps in a row, each with the config that the one before returned."
_DEFAULTS = "`{}` sets what an empty config lacks to the handout's defaults."


@dataclass(frozen=True)
class _UpdateRule:
    """The three checks of one rule."""

    name: str
    rule: Rule
    tolerance: Tolerance | None
    steps: int
    starts: tuple[int, ...]
    forms: tuple[str, ...]

    def published(self, t: Context) -> None:
        w, dw, config = published_inputs(self.name)
        came = self._student_steps(t, w, [dw], config)[0]
        want = self._reference_steps(t, self.name, w, [dw], config)[0]  # at its epsilon of 1e-8 all forms agree
        t.expect.close("next_w", came["next_w"], want["next_w"], tolerance=self.tolerance)
        if self.rule.state:
            t.expect.close("config", came["config"], want["config"], tolerance=self.tolerance)

    def random_steps(self, t: Context) -> None:
        self._run(t, {name: float(t.gen.array.uniform(1, *_RANGES[name])[0]) for name in self.rule.options}, self.steps)

    def defaults(self, t: Context) -> None:
        self._run(t, {}, 2)

    def _run(self, t: Context, config: Config, steps: int) -> None:
        """Compare all steps at once: an accepted form and start must be kept throughout."""
        w = t.gen.array.normal((4, 5))
        gradients = [t.gen.array.normal((4, 5)) for _ in range(steps)]
        for dw in gradients:
            dw[0, 0] = 0  # a weight of a dead unit, where only epsilon keeps 0 / 0 away, however small it is
        came = self._student_steps(t, w, gradients, config)
        wants = [
            self._reference_steps(t, form, w, gradients[: len(came)], begin)
            for form in (self.name, *self.forms)
            for begin in self._begins(config)
        ]
        t.expect.any_close("steps", _numbered(came), [_numbered(want) for want in wants], tolerance=self.tolerance)

    def _begins(self, config: Config) -> list[Config]:
        return [{**config, "t": start} for start in self.starts] if self.rule.counts else [config]

    def _student_steps(self, t: Context, w: Array, gradients: Sequence[Array], config: Config) -> list[Config]:
        """What each step returned, up to the first that leaves nothing to go on from."""
        names = self._names(t)
        came: list[Config] = []
        following: object = w
        state: object = {names.get(name, name): value for name, value in config.items()}
        for dw in gradients:
            following, state = t.student.function(self.name)(following, dw, state).parts(2)
            came.append({"next_w": following, "config": self._kept(state, names)})
            if not isinstance(following, np.ndarray) or not isinstance(state, dict):
                break
        return came

    def _reference_steps(
        self, t: Context, form: str, w: Array, gradients: Sequence[Array], config: Config
    ) -> list[Config]:
        wants: list[Config] = []
        following, state = w, config
        for dw in gradients:
            stepped = getattr(t.reference, form)(following, dw, state).value
            following, state = stepped[0], stepped[1]
            wants.append({"next_w": following, "config": {name: state[name] for name in self.rule.state}})
        return wants

    def _names(self, t: Context) -> Mapping[str, str]:
        """The sister course's names for the state, where a step from an empty config leaves it under these."""
        renamed = self.rule.renamed
        if not renamed:
            return {}
        try:
            state = t.student.function(self.name)(np.ones((4, 5)), np.ones((4, 5)), {}).parts(2)[1]
        except StudentFault:
            return {}
        if not isinstance(state, dict) or {*renamed.values()} - state.keys():
            return {}
        return renamed if renamed.keys() - {*renamed.values()} - state.keys() else {}

    def _kept(self, state: object, names: Mapping[str, str]) -> object:
        """The rule's own keys of a config; a count such as 6.0 as the integer that it is."""
        if not isinstance(state, dict):
            return state
        stored = {name: names.get(name, name) for name in self.rule.state}
        kept = {name: state[key] for name, key in stored.items() if key in state}
        count = kept.get("t")
        return {**kept, "t": int(count)} if isinstance(count, float) and count.is_integer() else kept


def trajectory(
    name: str,
    *,
    question: str,
    points: float,
    sentence: str,
    start: Callable[[Context], Parameters],
    batches: Callable[[Context], Sequence[Batch]],
    advance: Callable[[Context, Parameters, Sequence[Batch]], Sequence[object]],
    objective: Callable[[Parameters, torch.Tensor, torch.Tensor], torch.Tensor],
    options: Mapping[str, object],
    tolerance: Tolerance | None = None,
    visibility: Visibility = "public",
    follows: tuple[str, ...] = (),
    after: Place | None = None,
) -> Check:
    """A check of hand-written training steps against the reference's `trajectory`, which is made with `torch.optim`.

    `start` draws the parameters to start from and `batches` the minibatches, (inputs, targets) each, one step a batch.
    `advance` puts the student's code through them, and returns {name: tensor} as read after each step. `objective` is
    the trusted loss of parameters, inputs and targets, `options` are those of the optimizer, such as {"lr": 0.01,
    "momentum": 0.9}, where `optimizer` names another than SGD. The tolerance is rtol 1e-5 and atol 1e-6 when None:
    float32 rounding over a few steps.
    """

    def run(t: Context) -> None:
        parameters, data = start(t), batches(t)
        came = [{"parameters": values} for values in advance(t, parameters, data)]
        want = t.reference.trajectory(objective, parameters, data, **options).value
        wants = [{"parameters": want[index]} for index in range(len(data))]
        t.expect.close("steps", _numbered(came), _numbered(wants), tolerance=tolerance or Close(1e-5, 1e-6))

    return Check(name, question, points, run, sentence, visibility, follows, after)


def _numbered(steps: Sequence[Config]) -> Config:
    return {f"step {number}": step for number, step in enumerate(steps, 1)}
