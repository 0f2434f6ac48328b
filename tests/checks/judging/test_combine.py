from collections.abc import Callable
from dataclasses import dataclass

import pytest

from grader.checks.expected.misconceptions import Misconception
from grader.checks.judging.combine import PAIRS, described, pairs, replacements


@dataclass(frozen=True)
class Steps:
    """(x + shift) * scale in two steps."""

    shift: Callable[[int], int] = lambda x: x + 1
    scale: Callable[[int], int] = lambda x: 2 * x

    def run(self, x: int) -> int:
        return self.scale(self.shift(x))


class Right:
    def first(self) -> list[str]:
        return ["first"]

    def second(self) -> list[str]:
        return ["second"]


class WrongFirst(Right):
    def first(self) -> list[str]:
        return ["other", *super().first()]


class WrongSecond(Right):
    def second(self) -> list[str]:
        return []


def mistake(name: str, variant: Callable[..., object], function: str = "f", credit: float = 0.5) -> Misconception:
    return Misconception(function, name, f"Look at {name}.", credit, variant, Right, __name__)


SHIFT = mistake("the shift", Steps(shift=lambda x: x).run)
SCALE = mistake("the scale", Steps(scale=lambda x: 3 * x).run, credit=0.25)
OTHER_SHIFT = mistake("another shift", Steps(shift=lambda x: x - 1).run)
ELSEWHERE = mistake("elsewhere", lambda x: x, function="g")


def test_steps_of_one_function_are_put_together() -> None:
    both = replacements((SHIFT, SCALE))["f"]
    assert callable(both)
    assert both(5) == 15


def test_the_same_step_cannot_be_wrong_in_two_ways() -> None:
    assert replacements((SHIFT, OTHER_SHIFT)) == {}


def test_pieces_of_one_class_are_put_together() -> None:
    both = replacements((mistake("a", WrongFirst), mistake("b", WrongSecond)))["f"]
    assert isinstance(both, type)
    made = both()
    assert (made.first(), made.second()) == (["other", "first"], [])


@pytest.mark.parametrize("other", [lambda x: x, WrongFirst, Right().first])
def test_what_is_written_otherwise_does_not_go_together(other: Callable[..., object]) -> None:
    assert replacements((SHIFT, mistake("other", other))) == {}


def test_variants_of_two_functions_are_both_used() -> None:
    assert replacements((SHIFT, ELSEWHERE)) == {"f": SHIFT.variant, "g": ELSEWHERE.variant}


def test_what_was_found_before_is_tried_first_then_one_function_then_two() -> None:
    unknown = list(pairs([SHIFT, ELSEWHERE, SCALE], known=[]))
    assert unknown == [(SHIFT, SCALE), (SHIFT, ELSEWHERE), (ELSEWHERE, SCALE)]
    assert next(pairs([SHIFT, SCALE, OTHER_SHIFT, ELSEWHERE], known=[ELSEWHERE])) == (SHIFT, ELSEWHERE)


def test_the_number_of_pairs_is_bounded() -> None:
    many = [mistake(f"m{number}", Steps().run, function=f"f{number}") for number in range(60)]
    assert len(list(pairs(many, known=[]))) == PAIRS


def test_two_at_once_are_named_and_each_leaves_its_credit() -> None:
    both = described((SHIFT, SCALE))
    assert (both.name, both.credit) == ("two things at once: the shift, and the scale", 0.125)
    assert both.hint == "Two things are wrong here. Look at the shift. Look at the scale."
    assert described((SHIFT,)).name == "the shift"
    assert described((SHIFT, ELSEWHERE)).functions == ("f", "g")
