"""Excerpts of values: what they look like, how long they get, and what they cost."""

import math
import sys
import tracemalloc
from collections import OrderedDict
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.compare import show
from tests.compare.values import Placeholder, biting, nested


@pytest.mark.parametrize(
    ("value", "type_name", "text", "shape", "dtype"),
    [
        (None, "NoneType", "None", None, ""),
        (True, "bool", "True", None, ""),
        (3, "int", "3", None, ""),
        (1 / 3, "float", "0.333333", None, ""),
        (math.nan, "float", "nan", None, ""),
        (1 + 0.5j, "complex", "1+0.5j", None, ""),
        (np.float32(0.1), "float32", "0.1", None, ""),
        ("a\x1b[31m\u202e\ud800'", "str", '"a\\x1b[31m\\u202e\\ud800\'"', None, ""),
        (b"\x00a", "bytes", "b'\\x00a'", None, ""),
        (torch.tensor(1.5), "Tensor", "1.5", (), "float32"),
        (torch.tensor([[1.0, -2.25], [300.0, 4.0]]), "Tensor", "[[    1, -2.25],\n [  300,     4]]", (2, 2), "float32"),
        (torch.tensor([1.5], dtype=torch.bfloat16), "Tensor", "[1.5]", (1,), "bfloat16"),
        (torch.nn.Parameter(torch.ones(1)), "Parameter", "[1]", (1,), "float32"),
        (np.array([True, False]), "ndarray", "[ True, False]", (2,), "bool"),
        (np.zeros((2, 0)), "ndarray", "[]", (2, 0), "float64"),
        (np.arange(200), "ndarray", "[  0,   1,   2, …, 197, 198, 199]", (200,), "int64"),
        (np.ones((2,) * 9), "ndarray", "1, 1, 1, …, 1, 1, 1 (flattened)", (2,) * 9, "float64"),
        ([1, "a", None, [2.5]], "list", "[1, 'a', None, [2.5]]", None, ""),
        ((1,), "tuple", "(1,)", None, ""),
        ((), "tuple", "()", None, ""),
        ({"a": 1, 2: (), None: b""}, "dict", "{'a': 1, 2: (), None: b''}", None, ""),
        (OrderedDict(a=1), "OrderedDict", "{'a': 1}", None, ""),
        (torch.ones(2, 3).shape, "Size", "(2, 3)", None, ""),
        ({"w": torch.ones(2)}, "dict", "{'w': Tensor(2,) float32 [1, 1]}", None, ""),
        (list(range(100)), "list", f"[{', '.join(map(str, range(27)))}, …, 97, 98, 99]", None, ""),
        (dict.fromkeys(range(31)), "dict", f"{{{', '.join(f'{i}: None' for i in range(30))}, … 1 more}}", None, ""),
        (["x" * 300], "list", f"['{'x' * 133}'…'{'x' * 66}' (300 characters)]", None, ""),
        (Placeholder("Foo\n", "too\nlarge"), "Foo\\n", "<Foo\\n: too\\nlarge>", None, ""),
        ({1, 2}, "set", "<set>", None, ""),
        (torch.ones(2, device="meta"), "Tensor", "<Tensor>", None, ""),
        (np.array(["a"]), "ndarray", "<ndarray>", None, ""),
    ],
)
def test_show(value: object, type_name: str, text: str, shape: tuple[int, ...] | None, dtype: str) -> None:
    shown = show(value)
    assert (shown.type, shown.text, shown.shape, shown.dtype) == (type_name, text, shape, dtype)


def test_an_integer_too_long_for_a_line() -> None:
    assert show(2**128 - 1).text == str(2**128 - 1)
    assert show(10**5000).text == "an integer of 16610 bits"


def test_a_matrix_shows_its_corners() -> None:
    lines = show(torch.arange(10000.0).reshape(100, 100)).text.split("\n")
    assert len(lines) == 7
    assert lines[0] == "[[   0,    1,    2, …,   97,   98,   99],"
    assert lines[3] == " …,"
    assert lines[6] == " [9900, 9901, 9902, …, 9997, 9998, 9999]]"


def test_deep_nesting_ends() -> None:
    value: list[Any] = []
    value.append(value)
    assert show(value).text.startswith("[[[[")
    assert "…" in show(value).text


@given(nested, st.integers(10, 300))
def test_the_limit_holds(value: object, limit: int) -> None:
    shown = show(value, limit)
    assert len(shown.text) <= limit
    assert shown.text.isprintable() or "\n" in shown.text
    assert shown.model_validate_json(shown.model_dump_json()) == shown


@pytest.mark.parametrize("base", [object, list, tuple, dict, str, int, float, np.ndarray, torch.Tensor])
def test_no_method_of_a_value_is_run(base: type) -> None:
    value = biting(base)() if base is not np.ndarray else biting(base)((2,))
    assert show(value).type == "Biting"
    assert show([value, {"a": value}]).type == "list"


@pytest.mark.parametrize(
    "value",
    [
        np.zeros(32 << 20, np.float64),
        torch.zeros(1).expand(1 << 40),
        torch.zeros(8, 1 << 22).T,
        torch.zeros(64 << 20, dtype=torch.bfloat16),
        np.zeros((2,) * 24),
        [[i] * 100 for i in range(1000)],
        {str(i): i for i in range(100_000)},
        "x" * 10_000_000,
        10**1_000_000,
        [[[[list(range(50))] * 50] * 50] * 50] * 50,
    ],
    ids=["array", "expanded", "transposed", "bfloat16", "many axes", "lists", "dict", "text", "int", "wide"],
)
def test_the_cost_is_that_of_the_excerpt(value: object) -> None:
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    tracemalloc.start()
    sys.setprofile(count)
    try:
        text = show(value).text
    finally:
        sys.setprofile(None)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(text) <= 2000
    assert calls < 100_000
    assert peak < 8 << 20
