"""A batch normalization module of the submission and the reference's, built alike and given the same state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from grader.checks.asking.student import StudentObject
from grader.checks.context import Context
from grader.checks.expected.reference import ReferenceObject
from grader.checks.expected.sealed import Sealed
from grader.checks.families.batchnorm.functional import TOLERANCE, Batch
from grader.checks.families.batchnorm.names import affine_names, statistic_keys
from grader.checks.families.family import expect_there

FEATURES = 5


@dataclass(frozen=True)
class Layer:
    """The class's name, and the names of its arguments as the handout declares them."""

    name: str = "myBatchnorm"
    eps: str = "epsilon"
    momentum: str = "momentum"


@dataclass(frozen=True)
class Roles:
    """Full names of the tensors inside a module; None where there is no such tensor."""

    gamma: str | None
    beta: str | None
    mean: str | None
    var: str | None


def roles_of(parameters: Mapping[str, Tensor], buffers: Mapping[str, Tensor]) -> Roles:
    """Find them among parameters that are trained and the rest of the state."""
    affine = affine_names(parameters) or (None, None)
    moving = statistic_keys(name for name, value in buffers.items() if value.ndim) or (None, None)
    return Roles(*affine, *moving)


@dataclass(frozen=True)
class Statistic:
    """A running statistic in the submission's module, None where there is none, and as it should be."""

    label: str
    got: Tensor | None
    want: Sealed


class Pair:
    """The submission's module and the reference's, built alike."""

    def __init__(self, t: Context, layer: Layer, **options: float) -> None:
        self.t = t
        self.net: StudentObject = t.student.function(layer.name).hold(FEATURES, **options)
        self.reference: ReferenceObject = getattr(t.reference, layer.name)(FEATURES, **options)
        self.roles = self.student_roles()
        self.reference_roles = roles_of(*_split(self.reference.now(_state)))

    def student_roles(self) -> Roles:
        """Roles in the submission's module; statistics may also be untrained parameters, or mere attributes."""
        state = self.net.state()
        sized = {name: value for name, value in state.parameters.items() if value.numel() == FEATURES}
        trained = {name: value for name, value in sized.items() if state.requires_grad.get(name)}
        fixed = {name: value for name, value in sized.items() if name not in trained}
        found = roles_of(trained, {**state.buffers, **fixed})
        return found if found.mean else roles_of(trained, self.attributes())

    def attributes(self) -> dict[str, Tensor]:
        """Tensors that the module's object holds without having registered them."""
        held = self.net.get("__dict__").value
        values = held.items() if isinstance(held, dict) else ()
        return {name: value for name, value in values if isinstance(name, str) and isinstance(value, Tensor)}

    def load(self, batch: Batch) -> bool:
        """Give both modules the batch's gamma, beta, running mean and variance, as far as they are registered.

        Whether the statistics are.
        """
        values = {"gamma": batch.gamma, "beta": batch.beta, "mean": batch.mean, "var": batch.var}
        own = self.net.state()
        shapes = {name: value.shape for name, value in {**own.parameters, **own.buffers}.items()}
        names = {role: name for role in values if (name := getattr(self.roles, role)) in shapes}
        self.net.assign({name: values[role].detach().reshape(shapes[name]) for role, name in names.items()})
        wanted = {getattr(self.reference_roles, role): values[role].detach() for role in names}
        self.reference.run(lambda target: _load(target, wanted))
        return "mean" in names

    def registered(self, role: str) -> Sealed:
        """Whether a running statistic should be in the module's `state_dict`."""
        name = getattr(self.reference_roles, role)
        return self.reference.run(lambda target: name in as_module(target).state_dict())

    def statistics(self) -> list[Statistic]:
        """The running mean and variance as they are now."""
        state = self.net.state()
        held = {**self.attributes(), **state.parameters, **state.buffers}
        now = self.reference.run(lambda target: {name: value.clone() for name, value in _state(target).items()})
        return [
            Statistic("running mean", held.get(self.roles.mean or ""), now[self.reference_roles.mean]),
            Statistic("running variance", held.get(self.roles.var or ""), now[self.reference_roles.var]),
        ]

    def expect(self, statistics: Sequence[Statistic]) -> None:
        """Both running statistics, as two comparisons."""
        for one in statistics:
            absent = f"nothing in the module is the {one.label}"
            expect_there(self.t, one.label, one.got, one.want, absent=absent, tolerance=TOLERANCE, shapes="unsqueezed")


def _state(target: object) -> dict[str, Tensor]:
    net = as_module(target)
    return {**dict(net.named_parameters()), **dict(net.named_buffers())}


def _split(state: object) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    tensors: dict[str, Tensor] = state if isinstance(state, dict) else {}
    trained: dict[str, Tensor] = {name: value for name, value in tensors.items() if isinstance(value, nn.Parameter)}
    return trained, {name: value for name, value in tensors.items() if name not in trained}


def _load(target: object, values: Mapping[str, Tensor]) -> None:
    state = _state(target)
    with torch.no_grad():
        for name, value in values.items():
            state[name].copy_(value)


def as_module(target: object) -> nn.Module:
    """The reference's object, which is a module."""
    assert isinstance(target, nn.Module)
    return target
