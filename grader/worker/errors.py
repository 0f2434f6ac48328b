"""An exception of the submission's code, as the grader gets to see it."""

import re
import traceback
from dataclasses import dataclass
from pathlib import Path

from grader.worker.output.transcript import normalized

MESSAGE_CHARACTERS = 2_000
TRACEBACK_CHARACTERS = 8_000
MOST_CAUSES = 5

_CELL = re.compile(r"cell (\d+)\Z")
_match_cell = _CELL.match
_TracebackException = traceback.TracebackException
_StackSummary = traceback.StackSummary

Described = dict[str, object]


def cell_name(index: int) -> str:
    """The file name under which a notebook cell is compiled."""
    return f"cell {index}"


@dataclass(frozen=True)
class Places:
    """Tells the submission's code from everybody else's, by file name."""

    scratch: Path

    def owns(self, filename: str) -> bool:
        """Whether code of this file name is the submission's."""
        return bool(_match_cell(filename)) or filename.startswith(f"{self.scratch}/")

    def shown(self, filename: str) -> str:
        """The name without the folder that the submission lies in."""
        return filename.removeprefix(f"{self.scratch}/")


def cell_of(filename: str) -> int | None:
    """Index of the notebook cell of this file name."""
    found = _match_cell(filename)
    return int(found[1]) if found else None


def describe(error: BaseException, places: Places) -> Described:
    """Type, message, the submission's part of the traceback, and the line and cell at fault."""
    name = type(error).__name__
    try:
        return {"type": name, **_details(error, places)}
    except Exception as failure:  # noqa: BLE001  an exception of the submission may misbehave in any way when it is read
        message = f"(the exception could not be read: {type(failure).__name__})"
        return {"type": name, "message": message, "traceback": "", "line": None, "cell": None}


def _details(error: BaseException, places: Places) -> Described:
    report = _TracebackException(type(error), error, error.__traceback__, compact=True)
    filename, line = _place(error, report, places)
    _keep_own_frames(report, places, MOST_CAUSES)
    return {
        "message": _clipped(normalized(str(error)), MESSAGE_CHARACTERS),
        "traceback": _clipped(normalized("".join(report.format())), TRACEBACK_CHARACTERS),
        "line": line,
        "cell": cell_of(filename),
    }


def _place(error: BaseException, report: traceback.TracebackException, places: Places) -> tuple[str, int | None]:
    """File name and line of the submission's innermost code; of a syntax error, the line that cannot be read."""
    if isinstance(error, SyntaxError) and places.owns(error.filename or ""):
        return error.filename or "", error.lineno
    for frame in reversed(report.stack):
        if places.owns(frame.filename):
            return frame.filename, frame.lineno
    return "", None


def _keep_own_frames(report: traceback.TracebackException | None, places: Places, causes: int) -> None:
    if report is None:
        return
    own = [frame for frame in report.stack if places.owns(frame.filename)]
    for frame in own:
        frame.filename = places.shown(frame.filename)
    report.stack = _StackSummary.from_list(own)
    if causes == 0:
        report.__cause__ = report.__context__ = None
    _keep_own_frames(report.__cause__, places, causes - 1)
    _keep_own_frames(report.__context__, places, causes - 1)


def _clipped(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return f"{text[: most // 2]}\n[... {len(text) - most} characters left out ...]\n{text[-(most // 2) :]}"
