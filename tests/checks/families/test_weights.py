"""Which parameter is which: layers are matched in the order of execution, and refused where that leaves a choice."""

import pytest
import torch
from torch import Tensor, nn

from grader.checks.asking.answers import Answer
from grader.checks.families.weights import (
    Ambiguous,
    Layer,
    Mismatch,
    Source,
    arranged,
    match,
    reference_layers,
    student_layers,
)
from grader.model import Verdict


def linear(name: str, inside: int, outside: int, kind: str = "Linear") -> Layer:
    shape = (outside, inside) if kind == "Linear" else (inside, outside)
    return Layer(name, kind, ((f"{name}.weight", shape), (f"{name}.bias", (outside,))))


def norm(name: str, size: int, kind: str = "BatchNorm1d", names: tuple[str, str] = ("weight", "bias")) -> Layer:
    return Layer(name, kind, tuple((f"{name}.{key}", (size,)) for key in names))


def values_of(*layers: Layer) -> dict[str, Tensor]:
    return {name: torch.rand(shape) for layer in layers for name, shape in layer.parameters}


REFERENCE = [linear("0", 6, 5), norm("1", 5), linear("2", 5, 5), linear("3", 5, 3)]


def matched(*student: Layer, reference: list[Layer] | None = None) -> dict[str, Source]:
    right = reference or REFERENCE
    return match(student, right, values_of(*student), values_of(*right))


@pytest.mark.parametrize(
    ("layer", "kind"),
    [
        (linear("a", 6, 5), "affine"),
        (linear("a", 2, 1), "affine"),
        (linear("a", 1, 1), "affine"),
        (Layer("a", "Linear", (("a.weight", (3, 4)),)), "affine"),
        (Layer("a", "Conv2d", (("a.weight", (16, 1, 5, 5)), ("a.bias", (16,)))), "affine"),
        (Layer("a", "Hand", (("a.b", (1, 5)), ("a.w", (6, 5)))), "affine"),
        (norm("a", 5), "norm"),
        (Layer("a", "Hand", (("a.g", (1, 5)), ("a.b", (1, 5)))), "norm"),
        (Layer("", "Net", (("W0", (6, 5)), ("b0", (5,)), ("W1", (5, 3)), ("b1", (3,)))), "mixed"),
        (Layer("a", "Hand", (("a.w", (5, 5)), ("a.v", (5, 5)))), "mixed"),
    ],
)
def test_kinds_of_layer(layer: Layer, kind: str) -> None:
    assert layer.kind == kind


def test_layers_are_matched_in_order_whatever_their_names() -> None:
    found = matched(linear("out", 6, 5), norm("b", 5), linear("a", 5, 5), linear("first", 5, 3))
    assert found == {
        "out.weight": Source("0.weight"),
        "out.bias": Source("0.bias"),
        "b.weight": Source("1.weight"),
        "b.bias": Source("1.bias"),
        "a.weight": Source("2.weight"),
        "a.bias": Source("2.bias"),
        "first.weight": Source("3.weight"),
        "first.bias": Source("3.bias"),
    }


def test_hand_written_layers_may_store_the_transpose() -> None:
    """The square one is judged by the others of its class."""
    found = matched(linear("a", 6, 5, "Mine"), norm("b", 5), linear("c", 5, 5, "Mine"), linear("d", 5, 3, "Mine"))
    assert [found[f"{name}.weight"].transposed for name in "acd"] == [True, True, True]
    assert not found["a.bias"].transposed


def test_gamma_and_beta_are_told_by_their_first_values() -> None:
    layer = norm("b", 5, "Mine", ("p", "q"))
    student = [linear("a", 6, 5), layer, linear("c", 5, 5), linear("d", 5, 3)]
    values = {**values_of(*student), "b.p": torch.zeros(5), "b.q": torch.ones(5)}
    found = match(student, REFERENCE, values, values_of(*REFERENCE))
    assert (found["b.q"], found["b.p"]) == (Source("1.weight"), Source("1.bias"))


