"""Which cells of a notebook have to run: static analysis, nothing of the submission is executed."""

from grader.slicing.outline import Definition, definitions
from grader.slicing.slice import Chosen, Mutations, Slice, needed

__all__ = ["Chosen", "Definition", "Mutations", "Slice", "definitions", "needed"]
