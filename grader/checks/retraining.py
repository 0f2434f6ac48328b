"""Running a notebook's training once more on a small data loader of the grader's, and reading what it did."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from grader.checks.context import Context
from grader.checks.errors import Missing, Refused, StudentFault
from grader.checks.locate import Place
from grader.checks.reference import Sealed
from grader.checks.rerun import forget_gradients, run_again, stand_in
from grader.checks.student import StudentObject
from grader.model import Verdict

Parameters = dict[str, Tensor]
Batch = tuple[Tensor, Tensor]
Curves = dict[str, list[float]]

NOTHING = "nothing is trained there: no gradient is computed"
MOST_EPOCHS = 100
MOST_VALUES = 50_000
"""Elements of an array that may be a recorded curve."""
MOST_NEAR = 0.9
"""Share of a curve's values that must be right: an accuracy jumps where noise decides between two scores."""
_CONTAINERS = ("list", "tuple", "dict", "defaultdict", "ndarray")


class OutOfReach(StudentFault):
    """The training cannot be led to data of the grader's."""

    verdict = Verdict.NEEDS_REVIEW


@dataclass(frozen=True)
class Task:
    """What is trained, and on what."""

    place: Place
    trainer: str
    """The reference's function: (parameters, minibatches, epochs=...) to (losses, accuracies), in place."""
    batch: Callable[[Context, int], Batch]
    """Draws inputs and targets of a given number."""
    parameters: tuple[str, ...]
    """Names of the parameters in a global dictionary of tensors."""
    epochs: int
    batch_size: int = 128
    dictionary: str = "param_dict"
    options: Mapping[str, object] = field(default_factory=dict)
    """Further arguments of the reference's function."""
    suited: Callable[[Tensor, Parameters], Tensor] = lambda inputs, start: inputs
    """Inputs as they should be for the parameters that training starts from, so that no noise grows in it."""
    stand_ins: tuple[str, ...] = ()
    """Functions in whose place, where the submission lacks them, one that does nothing will do."""


@dataclass(frozen=True)
class Trained:
    """What running the training once more did."""

    task: Task
    batches: list[Batch]
    start: Parameters
    end: Parameters
    curves: Curves
    """The numbers that lists gained, by the lists' names."""

    @property
    def changes(self) -> Parameters:
        """What training added to each parameter."""
        return changed(self.end, self.start)

    @property
    def epochs(self) -> list[int]:
        """The handout's number of epochs, and the one that the commonest length of a curve speaks for."""
        count = len(self.batches)
        for length, _ in Counter(map(len, self.curves.values())).most_common(1):
            told = length if length % count else length // count
            if told not in (self.task.epochs, 0) and told <= MOST_EPOCHS:
                return [self.task.epochs, told]
        return [self.task.epochs]

    def expected(self, t: Context, epochs: int) -> Sealed:
        """What the reference's trainer does from the same start."""
        return self._expected(t, self.batches, epochs)

    def expected_drawn(self, t: Context) -> Sealed:
        """The same where each step draws a minibatch anew, `next(iter(loader))`, which is the first one here."""
        return self._expected(t, self.batches[:1], self.task.epochs * len(self.batches))

    def _expected(self, t: Context, batches: list[Batch], epochs: int) -> Sealed:
        start = {name: value.clone().requires_grad_() for name, value in self.start.items()}
        trainer = getattr(t.reference, self.task.trainer)
        expectation: Sealed = trainer(start, batches, epochs=epochs, **self.task.options)
        return expectation

    def nearest(self, label: str) -> list[float] | None:
        """The list to show: one whose name speaks of what is looked for."""
        named = (curve for name, curve in self.curves.items() if label[:3] in name.lower())
        return next(named, None)


def retrain(t: Context, task: Task) -> Trained:
    """Run the training again, first on no minibatch at all. Raises `StudentFault` when it trains nothing."""
    cells = t.source.cells(task.place)
    if t.source.of(cells).idle:
        raise Missing(NOTHING)
    loaders = Loaders.of(t, task)
    stand_in(t, task.stand_ins)
    loaders.bind(t, [])
    first = curves(t)
    run_again(t, cells, keep=loaders.names)
    start, before = dictionaries(t, task), curves(t)
    if any(len(set(added(curve, first.get(key, [])))) > 2 for key, curve in before.items()):
        raise OutOfReach("the training does not read a data loader that can be exchanged: a person has to look at it")
    forget_gradients(t, list(start))
    usual = start.get(task.dictionary, next(iter(start.values())))
    batches = [(task.suited(inputs, usual), targets) for inputs, targets in loaders.batches]
    loaders.bind(t, batches)
    faults = run_again(t, cells, keep=loaders.names)
    end, after = dictionaries(t, task), curves(t)
    name = trained_dictionary(start, end, task.dictionary)
    gained = {key: values for key, curve in after.items() if (values := added(curve, before.get(key, [])))}
    found = Trained(task, batches, start[name], end[name], gained)
    if found.curves or any(bool(change.any()) for change in found.changes.values()):
        return found
    if faults:
        raise faults[0]
    if not t.source.of(cells).with_helpers().calls("backward", "grad"):
        raise Missing(NOTHING)
    return found


