"""Finding the cells that answer a question by a label that the course put on them."""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from grader.checks.places.sections import Section
from grader.model import Cell, CellKind, Notebook

_OTTER_CHECK = re.compile(r"\bgrader\.check\(\s*['\"](?P<question>[^'\"]+)['\"]")


@dataclass(frozen=True)
class Labelled(Section):
    """The cells with a label: a tag, nbgrader's `grade_id`, otter's question, or the cell's own id.

    In `pattern`, `*` and `?` stand for anything, as in file names. Otter names a question in the cell that checks it:
    the cells before that one, up to the check before, answer it. With `or_end`, where nothing is found, the last code
    cell is meant: the state that a check sees is the one at the end then.
    """

    or_end: bool = False

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        own = tuple(cell.index for cell in self._labelled(notebook) if cell.kind is CellKind.CODE)
        end = tuple(cell.index for cell in notebook.code_cells[-1:] if self.or_end)
        return own or self._before_check(notebook) or end

    @property
    def sought(self) -> str:
        """See `Place`."""
        return f"bears the label `{self.pattern}`"

    def text(self, notebook: Notebook) -> str:
        """The written answer: all that stands in the cells."""
        return "\n\n".join(cell.source for cell in self._labelled(notebook))

    def _labelled(self, notebook: Notebook) -> tuple[Cell, ...]:
        return tuple(cell for cell in notebook.cells if any(map(self._fits, _labels(cell))))

    def _fits(self, label: str) -> bool:
        return fnmatchcase(label, self.pattern)

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
    nbgrader, otter = (cell.metadata.get(name) for name in ("nbgrader", "otter"))
    given = [nbgrader.get("grade_id")] if isinstance(nbgrader, dict) else []
    given += [otter.get("question"), *_listed(otter.get("tests"))] if isinstance(otter, dict) else []
    return [*cell.tags, *(label for label in given if isinstance(label, str)), *filter(None, [cell.id])]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
