"""Batch normalization as an nn.Module: gamma and beta are parameters, the running statistics state of the module.

Names inside the module are the submission's own: gamma and beta are told apart by name, else by their initial values.
"""

from collections.abc import Callable, Collection
from typing import Any

import torch

from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.families.batchnorm.functional import GRADIENT_TOLERANCE, TOLERANCE, draw_batch, expect_off_graph
from grader.checks.families.batchnorm.pair import FEATURES, Layer, Pair, as_module
from grader.checks.families.family import Part, checks_of, expect_there

LAYER = Layer()


def module(
    question: str,
    *,
    points: float,
    layer: Layer = LAYER,
    hidden: Collection[str] = (),
    follows: tuple[str, ...] = (),
) -> list[Check]:
    """Checks of a batch normalization module, built with the number of features as its first argument.

    Parts: trainable, state, train_output, running_update, eval_mode, gradients, moves, eps_and_momentum.
    """
    name = f"`{layer.name}`"
    parts = (
        _part(
            "trainable", 2, f"gamma (ones) and beta (zeros) are the parameters of {name}, and nothing else is.", layer
        ),
        _part("state", 3, "The running mean (zeros) and variance (ones) are buffers and in the state_dict.", layer),
        _part(
            "train_output", 3, f"In train mode {name} normalizes, scales and shifts each feature of the batch.", layer
        ),
        _part(
            "running_update",
            2,
            f"In train mode {name} moves the running statistics towards the batch's, outside the graph.",
            layer,
        ),
        _part("eval_mode", 3, f"In eval mode {name} uses the running statistics and leaves them alone.", layer),
        _part("gradients", 1, "The inputs, gamma and beta get the right gradients.", layer),
        _part("moves", 1, f"{name} takes all of its state along when it is converted or moved.", layer),
        _part("eps_and_momentum", 1, f"{name} uses the {layer.eps} and the {layer.momentum} that it is given.", layer),
    )
    return checks_of(parts, question, points, hidden=hidden, follows=follows)


def _part(name: str, weight: float, sentence: str, layer: Layer) -> Part:
    body = _BODIES[name]
    return Part(name, weight, sentence, lambda t: body(t, layer))


def _trainable(t: Context, layer: Layer) -> None:
    pair = Pair(t, layer)
    state = pair.net.state()
    trained = sorted(name for name in state.parameters if state.requires_grad.get(name))
    for label, name, value in (("gamma", pair.roles.gamma, torch.ones), ("beta", pair.roles.beta, torch.zeros)):
        got, absent = state.parameters.get(name or ""), f"no parameter of the module is {label}"
        expect_there(t, f"initial {label}", got, value(FEATURES), absent=absent, shapes="unsqueezed")
    t.expect.true(
        "number of trained parameters",
        len(trained) == 2,
        message=f"expected two parameters that are trained, gamma and beta; got {', '.join(trained) or 'none'}",
    )


def _state_part(t: Context, layer: Layer) -> None:
    pair = Pair(t, layer)
    state, kept = pair.net.state(), pair.net.method("state_dict")().value
    names = kept if isinstance(kept, dict) else {}
    hint = "A tensor that belongs to a module's state but is not trained is registered as a buffer."
    for label, role, value in (("mean", "mean", torch.zeros), ("variance", "var", torch.ones)):
        name, registered = getattr(pair.roles, role), pair.registered(role)
        got, shown = state.buffers.get(name or ""), f"buffer of the running {label}"
        if got is None:
            absent = f"no buffer of the module is the running {label}"
            holds = registered.map(lambda right, held=name is not None: held and not right)
            t.expect.true(shown, holds, message=absent, hint=hint)
        else:
            t.expect.close(shown, got, value(FEATURES), shapes="unsqueezed", hint=hint)
        t.expect.true(
            f"running {label} in the state_dict",
            registered.map(lambda right, kept=name in names: right is kept),
            message=f"the state_dict holds {', '.join(map(str, names)) or 'nothing'}, but no running {label}",
        )


