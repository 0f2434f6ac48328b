"""The gradebook's commands, on a gradebook that a grading run would have written."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from grader.cli.app import app
from grader.gradebook import BookError, Gradebook
from tests.cli.command import make_course
from tests.gradebook.handed_in import graded

Run = Callable[..., Result]
POLICY = "[late]\ndue = 2026-11-20T18:00:00+00:00\nper_day = 0.25\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a course where ada and bob have been graded."""
    course = make_course(tmp_path / "course")
    (course / "assignments" / "hw").mkdir()
    (course / "assignments" / "hw" / "policy.toml").write_text(POLICY)
    monkeypatch.chdir(course)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("GRADER_GRADEBOOK", raising=False)
    book = Gradebook.open(f"sqlite:///{course / '.grader' / 'gradebook.db'}", "lecturer")
    book.record(graded("ada", points=4), submitted_at=datetime(2026, 11, 20, 17, tzinfo=UTC))
    book.record(graded("bob", points=2))
    book.close()
    return lambda *words, **more: CliRunner().invoke(app, [str(word) for word in words], **more)


def points(run: Run, tmp_path: Path) -> dict[str, str]:
    table = tmp_path / "standings.csv"
    assert run("book", "show", "hw", "--csv", table).exit_code == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row["points"] for row in csv.DictReader(file)}


def test_marks_lateness_and_overrides_make_the_standing(run: Run, tmp_path: Path) -> None:
    times = tmp_path / "times.csv"
    times.write_text("student,submitted_at\nbob,2026-11-20T19:30:00+01:00\nada,2026-11-20T20:30:00+01:00\n")
    assert run("mark", "hw", "ada", "3", "--points", 2).exit_code == 0
    assert run("book", "times", "hw", times).exit_code == 0
    assert run("mark", "hw", "bob", "1", "--override", "--points", 3, "--reason", "typo in the task").exit_code == 0
    assert points(run, tmp_path) == {"ada": "4.5", "bob": "2.25"}
    shown = run("book", "show", "hw").stdout
    assert "1 day late: 25 % lost" in shown
    assert "typo in the task" in shown


def test_a_misspelt_assignment_or_student_ends_before_anything_is_done(run: Run, tmp_path: Path) -> None:
    for words in (("book", "show"), ("similar",), ("mark", "--to-csv", tmp_path / "t.csv"), ("review", "--no-browser")):
        refused = run(*words, "hwx")
        assert isinstance(refused.exception, BookError)
        assert str(refused.exception) == "nothing is recorded for 'hwx'; there is: hw"
    asked = run("book", "forget", "adda", input="y\n")
    assert isinstance(asked.exception, BookError)
    assert "Delete" not in asked.output


def test_who_is_forgotten_is_so_in_a_regrading_that_waits_too(run: Run) -> None:
    trial = f"sqlite:///{Path.cwd() / '.grader' / 'regrade.db'}"
    book = Gradebook.open(trial, "lecturer")
    book.record(graded("ada"))
    assert "9 rows deleted" in run("book", "forget", "ada", "--yes").stderr
    assert book.attempts("hw") == {}
    book.close()


def test_marks_by_table(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "marks.csv"
    assert "4 answers, 4 of them without marks yet" in run("mark", "hw", "--to-csv", table).stderr
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = [{**row, "points": "1"} for row in csv.DictReader(file)]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert "4 marks written" in run("mark", "hw", "--from-csv", table).stderr
    assert points(run, tmp_path)["bob"] == "4"


def test_a_roster_a_note_a_history_and_the_end(run: Run, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("student,name\nada,Ada\neve,Eve\n")
    assert "2 students" in run("book", "roster", roster).stderr
    assert run("mark", "hw", "ada", "--note", "asks to look at question 3 again").exit_code == 0
    assert "asks to look at question 3 again" in run("book", "history", "ada").stdout
    assert json.loads(run("book", "export", "ada").stdout)["student"][0]["name"] == "Ada"
    assert "nothing handed in" in run("book", "show", "hw").stdout
    assert run("book", "forget", "ada", input="n\n").exit_code == 1
    assert "rows deleted" in run("book", "forget", "ada", "--yes").stderr
    assert isinstance(run("book", "history", "ada").exception, BookError)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("mark", "hw"), "name one student"),
        (("mark", "hw", "ada", "3"), "how many points"),
        (("mark", "hw", "ada", "3", "--note", "x", "--points", "1"), "a note stands alone"),
    ],
)
def test_a_command_that_says_too_little_or_too_much(run: Run, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
