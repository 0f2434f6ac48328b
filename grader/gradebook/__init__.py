"""The gradebook of a course: every attempt, check result, mark and note, with who and when; nothing is overwritten.

`Gradebook` reads and writes it, `standing` says how a student stands by an assignment's `Policy`.
"""

from grader.gradebook.book import Gradebook
from grader.gradebook.errors import BookError
from grader.gradebook.final import final_marks
from grader.gradebook.policy import Late, Policy, read_policy
from grader.gradebook.privacy import export, forget
from grader.gradebook.standing import Standing
from grader.gradebook.tables_csv import MARK_COLUMNS, marks_to_give, read_marks, read_roster, read_times, write_table
from grader.gradebook.wish import Wish, targets, to_mark

__all__ = [
    "MARK_COLUMNS",
    "BookError",
    "Gradebook",
    "Late",
    "Policy",
    "Standing",
    "Wish",
    "export",
    "final_marks",
    "forget",
    "marks_to_give",
    "read_marks",
    "read_policy",
    "read_roster",
    "read_times",
    "targets",
    "to_mark",
    "write_table",
]
