"""The mark that is handed back."""

from datetime import UTC, datetime, timedelta

from grader.gradebook import Gradebook, Late, Policy, Wish, final_marks
from grader.model import FinalMark
from tests.gradebook.handed_in import graded

DUE = datetime(2026, 11, 19, tzinfo=UTC)


def marks(book: Gradebook, policy: Policy) -> dict[tuple[str, str], FinalMark]:
    return final_marks(book.standings("hw", policy), book.attempts("hw"), book.decisions("hw"))


def test_marks_remarks_and_lateness_belong_to_the_hand_in_that_counts(book: Gradebook) -> None:
    book.record(graded())
    book.decide(
        "hw", [Wish("ada", "mark", "3", 1.5, "Half of the argument."), Wish("ada", "note", "1", None, "appeals")]
    )
    book.set_times("hw", {"ada": DUE + timedelta(hours=20)})
    found = marks(book, Policy(late=Late(due=DUE, per_day=0.2)))
    assert found == {
        ("ada", "d1"): FinalMark(
            points=3.6,
            undecided=2,
            lost_late=0.9,
            questions={"1": 3, "2": 0, "3": 1.5},
            remarks={"3": ("Half of the argument.",)},
        )
    }
    book.record(graded(digest="d2", answer="Otherwise."))
    assert marks(book, Policy())["ada", "d2"].remarks == {}


def test_a_mark_without_a_word_is_a_mark(book: Gradebook) -> None:
    book.record(graded())
    book.decide("hw", [Wish("ada", "mark", "2.check", 2, ""), Wish("ada", "override", "1", 4, "Our mistake.")])
    [mark] = marks(book, Policy()).values()
    assert (mark.points, mark.remarks) == (6, {"2": (), "1": ("Our mistake.",)})
