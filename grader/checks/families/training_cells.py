"""The cells of a notebook that train, by hand or with an optimizer, wherever they stand."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from grader.checks.asking.source import Source, last_name
from grader.checks.places.locate import Place
from grader.model import Cell, Notebook

_STEPPING = ("backward", "grad")


@dataclass(frozen=True)
class TrainsIn:
    """The cells of a place where something is trained there, and none otherwise.

    Training by hand are the cells up to the first that uses an optimizer, and that one where it does both; training
    with an optimizer is that cell and those behind.
    """

    place: Place
    part: Literal["all", "by hand", "optimizer"] = "all"

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        source = Source(notebook)
        inside = source.cells(self.place)
        if not source.of(inside).with_helpers().calls(*_STEPPING):
            return ()
        first = next((cell for cell in inside if optimizes(source.of([cell]).as_run(helpers=False))), None)
        index = first.index if first else len(notebook.cells)
        both = first is not None and last_line_by_hand(source, first) is not None
        parts = {"by hand": range(index + both), "optimizer": range(index, len(notebook.cells))}
        return tuple(cell.index for cell in inside if self.part == "all" or cell.index in parts[self.part])

    @property
    def sought(self) -> str:
        """See `Place`."""
        return {"all": "trains", "by hand": "trains by hand", "optimizer": "trains with an optimizer"}[self.part]


@dataclass(frozen=True)
class Trains:
    """The cells, wherever they stand, that compute gradients with or without an optimizer, and momentum or none.

    None for either leaves it open. `of` is a function through which what they train is called.
    """

    optimizer: bool | None = None
    momentum: bool | None = False
    of: str = ""

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        source = Source(notebook)
        return tuple(cell.index for cell in notebook.code_cells if self._fits(source.of([cell]).as_run()))

    @property
    def sought(self) -> str:
        """See `Place`."""
        how = {True: " with an optimizer", False: " by hand", None: ""}[self.optimizer]
        return f"trains{f' `{self.of}`' if self.of else ''}{how}{' and momentum' if self.momentum else ''}"

    def _fits(self, code: Source) -> bool:
        return (
            code.calls(*_STEPPING)
            and (not self.of or code.calls(self.of))
            and self.optimizer in (None, optimizes(code))
            and self.momentum in (None, has_momentum(code))
        )


def written_epochs(source: Source, cells: Sequence[Cell]) -> list[int]:
    """Numbers that say how many epochs some cells train: in their `range(10)`, or given to a name with "epoch"."""
    ranges = [call for node in source.of(cells).as_run().nodes for call in ast.walk(node) if _is_range(call)]
    named = [node for tree in source.nodes for node in ast.walk(tree) if _names_epochs(node)]
    values = [call.args[0] for call in ranges] + [node.value for node in named]  # type: ignore[attr-defined]
    found = [value.value for value in values if isinstance(value, ast.Constant) and type(value.value) is int]
    return list(dict.fromkeys(found))


def _is_range(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) == "range" and len(node.args) == 1


def _names_epochs(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return "epoch" in (node.arg or "").lower()
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(target, ast.Name) and "epoch" in target.id.lower() for target in targets)


def last_line_by_hand(source: Source, cell: Cell) -> int | None:
    """The line on which a cell's training by hand ends, where training with an optimizer follows in the same cell.

    What an optimizer was given to (`train(optimizer.step)`) is trained with it.
    """
    lines: list[int] = []
    optimizers: set[str] = set()
    for line, statement in source.statements(cell):
        code = statement.as_run()
        optimizing, trains = optimizes(code) or bool(optimizers & statement.names), code.calls(*_STEPPING)
        if optimizing and (lines or trains):
            return lines[-1] if lines else None
        if optimizing:
            optimizers |= statement.bound
        elif trains:
            lines.append(line)
    return None


def optimizes(code: Source) -> bool:
    """Whether code uses an optimizer of PyTorch, or one that was made elsewhere."""
    return code.uses("torch.optim") or code.calls_foreign("step")


def has_momentum(code: Source) -> bool:
    """Whether code seems to use momentum."""
    spoken = any(word in name.lower() for name in code.names for word in ("momentum", "veloc"))
    return spoken or "mu" in code.names or code.mentions(0.9)
