from datetime import UTC, datetime, timedelta

import pytest

from grader.gradebook import BookError, Gradebook, Late, Policy, Standing, Wish
from tests.gradebook.handed_in import graded

DUE = datetime(2026, 11, 20, 18, tzinfo=UTC)
LATE = Policy(late=Late(due=DUE, grace_minutes=30, per_day=0.25, most=0.5))


def standing(book: Gradebook, student: str = "ada", policy: Policy | None = None) -> Standing:
    return {one.student: one for one in book.standings("hw", policy or Policy())}[student]


def test_what_nobody_has_decided_is_undecided(book: Gradebook) -> None:
    book.record(graded())
    found = standing(book)
    assert (found.points, found.max_points, found.undecided) == (3, 9, 5)
    assert found.questions == {"1": 3, "2": 0, "3": 0}


def test_marks_are_added_and_the_newest_counts(book: Gradebook) -> None:
    book.record(graded())
    book.decide("hw", [Wish("ada", "mark", "3", 1), Wish("ada", "mark", "2.check", 2)])
    book.decide("hw", [Wish("ada", "mark", "3", 2.5, "read again")])
    found = standing(book)
    assert (found.points, found.undecided) == (7.5, 0)
    assert [one.points for one in book.decisions("hw")["ada"]] == [1, 2, 2.5]


def test_a_mark_taken_back_leaves_the_answer_undecided(book: Gradebook) -> None:
    book.record(graded())
    book.decide("hw", [Wish("ada", "mark", "3", 2)])
    book.decide("hw", [Wish("ada", "mark", "3", None)])
    assert standing(book).undecided == 5


def test_a_mark_stays_with_the_answer_that_was_read(book: Gradebook) -> None:
    book.record(graded())
    book.decide("hw", [Wish("ada", "mark", "3", 2), Wish("ada", "mark", "2.check", 1)])
    book.record(graded(digest="d2"))
    assert (standing(book).points, standing(book).undecided) == (5, 2)  # the text is the same, the code is not
    book.record(graded(digest="d3", answer="Another reason."))
    assert (standing(book).points, standing(book).undecided) == (3, 5)


def test_an_override_counts_whatever_the_machine_says(book: Gradebook) -> None:
    book.record(graded())
    book.decide("hw", [Wish("ada", "override", "1", 4, "the machine was down")])
    assert standing(book).points == 4
    assert standing(book).why == ("1: set to 4 by lecturer: the machine was down",)
    book.decide("hw", [Wish("ada", "override", "", 9, "oral exam")])
    assert (standing(book).points, standing(book).undecided) == (9, 0)
    book.decide("hw", [Wish("ada", "override", "", None, "it was another Ada")])
    assert standing(book).points == 4


def test_an_override_of_a_check_counts_in_its_question(book: Gradebook) -> None:
    book.record(graded())
    book.decide("hw", [Wish("ada", "override", "1.check", 4, "right after all"), Wish("ada", "mark", "2.check", 1)])
    book.decide("hw", [Wish("ada", "override", "2.check", 2, "read again")])
    found = standing(book)
    assert (found.questions, found.undecided) == ({"1": 4, "2": 2, "3": 0}, 3)
    assert found.why[0] == "1.check: set to 4 by lecturer: right after all"
    book.decide("hw", [Wish("ada", "override", "2.check", None, "no")])
    assert standing(book).questions["2"] == 1


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish("bob", "mark", "3", 1), "'bob' has handed in nothing"),
        (Wish("ada", "mark", "7", 1), "no question or check '7'; there is: 1, 2, 3, 1.check, 2.check"),
        (Wish("ada", "mark", "1", 1), "1 is not for a person to mark"),
        (Wish("ada", "mark", "3", 3.5), "3.5 is not between 0 and 3"),
        (Wish("ada", "mark", "3", float("nan")), "nan is not between"),
        (Wish("ada", "override", "1", 1), "needs a reason"),
        (Wish("ada", "override", "", 10, "x"), "10 is not between 0 and 9"),
        (Wish("ada", "note"), "a note is a text"),
    ],
)
def test_a_wrong_wish_is_refused_and_nothing_is_written(book: Gradebook, wish: Wish, words: str) -> None:
    book.record(graded())
    with pytest.raises(BookError, match=words):
        book.decide("hw", [Wish("ada", "mark", "3", 1), wish])
    assert book.decisions("hw") == {}


