import pytest

from grader.gradebook import BookError
from grader.review import Pile


def test_answers_come_question_by_question(pile: Pile) -> None:
    assert [(item.target, item.student) for item in pile.items] == [
        ("3", "ada"),
        ("3", "bob<b>"),
        ("2.check", "ada"),
        ("2.check", "bob<b>"),
    ]


def test_blind_order_tells_nothing_of_names(pile: Pile) -> None:
    blind = Pile(pile.book, "hw", blind=True)
    assert {(item.target, item.student) for item in blind.items} == {(item.target, item.student) for item in pile.items}
    assert [item.target for item in blind.items] == [item.target for item in pile.items]


def test_the_same_mark_again_writes_nothing(pile: Pile) -> None:
    pile.give(0, 2, "good")
    pile.give(0, 2, "good")
    pile.give(0, 1, "good")
    pile.give(0, None, "")
    pile.give(0, None, "")
    assert [one.points for one in pile.book.decisions("hw")["ada"]] == [2, 1, None]
    assert [mark.points if mark else "none" for mark in pile.marks()] == [None, "none", "none", "none"]


def test_points_beyond_the_most_are_refused(pile: Pile) -> None:
    with pytest.raises(BookError, match="4 is not between 0 and 3 points"):
        pile.give(0, 4, "")
