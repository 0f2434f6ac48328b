"""The GradeReport: all that is known of one graded submission. Every renderer reads this and nothing else."""

from typing import Literal

from pydantic import Field

from grader.model.base import Model
from grader.model.verdict import Verdict

SCHEMA_VERSION = 1
"""Raised by one with every change that an old reader would misread."""

Visibility = Literal["public", "hidden"]
CellStatus = Literal["ok", "raised", "timed_out", "crashed", "skipped", "not_run"]


class Shown(Model):
    """A value as a reader sees it: what it is, and a bounded excerpt."""

    type: str
    """`Tensor`, `ndarray`, `float`, `tuple`, ..."""
    text: str
    """The value printed, at most about 2,000 characters."""
    shape: tuple[int, ...] | None = None
    dtype: str = ""


class Difference(Model):
    """One place at which what came differs from what was expected."""

    path: str
    """Where in the value: empty for the value itself, else `[0]`, `['running_mean']`, ..."""
    kind: Literal["type", "structure", "shape", "dtype", "non_finite", "value", "grad", "refused"]
    message: str
    """One sentence: what was expected, what came."""
    mismatched: int = 0
    """Elements outside the tolerance."""
    total: int = 0
    """Elements compared."""
    worst_index: tuple[int, ...] | None = None
    worst_expected: float | None = None
    worst_got: float | None = None
    worst_absolute: float | None = None
    worst_relative: float | None = None
    allowed: str = ""
    """The tolerance in words, such as `rtol 1.3e-06, atol 1e-05`."""
    explanation: str = ""
    """What would explain it: transposed, off by a constant factor, other axis, ..."""


class Expectation(Model):
    """One recorded comparison inside a check."""

    label: str
    passed: bool
    points: float
    """Share of the check's points that hang on this comparison."""
    differences: tuple[Difference, ...] = ()
    expected: Shown | None = None
    got: Shown | None = None
    hint: str = ""
    """The author's hint, shown when the comparison fails."""


class ErrorInfo(Model):
    """An exception of the submission's code."""

    type: str
    message: str
    traceback: str = ""
    """Only the submission's own frames, bounded."""
    line: int | None = None
    """Line of the submission's code, counted in its cell or file."""
    cell: int | None = None
    """Index of the notebook cell that holds the line."""


class CallShown(Model):
    """One call that a public check made."""

    call: str
    """As a student would write it, such as `batchnorm(x, beta, gamma, stats, train=False)`."""
    arguments: dict[str, Shown] = Field(default_factory=dict)
    value: Shown | None = None
    printed: str = ""
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0


class Diagnosis(Model):
    """The named misconception under which the check would pass."""

    name: str
    hint: str
    """Plain words that help without giving the answer away."""
    credit: float
    """Share of the check's points given all the same, 0 to 1."""


class CheckResult(Model):
    """The outcome of one check on one submission."""

    id: str
    question: str
    sentence: str
    """What the check asks, in one sentence for students."""
    visibility: Visibility
    verdict: Verdict
    points: float
    max_points: float
    message: str = ""
    """Why the verdict is what it is, in a sentence for students; empty when passed."""
    expectations: tuple[Expectation, ...] = ()
    calls: tuple[CallShown, ...] = ()
    error: ErrorInfo | None = None
    diagnosis: Diagnosis | None = None
    follow_through: str = ""
    """What was done so that an earlier mistake does not cost twice; empty when nothing was."""
    seed: int | None = None
    """The seed of the check's inputs; None for a hidden check in a student's report."""
    seconds: float = 0.0
    redacted: bool = False
    """Values, prints, warnings and exception texts were left out, because the check is hidden."""


class QuestionResult(Model):
    """The outcome of one question."""

    id: str
    title: str
    points: float
    max_points: float
    optional: bool = False
    """The question adds points but is not part of the maximum."""
    checks: tuple[CheckResult, ...] = ()
    written: bool = False
    """A free text: its points are given by a person."""
    answer: str = ""
    """The written answer as Markdown."""
    cells: tuple[int, ...] = ()
    """Indices of the notebook cells that belong to the question."""


class Output(Model):
    """One output of a cell, bounded in size."""

    kind: Literal["text", "image", "html", "error"]
    text: str = ""
    """Text, or HTML as the submission wrote it (never trusted)."""
    image_png: str = ""
    """Base64 of a PNG."""


class CellResult(Model):
    """What became of one code cell."""

    index: int
    source: str
    status: CellStatus
    seconds: float = 0.0
    outputs: tuple[Output, ...] = ()
    error: ErrorInfo | None = None
    notes: tuple[str, ...] = ()
    """What was skipped, stubbed or cut in this cell."""


class SandboxInfo(Model):
    """Which walls stood around the submission."""

    tier: int
    """0 all layers, 1 no namespaces, 2 neither root nor namespaces, 3 no Landlock."""
    layers: tuple[str, ...]
    """Each layer that really came up, in order."""
    left_open: tuple[str, ...] = ()
    """What this tier does not stop, in sentences."""


class Environment(Model):
    """Where and with what the submission was graded."""

    grader: str
    python: str
    torch: str
    numpy: str
    platform: str
    engine: str
    sandbox: SandboxInfo | None = None


class SubmissionInfo(Model):
    """What was handed in."""

    student: str
    slug: str
    source: str
    """Name of the file or folder as it was found."""
    main: str = ""
    files: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    digest: str = ""
    late: bool = False


class GradeReport(Model):
    """One submission, graded. Points of optional questions are in `points` but not in `max_points`."""

    schema_version: int = SCHEMA_VERSION
    assignment: str
    title: str
    submission: SubmissionInfo
    points: float
    max_points: float
    questions: tuple[QuestionResult, ...]
    cells: tuple[CellResult, ...] = ()
    notes: tuple[str, ...] = ()
    """What was skipped, stubbed, cut, or odd about the hand-in."""
    problem: str = ""
    """Why nothing could be run; empty when something was."""
    environment: Environment
    graded_at: str
    """UTC, ISO 8601, to the second."""
    seconds: float = 0.0

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        """Every check of every question, in order."""
        return tuple(check for question in self.questions for check in question.checks)

    @property
    def undecided(self) -> float:
        """Points that a person or a repaired grader still has to decide; they are not in `points`."""
        checks = sum(
            check.max_points - check.points
            for check in self.checks
            if check.verdict in (Verdict.GRADER_ERROR, Verdict.NEEDS_REVIEW)
        )
        return round(checks + sum(question.max_points for question in self.questions if question.written), 6)

    @property
    def grader_failed(self) -> bool:
        """The grader, not the student, failed somewhere."""
        return any(check.verdict is Verdict.GRADER_ERROR for check in self.checks)
