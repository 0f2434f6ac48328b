"""Training steps from one start, by `torch.optim`, and what goes wrong where they are written by hand.

A trajectory is the list of all parameters after each step. Hand-written SGD, `w = w - lr * grad`, and momentum,
`v = mu * v + grad; w = w - lr * v`, agree with `torch.optim.SGD` up to rounding.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from grader.checks import misconception

Parameters = Mapping[str, Tensor]
Batch = tuple[Tensor, Tensor]
Objective = Callable[[Parameters, Tensor, Tensor], Tensor]
"""Loss of a minibatch: of parameters, inputs and targets."""
Trajectory = list[dict[str, Tensor]]
Update = Callable[[Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]
"""From a parameter, its gradient and its velocity to the next parameter and velocity."""


def trajectory(
    objective: Objective, parameters: Parameters, batches: Sequence[Batch], *, optimizer: str = "SGD", **options: Any
) -> Trajectory:
    """Parameters after each step of an optimizer of `torch.optim`, one step a batch."""
    return _run(objective, parameters, batches, optimizer, options, clear=True)


def _run(
    objective: Objective,
    parameters: Parameters,
    batches: Sequence[Batch],
    optimizer: str,
    options: Mapping[str, Any],
    *,
    clear: bool,
) -> Trajectory:
    current = {name: value.detach().clone().requires_grad_() for name, value in parameters.items()}
    steps = getattr(torch.optim, optimizer)(list(current.values()), **options)
    states: Trajectory = []
    for inputs, targets in batches:
        if clear:
            steps.zero_grad()
        objective(current, inputs, targets).backward()  # type: ignore[no-untyped-call]
        steps.step()
        states.append({name: value.detach().clone() for name, value in current.items()})
    return states


def _by_hand(objective: Objective, parameters: Parameters, batches: Sequence[Batch], update: Update) -> Trajectory:
    current = {name: value.detach().clone() for name, value in parameters.items()}
    velocity = {name: torch.zeros_like(value) for name, value in current.items()}
    states: Trajectory = []
    for inputs, targets in batches:
        leaves = {name: value.requires_grad_() for name, value in current.items()}
        gradients = torch.autograd.grad(objective(leaves, inputs, targets), list(leaves.values()))
        for (name, value), gradient in zip(leaves.items(), gradients, strict=True):
            current[name], velocity[name] = update(value.detach(), gradient, velocity[name])
        states.append({name: value.clone() for name, value in current.items()})
    return states


@misconception(
    trajectory,
    "gradients never cleared",
    hint="`backward` adds to the gradients that are there already. What do they hold at the second step?",
)
def _accumulated(
    objective: Objective, parameters: Parameters, batches: Sequence[Batch], *, optimizer: str = "SGD", **options: Any
) -> Trajectory:
    return _run(objective, parameters, batches, optimizer, options, clear=False)


def _declare(name: str, hint: str, update: Callable[[float, float], Update]) -> None:
    """Declare a wrong rule of SGD with momentum, given by learning rate and momentum."""

    @misconception(trajectory, name, hint=hint)
    def variant(
        objective: Objective,
        parameters: Parameters,
        batches: Sequence[Batch],
        *,
        optimizer: str = "SGD",
        lr: float,
        momentum: float = 0.0,
    ) -> Trajectory:
        return _by_hand(objective, parameters, batches, update(lr, momentum))


_declare(
    "uphill",
    "The step goes the way the gradient points. Which way does the loss fall?",
    lambda lr, mu: lambda w, g, v: (w + lr * (mu * v + g), mu * v + g),
)
_declare(
    "velocity subtracted",
    "The old velocity should push on, not hold back: look at its sign.",
    lambda lr, mu: lambda w, g, v: (w - lr * (g - mu * v), g - mu * v),
)
_declare(
    "learning rate applied twice",
    "The learning rate is in the velocity and again in the step.",
    lambda lr, mu: lambda w, g, v: (w - lr * (mu * v + lr * g), mu * v + lr * g),
)
_declare(
    "no momentum",
    "Every step is a plain gradient step. Is the velocity kept from one step to the next?",
    lambda lr, mu: lambda w, g, v: (w - lr * g, g),
)
_declare(
    "gradient averaged",
    "The new gradient enters the velocity whole, not weighted with 1 - momentum.",
    lambda lr, mu: lambda w, g, v: (w - lr * (mu * v + (1 - mu) * g), mu * v + (1 - mu) * g),
)
_declare(
    "no learning rate",
    "The step is as long as the gradient: the learning rate is missing.",
    lambda lr, mu: lambda w, g, v: (w - (mu * v + g), mu * v + g),
)
