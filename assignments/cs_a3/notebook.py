"""The PyTorch notebook's part of the homework: parts II to V.

Every part binds `model` and `optimizer` anew, so a check sees them as they are after the last cell of its part that
binds the optimizer.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from grader.checks import (
    Assignment,
    Binding,
    Calls,
    Close,
    Context,
    FirstOf,
    Refused,
    Section,
    StudentFault,
    StudentObject,
)
from grader.checks.expected.reference import ReferenceObject
from grader.checks.families import model
from grader.checks.families.loss_inputs import softmax_before_loss

SCORES = Close(rtol=1e-3, atol=1e-4)
"""float32 noise of sums of 16,000 products is below 2e-5."""
DEVIATIONS, TAILS = Close(rtol=0, atol=0.09), Close(rtol=0, atol=0.04)
"""Two right draws of the 4,800 weights of the smallest layer differ by 0.015 (deviation) and 0.005 (tails) at one
standard deviation: all of them stay inside with a probability above 1 - 1e-6. PyTorch's own initialization is off by
0.6, uniform weights of the right deviation have no tails."""
AFTER_TRAINING = Close(rtol=0, atol=0.2)
"""A few steps of training move the weights a little."""
BASIC, MODULE, SEQUENTIAL, OPEN = (Section(rf"^\s*#+\s*part\s*{number}\b") for number in ("ii", "iii", "iv", "v"))
MODULE_END = FirstOf((Binding(MODULE, "optimizer"), Calls("ThreeLayerConvNet")))
SEQUENTIAL_END, OPEN_END = Binding(SEQUENTIAL, "optimizer"), Binding(OPEN, "optimizer")
SIDE = 32
Figures = dict[str, float | None]
LAYERS = ("first convolution", "second convolution", "linear map")


def ask(hw: Assignment) -> None:
    """Declare the questions of the notebook."""
    hw.question("part_2", "A network from functions", place=BASIC)
    hw.question("part_3", "The network as a module", place=MODULE)
    hw.question("part_4", "The network with nn.Sequential", place=SEQUENTIAL)
    hw.question("part_5", "A network of your own", place=OPEN)
    hw.question("accuracies", "Accuracies of 42, 45, 55 and 70 %", written=True, points=6, place=SEQUENTIAL)
    hw.check("part_2", points=3)(three_layer_convnet)
    hw.use(model.network("part_3", points=3, network=NETWORK))
    hw.check("part_3", points=1)(kaiming_normal)
    hw.check("part_3", points=1, after=MODULE_END)(plain_sgd)
    hw.check("part_4", points=2, after=SEQUENTIAL_END)(sequential)
    hw.check("part_4", points=0.5, after=SEQUENTIAL_END)(sequential_weights)
    hw.check("part_4", points=1, after=SEQUENTIAL_END)(nesterov)
    hw.check("part_5", points=0.5, after=OPEN_END)(scores_for_the_loss)


NETWORK = model.Network("ThreeLayerConvNet", (3, 6, 5, 10), lambda t: [t.gen.normal((2, 3, SIDE, SIDE))])


def three_layer_convnet(t: Context) -> None:
    """`three_layer_convnet` gives the scores: two convolutions with ReLU, and a linear map."""
    shapes = ((6, 3, 5, 5), (6,), (9, 6, 3, 3), (9,), (9 * SIDE * SIDE, 10), (10,))
    params = [t.gen.normal(shape, std=0.1 if len(shape) > 1 else 1.0) for shape in shapes]
    x = t.gen.normal((2, 3, SIDE, SIDE))
    got, want = t.student.three_layer_convnet(x, params), t.reference.three_layer_convnet(x, params)
    t.expect.close("scores", got, want.value, tolerance=SCORES)


def kaiming_normal(t: Context) -> None:
    """The weights of `ThreeLayerConvNet` are drawn as Kaiming-normal; how biases start is left open."""
    sizes = (3, 64, 16, 10)
    net = t.student.ThreeLayerConvNet.hold(*sizes)
    _expect_kaiming(t, list(net.state().parameters.values()), t.reference.ThreeLayerConvNet(*sizes), DEVIATIONS)


def plain_sgd(t: Context) -> None:
    """Part III trains a `ThreeLayerConvNet` with plain SGD."""
    t.expect.equal("model", t.student.hold("model").type_name, "ThreeLayerConvNet")
    t.expect.equal("optimizer", chosen(t.student.hold("optimizer")), t.reference.module_optimizer().value)


def sequential(t: Context) -> None:
    """Part IV's `model` is an nn.Sequential that computes the same network, with 32 and 16 channels."""
    net = t.student.hold("model")
    t.expect.equal("model", net.type_name, "Sequential")
    state = net.state()
    values = list(state.parameters.values())
    right = t.reference.ThreeLayerConvNet(3, 32, 16, 10)
    wanted = right.now(lambda each: [tuple(value.shape) for value in ordered(each)])
    shapes = [tuple(value.shape) for value in values]
    if not t.expect.equal("shapes of the parameters", shapes, wanted):
        t.expect.true("scores", False, message="not tried, because the parameters are not those of this network")
        return
    right.run(lambda each: _load(each, values))
    x = t.gen.normal((2, 3, SIDE, SIDE))
    net.eval()
    t.expect.close("scores", net(x), right(x).value, tolerance=SCORES)


