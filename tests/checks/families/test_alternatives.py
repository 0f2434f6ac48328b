"""Several right answers, and expectations that go into other expectations."""

import types

import torch

from grader.checks.expected.reference import Reference
from grader.checks.expected.sealed import open_sealed
from grader.checks.judging.expect import Expect


def grown(x: torch.Tensor, state: dict[str, int]) -> tuple[torch.Tensor, dict[str, int]]:
    return x + state["by"], {"by": state["by"] * 2}


def reference() -> Reference:
    module = types.ModuleType("reference_of_alternatives")
    module.__dict__["grown"] = grown
    return Reference(module, lambda: 1)


def test_the_state_after_one_step_goes_into_the_next() -> None:
    steps = reference()
    value, state = torch.zeros(2), {"by": 1}
    wants = []
    for _ in range(3):
        stepped = steps.grown(value, state).value
        value, state = stepped[0], stepped[1]
        wants.append(value)
    assert [item.tolist() for item in (open_sealed(want) for want in wants) if isinstance(item, torch.Tensor)] == [
        [1, 1],
        [3, 3],
        [7, 7],
    ]


def test_expectations_inside_containers_are_opened_and_copied() -> None:
    steps = reference()
    first = steps.grown(torch.zeros(1), {"by": 5}).value
    second = steps.grown(torch.zeros(1), {"by": first[1]["by"]}).value
    expect = Expect()
    came = {"now": torch.tensor([5.0]), "then": [torch.tensor([10.0])]}
    assert expect.close("both", came, {"now": first[0], "then": [second[0]]})


def test_any_of_several_answers_is_right() -> None:
    expect = Expect()
    wants = [torch.tensor([1.0]), torch.tensor([2.0])]
    assert expect.any_close("answer", torch.tensor([2.0]), wants, points=1)
    assert [(item.passed, item.want) for item in expect.recorded] == [(True, wants[1])]


def test_when_none_is_right_the_first_is_shown() -> None:
    expect = Expect()
    assert not expect.any_close("answer", torch.tensor([3.0]), [torch.tensor([1.0]), torch.tensor([2.0])])
    [item] = expect.recorded
    assert "expected 1, got 3" in item.differences[0].message
