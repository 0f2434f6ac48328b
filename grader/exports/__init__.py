"""Graded submissions in the formats of others. Each module writes one; what it reads is the redacted GradeReport."""

from grader.exports.actions import annotations, fenced
from grader.exports.canvas import canvas_gradebook
from grader.exports.classroom import reporter_result
from grader.exports.classroom50 import classroom50_result
from grader.exports.gradescope import crashed_result, gradescope_result
from grader.exports.junit import junit_xml
from grader.exports.markdown import markdown_summary
from grader.exports.moodle import moodle_worksheet
from grader.exports.nbgrader import nbgrader_grades
from grader.exports.places import Place, place_of
from grader.exports.roster import Grade, Matched, RosterError

__all__ = [
    "Grade",
    "Matched",
    "Place",
    "RosterError",
    "annotations",
    "canvas_gradebook",
    "classroom50_result",
    "crashed_result",
    "fenced",
    "gradescope_result",
    "junit_xml",
    "markdown_summary",
    "moodle_worksheet",
    "nbgrader_grades",
    "place_of",
    "reporter_result",
]
