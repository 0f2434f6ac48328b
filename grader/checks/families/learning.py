"""Checks of learning by what is left of it: curves that a notebook kept, printed or plotted, and nets that can learn.

A curve is judged by its length, its direction and the level at which it ends, never by its values: these hang on the
order of random numbers.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from grader.checks.asking.student import StudentObject
from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Refused
from grader.checks.families.curves import Curves, curves
from grader.checks.places.locate import Place
from grader.model import Visibility

ENDS = 0.2
"""The share of a curve that counts as its beginning, and as its end."""
_FIGURE = re.compile(r"([A-Za-z][A-Za-z_ ]*?)\W{0,3}(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w/])")


@dataclass(frozen=True)
class Shape:
    """What a curve must be like."""

    at_least: int = 2
    """Values."""
    at_most: int | None = None
    falls: bool | None = None
    """Whether its end lies below its beginning, or above; None where either is right."""
    ends_below: float | None = None
    ends_above: float | None = None

    def faults(self, curve: Sequence[float]) -> list[str]:
        """What is wrong with a curve, in words; nothing where all is right."""
        if len(curve) < self.at_least or (self.at_most is not None and len(curve) > self.at_most):
            most = "" if self.at_most is None else f" to {self.at_most}"
            return [f"it has {len(curve)} values, not {self.at_least}{most}"]
        count = max(1, round(len(curve) * ENDS))
        begin, end = sum(curve[:count]) / count, sum(curve[-count:]) / count
        found = []
        if self.falls is not None and not (end < begin if self.falls else end > begin):
            found.append(f"it goes from {begin:.4g} to {end:.4g}: it does not {'fall' if self.falls else 'rise'}")
        if self.ends_below is not None and not end < self.ends_below:
            found.append(f"it ends at {end:.4g}, not below {self.ends_below:g}")
        if self.ends_above is not None and not end > self.ends_above:
            found.append(f"it ends at {end:.4g}, not above {self.ends_above:g}")
        return found


def curve(
    name: str,
    *,
    question: str,
    points: float,
    sentence: str,
    words: str,
    shape: Shape,
    visibility: Visibility = "public",
    after: Place | None = None,
) -> Check:
    """A check that some curve of a training is as it must be, wherever the notebook keeps it.

    `words` is a pattern found in what names the curve: a list's name, the word before a printed number, a plot's label,
    axis or title. Accuracies may be shares or percentages: values up to 100 count as percentages where `ends_above` is
    a share.
    """

    def run(t: Context) -> None:
        found = {key: values for key, values in every_curve(t).items() if re.search(words, key, re.IGNORECASE)}
        faults = {key: shape.faults(_as_share(values, shape)) for key, values in found.items()}
        best = min(faults, key=lambda key: len(faults[key]), default=None)
        if best is None:
            message = f"no list, printed number or plotted line is called anything like {words!r}"
            t.expect.true("curve", False, message=message)
            return
        message = "; ".join(f"{key}: {', '.join(wrong)}" for key, wrong in faults.items() if wrong)[:600]
        t.expect.true("curve", not faults[best], message=message, got=found[best][:50])

    return Check(name, question, points, run, sentence, visibility, after=after)


def every_curve(t: Context) -> Curves:
    """The curves in lists by name, those that were plotted, and those that were printed line by line."""
    record = t.student.recorded()
    found = curves(t)
    for number, line in enumerate(record.lines, 1):
        found[f"line {number} of the plots ({', '.join(line.words)})"] = line.y
    for cell, text in record.printed.items():
        found |= {f"{word} as printed by cell {cell}": values for word, values in printed_curves(text).items()}
    return {key: values for key, values in found.items() if values}


def printed_curves(text: str) -> Curves:
    """Numbers in printed lines by the word before them: `Epoch 3: loss 0.41, acc 88.1%` adds to three curves."""
    found: Curves = {}
    for line in text.splitlines():
        for word, number in _FIGURE.findall(line):
            found.setdefault(word.strip().lower(), []).append(float(number))
    return {word: values for word, values in found.items() if len(values) > 1}


def _as_share(values: list[float], shape: Shape) -> list[float]:
    in_percent = shape.ends_above is not None and shape.ends_above <= 1 and max(values) > 1.5
    return [value / 100 for value in values] if in_percent else values


@dataclass(frozen=True)
class Batch:
    """Examples: inputs, and labels (N,) of classes."""

    inputs: Tensor
    labels: Tensor


def overfits(
    name: str,
    *,
    question: str,
    points: float,
    sentence: str,
    build: Callable[[Context], StudentObject],
    batch: Callable[[Context], Batch],
    steps: int = 60,
    rate: float = 0.01,
    left: float = 0.3,
    visibility: Visibility = "public",
    after: Place | None = None,
) -> Check:
    """A check that a net can learn one minibatch by heart: the loss falls to a share of what it was.

    The grader does the steps, with Adam on the net's own gradients of the mean cross-entropy: nothing hangs on how the
    submission trains. A net whose graph is broken, whose scores are squashed or whose layers are dead does not get
    there.
    """

    def run(t: Context) -> None:
        net, given = build(t), batch(t)
        net.train()
        parameters = {key: value.clone().requires_grad_() for key, value in net.state().parameters.items()}
        adam = torch.optim.Adam(parameters.values(), lr=rate)
        losses = [_step(net, given, parameters, adam) for _ in range(steps)]
        first, last = losses[0], min(losses[-3:])
        message = f"after {steps} steps the loss is {last:.4g}, from {first:.4g} at the start"
        t.expect.true("loss of one minibatch", last < left * first, message=message, got=losses)

    return Check(name, question, points, run, sentence, visibility, after=after)


def reaches(
    name: str,
    *,
    question: str,
    points: float,
    sentence: str,
    net: Callable[[Context], StudentObject],
    data: Callable[[Context], Batch],
    at_least: float,
    visibility: Visibility = "public",
    after: Place | None = None,
) -> Check:
    """A check that a net which the notebook trained is right for a share `at_least` of the grader's examples.

    It asks for the trained net, so its question needs `cells="needed"` or `"all"`, and passes that are not cut short.
    """

    def run(t: Context) -> None:
        trained, given = net(t), data(t)
        trained.eval()
        share = float((_scores(trained, given).argmax(dim=1) == given.labels).double().mean())
        message = f"{share:.1%} of the answers are right, not {at_least:.1%}"
        t.expect.true("accuracy", share >= at_least, message=message, got=share)

    return Check(name, question, points, run, sentence, visibility, after=after)


def _step(net: StudentObject, batch: Batch, parameters: dict[str, Tensor], adam: torch.optim.Optimizer) -> float:
    """One step of the grader's on a student's net; the loss before it."""
    scores = _scores(net, batch).requires_grad_()
    loss = torch.nn.functional.cross_entropy(scores, batch.labels)
    loss.backward()  # type: ignore[no-untyped-call]
    grads = net.vjp(scores.grad)(batch.inputs).grads.parameters
    for key, value in parameters.items():
        found = grads.get(key)
        fits = isinstance(found, Tensor) and found.shape == value.shape
        value.grad = found.detach().to(value.dtype) if fits else None
    adam.step()
    net.assign({key: value.detach() for key, value in parameters.items()})
    return float(loss.detach())


def _scores(net: StudentObject, batch: Batch) -> Tensor:
    """Scores (N, classes) of a minibatch. Raises `Refused` for anything of another form."""
    scores = net(batch.inputs).tensor().detach()
    if scores.ndim != 2 or len(scores) != len(batch.labels) or scores.shape[1] <= int(batch.labels.max()):
        count = len(batch.labels)
        raise Refused(f"expected scores of shape ({count}, classes) for {count} inputs, got {tuple(scores.shape)}")
    if not scores.is_floating_point():
        raise Refused(f"expected scores as floating-point numbers, got {scores.dtype}")
    return scores.clone()
