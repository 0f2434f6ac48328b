import pytest
import torch

from grader.checks import Raised, Refused
from grader.checks.errors import Missing
from grader.checks.judging.expect import Expect
from grader.model import ErrorInfo


@pytest.fixture
def expect() -> Expect:
    return Expect()


def raising(name: str) -> object:
    raise Raised(name, ErrorInfo(type=name, message=""))


def refusing() -> object:
    raise Refused("a sparse tensor")


@pytest.mark.parametrize(
    ("types", "passes"),
    [((), True), (("ValueError",), True), (("TypeError", "ValueError"), True), (("TypeError",), False)],
)
def test_raises_wants_one_of_the_named_exceptions(expect: Expect, types: tuple[str, ...], passes: bool) -> None:
    assert expect.raises("refuses", lambda: raising("ValueError"), *types) is passes


def test_raises_says_what_came_instead(expect: Expect) -> None:
    expect.raises("refuses", lambda: torch.ones(2), "ValueError")
    expect.raises("refuses", lambda: raising("KeyError"), "ValueError")
    expect.raises("refuses", refusing, "ValueError")
    assert [item.differences[0].message for item in expect.recorded] == [
        "expected ValueError, but the call returned Tensor",
        "expected ValueError, got KeyError",
        "expected ValueError, but a sparse tensor",
    ]


def test_a_missing_function_is_missing_and_not_a_refusal(expect: Expect) -> None:
    def missing() -> object:
        raise Missing("`f` is not defined")

    with pytest.raises(Missing):
        expect.raises("refuses", missing)


def test_nothing_raises_and_everything_is_recorded(expect: Expect) -> None:
    x = torch.arange(4.0)
    outcomes = [
        expect.close("near", x + 1e-9, x),
        expect.close("far", x + 1, x),
        expect.equal("equal", [1, 2], [1, 2]),
        expect.same("same dtype", x.double(), x),
        expect.shape("shape", x, (4,)),
        expect.shape("other shape", x, (2, 2)),
        expect.shape("no shape", "text", (2, 2)),
        expect.true("holds", True),
        expect.true("does not", 1, message="one is not True"),
    ]
    assert outcomes == [True, False, True, False, True, False, False, True, False]
    assert [item.passed for item in expect.recorded] == outcomes
    assert expect.recorded[-1].differences[0].message == "one is not True"


def test_what_is_shown_has_the_hint_only_where_it_helps(expect: Expect) -> None:
    x = torch.ones(2)
    expect.close("right", x, x, hint="look again")
    expect.close("wrong", x, x + 1, hint="look again")
    right, wrong = (item.shown(0.5) for item in expect.recorded)
    assert (right.hint, wrong.hint, wrong.points) == ("", "look again", 0.5)
    assert wrong.got is not None
    assert wrong.got.shape == (2,)