def test_the_same_files_again_are_the_same_attempt(book: Gradebook) -> None:
    first = book.record(graded(points=1))
    assert book.record(graded(points=2)) == first
    assert standing(book).points == 2
    other = book.record(graded(digest="d2"))
    assert book.record(graded()) not in (first, other)
    assert len(book.attempts("hw")["ada"]) == 3


def test_the_last_or_the_best_attempt_counts(book: Gradebook) -> None:
    book.record(graded(points=4))
    book.record(graded(points=2, digest="d2"))
    assert standing(book).points == 2
    assert standing(book, policy=Policy(counts="best")).points == 4


@pytest.mark.parametrize(
    ("after", "points", "words"),
    [
        (timedelta(minutes=30), 4, ()),
        (timedelta(minutes=31), 3, ("1 day late: 25 % lost",)),
        (timedelta(hours=25), 2, ("2 days late: 50 % lost",)),
        (timedelta(days=9), 2, ("9 days late: 50 % lost",)),
    ],
)
def test_lateness_costs_what_the_policy_says(
    book: Gradebook, after: timedelta, points: float, words: tuple[str, ...]
) -> None:
    book.record(graded(points=4), submitted_at=DUE + after)
    found = standing(book, policy=LATE)
    assert (found.points, found.lost_late, found.why) == (points, 4 - points, words)


def test_after_closing_nothing_counts(book: Gradebook) -> None:
    book.record(graded(), submitted_at=DUE + timedelta(days=3, seconds=1))
    policy = Policy(late=Late(due=DUE, per_day=0.1, closes_after_days=3))
    assert standing(book, policy=policy).points == 0


def test_the_share_may_be_of_the_maximum(book: Gradebook) -> None:
    book.record(graded(points=4), submitted_at=DUE + timedelta(hours=1))
    policy = Policy(late=Late(due=DUE, per_day=0.1, share_of="maximum"))
    assert standing(book, policy=policy).points == pytest.approx(3.1)


def test_extra_time_belongs_to_the_student(book: Gradebook) -> None:
    book.enrol([{"student": "ada", "extra_hours": 24.0}])
    book.record(graded(points=4), submitted_at=DUE + timedelta(hours=25))
    assert standing(book, policy=LATE).points == 3


def test_late_by_nobody_knows_how_much_costs_nothing_and_is_said(book: Gradebook) -> None:
    book.record(graded(points=4, late=True))
    assert standing(book, policy=LATE).points == 4
    assert "book times" in standing(book, policy=LATE).why[0]
    book.set_times("hw", {"ada": DUE + timedelta(hours=1)})
    assert standing(book, policy=LATE).points == 3


def test_times_of_unknown_students_are_refused_together(book: Gradebook) -> None:
    book.record(graded())
    with pytest.raises(BookError, match="'bob' has handed in nothing for hw"):
        book.set_times("hw", {"ada": DUE, "bob": DUE})
    assert book.attempts("hw")["ada"][0].submitted_at is None


def test_a_team_shares_attempts_and_marks_but_no_overrides(book: Gradebook) -> None:
    book.enrol([{"student": "ada", "team": "1"}, {"student": "bob", "team": "1"}, {"student": "eve"}])
    book.record(graded())
    book.decide("hw", [Wish("ada", "mark", "3", 3), Wish("ada", "override", "2", 2, "asked in person")])
    policy = Policy(teams=True)
    assert standing(book, "ada", policy).points == 8
    assert (standing(book, "bob", policy).points, standing(book, "bob", policy).why) == (6, ("handed in by ada",))
    assert standing(book, "eve", policy).why == ("nothing handed in",)


def test_the_roster_is_renewed_in_place(book: Gradebook) -> None:
    book.enrol([{"student": "ada", "name": "Ada", "extra_hours": 3.0}])
    book.enrol([{"student": "ada", "name": "Ada L."}])
    row = book.roster()["ada"]
    assert (row.name, row.extra_hours) == ("Ada L.", 3.0)


def test_a_report_is_recalled_by_its_key(book: Gradebook) -> None:
    book.record(graded(points=1), key="k1")
    book.record(graded("bob", points=2), key="k2")
    book.record(graded("bob", points=3), key="k2", origins={"1.check": "o"})
    assert book.recall("k2") == (graded("bob", points=3), {"1.check": "o"})
    assert book.recall("k3") is None
