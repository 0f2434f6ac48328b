"""Copies that checks share: one a question while nothing happened, kept for the hidden checks that come last."""

from dataclasses import dataclass

from grader.checks.asking.answers import LiveCaller
from grader.checks.asking.copies import MOST_GROWTH_MB, MOST_KEPT, Copies
from grader.model import Limits
from grader.sandbox.protocol import Session
from grader.wire import Decoded


@dataclass
class Copy:
    """A conversation that nobody has; only whether it goes on counts here."""

    memory_mb: float = 300.0
    spent: float = 0.0
    closed: bool = False

    def request(self, op: str, *, timeout: float, **fields: object) -> Decoded:
        raise AssertionError("nothing is asked")

    def request_interruptible(self, op: str, *, timeout: float, grace: float, **fields: object) -> Decoded:
        raise AssertionError("nothing is asked")

    def fork(self) -> Session:
        raise AssertionError("copies are not copied")

    def seen(self, path: str) -> str:
        return path

    def close(self) -> None:
        self.closed = True


class Forks:
    """Makes copies, and remembers them."""

    def __init__(self) -> None:
        self.made: list[Copy] = []

    def __call__(self) -> Session:
        self.made.append(Copy())
        return self.made[-1]


def traced(copies: Copies, question: str, forks: Forks) -> LiveCaller:
    """The conversation of a question that leaves a trace in its copy."""
    caller = copies.shared(question, "", forks)
    caller.traced = True
    return caller


def test_questions_share_a_copy_in_which_nothing_leaves_a_trace() -> None:
    copies, forks = Copies(Limits()), Forks()
    assert copies.shared("1", "", forks).session is copies.shared("2", "", forks).session
    assert len(forks.made) == 1


def test_copies_of_other_states_are_other_copies() -> None:
    copies, forks = Copies(Limits()), Forks()
    copies.shared("1", "", forks)
    copies.shared("1", "after cell 3", forks)
    copies.shared("1", "", forks)
    assert len(forks.made) == 2


def test_a_question_gets_its_copy_again_after_others() -> None:
    copies, forks = Copies(Limits()), Forks()
    first = traced(copies, "1", forks)
    traced(copies, "2", forks)
    assert copies.shared("1", "", forks).session is first.session
    assert len(forks.made) == 2


def test_a_copy_with_a_trace_belongs_to_the_question_that_left_it() -> None:
    copies, forks = Copies(Limits()), Forks()
    copies.shared("1", "", forks)
    traced(copies, "2", forks)
    copies.shared("1", "", forks)
    assert copies.shared("2", "", forks).session is forks.made[0]
    assert len(forks.made) == 2


def test_each_conversation_begins_with_an_empty_log() -> None:
    copies, forks = Copies(Limits()), Forks()
    assert copies.shared("1", "", forks) is not copies.shared("1", "", forks)
    assert len(forks.made) == 1


def test_what_may_have_changed_is_not_shared() -> None:
    copies, forks = Copies(Limits()), Forks()
    copies.shared("1", "", forks).spoiled = True
    copies.shared("1", "", forks)
    assert [copy.closed for copy in forks.made] == [True, False]


def test_what_may_have_changed_is_not_kept() -> None:
    copies, forks = Copies(Limits()), Forks()
    copies.shared("1", "", forks).spoiled = True
    copies.shared("2", "", forks)
    assert [copy.closed for copy in forks.made] == [True, False]


def test_a_copy_that_has_grown_is_not_kept() -> None:
    copies, forks = Copies(Limits()), Forks()
    copies.shared("1", "", forks)
    forks.made[0].memory_mb += MOST_GROWTH_MB + 1
    copies.shared("2", "", forks)
    assert [copy.closed for copy in forks.made] == [True, False]


def test_only_so_many_are_kept() -> None:
    copies, forks = Copies(Limits()), Forks()
    for number in range(3 * MOST_KEPT):
        traced(copies, str(number), forks)
        assert sum(not copy.closed for copy in forks.made) <= MOST_KEPT
    copies.shared("0", "", forks)
    assert len(forks.made) == 3 * MOST_KEPT


def test_fresh_copies_are_nobody_elses() -> None:
    copies, forks = Copies(Limits()), Forks()
    copies.shared("1", "", forks)
    copies.own(forks)
    copies.end_own()
    assert [copy.closed for copy in forks.made] == [False, True]
