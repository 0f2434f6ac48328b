"""The comparison of values, on the grader's side of the border: nothing that came from a submission is ever run."""

from grader.compare.account import accounted
from grader.compare.explain import explain
from grader.compare.numeric import DTypes, Shapes
from grader.compare.outline import outline, progress
from grader.compare.show import show
from grader.compare.swaps import swapped
from grader.compare.tolerance import Close, Exact, Relative, Tolerance, default_tolerance
from grader.compare.walk import agrees, compare, excess

__all__ = [
    "Close",
    "DTypes",
    "Exact",
    "Relative",
    "Shapes",
    "Tolerance",
    "accounted",
    "agrees",
    "compare",
    "default_tolerance",
    "excess",
    "explain",
    "outline",
    "progress",
    "show",
    "swapped",
]