@dataclass(frozen=True)
class Loaders:
    """The data loaders that the training reads, by the submission's names for them."""

    train: tuple[str, ...]
    others: tuple[str, ...]
    batches: list[Batch]

    @classmethod
    def of(cls, t: Context, task: Task) -> "Loaders":
        """Every global that is one. Batches are of the size that the submission chose, the last one is smaller."""
        names = [name for name, entry in t.student.outline().items() if _type(entry) == "DataLoader"]
        others = tuple(name for name in names if any(word in name.lower() for word in ("test", "val", "eval")))
        train = tuple(name for name in names if name not in others) or ("train_dataloader",)
        size, ragged = _batching(t, train[0], task.batch_size)
        return cls(train, others, [task.batch(t, size), task.batch(t, max(2, size // 4) if ragged else size)])

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return self.train + self.others

    def bind(self, t: Context, batches: list[Batch]) -> None:
        """Bind loaders of these minibatches for training; the others always have some."""
        size = len(self.batches[0][1])
        for names, chosen in ((self.train, batches), (self.others, self.batches)):
            inputs, targets = (torch.cat(parts) for parts in zip(*(chosen or self.batches), strict=True))
            count = len(targets) if chosen else 0
            loader = t.make.loader(inputs[:count], targets[:count], batch_size=size)
            for name in names:
                t.student.set(name, loader)


def dictionaries(t: Context, task: Task) -> dict[str, Parameters]:
    """The global dictionaries that hold all the parameters. Raises `Refused` when there is none."""
    found = {}
    for name, value in _globals(t, ("dict", "OrderedDict")).items():
        tensors = value if isinstance(value, dict) else {}
        if all(isinstance(tensors.get(key), Tensor) for key in task.parameters):
            found[name] = {key: tensors[key].detach().clone() for key in task.parameters}
    if not found:
        raise Refused(f"there is no dictionary with {', '.join(task.parameters)}")
    return found


def trained_dictionary(start: Mapping[str, Parameters], end: Mapping[str, Parameters], usual: str) -> str:
    """The dictionary whose tensors changed; the usual one first, and where none did."""
    names = [name for name in (usual, *end) if name in start and name in end]
    moved = (name for name in names if any(bool(change.any()) for change in changed(end[name], start[name]).values()))
    return next(moved, names[0])


def changed(after: Mapping[str, Tensor], before: Mapping[str, Tensor]) -> Parameters:
    """What was added to each tensor."""
    return {
        name: after[name].detach() - value if after[name].shape == value.shape else after[name].detach()
        for name, value in before.items()
    }


def curves(t: Context) -> Curves:
    """Every global list or array of numbers, also those in dictionaries. Tensors are parameters, labels and such."""
    found: Curves = {}
    for name, value in _globals(t, _CONTAINERS).items():
        entries = value.items() if isinstance(value, dict) else [(None, value)]
        for key, entry in entries:
            numbers = as_numbers(entry)
            if numbers is not None:
                found[name if key is None else f"{name}[{key!r}]"] = numbers
    return found


def added(after: list[float], before: list[float]) -> list[float]:
    """What a list gained: the end of one that goes on, all of one that was begun anew."""
    return after[len(before) :] if after[: len(before)] == before else after


def as_numbers(value: object) -> list[float] | None:
    """A sequence of single numbers as floats; None for anything else."""
    if isinstance(value, np.ndarray):
        value = list(value) if value.ndim == 1 else None
    if not isinstance(value, list | tuple):
        return None
    numbers = [_as_number(item) for item in value]
    return None if None in numbers else [number for number in numbers if number is not None]


def is_recorded(found: Curves, right: Iterable[float], scales: tuple[float, ...]) -> bool:
    """Whether some curve is the right one, in one of the scales, up to a few values that noise may have changed."""
    wanted = torch.tensor(list(right), dtype=torch.float64)
    return any(
        len(curve) == len(wanted) and _share_near(torch.tensor(curve, dtype=torch.float64) / scale, wanted) >= MOST_NEAR
        for curve in found.values()
        for scale in scales
    )


def _share_near(curve: Tensor, wanted: Tensor) -> float:
    return float(torch.isclose(curve, wanted, rtol=1e-3, atol=1e-3).double().mean())


def _as_number(value: object) -> float | None:
    if isinstance(value, Tensor | np.ndarray | np.generic):
        one = value.numel() if isinstance(value, Tensor) else value.size
        value = value.item() if one == 1 else None
    return float(value) if isinstance(value, int | float) else None


def _globals(t: Context, types: tuple[str, ...]) -> dict[str, object]:
    """The values of the globals of some types that are small enough and may cross."""
    found = {}
    for name, entry in t.student.outline().items():
        if _type(entry) not in types:
            continue
        try:
            if _type(entry) != "ndarray" or _elements(t.student.hold(name)) <= MOST_VALUES:
                found[name] = t.student.get(name).value
        except StudentFault:
            continue
    return found


def _elements(array: StudentObject) -> int:
    shape = array.get("shape").value
    return math.prod(shape) if isinstance(shape, tuple | list) else 0


def _type(entry: object) -> str:
    kind = entry.get("type") if isinstance(entry, dict) else None
    return kind if isinstance(kind, str) else ""


def _batching(t: Context, name: str, usual: int) -> tuple[int, bool]:
    """The size of a loader's batches, and whether the last one may be smaller."""
    try:
        loader: StudentObject = t.student.hold(name)
        size, dropped = loader.get("batch_size").number(), loader.get("drop_last").value
    except StudentFault:
        return usual, True
    return (int(size) if 4 <= size <= 256 else usual), dropped is not True
