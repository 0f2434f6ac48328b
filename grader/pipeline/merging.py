"""One report from two: what was graded before, and what had to be graded again."""

from grader.checks import Assignment
from grader.model import GradeReport


def merged(before: GradeReport, fresh: GradeReport, assignment: Assignment) -> GradeReport:
    """The earlier report with the questions of the fresh one in the place of its own, and the sums anew."""
    again = {question.id: question for question in fresh.questions if question.checks}
    questions = tuple(
        again.get(question.id, question) for question in before.questions if question.id in assignment.questions
    )
    note = f"Graded again after a change of the assignment: {', '.join(again)}."
    return before.model_copy(
        update={
            "questions": questions,
            "points": round(sum(question.points for question in questions), 4),
            "max_points": round(sum(question.max_points for question in questions if not question.optional), 4),
            "notes": (*(one for one in before.notes if one != note), note),
            "environment": fresh.environment,
            "graded_at": fresh.graded_at,
            "seconds": fresh.seconds,
        }
    )
