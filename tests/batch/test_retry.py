"""A time-out costs marks only when the hand-in runs out of time alone, too."""

import types
from pathlib import Path

from grader.batch import Done, Setting, grade_all
from grader.checks import Assignment, Context, Limits, RunPolicy
from grader.checks.seeds import Seeds
from grader.intake import find
from grader.model import Verdict
from grader.pipeline import SECOND_RUN, Options
from tests.cli.command import notebook

SLOW = """
def one():
    while os.path.exists("/data/busy") or {stuck}:
        pass
    return 1
"""
QUICK = RunPolicy(limits=Limits(call_seconds=0.5))


def setting(folder: Path) -> Setting:
    hw = Assignment("hw", title="Homework", reference=types.ModuleType("nothing"), policy=QUICK)

    @hw.check("1", points=1)
    def is_one(t: Context) -> None:
        """Gives one."""
        t.expect.equal("value", t.student.one(), 1)

    return Setting(hw, Seeds(b"tests", "hw"), Options(data=str(folder / "data")), folder / "reports", tier=0)


def test_what_ran_out_of_time_is_run_once_more_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    busy = tmp_path / "data" / "busy"
    busy.touch()
    for name, stuck in (("ada", False), ("bob", True)):
        (tmp_path / f"{name}.ipynb").write_text(notebook("import os", SLOW.format(stuck=stuck)))
    (tmp_path / "zoe.ipynb").write_text(notebook("def one(): return 1"))
    handins = find([tmp_path / f"{name}.ipynb" for name in ("ada", "bob", "zoe")]).handins
    order, reports = [], {}
    for handin, outcome in grade_all(handins, 1, setting(tmp_path)):
        assert isinstance(outcome, Done)
        busy.unlink(missing_ok=True)  # zoe comes first: the first runs of the others are over
        order.append(handin.slug)
        reports[handin.slug] = outcome.report
    assert order == ["zoe", "ada", "bob"]
    assert [reports[name].points for name in order] == [1, 1, 0]
    assert [SECOND_RUN in reports[name].notes for name in order] == [False, True, True]
    assert reports["bob"].checks[0].verdict == Verdict.TIMED_OUT
    assert "0.5 s of processor time" in reports["bob"].checks[0].message
