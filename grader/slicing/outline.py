"""What a notebook defines, and where: found by reading, so also in cells that fail or are not run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from grader.model import Notebook
from grader.slicing.acts import act
from grader.slicing.reading import trees


@dataclass(frozen=True, slots=True)
class Definition:
    """A function, class or import, or a value bound at the top level of a cell."""

    cell: int
    """Index of the cell."""
    line: int
    """Line in the cell, from 1."""
    name: str
    path: str
    """The name with those of the functions and classes around it, `Outer.inner`; the same as `name` at the top level."""
    kind: Literal["function", "class", "import", "value"]
    parameters: tuple[str, ...] = ()
    """Names of a function's parameters, `*` and `**` before those that take the rest; of a class's `__init__`, without self."""
    bases: tuple[str, ...] = ()
    """What a class is derived from, as it is written."""
    methods: tuple[str, ...] = ()
    """Names of the functions in a class."""


