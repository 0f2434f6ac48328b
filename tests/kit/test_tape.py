"""Recording a reference and playing the recording without it."""

import types
from collections.abc import Callable

import numpy as np
import pytest
import torch

from grader.checks import misconception
from grader.checks.expected.reference import Reference, substituted
from grader.checks.expected.sealed import Sealed, Unrecorded, open_sealed
from grader.checks.families.weights import Layer
from grader.kit.outline import install, outline
from grader.kit.tape import Player, Recorder, Worlds, from_json, label, to_json
from grader.kit.values import Arrays, restore, store

NAME = "reference.tape_of_the_tests"


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A reference with a function, a class, and a wrong variant."""
    made = types.ModuleType(NAME)
    monkeypatch.setitem(__import__("sys").modules, NAME, made)
    source = """
import torch
def scale(x, factor=2.0):
    return x * factor
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.full((3,), 2.0))
    def forward(self, x):
        return scale(x, self.weight)
def added(x, factor=2.0):
    return x + factor
"""
    exec(source, made.__dict__)
    made.added.__module__ = made.scale.__module__ = made.Net.__module__ = NAME
    misconception(made.scale, "added", hint="times, not plus")(made.added)
    return made


def asked(reference: Reference) -> dict[str, object]:
    """What a check asks of the reference."""
    x = torch.arange(3.0)
    net = reference.Net()
    net.run(lambda each: each.weight.data.mul_(2))
    return {
        "value": reference.scale(x, 3.0).value,
        "gradient": reference.scale.vjp(torch.ones(3))(x.requires_grad_(), 3.0).grads.x,
        "mapped": net.run(lambda each: each).map(lambda each: each.weight.detach().sum()),
        "called": net(x.detach()).value,
    }


def opened(reference: Reference) -> dict[str, object]:
    return {name: open_sealed(value) for name, value in asked(reference).items()}


def played(recorder: Recorder, module: types.ModuleType) -> tuple[types.ModuleType, Reference]:
    worlds = [label(item) for item in recorder.worlds.variants]
    stub = install(outline(module, {"scale", "Net"}, worlds), {})
    tape = Player(Worlds(stub), from_json(to_json(recorder.entries)), recorder.arrays.by_digest)
    return stub, Reference(stub, lambda: 7, tape=tape)


def record(module: types.ModuleType, ask: Callable[[Reference], object]) -> Recorder:
    recorder = Recorder(Worlds(module))
    reference = Reference(module, lambda: 7, tape=recorder)
    ask(reference)
    recorder.ran({"scale", "Net"}, lambda: ask(reference))
    return recorder


def test_what_was_recorded_is_played_without_the_code(module: types.ModuleType) -> None:
    right = opened(Reference(module, lambda: 7))
    recorder = record(module, asked)
    _, player = played(recorder, module)
    found = opened(player)
    assert found.keys() == right.keys()
    for name, value in right.items():
        assert isinstance(value, torch.Tensor)
        assert torch.equal(torch.as_tensor(found[name]), value), name


def test_a_wrong_variant_has_a_world_of_its_own(module: types.ModuleType) -> None:
    stub, player = played(record(module, asked), module)
    variant = Worlds(stub).variants[0]
    assert variant.hint == "times, not plus"
    with substituted(stub, {"scale": variant.variant}):
        found = opened(player)
    assert torch.equal(torch.as_tensor(found["value"]), torch.arange(3.0) + 3)


def test_what_was_not_asked_is_told_from_what_was(module: types.ModuleType) -> None:
    _, player = played(record(module, asked), module)
    with pytest.raises(Unrecorded, match="after you hand in"):
        open_sealed(player.scale(torch.zeros(3), 3.0).value)


def test_two_questions_that_look_alike_are_not_taken_for_each_other(module: types.ModuleType) -> None:
    def alike(reference: Reference) -> list[Sealed]:
        net = reference.Net().run(lambda each: each)
        return [net.map(lambda each: each.weight.detach()[0]), net.map(lambda each: each.weight.detach()[1] * 5)]

    _, player = played(record(module, lambda reference: [open_sealed(each) for each in alike(reference)]), module)
    with pytest.raises(Unrecorded):
        open_sealed(alike(player)[0])


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        0.1,
        float("inf"),
        "text",
        (1, [2.5, {"a": None, 3: "b"}]),
        np.float64(0.25),
        np.arange(6).reshape(2, 3),
        torch.arange(4.0, requires_grad=True),
        torch.Size([2, 3]),
        [Layer("net.0", "Linear", (("net.0.weight", (3, 2)),))],
    ],
)
def test_values_come_back_as_they_were(value: object) -> None:
    arrays = Arrays()
    back = restore(store(value, arrays), arrays.by_digest)
    assert type(back) is type(value)
    assert repr(back) == repr(value)