def _train_output(t: Context, layer: Layer) -> None:
    pair, batch = Pair(t, layer), draw_batch(t)
    pair.load(batch)
    got, want = pair.net(batch.inputs), pair.reference(batch.inputs)
    t.expect.close("output", got, want.value, tolerance=TOLERANCE)


def _running_update(t: Context, layer: Layer) -> None:
    pair, batch = Pair(t, layer), draw_batch(t, grad=True)
    pair.load(batch)
    pair.net(batch.inputs)
    pair.reference(batch.inputs)
    statistics, on_graph = pair.statistics(), pair.net.state().on_graph
    pair.expect(statistics)
    for one, name in zip(statistics, (pair.roles.mean, pair.roles.var), strict=True):
        expect_off_graph(t, one.label, name in on_graph, one.want)


def _eval_mode(t: Context, layer: Layer) -> None:
    """Statistics that the grader cannot write are reached by a step in train mode instead."""
    pair, batch = Pair(t, layer), draw_batch(t)
    if not pair.load(batch):
        pair.net(batch.inputs)
        pair.reference(batch.inputs)
    pair.net.eval()
    pair.reference.run(lambda target: as_module(target).eval())
    batch = draw_batch(t)
    got, want = pair.net(batch.inputs), pair.reference(batch.inputs)
    after = pair.statistics()
    if t.expect.close("output", got, want.value, tolerance=TOLERANCE) and pair.roles.mean is not None:
        pair.expect(after)


def _gradients(t: Context, layer: Layer) -> None:
    pair, batch = Pair(t, layer), draw_batch(t, grad=True)
    pair.load(batch)
    cotangent = t.gen.normal(batch.inputs.shape)
    got, want = pair.net.vjp(cotangent)(batch.inputs), pair.reference.vjp(cotangent)(batch.inputs)
    for role in ("gamma", "beta"):
        gradient = got.grads.parameters.get(getattr(pair.roles, role))
        wanted = want.grads.parameters[getattr(pair.reference_roles, role)]
        absent = f"{role} gets no gradient{got.no_grads and ': ' + got.no_grads}"
        options: dict[str, Any] = {"tolerance": GRADIENT_TOLERANCE, "shapes": "unsqueezed"}
        expect_there(t, f"gradient of {role}", gradient, wanted, absent=absent, **options)


def _moves(t: Context, layer: Layer) -> None:
    pair, batch = Pair(t, layer), draw_batch(t)
    pair.net.method("double")()
    pair.reference.run(lambda target: as_module(target).double())
    statistics, inputs = pair.statistics(), batch.inputs.double()
    got, want = pair.net(inputs), pair.reference(inputs)
    t.expect.close("output in float64", got, want.value, tolerance=TOLERANCE)
    if pair.roles.mean in pair.attributes():  # not registered, which the check of the state has taken points for
        return
    for one in statistics:
        moved = one.got.dtype if one.got is not None else "not there"
        wrong = f"after .double() the {one.label} is {moved}"
        t.expect.true(f"{one.label} in float64", moved is torch.float64, message=wrong)


def _eps_and_momentum(t: Context, layer: Layer) -> None:
    pair, batch = Pair(t, layer, **{layer.eps: 0.5, layer.momentum: 0.3}), draw_batch(t)
    pair.load(batch)
    got, want = pair.net(batch.inputs), pair.reference(batch.inputs)
    t.expect.close("output", got, want.value, tolerance=TOLERANCE)
    pair.expect(pair.statistics())


_BODIES: dict[str, Callable[[Context, Layer], None]] = {
    "trainable": _trainable,
    "state": _state_part,
    "train_output": _train_output,
    "running_update": _running_update,
    "eval_mode": _eval_mode,
    "gradients": _gradients,
    "moves": _moves,
    "eps_and_momentum": _eps_and_momentum,
}