def sequential_weights(t: Context) -> None:
    """The weights of part IV's `model` were drawn as Kaiming-normal."""
    values = list(t.student.hold("model").state().parameters.values())
    _expect_kaiming(t, values, t.reference.ThreeLayerConvNet(3, 32, 16, 10), AFTER_TRAINING)


def nesterov(t: Context) -> None:
    """Part IV trains with SGD and Nesterov momentum 0.9."""
    t.expect.equal("optimizer", chosen(t.student.hold("optimizer")), t.reference.sequential_optimizer().value)


def scores_for_the_loss(t: Context) -> None:
    """Part V's `model` ends with scores, to which cross-entropy applies its own softmax."""
    net = t.student.hold("model")
    net.state()
    net.eval()
    found = ending(net(t.gen.normal((4, 3, SIDE, SIDE))).tensor())
    if softmax_before_loss(t.source.at(OPEN).with_helpers()):
        found = "probabilities"
    t.expect.equal("the loss gets", found, t.reference.network_ending().value)


def ending(output: Tensor) -> str:
    """What the outputs (N, C) of a network are. Raises `Refused` for anything of another form."""
    if output.ndim != 2 or not output.is_floating_point():
        raise Refused(f"expected scores of shape (N, 10), got shape {tuple(output.shape)}")
    sums = output.sum(dim=1)
    probable = bool((output >= 0).all()) and torch.allclose(sums, torch.ones_like(sums), atol=1e-4)
    return "probabilities" if probable else "scores"


def chosen(optimizer: StudentObject) -> dict[str, object]:
    """Kind and options of an optimizer."""
    return {"optimizer": optimizer.type_name, **{name: _option(optimizer, name) for name in ("momentum", "nesterov")}}


def _option(optimizer: StudentObject, name: str) -> object:
    """An option of the first group of parameters: 0 and 0.0 are the same, and what is not there is None."""
    try:
        value = optimizer.get("param_groups", [0], [name]).value
    except StudentFault:
        return None
    return float(value) if type(value) is int else value


def _expect_kaiming(t: Context, values: list[Tensor], right: ReferenceObject, allowed: Close) -> None:
    """Against the reference's draw; Kaiming's rule may count a layer's inputs, as by default, or its outputs."""
    wants = [right.run(lambda net: deviations(ordered(net))), right.run(lambda net: by_outputs(ordered(net)))]
    t.expect.any_close("deviations, in units of Kaiming's", deviations(values), wants, tolerance=allowed)
    tails_wanted = right.run(lambda net: tails(ordered(net)))
    t.expect.close("share of weights beyond 1.8 deviations", tails(values), tails_wanted, tolerance=TAILS)


def deviations(values: list[Tensor]) -> Figures:
    """For each layer the deviation of its weights in units of sqrt(2 / fan_in)."""
    return _by_layer(values, lambda weight: float(weight.std()) * math.sqrt(weight[0].numel() / 2))


def by_outputs(values: list[Tensor]) -> Figures:
    """The same for weights whose deviation was meant to be sqrt(2 / fan_out) and is sqrt(2 / fan_in) here."""
    return _by_layer(
        values, lambda weight: float(weight.std()) * weight[0].numel() / math.sqrt(2 * weight[:, 0].numel())
    )


def tails(values: list[Tensor]) -> Figures:
    """For each layer the share of weights that are more than 1.8 deviations from their mean: of normal ones 0.072."""
    return _by_layer(values, lambda w: float(((w - w.mean()).abs() > 1.8 * w.std()).double().mean()))


def _by_layer(values: list[Tensor], figure: Callable[[Tensor], float]) -> Figures:
    weights = [value.detach().double() for value in values if value.ndim > 1]
    return {name: figure(weights[place]) if place < len(weights) else None for place, name in enumerate(LAYERS)}


def ordered(net: object) -> list[Tensor]:
    """The parameters of a module, in the order in which its layers are declared."""
    assert isinstance(net, nn.Module)
    return [value.detach() for value in net.parameters()]


def _load(net: object, values: list[Tensor]) -> None:
    assert isinstance(net, nn.Module)
    with torch.no_grad():
        for parameter, value in zip(net.parameters(), values, strict=True):
            parameter.copy_(value)
