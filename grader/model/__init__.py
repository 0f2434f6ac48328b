"""The types that cross the doors between the grader's rooms. Imports nothing else of the project."""

from grader.model.ending import GraderFailed, WrongUse
from grader.model.notebook import Cell, CellKind, Notebook
from grader.model.picture import ErrorMap, Part, Series
from grader.model.policy import Cells, Engine, Limits, LoopCut, RunPolicy
from grader.model.report import (
    SCHEMA_VERSION,
    CallShown,
    CellResult,
    CellStatus,
    CheckResult,
    Diagnosis,
    Difference,
    Environment,
    ErrorInfo,
    Expectation,
    FinalMark,
    GradeReport,
    Output,
    QuestionResult,
    SandboxInfo,
    Shown,
    SubmissionInfo,
    Visibility,
)
from grader.model.submission import Handin, Submission, SubmittedFile
from grader.model.verdict import Fault, Verdict

__all__ = [
    "SCHEMA_VERSION",
    "CallShown",
    "Cell",
    "CellKind",
    "CellResult",
    "CellStatus",
    "Cells",
    "CheckResult",
    "Diagnosis",
    "Difference",
    "Engine",
    "Environment",
    "ErrorInfo",
    "ErrorMap",
    "Expectation",
    "Fault",
    "FinalMark",
    "GradeReport",
    "GraderFailed",
    "Handin",
    "Limits",
    "LoopCut",
    "Notebook",
    "Output",
    "Part",
    "QuestionResult",
    "RunPolicy",
    "SandboxInfo",
    "Series",
    "Shown",
    "Submission",
    "SubmissionInfo",
    "SubmittedFile",
    "Verdict",
    "Visibility",
    "WrongUse",
]
