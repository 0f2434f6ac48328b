"""An assignment as it was found, before it is written down as one of ours."""

from dataclasses import dataclass, field
from typing import Any, Literal

from grader.model import WrongUse

Notebook = dict[str, Any]


class ImportProblem(WrongUse):
    """The material cannot be brought over. The message is one line for the instructor."""


@dataclass(frozen=True)
class DraftTest:
    """A cell of asserts, or one case of a doctest."""

    name: str
    question: str
    points: float
    source: str
    kind: Literal["assert", "doctest"] = "assert"
    hidden: bool = False


@dataclass(frozen=True)
class DraftQuestion:
    """A question; a written one is marked by a person."""

    id: str
    title: str
    written: bool = False
    points: float = 0.0
    """Of a written one."""
    asks: str = ""
    """The line that opens it, where the notebook has no label for the answer."""


@dataclass(frozen=True)
class Draft:
    """What was read from one notebook."""

    name: str
    file: str
    """What the notebook is called: students hand it in under this name."""
    title: str
    origin: str
    questions: tuple[DraftQuestion, ...]
    tests: tuple[DraftTest, ...]
    starter: Notebook
    """What students get."""
    solution: tuple[str, ...] = ()
    """Code cells with the solutions; none where the notebook has none."""
    notes: tuple[str, ...] = field(default=())
    """What was not brought over, in sentences."""
