"""Sections of a notebook: what stands under a heading, a label or a comment, code and words."""

import re
from dataclasses import dataclass

from grader.model import Cell, CellKind, Notebook

WORDS = r"(?:question|exercise|problem|task|part|q|ex)\W*"
"""What may stand before the number of a question."""
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s", re.MULTILINE)
_NO_HEADING = 7
_NUMBERED = re.compile(rf"^(?=[\s>]{{0,3}}#{{1,6}}\W*(?:\w+\W+)?\d|\W*{WORDS}\d)", re.IGNORECASE | re.MULTILINE)
"""Where a line numbers a question or a part, as a heading does or a label in front of a paragraph."""


@dataclass(frozen=True)
class Section:
    """The code cells under a heading: a Markdown cell, or a comment line in a code cell, that matches `pattern`.

    It ends at the next heading of the same or a higher level, or, where `until` is given, at the next cell that matches
    it. One that no heading opens ends at a line in bold, a paragraph or a comment like `following`, too: notebooks
    without a heading number their questions in these. A Markdown cell may end one section and open the next.
    """

    pattern: str
    until: str = ""
    following: str = ""

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        return tuple(cell.index for cell in self._span(notebook) if cell.kind is CellKind.CODE)

    @property
    def sought(self) -> str:
        """See `Place`."""
        return "stands under the heading of this part"

    def text(self, notebook: Notebook) -> str:
        """The Markdown of the section, a written answer: what follows the cell that opens it, else what it holds."""
        span = [cell for cell in self._span(notebook) if cell.source.strip()]
        after = [cell.source for cell in span[1:] if cell.kind is CellKind.MARKDOWN]
        below_heading = [cell.source.partition("\n")[2].strip() for cell in span[:1] if cell.kind is CellKind.MARKDOWN]
        return "\n\n".join(map(str.strip, after or below_heading))

    def _span(self, notebook: Notebook) -> tuple[Cell, ...]:
        passages = [passage for cell in notebook.cells for passage in _passages(cell)]
        start = next((at for at, passage in enumerate(passages) if self._opens(passage)), len(passages))
        opening, rest = passages[start : start + 1], passages[start + 1 :]
        end = next((at for at, passage in enumerate(rest) if self._ends(passage, _level(opening[0]))), len(rest))
        return (*opening, *rest[:end])

    def _opens(self, cell: Cell) -> bool:
        lines = cell.source.splitlines()
        if cell.kind is CellKind.CODE:
            lines = [line for line in lines if line.lstrip().startswith("#")]
        return any(re.search(self.pattern, line, re.IGNORECASE) for line in lines)

    def _ends(self, cell: Cell, level: int) -> bool:
        if self.until:
            return Section(self.until)._opens(cell)
        if level == _NO_HEADING and self.following and Section(self.following)._opens(_beginning(cell)):
            return True
        untold = level == _NO_HEADING and bool(self.following)
        return cell.kind is CellKind.MARKDOWN and _level(cell) < level + (not untold)


@dataclass(frozen=True)
class EachAsked(Section):
    """Every text cell that asks a question, wherever it stands, with its answer in the same cell or the next one.

    `pattern` tells the questions; `answer` tells a next cell that answers.
    """

    answer: str = "answer"

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`. No code answers such questions."""
        return ()

    def text(self, notebook: Notebook) -> str:
        """Questions and answers, in order."""
        texts = [cell for cell in notebook.cells if cell.kind is CellKind.MARKDOWN]
        asking = [self._says(cell, self.pattern) for cell in texts]
        after = [False, *asking]
        kept = [
            cell.source
            for cell, asks, answers in zip(texts, asking, after, strict=False)
            if asks or (answers and self._says(cell, self.answer))
        ]
        return "\n\n".join(kept)

    @staticmethod
    def _says(cell: Cell, pattern: str) -> bool:
        return bool(re.search(pattern, cell.source, re.IGNORECASE))


def _passages(cell: Cell) -> list[Cell]:
    """A Markdown cell in parts, each from one numbered heading or label to the next; any other cell whole."""
    if cell.kind is not CellKind.MARKDOWN:
        return [cell]
    parts = [part for part in _NUMBERED.split(cell.source) if part.strip()]
    return [cell.model_copy(update={"source": part}) for part in parts] or [cell]


def _beginning(cell: Cell) -> Cell:
    """The first line of a cell that is not empty."""
    return cell.model_copy(update={"source": cell.source.lstrip().partition("\n")[0]})


def _level(cell: Cell) -> int:
    """Level of the highest heading in a Markdown cell, 1 to 6; `_NO_HEADING` for anything else."""
    if cell.kind is not CellKind.MARKDOWN:
        return _NO_HEADING
    return min((len(match.group(1)) for match in _HEADING.finditer(cell.source)), default=_NO_HEADING)
