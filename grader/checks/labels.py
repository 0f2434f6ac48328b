"""Finding the cells that answer a question by a label that the course put on them."""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from grader.model import Cell, Notebook

_OTTER_CHECK = re.compile(r"\bgrader\.check\(\s*['\"](?P<question>[^'\"]+)['\"]")


@dataclass(frozen=True)
class Labelled:
    """The code cells with a label: a tag, otter's question, or the cell's own id.

    `*` and `?` stand for anything, as in file names. Otter names a question in the cell that checks it: the cells
    before that one, up to the check before, answer it.
    """

    label: str

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        own = [cell.index for cell in notebook.code_cells if any(map(self._fits, _labels(cell)))]
        return tuple(own) or self._before_check(notebook)

    def _fits(self, label: str) -> bool:
        return fnmatchcase(label, self.label)

    def _before_check(self, notebook: Notebook) -> tuple[int, ...]:
        answering: list[int] = []
        for cell in notebook.code_cells:
            check = _OTTER_CHECK.search(cell.source)
            if check is None:
                answering.append(cell.index)
            elif self._fits(check["question"]):
                return tuple(answering)
            else:
                answering = []
        return ()


def _labels(cell: Cell) -> list[str]:
    otter = cell.metadata.get("otter")
    asked = [otter.get("question"), *_listed(otter.get("tests"))] if isinstance(otter, dict) else []
    return [*cell.tags, *(label for label in asked if isinstance(label, str)), *filter(None, [cell.id])]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
