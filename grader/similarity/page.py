"""The page for the instructor: pairs, and their code side by side with what they share marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.report.look import Look
from grader.report.templating import render as fill_in
from grader.similarity.index import Pair
from grader.similarity.work import Part

MOST_SHOWN = 40
"""So many pairs are shown with their code; the table names all."""
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Line:
    """A line of code, and whether it is part of what both share."""

    text: str
    shared: bool


@dataclass(frozen=True)
class Side:
    """One student's code of one question."""

    question: str
    lines: tuple[Line, ...]


def render(pairs: Sequence[Pair], title: str, students: int) -> str:
    """The page, self-contained and without script, in the look of the reports."""
    shown = [(pair, _sides(pair.first.parts, pair), _sides(pair.second.parts, pair)) for pair in pairs[:MOST_SHOWN]]
    look = Look(theme=_TEMPLATES)
    return fill_in("similar.html", look, pairs=pairs, shown=shown, title=title, students=students)


def _sides(parts: Sequence[Part], pair: Pair) -> list[Side]:
    """The parts that hold something shared."""
    marked = [(part, _marked(part, pair.prints)) for part in parts]
    return [
        Side(part.question, tuple(Line(text, number in lines) for number, text in enumerate(part.code.split("\n"))))
        for part, lines in marked
        if lines
    ]


def _marked(part: Part, prints: frozenset[int]) -> set[int]:
    return {line for one in part.prints if one.value in prints for line in range(one.first, one.last + 1)}
