"""Running a notebook's training once more on a small data loader of the grader's, and reading what it did."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import torch
from torch import Tensor

from grader.checks.asking.student import StudentObject
from grader.checks.context import Context
from grader.checks.errors import Missing, Refused, StudentFault, TimedOut
from grader.checks.expected.sealed import Sealed
from grader.checks.families.curves import Curves, added, curves, globals_of, type_of
from grader.checks.families.rerun import forget_gradients, run_again, stand_in
from grader.checks.families.training_cells import last_line_by_hand, written_epochs
from grader.checks.places.locate import Place
from grader.model import Cell, Verdict

Parameters = dict[str, Tensor]
Batch = tuple[Tensor, Tensor]

NOTHING = "nothing is trained there: no gradient is computed"
MOST_EPOCHS = 100
MOST_TOLD = 4
"""Numbers of epochs that are tried."""


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
    by_hand: bool = False
    """Where a cell trains with an optimizer afterwards, that is left out."""
    batch_size: int = 128
    dictionary: str = "param_dict"
    options: Mapping[str, object] = field(default_factory=dict)
    """Further arguments of the reference's function."""
    suited: Callable[[Tensor, Parameters], Tensor] = lambda inputs, start: inputs
    """Inputs as they should be for the parameters that training starts from, so that no noise grows in it."""
    stand_ins: tuple[str, ...] = ()
    """Functions in whose place, where the submission lacks them, one that does nothing will do."""
    moot: tuple[str, ...] = ()
    """Parameters that are not compared: a bias in front of a normalization changes by rounding noise alone."""
    through: str = ""
    """The function through which the parameters are used; where it is missing, training cannot be judged by a run."""


@dataclass(frozen=True)
class Trained:
    """What running the training once more did."""

    task: Task
    batches: list[Batch]
    start: Parameters
    end: Parameters
    curves: Curves
    """The numbers that lists gained, by the lists' names."""
    written: list[int]
    """Numbers of epochs that stand in the code."""
    frozen: frozenset[str]
    """Parameters that require no gradient where training starts."""
    stopped: str
    """Why the code did not run to its end; empty where it did."""

    @property
    def changes(self) -> Parameters:
        """What training added to each parameter."""
        return changed(self.end, self.start)

    @property
    def compared(self) -> Parameters:
        """Where the parameters that matter began."""
        return {name: value for name, value in self.start.items() if name not in self.task.moot}

    @property
    def epochs(self) -> list[int]:
        """The handout's number of epochs, and those that the code or the commonest length of a curve speaks for.

        A curve has an entry for each minibatch, or for each epoch.
        """
        lengths = Counter(map(len, self.curves.values())).most_common(1)
        told = [length // count for length, _ in lengths for count in (len(self.batches), 1) if length % count == 0]
        possible = [each for each in (*told, *self.written) if 0 < each <= MOST_EPOCHS]
        return list(dict.fromkeys((self.task.epochs, *possible)))[:MOST_TOLD]

    def expected(self, t: Context, epochs: int) -> Sealed:
        """What the reference's trainer does from the same start."""
        return self._expected(t, self.batches, epochs)

    def expected_drawn(self, t: Context) -> Sealed:
        """The same where each step draws a minibatch anew, `next(iter(loader))`, which is the first one here."""
        return self._expected(t, self.batches[:1], self.task.epochs * len(self.batches))

    def _expected(self, t: Context, batches: list[Batch], epochs: int) -> Sealed:
        left = {name for name in self.frozen if not self.changes[name].any()}  # their mistake is another question's
        start = {name: value.clone().requires_grad_(name not in left) for name, value in self.start.items()}
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
    again = partial(_run, t, cells, keep=loaders.names, until=_ends(t, cells) if task.by_hand else {})
    again()
    start, before = dictionaries(t, task), curves(t)
    if any(len(set(added(curve, first.get(key, [])))) > 2 for key, curve in before.items()):
        raise OutOfReach("the training does not read a data loader that can be exchanged: a person has to look at it")
    forget_gradients(t, list(start))
    usual = next(name for name in (task.dictionary, *start) if name in start)
    frozen = frozen_in(t, usual, task.parameters)
    batches = [(task.suited(inputs, start[usual]), targets) for inputs, targets in loaders.batches]
    loaders.bind(t, batches)
    faults = again()
    end, after = dictionaries(t, task), curves(t)
    name = trained_dictionary(start, end, task.dictionary)
    gained = {key: values for key, curve in after.items() if (values := added(curve, before.get(key, [])))}
    stopped = f"What was run again stopped on the way: {faults[0].message}" if faults else ""
    found = Trained(task, batches, start[name], end[name], gained, written_epochs(t.source, cells), frozen, stopped)
    if found.curves or any(bool(change.any()) for change in found.changes.values()):
        return found
    if faults and task.through and task.through not in t.student.outline(task.through):
        raise OutOfReach(f"there is no `{task.through}`, without which nothing is trained: a person has to look at it")
    if faults and len(frozen) == len(task.parameters):
        raise OutOfReach("no parameter requires a gradient when training starts: a person has to look at the rest")
    if faults:
        raise faults[0]
    if not t.source.of(cells).with_helpers().calls("backward", "grad"):
        raise Missing(NOTHING)
    return found


def _run(t: Context, cells: Sequence[Cell], keep: Collection[str], until: Mapping[int, int]) -> list[StudentFault]:
    """Run the cells once more. Training that counts its steps never ends where a data loader gives none."""
    try:
        return run_again(t, cells, keep=keep, until=until)
    except TimedOut as fault:
        raise OutOfReach("the training does not end on a small data loader: a person has to look at it") from fault


def _ends(t: Context, cells: Sequence[Cell]) -> dict[int, int]:
    """Where training by hand ends in cells in which training with an optimizer follows."""
    found = {cell.index: last_line_by_hand(t.source, cell) for cell in cells}
    return {index: line for index, line in found.items() if line is not None}


@dataclass(frozen=True)
class Loaders:
    """The data loaders that the training reads, by the submission's names for them."""

    train: tuple[str, ...]
    others: tuple[str, ...]
    batches: list[Batch]

    @classmethod
    def of(cls, t: Context, task: Task) -> "Loaders":
        """Every global that is one. Batches are of the size that the submission chose, the last one is smaller."""
        names = [name for name, entry in t.student.outline().items() if type_of(entry) == "DataLoader"]
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
    for name, value in globals_of(t, ("dict", "OrderedDict", "ParameterDict")).items():
        tensors = value if isinstance(value, dict) else {}
        if all(isinstance(tensors.get(key), Tensor) for key in task.parameters):
            found[name] = {key: tensors[key].detach().clone() for key in task.parameters}
    if not found:
        raise Refused(f"there is no dictionary with {', '.join(task.parameters)}")
    return found


def frozen_in(t: Context, dictionary: str, names: Collection[str]) -> frozenset[str]:
    """Which tensors in a global dictionary require no gradient."""
    came = t.student.get(dictionary)
    return frozenset(name for name in names if not came.info("value", name).requires_grad)


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


def _batching(t: Context, name: str, usual: int) -> tuple[int, bool]:
    """The size of a loader's batches, and whether the last one may be smaller."""
    try:
        loader: StudentObject = t.student.hold(name)
        size, dropped = loader.get("batch_size").number(), loader.get("drop_last").value
    except StudentFault:
        return usual, True
    return (int(size) if 4 <= size <= 256 else usual), dropped is not True
