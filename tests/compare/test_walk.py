"""Structures: lists, tuples, dicts, text, None and what was refused; and that nothing of a value is ever run."""

from collections import OrderedDict, defaultdict
from typing import Any

import numpy as np
import pytest
import torch

from grader.compare import compare
from tests.compare.values import Placeholder, biting, normal


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ([1, 2], (1, 2)),
        ((1, [2, {"a": None}]), [1, (2, {"a": None})]),
        ("abc", "abc"),
        (b"abc", b"abc"),
        (None, None),
        ({}, {}),
        ([], ()),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (OrderedDict(a=1), {"a": 1}),
        (defaultdict(int, a=1), OrderedDict(a=1)),
        ((3, 4), torch.ones(3, 4).shape),
        (torch.max(torch.arange(3.0), 0), (2.0, 2)),
        ({(1, "a"): 1, None: 2, 1.5: 3}, {None: 2, 1.5: 3, (1, "a"): 1}),
        ([0.5] * 50, (0.5,) * 50),
        ([True] * 50, [True] * 50),
        ([2**70] * 50, [2**70] * 50),
    ],
)
def test_equal(got: object, want: object) -> None:
    assert compare(got, want) == []
    assert compare(want, got) == []


@pytest.mark.parametrize(
    ("got", "want", "found"),
    [
        (None, torch.ones(2), [("", "type", "expected a Tensor of shape (2,), got None (is a `return` missing?)")]),
        ((None, 1), (2, 1), [("[0]", "type", "expected the integer 2, got None")]),
        (torch.ones(2), None, [("", "type", "expected None, got a Tensor of shape (2,)")]),
        ((1, 2), np.ones(2), [("", "type", "expected an ndarray of shape (2,), got a tuple of 2 values")]),
        (1.5, [1.5], [("", "type", "expected a list of 1 value, got the number 1.5")]),
        ([1], {"a": 1}, [("", "type", "expected a dict with 1 key, got a list of 1 value")]),
        (True, "a", [("", "type", "expected the text 'a', got the truth value True")]),
        ("1", 1, [("", "type", "expected the integer 1, got the text '1'")]),
        (b"a", "a", [("", "type", "expected the text 'a', got the bytes b'a'")]),
        ("abd", "abc", [("", "value", "expected the text 'abc', got the text 'abd' (they part at position 2)")]),
        ("ab", "abc", [("", "value", "expected the text 'abc', got the text 'ab' (they part at position 2)")]),
        ((1,), (1, 2), [("", "structure", "expected 2 values, got 1")]),
        (
            (3, 1, 9),
            (3, 2),
            [("", "structure", "expected 2 values, got 3"), ("[1]", "value", "expected 2, got 1 (off by 1)")],
        ),
        ({}, {"a": 1}, [("", "structure", "the key 'a' is missing")]),
        ({"a": 1}, {}, [("", "structure", "unexpected key 'a'")]),
        (
            {"runing_mean": 1},
            {"running_mean": 1},
            [
                ("", "structure", "the key 'running_mean' is missing; is 'runing_mean' meant to be it?"),
                ("", "structure", "unexpected key 'runing_mean'"),
            ],
        ),
        (
            dict.fromkeys("abcdefg"),
            {"a": None},
            [("", "structure", "unexpected keys 'b', 'c', 'd', 'e', 'f' and 1 more")],
        ),
        (
            {1: 0, "x\n": 0},
            {True: 0},
            [("", "structure", "the key True is missing"), ("", "structure", "unexpected keys 1 and 'x\\n'")],
        ),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, [("['a'][1]['b']", "value", "expected 3, got 2 (off by 1)")]),
        (
            [Placeholder("Foo", "lost"), Placeholder("Bar\x1b", "")],
            [1.5, None],
            [
                (
                    "[0]",
                    "refused",
                    "expected the number 1.5, got an object of type Foo, which cannot be compared: lost",
                ),
                ("[1]", "refused", "expected None, got an object of type Bar\\x1b, which cannot be compared"),
            ],
        ),
    ],
)
def test_every_part_that_differs_is_found(got: object, want: object, found: list[tuple[str, str, str]]) -> None:
    assert [(one.path, one.kind, one.message) for one in compare(got, want)] == found


