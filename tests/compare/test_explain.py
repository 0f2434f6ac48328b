"""Explanations: what is found, in which order, and when there is nothing to say."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from grader.compare import Close, Exact, Relative, Tolerance, explain
from tests.compare.values import Array, normal

Change = Callable[[torch.Tensor], torch.Tensor]


def _with(block: torch.Tensor, index: object, value: torch.Tensor | float) -> torch.Tensor:
    changed = block.clone()
    changed[index] = value  # type: ignore[index]
    return changed


SAME_SHAPE: list[tuple[str, tuple[int, ...], Change, str]] = [
    ("nan", (4, 3), lambda x: x * torch.nan, "every value is NaN"),
    ("zero", (4, 3), torch.zeros_like, "every value is 0"),
    ("constant", (4, 3), lambda x: torch.full_like(x, 0.25), "every value is 0.25"),
    (
        "mean everywhere",
        (9,),
        lambda x: torch.zeros_like(x) + x.mean(),
        "every value is -0.258199, the mean of those expected",
    ),
    ("sign", (4, 3), lambda x: -x, "every sign is flipped"),
    ("square transpose", (4, 4), lambda x: x.T, "it is the transpose of what was expected"),
    (
        "axes",
        (2, 3, 3),
        lambda x: x.transpose(1, 2),
        "its axes are in another order: taken as (0, 2, 1) they give what was expected",
    ),
    ("flip", (9,), lambda x: x.flip(0), "the expected values are there in reverse order"),
    ("flip columns", (4, 3), lambda x: x.flip(1), "the expected columns are there in reverse order"),
    ("twice", (4, 3), lambda x: 2 * x, "every value is 2 times the expected one"),
    ("half", (4, 3), lambda x: x / 2, "every value is 1/2 of the expected one"),
    ("factor", (4, 3), lambda x: 0.7 * x, "every value is 0.7 times the expected one"),
    ("near 1", (4, 3), lambda x: 1.0001 * x, "every value is 1.0001 times the expected one"),
    (
        "sum for mean",
        (8, 3),
        lambda x: 8 * x,
        "every value is 8 times the expected one; "
        "that is n (are sum and mean confused?) for n = 8, the length of axis 0",
    ),
    (
        "divided twice",
        (8, 5),
        lambda x: x / 8,
        "every value is 1/8 of the expected one; "
        "that is 1 / n (are sum and mean confused?) for n = 8, the length of axis 0",
    ),
    (
        "unbiased",
        (32, 5),
        lambda x: x * 32 / 31,
        "every value is 1.03226 times the expected one; "
        "that is n / (n - 1) (are n and n - 1 confused?) for n = 32, the length of axis 0",
    ),
    (
        "biased deviation",
        (32, 5),
        lambda x: x * (31 / 32) ** 0.5,
        "every value is 0.984251 times the expected one; that is 1 / the square root of n / (n - 1) "
        "(are n and n - 1 confused in a variance?) for n = 32, the length of axis 0",
    ),
    (
        "per channel",
        (4, 3, 5, 5),
        lambda x: x * 100 / 99,
        "every value is 1.0101 times the expected one; "
        "that is n / (n - 1) (are n and n - 1 confused?) for n = 100, the number of values in a channel",
    ),
    ("offset", (4, 3), lambda x: x + 0.5, "every value is 0.5 more than the expected one"),
    ("less", (4, 3), lambda x: x - 2, "every value is 2 less than the expected one"),
    ("first row", (4, 3), lambda x: x[:1].expand(4, 3), "every row is the first of the expected rows"),
    ("mean row", (4, 3), lambda x: x.mean(0).expand(4, 3), "every row is the mean of the expected rows"),
    ("sum column", (4, 3), lambda x: x.sum(1, True).expand(4, 3), "every column is the sum of the expected columns"),
    ("truncated", (4, 3), lambda x: x.trunc(), "the expected values were cut to whole numbers"),
    ("whole", (4, 3), lambda x: x.round(), "the expected values were rounded to whole numbers"),
    ("decimals", (4, 3), lambda x: x.round(decimals=2), "the expected values were rounded to 2 decimals"),
    (
        "softmax",
        (4, 3),
        lambda x: x.softmax(1),
        "it is the softmax of what was expected: probabilities came in place of logits",
    ),
    (
        "softmax of columns",
        (4, 3),
        lambda x: x.softmax(0),
        "it is the softmax of what was expected: probabilities came in place of logits",
    ),
    (
        "log-softmax",
        (4, 3),
        lambda x: x.log_softmax(1),
        "it is the log-softmax of what was expected: log-probabilities came in place of logits",
    ),
    ("square", (4, 3), lambda x: x**2, "every value is the square of the expected one"),
    ("absolute", (4, 3), lambda x: x.abs(), "every value is the absolute value of the expected one"),
    ("reciprocal", (4, 3), lambda x: 1 / x, "every value is the reciprocal of the expected one"),
    ("exponential", (4, 3), lambda x: x.exp(), "every value is e to the power of the expected one"),
    ("one minus", (4, 3), lambda x: 1 - x, "every value is one minus the expected one"),
    (
        "reshape",
        (4, 3),
        lambda x: x.T.reshape(4, 3),
        "the expected values are there, but reshaped with the axes in another order: "
        "is a transpose missing, or too many?",
    ),
    (
        "reshape back",
        (2, 3, 4),
        lambda x: x.reshape(3, 2, 4).transpose(0, 1),
        "the expected values are there, but reshaped with the axes in another order: "
        "is a transpose missing, or too many?",
    ),
    ("rows", (5, 3), lambda x: x[[2, 0, 1, 4, 3]], "the rows are right, but in another order"),
    ("channels", (2, 4, 3, 3), lambda x: x[:, [2, 0, 1, 3]], "the channels are right, but in another order"),
    (
        "shift by row",
        (4, 6),
        lambda x: x - x.max(1, keepdim=True).values,
        "every row is off by an amount of its own, the same for all its values",
    ),
    (
        "other statistics",
        (8, 3),
        lambda x: x * torch.tensor([0.5, 2.0, 3.0]) + torch.tensor([1.0, 2.0, 3.0]),
        "in every column only the mean and the spread are wrong: other statistics, or another scale and shift?",
    ),
    (
        "biased variance, shifted",
        (32, 5),
        lambda x: (x - torch.arange(5)) * (32 / 31) ** 0.5 + torch.arange(5),
        "every column is 1.016 times as wide about its mean; that is the square root of n / (n - 1) "
        "(are n and n - 1 confused in a variance?) for n = 32, the length of axis 0",
    ),
    ("last column", (4, 5), lambda x: _with(x, (slice(None), -1), 9.0), "only the last column differs"),
    ("two rows", (9, 5), lambda x: _with(x, [2, 5], 9.0), "only rows 2 and 5 differ"),
    ("one right", (9, 5), lambda x: _with(normal(9, 5, seed=7), 0, x[0]), "only the first row is right"),
    ("channel", (2, 4, 3, 3), lambda x: _with(x, (slice(None), 2), 9.0), "only channel 2 differs"),
    ("slice", (4, 2, 3), lambda x: _with(x, 2, 9.0), "only slice 2 along axis 0 differs"),
    ("scattered", (9, 5), lambda x: _with(x, ([2, 2, 5], [0, 1, 3]), 9.0), ""),
    ("nearly n", (12000,), lambda x: 1.0001 * x, "every value is 1.0001 times the expected one"),
    ("element", (9,), lambda x: _with(x, 4, 9.0), "only value 4 differs"),
    ("sorted", (9,), lambda x: x.sort().values, "the expected values are there, but sorted"),
    (
        "shuffled",
        (3, 3),
        lambda x: x.flatten()[[3, 7, 0, 1, 8, 2, 5, 4, 6]].view(3, 3),
        "the expected values are there, in another order",
    ),
    ("half precision", (4, 3), lambda x: x.half().float(), "the values have only the precision of float16"),
    ("brain", (4, 3), lambda x: x.bfloat16().float(), "the values have only the precision of bfloat16"),
    ("unlike", (4, 3), lambda x: normal(4, 3, seed=9), ""),
    ("same", (4, 3), lambda x: x, ""),
]

OTHER_SHAPE: list[tuple[str, tuple[int, ...], Change, str]] = [
    ("transpose", (4, 3), lambda x: x.T, "it is the transpose of what was expected"),
    (
        "channels last",
        (2, 3, 4, 5),
        lambda x: x.permute(0, 2, 3, 1),
        "its axes are in another order: taken as (0, 3, 1, 2) they give what was expected",
    ),
    ("keepdim", (4, 3), lambda x: x[:, None], "the values are right; only dimensions of size 1 differ"),
    ("row", (5, 1), lambda x: x.T, "the values are right; only dimensions of size 1 differ"),
    ("column", (5,), lambda x: x[:, None], "the values are right; only dimensions of size 1 differ"),
    (
        "flat",
        (4, 3),
        lambda x: x.flatten(),
        "the values are right and in order; reshaped to (4, 3) they are what was expected",
    ),
    (
        "flat in another order",
        (4, 3),
        lambda x: x.T.flatten(),
        "the expected values are there, but reshaped with the axes in another order: "
        "is a transpose missing, or too many?",
    ),
    ("repeated", (3,), lambda x: x.expand(4, 3), "it is what was expected, repeated to (4, 3)"),
    ("mean", (4, 3), lambda x: x.mean(0), "it is the mean over axis 0 of what was expected"),
    (
        "sum of channels",
        (4, 3, 2, 2),
        lambda x: x.sum((0, 2, 3)),
        "it is the sum over axes 0, 2 and 3 of what was expected",
    ),
    ("mean kept", (4, 3), lambda x: x.mean(1, True), "it is the mean over axis 1 of what was expected"),
    ("mean of all", (4, 3), lambda x: x.mean(), "it is the mean over all values of what was expected"),
    ("cut", (4, 3), lambda x: x[:3], ""),
    ("nan", (4, 3), lambda x: x[:3] * torch.nan, "every value is NaN"),
]


@pytest.mark.parametrize(
    ("name", "shape", "change", "words"), [*SAME_SHAPE, *OTHER_SHAPE], ids=lambda case: str(case)[:20]
)
def test_explained(name: str, shape: tuple[int, ...], change: Change, words: str) -> None:
    want = normal(*shape)
    assert explain(change(want), want) == words
    if name not in ("half precision", "brain"):
        assert explain(change(want.double()).numpy(), want.double().numpy(), Relative(1e-9)) == words


@pytest.mark.parametrize(
    ("got", "want", "words"),
    [
        (normal(4, 3), normal(4, 3).mean(), "its mean over all values is what was expected"),
        (normal(4, 3), normal(4, 3).sum(0), "its sum over axis 0 is what was expected"),
        (normal(3), normal(3).expand(4, 3), "what was expected is this, repeated to (4, 3)"),
        (
            normal(4, 3),
            normal(4, 3).softmax(1),
            "its softmax is what was expected: logits came in place of probabilities",
        ),
        (
            normal(4, 3),
            normal(4, 3).log_softmax(1),
            "its log-softmax is what was expected: logits came in place of log-probabilities",
        ),
        (normal(9).abs().sqrt(), normal(9).abs(), "every value is the square root of the expected one"),
        (normal(9) > 0, normal(9) <= 0, "every truth value is the opposite"),
        (np.arange(9) * 3, np.arange(9), "every value is 3 times the expected one"),
        (np.arange(9) + 1, np.arange(9), "every value is 1 more than the expected one"),
        (normal(9).double().float().double(), normal(9).double() * (1 + 1e-9), ""),
    ],
)
def test_explained_the_other_way_round(got: object, want: object, words: str) -> None:
    assert explain(got, want) == words


def test_single_precision_is_named_where_double_was_asked_for() -> None:
    want = torch.rand(9, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    assert explain(want.float().double(), want, Relative(1e-10)) == "the values have only the precision of float32"


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (2.0, 1.0),
        (torch.tensor([2.0]), torch.tensor([1.0])),
        (torch.tensor([2.0, 4.0]), torch.tensor([1.0, 2.0])),
        (torch.full((9,), 2.0), torch.ones(9)),
        (torch.full((9,), -1e-5), torch.full((9,), 1e-4)),
        (torch.ones(4, 2), torch.ones(2, 4)),
        (torch.zeros(6), torch.zeros(2, 3)),
        (torch.zeros(4, 3), torch.tensor(0.0)),
        (torch.tensor([True, False, True]), torch.tensor([True, True, True])),
        (torch.tensor([0, 1, 1, 0, 1]), torch.tensor([1, 0, 0, 1, 1])),
        (torch.zeros(0, 3), torch.zeros(3, 0)),
        (normal(4, 3) * 1j, normal(4, 3) + 0j),
        (2**70, 2**71),
        (None, 1.0),
        ([1.0], torch.ones(1)),
        (
            torch.tensor([1, 2, 3.5, 7, 5, 6, 9, 4]) + 2**-9 * torch.tensor([0, 1, 0, 2, 0, -2, 0, 2]),
            torch.tensor([1, 2, 3.5, 7, 5, 6, 9, 4]),
        ),
        (3 * torch.eye(6)[:1].T * torch.arange(5) + torch.arange(6.0)[:, None], torch.eye(6)[:1].T * torch.arange(5)),
        (torch.tensor([torch.nan, 1.0, 2.0, 9.0]), torch.tensor([3.0, 1.0, 2.0, 8.0])),
    ],
)
def test_too_little_explains_nothing(got: object, want: object) -> None:
    assert explain(got, want) == ""


def test_numbers_below_the_tolerance_explain_nothing() -> None:
    want = normal(50) * 1e-7
    for got in (normal(50, seed=1) * 2e-5, normal(50, seed=1) * 1e-4, normal(50, seed=1)):
        assert explain(got, want) == ""


def test_a_fit_must_hold_in_every_row() -> None:
    shape = torch.tensor([0.0, 0.5, 1.0, 0.25])
    want = normal(4, 1) * shape
    got = (3 * want + normal(4, 1, seed=1)).clone()
    fitting = explain(got, want)
    assert fitting == "every row is 3 times as wide about its mean"
    for scale in (1e-12, 3e-4):
        want[1] = shape * scale
        got[1] = shape + torch.tensor([0.0, 0.1, 0.0, 0.0])
        assert explain(got, want) == ""


def test_only_the_wrong_places_are_named_by_the_tolerance_that_was_asked() -> None:
    want = normal(9, 5)
    got = want.clone()
    got[:, -1] = normal(9, seed=3)
    assert explain(got, want) == "only the last column differs"
    got[2, 0] += 5e-5
    assert explain(got, want) == ""


@pytest.mark.parametrize("tolerance", [Close(0.1, 0.1), Close(0.5, 0.0), Close(0.0, 0.3), Relative(0.3)])
def test_a_wide_tolerance_does_not_widen_the_explanation(tolerance: Tolerance) -> None:
    want = normal(20, 4)
    assert explain(2 * want, want, tolerance) == "every value is 2 times the expected one"
    assert explain(2 * want + 0.3 * normal(20, 4, seed=1), want, tolerance) == ""
    assert explain(normal(20, 4, seed=2), want, tolerance) == ""


def test_exact_tolerance_leaves_room_for_rounding() -> None:
    want = normal(9)
    assert explain(want * 3, want, Exact()) == "every value is 3 times the expected one"


def test_equal_nan_places_do_not_stand_in_the_way() -> None:
    want = normal(20)
    want[3] = torch.nan
    assert explain(2 * want, want) == "every value is 2 times the expected one"
    assert explain(-want, want) == "every sign is flipped"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda x: 2 * x, "every value is 2 times the expected one (judged by 65,536 of 2,097,153 values)"),
        (lambda x: 0 * x, "every value is 0 (judged by 65,536 of 2,097,153 values)"),
        (lambda x: x[::-1], ""),
    ],
)
def test_a_large_value_is_judged_by_a_sample(change: Callable[[Array], Array], words: str) -> None:
    want = np.random.default_rng(0).random((1 << 21) + 1, np.float32)
    assert explain(change(want), want) == words


def test_a_large_value_of_another_shape_is_left_alone() -> None:
    want = torch.zeros(1).expand((1 << 21) + 1)
    assert explain(want[None], want) == ""
    assert explain(torch.ones(()), want) == ""
