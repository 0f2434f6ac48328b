"""Which cells of a notebook have to run before names of it can be checked."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from grader.model import Notebook
from grader.slicing.graph import Budget, Graph, TooEntangled
from grader.slicing.needs import Needs
from grader.slicing.reading import Reading, read_cells
from grader.slicing.reasons import in_any_case, unneeded
from grader.slicing.sharing import Sharing
from grader.slicing.steps import Step

Mutations = Literal["all", "stated"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was decided about one code cell."""

    index: int
    """Position in the notebook, from 0, counting cells of every kind."""
    run: bool
    reason: str
    """Why, as a sentence without its subject: "defines `f`, which the checks call"."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The cells of a notebook that names depend on."""

    cells: tuple[Chosen, ...]
    """One entry for each code cell, in order."""

    @property
    def run(self) -> tuple[int, ...]:
        """Indices of the cells to run, in order."""
        return tuple(cell.index for cell in self.cells if cell.run)


def needed(
    notebook: Notebook,
    names: Collection[str],
    *,
    anchors: Mapping[int, Collection[str]] = MappingProxyType({}),
    mutations: Mutations = "all",
    failing: Collection[int] = (),
) -> Slice:
    """Which code cells have to run, top to bottom, so that `names` come out as if every cell had run. Never raises.

    `anchors` are cells, by index, after which checks look at other names; those cells run in any case.

    `mutations` says when a cell counts that does not bind a name but changes its object. With `all`, when it may do so,
    such as by passing the object to a function. With `stated`, when it is written as a change (items, attributes, `+=`,
    `append` and its like), and not where gradients are computed: training is left out, whatever way it updates the
    parameters.

    `failing` are indices of cells that are known to raise: what they bind may stay as it was. When a chosen cell
    raises, ask again with it, and run again if more cells are chosen.
    """
    reading = read_cells(notebook.code_cells)
    try:
        order = {cell.index: number for number, cell in enumerate(notebook.code_cells)}
        reasons = _reasons(reading, order, names, anchors, mutations, failing)
    except TooEntangled:
        why = "belongs to a notebook too entangled to tell which cells are needed"
        reasons = {cell.index: why for cell in notebook.code_cells}
    return Slice(tuple(_chosen(notebook, reading, reasons)))


def aloof(notebook: Notebook) -> frozenset[str]:
    """Functions and classes that leave no trace when they are called, wherever that can be told. Never raises.

    Their code, with all that it calls of the notebook's, reaches no object that can be changed but those that it is
    given or makes, and binds or sets nothing around it.
    """
    try:
        return Sharing(Graph(read_cells(notebook.code_cells).steps, (), Budget())).aloof()
    except TooEntangled:
        return frozenset()


def _reasons(
    reading: Reading,
    order: Mapping[int, int],
    names: Collection[str],
    anchors: Mapping[int, Collection[str]],
    mutations: Mutations,
    failing: Collection[int],
) -> dict[int, str]:
    """Why cells run, by index; `order` tells which of two runs first. Raises `TooEntangled`."""
    graph = Graph(reading.steps, failing, Budget())
    needs = Needs(graph, possible=mutations == "all")
    needs.ask(names, len(reading.steps))
    for anchor, looked_at in anchors.items():
        needs.run(anchor, "makes a state that the checks look at")
        needs.ask(looked_at, bisect_right(reading.steps, order[anchor], key=lambda step: order[step.cell]))
    for cell, reason in in_any_case(graph, reading):
        needs.run(cell, reason)
    return needs.reasons


def _chosen(notebook: Notebook, reading: Reading, reasons: dict[int, str]) -> Iterator[Chosen]:
    steps: dict[int, list[Step]] = {}
    for step in reading.steps:
        steps.setdefault(step.cell, []).append(step)
    for cell in notebook.code_cells:
        reason = reasons.get(cell.index)
        yield Chosen(cell.index, reason is not None, reason or unneeded(steps.get(cell.index, [])))
