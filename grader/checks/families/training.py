"""Checks of training by hand or by `torch.optim`, wherever it is written: cells of a notebook, or functions.

The cells that train run again on a small data loader of the grader's: first an empty one, which shows the parameters
that training starts from, then one with minibatches, the last of them ragged. From that start and on these minibatches
the reference's trainer must come to the same parameters, and what was recorded on the way must be its losses and
accuracies. No signature is prescribed and no name of a list.
"""

import math
from collections.abc import Mapping

from torch import Tensor

from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.expected.sealed import together
from grader.checks.families.curves import is_recorded
from grader.checks.families.retraining import Parameters, Task, changed, retrain
from grader.compare import Close, Tolerance
from grader.model import Visibility

__all__ = ["Task", "recorded", "steps"]

TOLERANCE = Close(rtol=0, atol=0.35)
"""Of changes, in units of a parameter's largest one. Measured on `lab3_sgd`: noise of 40 steps is 2e-5, and up to 0.24
where a unit changes sides because of it; the smallest effect of a wrong variant is 0.6, that of Nesterov's momentum."""


def steps(
    name: str,
    *,
    question: str,
    points: float,
    sentence: str,
    task: Task,
    tolerance: Tolerance = TOLERANCE,
    most_apart: float | None = None,
    visibility: Visibility = "public",
    follows: tuple[str, ...] = (),
) -> Check:
    """A check of where training leads: the changes of all parameters, whatever was recorded.

    With `most_apart` they may not be further off than this on average, either, as a share of the right ones.
    """

    def run(t: Context) -> None:
        trained = retrain(t, task)
        scales = {key: _largest(change) for key, change in trained.changes.items()}

        def scaled(after: Mapping[str, Tensor]) -> dict[str, Tensor]:
            return {key: change / scales[key] for key, change in changed(after, trained.compared).items()}

        wanted = [*(trained.expected(t, epochs) for epochs in trained.epochs), trained.expected_drawn(t)]
        wants = [want.args.param_dict.map(scaled) for want in wanted]
        label = "changes of the parameters, in units of each one's largest"
        got = scaled(trained.end)
        t.expect.any_close(label, got, wants, tolerance=tolerance, hint=trained.stopped)
        if most_apart is not None:
            near = together(*wants).map(lambda rights: any(not apart(got, right) > most_apart for right in rights))
            message = f"on average the parameters change by more than {most_apart:.0%} more or less than they should"
            t.expect.true("changes on average", near, message=message)

    return Check(name, question, points, run, sentence, visibility, follows, after=task.place)


def recorded(
    name: str,
    *,
    question: str,
    points: float,
    sentence: str,
    task: Task,
    visibility: Visibility = "public",
    follows: tuple[str, ...] = (),
) -> Check:
    """A check of what was recorded on the way: losses, accuracies (shares or percentages), the number of epochs."""

    def run(t: Context) -> None:
        trained = retrain(t, task)
        want = trained.expected(t, task.epochs).value
        example = 1.001 / min(len(targets) for _, targets in trained.batches)
        for label, index, *options in (("losses", 0), ("accuracies", 1, (1.0, 100.0), example)):
            near = trained.nearest(label)
            found = want[index].map(lambda right, options=options: is_recorded(trained.curves, right, *options))
            lengths = ", ".join(f"`{key}` with {len(curve)}" for key, curve in trained.curves.items()) or "none"
            message = f"no list holds the {label} of all minibatches; lists that training adds numbers to: {lengths}"
            t.expect.true(label, found, message=message, got=near, want=want[index])

    return Check(name, question, points, run, sentence, visibility, follows, after=task.place)


def apart(got: Parameters, right: Parameters) -> float:
    """How far changes are from the right ones on average, as a share of these; every parameter counts alike."""
    off, whole = (
        sum(float(value.abs().mean()) for value in changes.values())
        for changes in ({name: got[name] - change for name, change in right.items()}, right)
    )
    return off / max(whole, 1e-12)


def _largest(change: Tensor) -> float:
    """The largest absolute value; for no change a small one, and 1 where there is none because of NaN."""
    largest = float(change.abs().max())
    return max(largest, 1e-6) if math.isfinite(largest) else 1.0
