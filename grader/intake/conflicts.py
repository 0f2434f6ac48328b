"""Markers that a merge leaves where it could not decide: named as the reason why nothing runs."""

import re
from collections.abc import Iterable, Iterator

from grader.model import Cell, CellKind

MARKER = re.compile(r"^(?:<{7}|>{7})(?:\s|$)", re.MULTILINE)


def conflicts(cells: Iterable[Cell]) -> Iterator[str]:
    """A sentence for each code cell that holds markers."""
    for cell in cells:
        found = MARKER.search(cell.source) if cell.kind is CellKind.CODE else None
        if found:
            line = cell.source.count("\n", 0, found.start()) + 1
            where = f"(`{found[0].strip()}` in line {line})"
            yield f"Cell {cell.index} holds merge-conflict markers {where}, so it cannot run; resolve them first."