@pytest.mark.parametrize(
    ("student", "message"),
    [
        ([linear("a", 6, 5), norm("b", 5), linear("d", 5, 3)], "expected 4 layers with parameters, got 3"),
        ([linear("a", 6, 5), linear("c", 5, 5), norm("b", 5), linear("d", 5, 3)], "`c` is not the kind of layer"),
        ([linear("a", 6, 4), norm("b", 5), linear("c", 5, 5), linear("d", 5, 3)], "`a` has other shapes"),
        ([linear("a", 5, 6), norm("b", 5), linear("c", 5, 5), linear("d", 5, 3)], "`a` has other shapes"),
        ([linear("a", 6, 5), norm("b", 4), linear("c", 5, 5), linear("d", 5, 3)], "`b` has other shapes"),
        (
            [Layer("a", "Linear", (("a.weight", (5, 6)),)), norm("b", 5), linear("c", 5, 5), linear("d", 5, 3)],
            "`a` has other shapes",
        ),
        ([Layer("", "Net", (("A", (7, 5)), ("B", (5, 3)), ("C", (2,))))], "`A` has a shape that is not expected"),
    ],
)
def test_other_layers_fail_with_both_lists(student: list[Layer], message: str) -> None:
    with pytest.raises(Mismatch, match=message) as caught:
        matched(*student)
    assert "Layers in the order of execution: 1. " in caught.value.message
    assert "Expected: 1. `0` (Linear): weight (5, 6), bias (5,); 2. `1` (BatchNorm1d)" in caught.value.message
    assert caught.value.verdict is Verdict.FAILED


@pytest.mark.parametrize(
    "student",
    [
        [linear("a", 6, 5), norm("b", 5), linear("c", 5, 5, "Mine"), linear("d", 5, 3)],
        [linear("a", 6, 5), norm("b", 5, "Mine", ("p", "q")), linear("c", 5, 5), linear("d", 5, 3)],
        [Layer("", "Net", (("W0", (6, 5)), ("b0", (5,)), ("g0", (5,)), ("W1", (5, 3)), ("b1", (3,))))],
    ],
    ids=["square by hand", "gamma or beta", "all in one"],
)
def test_what_fits_in_two_ways_is_left_to_a_person(student: list[Layer]) -> None:
    with pytest.raises(Ambiguous, match="it cannot be told which weight") as caught:
        matched(*student)
    assert caught.value.verdict is Verdict.NEEDS_REVIEW


def test_one_module_with_all_weights_is_matched_where_every_shape_is_another() -> None:
    whole = Layer("", "Net", (("W0", (6, 5)), ("b0", (1, 5)), ("W1", (5, 3)), ("b1", (3,))))
    found = matched(whole, reference=[linear("0", 6, 5), linear("1", 5, 3)])
    assert found == {
        "W0": Source("0.weight", transposed=True),
        "b0": Source("0.bias"),
        "W1": Source("1.weight", transposed=True),
        "b1": Source("1.bias"),
    }


def test_values_are_arranged_as_the_submission_stores_them() -> None:
    values = {"0.weight": torch.rand(5, 6), "0.bias": torch.rand(5)}
    like = {"W0": torch.zeros(6, 5), "b0": torch.zeros(1, 5)}
    found = arranged(values, {"W0": Source("0.weight", transposed=True), "b0": Source("0.bias")}, like)
    assert torch.equal(found["W0"], values["0.weight"].T)
    assert torch.equal(found["b0"], values["0.bias"][None])


def test_layers_of_the_reference() -> None:
    net = nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Sequential(nn.BatchNorm1d(5)))
    assert reference_layers(net) == [
        Layer("0", "Linear", (("0.weight", (5, 6)), ("0.bias", (5,)))),
        Layer("2.0", "BatchNorm1d", (("2.0.weight", (5,)), ("2.0.bias", (5,)))),
    ]


def test_a_trace_is_read_field_by_field() -> None:
    good = {"name": "a", "type": "Linear", "parameters": {"weight": {"name": "a.weight", "shape": [5, 6]}}}
    odd: list[object] = [None, 3, {"name": 7}, {"name": "r", "type": "ReLU", "parameters": {}}, {"parameters": [1]}]
    assert student_layers(Answer({"layers": [*odd, good]}, {})) == [Layer("a", "Linear", (("a.weight", (5, 6)),))]
    assert student_layers(Answer({"layers": "none"}, {})) == []
