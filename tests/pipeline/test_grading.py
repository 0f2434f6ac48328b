import types
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from grader.checks import Assignment, Assigns, Context, Limits, RunPolicy, Section, numbered
from grader.checks.seeds import Seeds
from grader.model import GradeReport, Handin, Verdict
from grader.pipeline import Options, grade
from grader.sandbox.protocol import Sandbox
from tests.cli.command import notebook

QUICK = RunPolicy(limits=Limits(cell_seconds=1.0, call_seconds=3.0))
RIGHT = "def double(x):\n    return x * 2"

reference = types.ModuleType("reference_of_test")


def double(x: torch.Tensor) -> torch.Tensor:
    return x * 2


setattr(reference, "double", double)  # noqa: B010  (a module made in place has no such attribute for the type checker)

Grade = Callable[..., GradeReport]


def doubles(t: Context) -> None:
    """Doubles."""
    x = t.gen.normal(3)
    t.expect.close("output", t.student.double(x), t.reference.double(x).value)


@pytest.fixture
def grade_cells(sandbox: Sandbox, tmp_path: Path) -> Grade:
    def run(*cells: str, assignment: Assignment | None = None) -> GradeReport:
        path = tmp_path / "ada.ipynb"
        path.write_text(notebook(*cells))
        handin = Handin(student="ada", slug="ada", path=path)
        return grade(assignment or plain(), handin, sandbox, Seeds(b"tests", "hw"), Options()).report

    return run


def plain() -> Assignment:
    hw = Assignment("hw", title="Homework", reference=reference, policy=QUICK)
    hw.check("1", points=1)(doubles)
    return hw


def statuses(report: GradeReport) -> list[str]:
    return [cell.status for cell in report.cells]


def test_the_report_tells_time_and_memory(grade_cells: Grade) -> None:
    small, large = grade_cells(RIGHT), grade_cells(RIGHT, "kept = bytearray(200 << 20)")
    assert small.seconds > 0
    assert 20 < small.memory_mb < large.memory_mb - 150


def test_a_failing_cell_stops_neither_the_rest_nor_the_marks(grade_cells: Grade) -> None:
    report = grade_cells("nowhere.at_all", "x = (", RIGHT, "1 / 0")
    assert statuses(report) == ["raised", "raised", "ok", "raised"]
    assert report.points == 1
    division = report.cells[3].error
    assert division is not None
    assert (division.type, division.line) == ("ZeroDivisionError", 1)


@pytest.mark.parametrize("deadly", ["import os; os._exit(0)", "import os; os.kill(os.getpid(), 9)", "exit()"])
def test_a_cell_that_ends_its_process_costs_only_itself(grade_cells: Grade, deadly: str) -> None:
    report = grade_cells("factor = 2", deadly, "def double(x):\n    return x * factor")
    assert report.cells[1].status in ("crashed", "raised", "ok")
    assert [report.cells[0].status, report.cells[2].status] == ["ok", "ok"]
    assert report.points == 1


def test_a_cell_without_end_is_interrupted_and_what_it_defined_stays(grade_cells: Grade) -> None:
    report = grade_cells(f"{RIGHT}\nwhile True:\n    pass", "print('on we go')")
    assert statuses(report) == ["timed_out", "ok"]
    assert report.points == 1
    assert "interrupted after 1 s" in report.cells[0].notes[0]


def test_a_cell_that_cannot_be_interrupted_is_left_out_of_a_second_run(grade_cells: Grade) -> None:
    stubborn = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    report = grade_cells(RIGHT, stubborn, "print('on we go')")
    assert statuses(report) == ["ok", "timed_out", "ok"]
    assert report.points == 1


def test_a_submission_that_never_survives_is_given_up_with_a_note(grade_cells: Grade) -> None:
    report = grade_cells(*["import os; os._exit(1)"] * 6)
    assert any("given up" in note for note in report.notes)
    assert report.checks[0].verdict in (Verdict.CRASHED, Verdict.MISSING)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("return x * 3", Verdict.FAILED),
        ("raise ValueError('no')", Verdict.RAISED),
        ("while True: pass", Verdict.TIMED_OUT),
        ("import os; os._exit(0)", Verdict.CRASHED),
        ("import sys; sys.exit(0)", Verdict.RAISED),
        ("return x.to_sparse()", Verdict.FAILED),
        ("return [torch.zeros(0)] * 1_000_000", Verdict.REFUSED),
    ],
)
def test_each_way_to_fail_has_its_verdict_and_leaves_the_next_check_alone(
    grade_cells: Grade, body: str, verdict: Verdict
) -> None:
    hw = plain()

    @hw.check("1", points=1)
    def triples(t: Context) -> None:
        """Triples."""
        x = t.gen.normal(3)
        t.expect.close("output", t.student.triple(x), x * 3)

    report = grade_cells(f"import torch\ndef double(x):\n    {body}\ndef triple(x):\n    return x * 3", assignment=hw)
    assert [check.verdict for check in report.checks] == [verdict, Verdict.PASSED]
    assert report.points == 1


def test_a_check_can_look_at_the_state_after_an_earlier_cell(grade_cells: Grade) -> None:
    hw = Assignment("hw", title="Homework", reference=reference)

    def value_of(nth: int, value: int) -> None:
        @hw.check(str(nth), points=1, after=Assigns("kernel", nth=nth))
        def holds(t: Context) -> None:
            """The kernel is right."""
            t.expect.equal("kernel", t.student.get("kernel"), value)

    value_of(1, 3)
    value_of(2, 5)
    value_of(3, 7)
    report = grade_cells("kernel = 3", "kernel = 5", "print(kernel)", assignment=hw)
    assert [check.verdict for check in report.checks] == [Verdict.PASSED, Verdict.PASSED, Verdict.MISSING]


