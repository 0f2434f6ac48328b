"""Which cells run for which checks, and that marks never suffer from what was left out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.checks import Assignment, Assigns, Context, Limits, RunPolicy
from grader.checks.seeds import Seeds
from grader.model import Cells, GradeReport, Handin
from grader.pipeline import Options, grade
from grader.sandbox.protocol import Sandbox
from tests.cli.command import notebook
from tests.pipeline.test_grading import doubles, reference

Grade = Callable[..., GradeReport]
DOUBLE = "def double(x):\n    return x * factor"
HEAVY = "losses = [train(epoch) for epoch in range(20)]"


@pytest.fixture
def grade_cells(sandbox: Sandbox, tmp_path: Path) -> Grade:
    def run(assignment: Assignment, *cells: str, question: str | None = None) -> GradeReport:
        path = tmp_path / "ada.ipynb"
        path.write_text(notebook(*cells))
        handin = Handin(student="ada", slug="ada", path=path)
        return grade(assignment, handin, sandbox, Seeds(b"tests", "hw"), Options(question=question)).report

    return run


def homework(cells: Cells = "needed") -> Assignment:
    policy = RunPolicy(cells=cells, limits=Limits(cell_seconds=2.0, call_seconds=3.0))
    hw = Assignment("hw", title="Homework", reference=reference, policy=policy)
    hw.check("1", points=1)(doubles)
    return hw


def holds(hw: Assignment, question: str, name: str, value: object, after: Assigns | None = None) -> None:
    """A check that a global has a value."""

    def has_value(t: Context) -> None:
        """The value is right."""
        t.expect.equal("value", t.student.get(name), value)

    hw.check(question, points=1, after=after)(has_value)


def ran(report: GradeReport) -> list[int]:
    return [cell.index for cell in report.cells if cell.status != "skipped"]


def test_only_what_the_checks_depend_on_runs_and_each_cell_says_why(grade_cells: Grade) -> None:
    report = grade_cells(homework(), "factor = 2", HEAVY, DOUBLE, "print(losses)")
    assert report.points == 1
    assert [cell.status for cell in report.cells] == ["ok", "skipped", "ok", "skipped"]
    assert [cell.reason for cell in report.cells] == [
        "Run because it sets `factor`, used by `double` (cell 2).",
        "Left out because it is not needed: only trains.",
        "Run because it defines `double`, which the checks call.",
        "Left out because it is not needed: only prints.",
    ]


def test_with_all_every_cell_runs_and_none_needs_a_reason(grade_cells: Grade) -> None:
    report = grade_cells(homework("all"), "factor = 2", HEAVY, DOUBLE)
    assert [(cell.status, cell.reason) for cell in report.cells] == [("ok", ""), ("raised", ""), ("ok", "")]


def test_a_question_says_otherwise_than_the_assignment(grade_cells: Grade) -> None:
    hw = homework()
    hw.question("2", "Curve", cells="all")
    holds(hw, "2", "curve", [1, 2])
    cells = ["factor = 2", DOUBLE, "curve = [1, 2]", "unused = 1"]
    assert ran(grade_cells(hw, *cells)) == [0, 1, 2, 3]
    assert ran(grade_cells(hw, *cells, question="1")) == [0, 1]


def test_a_state_after_a_cell_has_what_was_needed_there(grade_cells: Grade) -> None:
    hw = homework()
    holds(hw, "2", "kernel", 3, Assigns("kernel", 1))
    report = grade_cells(hw, "factor = 2", "kernel = factor + 1", "print(kernel)", DOUBLE, "kernel = 9")
    assert report.points == 2
    assert ran(report) == [0, 1, 3]


def test_what_may_change_a_value_counts_but_for_untrained(grade_cells: Grade) -> None:
    cells = ["def grow(x): x.append(2)", "curve = [1]", "grow(curve)"]
    hw, light = homework("needed"), homework("untrained")
    holds(hw, "2", "curve", [1, 2])
    holds(light, "2", "curve", [1])
    for assignment, expected in ((hw, [0, 1, 2]), (light, [1])):
        report = grade_cells(assignment, *cells, question="2")
        assert (report.points, ran(report)) == (1, expected)


def test_what_untrained_left_out_is_run_where_a_check_fails_without_it(grade_cells: Grade) -> None:
    hw = homework("untrained")
    holds(hw, "2", "curve", [1, 2])
    report = grade_cells(hw, "def grow(x): x.append(2)", "curve = [1]", "grow(curve)", "other = 1", question="2")
    assert (report.points, ran(report)) == (1, [0, 1, 2])


def test_a_name_that_is_asked_for_only_in_the_run_is_found_in_another(grade_cells: Grade) -> None:
    hw = homework()

    @hw.check("2", points=1)
    def second(t: Context) -> None:
        """What the first names is there."""
        first = t.student.get("which").value
        t.expect.equal("value", t.student.get(str(first)), 7)

    report = grade_cells(hw, "which = 'seven'", "seven = 7", "eight = 8", question="2")
    assert (report.points, ran(report)) == (1, [0, 1])


def test_a_name_that_the_analysis_cannot_see_is_found_missing_and_another_run_has_it(grade_cells: Grade) -> None:
    hidden = "import builtins\ndef double(x):\n    return vars(builtins)['eval']('factor') * x"
    report = grade_cells(homework(), "factor = 2", hidden, "other = 1")
    assert (report.points, ran(report)) == (1, [0, 1])


def test_a_check_that_asks_for_whatever_is_there_runs_every_cell(grade_cells: Grade) -> None:
    hw = homework()

    @hw.check("2", points=1)
    def some_list(t: Context) -> None:
        """There is a list."""
        kinds = [entry["type"] for entry in t.student.outline().values() if isinstance(entry, dict)]
        t.expect.true("a list", "list" in kinds)

    report = grade_cells(hw, "x = 1", "any_name = [1]", question="2")
    assert (report.points, ran(report)) == (1, [0, 1])


def test_a_cell_that_fails_half_way_brings_in_what_was_there_before(grade_cells: Grade) -> None:
    report = grade_cells(homework(), "factor = 2", "1 / 0\nfactor = 3", DOUBLE)
    assert (report.points, ran(report)) == (1, [0, 1, 2])
