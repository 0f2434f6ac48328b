"""Time counts as processor time, and as a third of what passes on the clock."""

import pytest

from grader.sandbox.clock import Allowance, Clock


@pytest.mark.parametrize(
    ("worked", "passed", "spent", "over"),
    [
        (0.0, 0.0, 0.0, False),
        (1.5, 2.0, 1.5, False),
        (1.5, 5.9, 5.9 / 3, False),  # a busy machine: late on the clock, but it has not worked for so long
        (2.0, 2.0, 2.0, True),
        (4.0, 2.0, 4.0, True),  # several threads
        (0.0, 6.0, 2.0, True),  # it waits instead of working
    ],
)
def test_a_limit_of_two_seconds(
    worked: float, passed: float, spent: float, over: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, now = 100.0, 1000.0
    monkeypatch.setattr("grader.sandbox.processes.processor_seconds", lambda _pid: used)
    monkeypatch.setattr("time.monotonic", lambda: now)
    clock = Clock(pid=1)
    used, now = used + worked, now + passed
    assert clock.spent() == pytest.approx(spent)
    assert (clock.sure(2.0) == 0.0) is over
    assert clock.wall_left(2.0) == pytest.approx(6.0 - passed)


def test_what_is_gone_has_worked_no_less(monkeypatch: pytest.MonkeyPatch) -> None:
    used = 5.0
    monkeypatch.setattr("grader.sandbox.processes.processor_seconds", lambda _pid: used)
    clock = Clock(pid=1)
    used = 0.0
    assert clock.spent() >= 0.0


def test_an_allowance_grants_what_is_left() -> None:
    allowance = Allowance(10.0, spent=7.0)
    assert allowance.granted(2.0) == 2.0
    assert allowance.granted(20.0) == 3.0
    assert "2 s of processor time or 6 s on the clock" in allowance.why_late(2.0, 2.0)
    assert "the 10 s that a submission may take in all" in allowance.why_late(3.0, 20.0)
    allowance.spent = 11.0
    assert allowance.granted(1.0) == 0.0