def test_globals_set_by_one_check_are_not_seen_by_the_next(grade_cells: Grade) -> None:
    hw = Assignment("hw", title="Homework", reference=reference)

    @hw.check("1", points=1)
    def first(t: Context) -> None:
        """Sets a global."""
        t.student.set("factor", 10)
        t.expect.equal("output", t.student.scaled(1), 10)

    @hw.check("1", points=1)
    def second(t: Context) -> None:
        """Finds it as it was."""
        t.expect.equal("output", t.student.scaled(1), 2)

    assert grade_cells("factor = 2\ndef scaled(x):\n    return x * factor", assignment=hw).points == 2


def test_what_a_cell_switched_is_put_back_before_a_call(grade_cells: Grade) -> None:
    switched = (
        "import torch, numpy as np, warnings, os\n"
        "torch.set_grad_enabled(False)\ntorch.set_default_dtype(torch.float64)\n"
        "np.seterr(all='raise')\nwarnings.simplefilter('error')\nos.chdir('/')\ntorch.set_num_threads(2)"
    )
    probe = (
        "def state(x):\n"
        "    warnings.warn('told')\n"
        "    return [torch.is_grad_enabled(), str(torch.get_default_dtype()), os.getcwd() != '/',\n"
        "            torch.get_num_threads(), np.geterr()['over'], torch.rand(1).item() == torch.rand(1).item()]"
    )
    hw = Assignment("hw", title="Homework", reference=reference)

    @hw.check("1", points=1)
    def as_it_was(t: Context) -> None:
        """All is as it was."""
        reply = t.student.state(1)
        t.expect.equal("state", reply, [True, "torch.float32", True, 1, "warn", False])
        t.expect.true("the warning is told", any("told" in warning for warning in reply.warnings))

    report = grade_cells(switched, probe, assignment=hw)
    assert report.points == 1, report.checks[0].message


def test_hidden_checks_keep_their_inputs_between_runs_and_differ_between_secrets(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "ada.ipynb"
    path.write_text(notebook(RIGHT))
    handin = Handin(student="ada", slug="ada", path=path)
    shown = [
        grade(plain(), handin, sandbox, Seeds(secret, "hw"), Options()).report.checks[0].calls[0].arguments["x"]
        for secret in (b"one", b"one", b"two")
    ]
    assert shown[0] == shown[1]
    assert shown[0] != shown[2]


def test_a_written_answer_is_shown_for_a_person(sandbox: Sandbox, tmp_path: Path) -> None:
    hw = plain()
    hw.question("2", "Why?", written=True, points=3, place=Section("why"))
    path = tmp_path / "ada.py"
    path.write_text(f"# %% [markdown]\n# # Why?\n\n# %% [markdown]\n# Because.\n\n# %%\n{RIGHT}\n")
    report = grade(hw, Handin(student="ada", slug="ada", path=path), sandbox, Seeds(b"s", "hw"), Options()).report
    assert report.questions[1].answer == "Because."
    assert (report.points, report.max_points, report.undecided) == (1, 4, 3)


TWICE = ("# Question 1\ndef double(x):\n    return x * 2", "# Question 2\ndef double(x):\n    return x * 3")


@pytest.mark.parametrize(("duplicates", "passed"), [("last", [False, False]), ("section", [True, False])])
def test_the_policy_says_which_of_two_definitions_counts(
    grade_cells: Grade, duplicates: str, passed: list[bool]
) -> None:
    policy = RunPolicy.model_validate({**QUICK.model_dump(), "duplicates": duplicates})
    hw = Assignment("hw", title="Homework", reference=reference, policy=policy)
    for number in ("1", "2"):
        hw.question(number, f"Question {number}", place=numbered(number))
        hw.check(number, points=1)(doubles)
    report = grade_cells(*TWICE, assignment=hw)
    assert [check.verdict is Verdict.PASSED for check in report.checks] == passed


def test_a_part_without_an_answer_says_what_was_looked_for(grade_cells: Grade) -> None:
    hw = Assignment("hw", title="Homework", reference=reference, policy=QUICK)
    hw.check("1", points=1, after=Assigns("kernel", nth=2))(doubles)
    (check,) = grade_cells(RIGHT, "kernel = 3", assignment=hw).checks
    assert (check.verdict, check.message) == (
        Verdict.MISSING,
        "No cell was found that sets `kernel` for the second time.",
    )


def test_a_cell_that_did_not_end_is_not_waited_for_at_length_again(grade_cells: Grade) -> None:
    hw = Assignment("hw", title="Homework", reference=reference, policy=QUICK.model_copy(update={"cells": "needed"}))

    @hw.check("1", points=1)
    def doubles_one(t: Context) -> None:
        """Doubles, and has a one, for which it is asked once the rest is known."""
        found = t.student.double(torch.ones(1)).value
        one = t.student.get("one").value if isinstance(found, torch.Tensor) else 1
        t.expect.equal("one", one, 1)

    report = grade_cells("k = 2\nwhile True: pass", "def double(x):\n    return x * k", "one = 1", assignment=hw)
    assert statuses(report) == ["timed_out", "ok", "ok"]
    (note,) = report.cells[0].notes
    assert note.startswith("The cell was interrupted after 0.2 s")
    assert report.points == 1
