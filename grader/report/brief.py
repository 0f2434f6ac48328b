"""What the overview of a class and its tables show of a report. The rest fills the memory when a class is large."""

from grader.model import CheckResult, GradeReport


def brief(report: GradeReport) -> GradeReport:
    """The report without what only its own page shows: cells, calls, what holds, and the values that were compared."""
    questions = tuple(
        question.model_copy(update={"checks": tuple(map(_brief_check, question.checks))})
        for question in report.questions
    )
    return report.model_copy(update={"questions": questions, "cells": ()})


def _brief_check(check: CheckResult) -> CheckResult:
    values = {"expected": None, "got": None, "parts": (), "series": None}
    missed = (expectation for expectation in check.expectations if not expectation.passed)
    expectations = tuple(expectation.model_copy(update=values) for expectation in missed)
    return check.model_copy(update={"calls": (), "expectations": expectations})
