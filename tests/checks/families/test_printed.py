"""Figures among what was printed."""

import pytest

from grader.checks.asking.answers import Answer
from grader.checks.asking.reply import Reply
from grader.checks.families.printed import says


def reply(printed: str, value: object = None) -> Reply:
    return Reply(Answer({"printed": printed}, {}), value)


@pytest.mark.parametrize(
    "printed",
    [
        "loss 2.3356, accuracy 7.28 %",
        "Loss: 2.335612",
        "test loss=2.34",
        "2.3356e+00",
        "tensor(2.3356)",
        "Average loss: 2.3355 (cut off)",
    ],
)
def test_a_figure_may_be_rounded_in_any_way(printed: str) -> None:
    assert says(reply(printed), 2.335612)


@pytest.mark.parametrize("printed", ["", "loss 2.4", "loss 2.3456", "epoch 2", "23356", "v2.3356x", "accuracy 0.23"])
def test_another_figure_is_none(printed: str) -> None:
    assert not says(reply(printed), 2.335612)


@pytest.mark.parametrize("printed", ["accuracy 45%", "45.0 %", "0.45", "9/20 right: 0.4500"])
def test_a_share_may_be_a_percentage(printed: str) -> None:
    assert says(reply(printed), 0.45, (1.0, 100.0))
    assert not says(reply(printed), 0.35, (1.0, 100.0))


def test_what_is_returned_counts_too() -> None:
    assert says(reply("", (2.335612, 0.45)), 0.45)
    assert says(reply("", {"accuracy": 45.0}), 0.45, (1.0, 100.0))
    assert not says(reply("", [1, 2]), 0.45)
