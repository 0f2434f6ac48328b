"""Where in the hand-in's file the trouble with a check is."""

import json
from dataclasses import dataclass
from pathlib import Path

from grader.model import CheckResult, GradeReport


@dataclass(frozen=True)
class Place:
    """A line of a file; of a notebook, the line of its JSON text, and the cell."""

    file: str
    line: int = 1
    cell: int | None = None


def place_of(report: GradeReport, check: CheckResult, root: Path, handin: Path) -> Place:
    """The line that raised, else the question's first cell, else the start of the file, as seen from `root`."""
    main = Path(report.submission.main or handin.name)
    file = handin / main if handin.is_dir() else handin
    shown = file.resolve().relative_to(root.resolve()) if file.resolve().is_relative_to(root.resolve()) else file
    questions = {question.id: question.cells for question in report.questions}
    cell = check.error.cell if check.error else next(iter(questions.get(check.question, ())), None)
    line = (check.error.line if check.error else None) or 1
    if file.suffix != ".ipynb":
        return Place(shown.as_posix(), line)
    return Place(shown.as_posix(), _line_in_notebook(file, cell or 0, line), cell)


def _line_in_notebook(file: Path, cell: int, line: int) -> int:
    """The line of the file that holds a line of a cell; 1 where it cannot be found."""
    try:
        text = file.read_text(encoding="utf-8")
        sources = [each["source"] for each in json.loads(text)["cells"]]
    except (OSError, ValueError, KeyError, TypeError):
        return 1
    at = 0
    for index, source in enumerate(sources):
        lines = source if isinstance(source, list) else str(source).splitlines(keepends=True)
        for number, each in enumerate(lines, 1):
            found = max(
                text.find(json.dumps(str(each))[1:-1], at), text.find(json.dumps(each, ensure_ascii=False)[1:-1], at)
            )
            at = max(at, found)
            if (index, number) == (cell, line):
                return text.count("\n", 0, at) + 1
    return 1
