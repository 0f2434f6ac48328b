"""A cell that answers several parts of a question, one after the other, is cut into one for each of them.

Parts that use the same names set them anew: where all stand in one cell, only the last values are left behind it. Cut
in pieces, such a cell has a state after each of its answers, as the cells of the handout have.
"""

import ast
from collections.abc import Collection, Iterator
from itertools import pairwise

from grader.checks.places.locate import bound_by, parsed
from grader.model import Cell, CellKind, Notebook


def part(notebook: Notebook, names: Collection[str]) -> tuple[Notebook, tuple[str, ...]]:
    """The notebook with the cells cut that set one of `names`, use it, and set it again; and notes on them.

    The first piece keeps the cell's number; the others have numbers behind those of all cells.
    """
    cells: list[Cell] = []
    notes: list[str] = []
    number = 1 + max((cell.index for cell in notebook.cells), default=0)
    for cell in notebook.cells:
        first, *others = pieces(cell.source, names) if cell.kind is CellKind.CODE and names else [cell.source]
        cells.append(cell.model_copy(update={"source": first}))
        cells += [Cell(index=number + at, kind=cell.kind, source=source) for at, source in enumerate(others)]
        number += len(others)
        if others:
            listed = ", ".join(str(one.index) for one in cells[-len(others) :])
            notes.append(
                f"Cell {cell.index} answers several parts: the later ones were run as cells of their own, {listed}."
            )
    return notebook.model_copy(update={"cells": tuple(cells)}), tuple(notes)


def pieces(source: str, names: Collection[str]) -> list[str]:
    """A cell's source, cut before each top-level statement that sets a name which was used since it was set."""
    lines = source.split("\n")
    cuts = [0, *_cuts(source, names), len(lines)]
    return ["\n".join(lines[start:end]) for start, end in pairwise(cuts)]


def _cuts(source: str, names: Collection[str]) -> Iterator[int]:
    """Lines, from 0, with which a piece begins: comments above a statement belong to it."""
    tree = parsed(source) if any(name in source for name in names) else None
    used: set[str] = set()
    for before, statement in pairwise(tree.body if tree else ()):
        setting = isinstance(before, ast.Assign) and bound_by([before]) & {*names}
        used |= set() if setting else _read(before)  # `kernel_2 = kernel_1` tries nothing
        if bound_by([statement]) & {*names} & used and statement.lineno > (before.end_lineno or 0):
            yield before.end_lineno or 0
            used = set()


def _read(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
