"""The authoring API: everything that an assignment's `assignment.py` imports."""

from grader.checks.asking.reply import Reply
from grader.checks.asking.student import StudentObject
from grader.checks.assignment import Assignment, Check, Question
from grader.checks.context import Context
from grader.checks.errors import AuthorError, Raised, Refused, StudentFault
from grader.checks.expected.misconceptions import Misconception, misconception, misconceptions_of
from grader.checks.places.headings import numbered
from grader.checks.places.labels import Labelled
from grader.checks.places.locate import Assigns, Binding, Calls, FirstOf, Mentions, Place, text_of
from grader.checks.places.package import Package
from grader.checks.places.sections import EachAsked, Section
from grader.compare import Close, Exact, Relative, Tolerance, compare
from grader.model import Limits, LoopCut, RunPolicy

__all__ = [
    "Assignment",
    "Assigns",
    "AuthorError",
    "Binding",
    "Calls",
    "Check",
    "Close",
    "Context",
    "EachAsked",
    "Exact",
    "FirstOf",
    "Labelled",
    "Limits",
    "LoopCut",
    "Mentions",
    "Misconception",
    "Package",
    "Place",
    "Question",
    "Raised",
    "Refused",
    "Relative",
    "Reply",
    "RunPolicy",
    "Section",
    "StudentFault",
    "StudentObject",
    "Tolerance",
    "compare",
    "misconception",
    "misconceptions_of",
    "numbered",
    "text_of",
]
