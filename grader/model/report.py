"""The GradeReport: all that is known of one graded submission. Every renderer reads this and nothing else."""

from typing import Literal

from pydantic import Field

from grader.model.base import Model
from grader.model.picture import ErrorMap, Part, Series
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
    """Sizes of a tensor or array; null for other values."""
    dtype: str = ""
    """Element type of a tensor or array, such as `float32`."""


class Difference(Model):
    """One place at which what came differs from what was expected."""

    path: str
    """Where in the value: empty for the value itself, else `[0]`, `['running_mean']`, ..."""
    kind: Literal["type", "structure", "shape", "dtype", "non_finite", "value", "grad", "refused"]
    """What kind of thing differs."""
    message: str
    """One sentence: what was expected, what came."""
    mismatched: int = 0
    """Elements outside the tolerance."""
    total: int = 0
    """Elements compared."""
    worst_index: tuple[int, ...] | None = None
    """Where the value is farthest from what was expected; null when no numbers were compared."""
    worst_expected: float | None = None
    """The expected value at that place."""
    worst_got: float | None = None
    """The value that came at that place."""
    worst_absolute: float | None = None
    """Distance of the two."""
    worst_relative: float | None = None
    """Distance of the two over the size of the expected value."""
    allowed: str = ""
    """The tolerance in words, such as `rtol 1.3e-06, atol 1e-05`."""
    explanation: str = ""
    """What would explain it: transposed, off by a constant factor, other axis, ..."""
    map: ErrorMap | None = None
    """Where in the tensor the error lies; null where that tells nothing."""
    series: Series | None = None
    """Numbers of both sides; null where there are too few."""


class Expectation(Model):
    """One recorded comparison inside a check."""

    label: str
    """What was compared, in a word or two."""
    passed: bool
    """Nothing differed by more than the tolerance."""
    points: float
    """Share of the check's points that hang on this comparison."""
    differences: tuple[Difference, ...] = ()
    """Every place that differs; empty when it passed."""
    expected: Shown | None = None
    """The reference's value; only for public checks."""
    got: Shown | None = None
    """The submission's value; only for public checks."""
    hint: str = ""
    """The author's hint, shown when the comparison fails."""
    parts: tuple[Part, ...] = ()
    """A structure that differs, part by part; empty for a single value, and when it passed."""
    series: Series | None = None
    """The steps of a training or the entries of a list that differ; null for other values, and when it passed."""


class ErrorInfo(Model):
    """An exception of the submission's code."""

    type: str
    """Name of the exception's class."""
    message: str
    """The exception's own text."""
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
    """Each argument by name, as it was before the call."""
    value: Shown | None = None
    """What the call returned; null when it returned nothing."""
    printed: str = ""
    """What the call wrote to standard output and error."""
    warnings: tuple[str, ...] = ()
    """Warnings that the call gave."""
    seconds: float = 0.0
    """Wall time."""


class Diagnosis(Model):
    """The named misconception under which the check would pass, or a part of it."""

    name: str
    """Short name of the misconception, unique in its question."""
    hint: str
    """Plain words that help without giving the answer away."""
    credit: float
    """Share of the check's points given all the same, 0 to 1."""
    functions: tuple[str, ...] = ()
    """The functions or classes in which the mistake is."""
    whole: bool = True
    """It explains all that is wrong; otherwise some answers, and something else is wrong in others."""


class CheckResult(Model):
    """The outcome of one check on one submission."""

    id: str
    """Unique in the assignment."""
    question: str
    """Id of the question it belongs to."""
    sentence: str
    """What the check asks, in one sentence for students."""
    visibility: Visibility
    """Whether students see the values that it used."""
    verdict: Verdict
    """The outcome; see Verdict."""
    points: float
    """Points given."""
    max_points: float
    """Points that it can give."""
    message: str = ""
    """Why the verdict is what it is, in a sentence for students; empty when passed."""
    expectations: tuple[Expectation, ...] = ()
    """The comparisons it made, in order."""
    calls: tuple[CallShown, ...] = ()
    """The calls it made, in order; only for public checks."""
    error: ErrorInfo | None = None
    """The exception that ended it; null when none did."""
    diagnosis: Diagnosis | None = None
    """The misconception that explains the outcome; null when none is known."""
    follow_through: str = ""
    """What was done so that an earlier mistake does not cost twice; empty when nothing was."""
    seed: int | None = None
    """The seed of the check's inputs; None for a hidden check in a student's report."""
    seconds: float = 0.0
    """Wall time."""
    redacted: bool = False
    """Values, prints, warnings and exception texts were left out, because the check is hidden."""


