"""Putting a GradeReport together from what the steps found."""

import datetime
import platform
from collections.abc import Mapping, Sequence

import numpy as np
import torch

from grader import __version__
from grader.checks import Assignment, Question, Section
from grader.intake import printable
from grader.model import (
    CellResult,
    CheckResult,
    Engine,
    Environment,
    GradeReport,
    Notebook,
    QuestionResult,
    SandboxInfo,
    Submission,
    SubmissionInfo,
)


def assemble(
    assignment: Assignment,
    submission: Submission,
    checks: Mapping[str, CheckResult],
    cells: Sequence[CellResult],
    *,
    engine: Engine,
    sandbox: SandboxInfo,
    notes: Sequence[str] = (),
    seconds: float = 0.0,
) -> GradeReport:
    """The report of one submission. `checks` holds the results that there are, by check id."""
    questions = tuple(
        _question(question, [checks[check.id] for check in question.checks if check.id in checks], submission.main)
        for question in assignment.questions.values()
        if question.written or any(check.id in checks for check in question.checks)
    )
    return GradeReport(
        assignment=assignment.name,
        title=assignment.title,
        submission=_info(submission),
        points=round(sum(question.points for question in questions), 4),
        max_points=round(sum(question.max_points for question in questions if not question.optional), 4),
        questions=questions,
        cells=tuple(cells),
        notes=(*submission.notes, *(submission.main.notes if submission.main else ()), *notes),
        problem=submission.problem,
        environment=_environment(engine, sandbox),
        graded_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        seconds=round(seconds, 3),
    )


def _question(question: Question, results: Sequence[CheckResult], notebook: Notebook | None) -> QuestionResult:
    place = question.place
    answer = place.text(notebook) if notebook and question.written and isinstance(place, Section) else ""
    return QuestionResult(
        id=question.id,
        title=question.title or f"Question {question.id}",
        points=round(sum(result.points for result in results), 4),
        max_points=question.points if question.written else round(sum(result.max_points for result in results), 4),
        optional=question.optional,
        checks=tuple(results),
        written=question.written,
        answer=answer,
        cells=place.cells(notebook) if notebook and place else (),
    )


def _info(submission: Submission) -> SubmissionInfo:
    return SubmissionInfo(
        student=submission.handin.student,
        slug=submission.handin.slug,
        source=printable(submission.handin.path.name),
        main=submission.main.path if submission.main else "",
        files=tuple(file.path for file in submission.files),
        attachments=submission.attachments,
        digest=submission.digest,
        late=submission.handin.late,
    )


def _environment(engine: Engine, sandbox: SandboxInfo) -> Environment:
    return Environment(
        grader=__version__,
        python=platform.python_version(),
        torch=torch.__version__,
        numpy=np.__version__,
        platform=f"{platform.system()} {platform.machine()}",
        engine=engine,
        sandbox=sandbox,
    )