@pytest.mark.parametrize(
    ("got", "want", "message"),
    [
        ([1], (1,), "expected a tuple of 1 value, got a list of 1 value"),
        ((1,), [1], "expected a list of 1 value, got a tuple of 1 value"),
        ((3, 4), torch.ones(3, 4).shape, ""),
        (OrderedDict(a=1), {"a": 1}, ""),
    ],
)
def test_list_and_tuple_differ_when_asked(got: object, want: object, message: str) -> None:
    assert [one.message for one in compare(got, want, kinds=True)] == ([message] if message else [])


def test_a_long_list_of_numbers_is_one_value() -> None:
    losses = [1 / n for n in range(1, 101)]
    [difference] = compare([*losses[:70], 2.0, *losses[71:]], losses)
    assert (difference.path, difference.worst_index, difference.total) == ("", (70,), 100)
    assert len(compare([0.0] * 15, [1.0] * 15)) == 15


def test_a_long_list_of_mixed_values_is_walked() -> None:
    assert [one.path for one in compare([*range(20), "a", 1], [*range(20), "b", 1])] == ["[20]"]


def test_differences_are_bounded_and_the_rest_counted() -> None:
    differences = compare(["a"] * 1000, ["b"] * 1000)
    assert len(differences) == 21
    assert differences[-1].message == "and 980 more differences"
    assert compare(["a"] * 21, ["b"] * 21)[-1].message == "and 1 more difference"


@pytest.mark.parametrize(
    "base", [object, list, tuple, dict, str, bytes, int, float, np.ndarray, torch.Tensor, np.float64]
)
@pytest.mark.parametrize("want", [1, 1.5, "a", None, b"a", [1], (1, 2), {"a": 1}, torch.ones(2), np.float32(1)])
def test_no_method_of_a_value_is_run(base: type, want: object) -> None:
    got = biting(base)() if base is not np.ndarray else biting(base)((2,))
    assert compare(got, want) != []
    assert compare([got], [want]) != []
    assert compare({"a": got, "b": 1}, {"a": want, "b": 1}) != []


def test_no_method_of_a_key_is_run() -> None:
    key = type("Key", (), {})()
    got = {key: 1, "a": 1}
    type(key).__eq__ = type(key).__hash__ = type(key).__repr__ = biting().__eq__  # type: ignore[assignment]
    [difference] = compare(got, {"a": 1})
    assert difference.message == "unexpected key of type Key"


def test_keys_whose_hashes_clash_cost_nothing() -> None:
    clashing: dict[object, int] = {number * (2**61 - 1): 1 for number in range(1000)}
    assert compare({**clashing, "a": 1}, {"a": 1})[0].message.endswith("and 995 more")


@pytest.mark.parametrize("want", [{1, 2}, object(), torch.float32, np.array(["a"]), range(3)])
def test_an_expected_value_that_cannot_be_compared_is_the_authors_mistake(want: object) -> None:
    with pytest.raises(TypeError, match=r"the expected value at \['a'\] is .*cannot be compared; expect tensors"):
        compare({"a": 1}, {"a": want})


def test_an_expected_key_that_cannot_be_compared_is_the_authors_mistake() -> None:
    with pytest.raises(TypeError, match="key of type frozenset"):
        compare({}, {frozenset(): 1})


def test_values_that_contain_themselves() -> None:
    got: list[Any] = []
    got.append(got)
    assert compare(got, [[[1]]])[0].path == "[0][0][0]"
    with pytest.raises(ValueError, match="contain itself"):
        compare(got, got)


def test_differences_carry_explanations() -> None:
    want = {"w": normal(4, 3), "b": normal(3, seed=1)}
    found = compare({"w": want["w"].T, "b": 2 * want["b"]}, want)
    assert [one.explanation for one in found] == [
        "it is the transpose of what was expected",
        "every value is 2 times the expected one",
    ]


def test_an_explanation_looks_past_the_dimensions_that_may_differ() -> None:
    want = normal(5)
    [difference] = compare(2 * want[None], want, shapes="unsqueezed")
    assert (difference.worst_index, difference.explanation) == ((2,), "every value is 2 times the expected one")


def test_explanations_end_after_so_many_elements() -> None:
    found = compare([torch.zeros(1_100_000)] * 3, [torch.ones(1_100_000)] * 3)
    assert [one.explanation for one in found] == ["every value is 0", "every value is 0", ""]


def test_an_exchange_is_named() -> None:
    gamma, beta = normal(5), normal(5, seed=1)
    found = compare((normal(2, 2), beta, gamma), (normal(2, 2), gamma, beta))
    assert [(one.path, one.explanation) for one in found] == [
        ("[1]", "its value and that of [2] look exchanged"),
        ("[2]", "its value and that of [1] look exchanged"),
    ]