class QuestionResult(Model):
    """The outcome of one question."""

    id: str
    """As the assignment numbers it, such as `1.2`."""
    title: str
    """A few words."""
    points: float
    """Points given, over all its checks."""
    max_points: float
    """Points that it can give."""
    optional: bool = False
    """The question adds points but is not part of the maximum."""
    checks: tuple[CheckResult, ...] = ()
    """Its checks, in the assignment's order."""
    written: bool = False
    """A free text: its points are given by a person."""
    answer: str = ""
    """The written answer as Markdown."""
    observations: tuple[str, ...] = ()
    """What the machine can tell of a written answer, for the person who marks it: length, placeholder, figures."""
    cells: tuple[int, ...] = ()
    """Indices of the notebook cells that belong to the question."""


class Output(Model):
    """One output of a cell, bounded in size."""

    kind: Literal["text", "image", "html", "error"]
    """Which of the following fields holds it, and how the text is meant."""
    text: str = ""
    """Text, or HTML as the submission wrote it (never trusted)."""
    image_png: str = ""
    """Base64 of a PNG."""
    image_jpeg: str = ""
    """Base64 of a JPEG."""
    image_svg: str = ""
    """An SVG as the submission drew it (never trusted)."""


class CellResult(Model):
    """What became of one code cell."""

    index: int
    """Position in the notebook, from 0, counting cells of every kind."""
    source: str
    """The code as it was handed in."""
    status: CellStatus
    """How its run ended."""
    reason: str = ""
    """Why it was run, or left out, where not all cells are run; empty where all are."""
    seconds: float = 0.0
    """Wall time."""
    outputs: tuple[Output, ...] = ()
    """What it printed and drew, in order."""
    error: ErrorInfo | None = None
    """The exception that it raised; null when it raised none."""
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
    """Version of the grader."""
    python: str
    """Version of Python."""
    torch: str
    """Version of PyTorch."""
    numpy: str
    """Version of NumPy."""
    platform: str
    """Operating system and processor."""
    engine: str
    """What ran the cells: `shell` or `kernel`."""
    sandbox: SandboxInfo | None = None
    """The walls around the submission; null when there were none."""


class SubmissionInfo(Model):
    """What was handed in."""

    student: str
    """The student's id as shown to people."""
    slug: str
    """The same as a folder name, unique in the class."""
    source: str
    """Name of the file or folder as it was found."""
    main: str = ""
    """Path of the file that was graded; empty when there was none."""
    files: tuple[str, ...] = ()
    """Paths of all files handed in, sorted."""
    attachments: tuple[str, ...] = ()
    """Those of them that are kept for a person to read."""
    digest: str = ""
    """SHA-256 over all paths and contents."""
    late: bool = False
    """The download name said that it came late."""


class FinalMark(Model):
    """How the student stands in the gradebook, for a page that is handed back."""

    points: float
    """After marks by people, overrides and lateness."""
    undecided: float = 0.0
    """Points that a person still has to decide; they are not in `points`."""
    lost_late: float = 0.0
    """Points lost for lateness."""
    questions: dict[str, float] = Field(default_factory=dict)
    """Points of each question, before lateness."""
    remarks: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """What people said of each question that they marked; under the empty name, of the whole."""


class GradeReport(Model):
    """One submission, graded. Points of optional questions are in `points` but not in `max_points`."""

    schema_version: int = SCHEMA_VERSION
    """Version of this format."""
    assignment: str
    """Name of the assignment's folder."""
    title: str
    """Title of the assignment."""
    language: str = "en"
    """What the assignment's pages are written in, unless another is asked for."""
    submission: SubmissionInfo
    """What was handed in, and by whom."""
    points: float
    """Sum over all questions, without what is still undecided."""
    max_points: float
    """Sum over all questions that are not optional."""
    questions: tuple[QuestionResult, ...]
    """In the assignment's order."""
    cells: tuple[CellResult, ...] = ()
    """Every code cell, in order."""
    notes: tuple[str, ...] = ()
    """What was skipped, stubbed, cut, or odd about the hand-in."""
    problem: str = ""
    """Why nothing could be run; empty when something was."""
    environment: Environment
    """Where and with what it was graded."""
    graded_at: str
    """UTC, ISO 8601, to the second."""
    seconds: float = 0.0
    """Wall time of the whole grading."""
    final: FinalMark | None = None
    """Null in what a grading gives: it tells what the machine found."""
    memory_mb: float = 0.0
    """The most memory that the process of the cells held at once, with the libraries that it shares; 0 if unknown."""

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
