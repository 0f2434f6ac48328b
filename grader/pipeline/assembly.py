"""Putting a GradeReport together from what the steps found."""

import datetime
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from grader import __version__
from grader.checks import Assignment, Place, Question, text_of
from grader.checks.places.written import observations
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
from grader.pipeline.handout import starter_of


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
    memory_mb: float = 0.0,
) -> GradeReport:
    """The report of one submission. `checks` holds the results that there are, by check id."""
    written = Written.of(assignment, cells)
    questions = tuple(
        _question(
            question, [checks[check.id] for check in question.checks if check.id in checks], submission.main, written
        )
        for question in assignment.questions.values()
        if question.written or any(check.id in checks for check in question.checks)
    )
    return GradeReport(
        assignment=assignment.name,
        title=assignment.title,
        language=assignment.language,
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
        memory_mb=round(memory_mb, 1),
    )


@dataclass(frozen=True)
class Written:
    """What written answers are looked at beside: the handout's own notebook, and what the run printed."""

    starter: Notebook | None
    printed: tuple[str, ...]

    @classmethod
    def of(cls, assignment: Assignment, cells: Sequence[CellResult]) -> "Written":
        """From the assignment's starter and the cells' outputs."""
        return cls(
            starter_of(assignment.starter),
            tuple(output.text for cell in cells for output in cell.outputs if output.kind == "text"),
        )

    def observations(self, place: Place | None, answer: str) -> tuple[str, ...]:
        """What can be told of an answer."""
        return observations(answer, text_of(place, self.starter) if self.starter else "", self.printed)


def _question(
    question: Question, results: Sequence[CheckResult], notebook: Notebook | None, written: Written
) -> QuestionResult:
    place = question.place
    answer = text_of(place, notebook) if notebook and question.written else ""
    return QuestionResult(
        id=question.id,
        title=question.title or f"Question {question.id}",
        points=round(sum(result.points for result in results), 4),
        max_points=question.points if question.written else round(sum(result.max_points for result in results), 4),
        optional=question.optional,
        checks=tuple(results),
        written=question.written,
        answer=answer,
        observations=written.observations(place, answer) if question.written and place else (),
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
