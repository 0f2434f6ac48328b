"""Sums, products, convolution arithmetic, batch norm on MNIST: a notebook, and a PDF for the person who reads it.

Machine-marked are questions 1 and 4, of question 2 the network's form and the pairs it is tested with, and of question
5 both networks. The words, how well the trained networks do, the curves, and question 3 are a person's.
"""

from pathlib import Path

import torch
from torch import nn

from assignments.hw_conv_shapes import multiplying, sigmoid_nets
from grader.checks import (
    Assignment,
    Assigns,
    Binding,
    Close,
    Context,
    FirstOf,
    Limits,
    LoopCut,
    Mentions,
    Place,
    Raised,
    RunPolicy,
    Section,
    StudentObject,
)
from grader.checks.families import conv_shape, handwork
from reference import hw_conv_shapes

hw = Assignment(
    "hw_conv_shapes",
    title="Sums, products and shapes",
    reference=hw_conv_shapes,
    policy=RunPolicy(
        cells="needed",
        max_batches=10,
        set_anew=("kernel_1", "kernel_2"),
        loops=(LoopCut(variable="^(e|ep|.*epochs?)$", rounds=2), LoopCut(trains=True, longer_than=20, rounds=20)),
        limits=Limits(cell_seconds=60, total_seconds=300),
    ),
    starter=Path(__file__).parent / "files" / "shapes.ipynb",
    named=("MultiplyModule", "MultiplyDataset"),
)


def question(number: int) -> Section:
    """What stands under a question's heading or label, a part's being none."""
    return Section(rf"\bq(uestion)?\W*{number}\b|^#+\W*{number}\b", following=r"^\W*q(uestion)?\W*\d")


def in_words(number: int, heading: str) -> Place:
    """Where the handout asks for words, or else all that is written on the question."""
    return FirstOf((Section(heading), question(number)))


hw.question("1", "A layer that adds", place=question(1))
hw.question("1w", "Why that layer adds", written=True, points=0.25, place=in_words(1, r"question\s*1.*in words"))
hw.question("2", "A net that multiplies", place=question(2))
hw.question("2w", "How well it multiplies", written=True, points=1.5, place=question(2))
hw.question("3", "Can a net multiply any two numbers?", written=True, points=2, place=question(3))
hw.question("4", "Kernels and shapes", place=question(4))
hw.question("4w", "Why 257 gives that", written=True, points=0.25, place=in_words(4, r"part\s*3.*in words"))
hw.question("5", "Batch norm on MNIST", place=question(5))
hw.question("5w", "Curves, and what they show", written=True, points=1.5, place=question(5))


@hw.check("1", points=0.5)
def adds(t: Context) -> None:
    """With good weights, the layer gives the sum of any two real numbers: small, negative and large ones."""
    net = t.student.AddModule.hold(use_good_weights=True)
    want = t.reference.AddModule(use_good_weights=True)
    for bias in [value for value in net.state().parameters.values() if value.numel() == 1]:
        want.run(lambda right, bias=bias: right.beside(bias))
    inputs = {"positive numbers": (0, 10), "negative numbers": (-10, 0), "large numbers": (-1e5, 1e5)}
    for label, (low, high) in inputs.items():
        x = t.gen.uniform((8, 2), low, high)
        # Summands may cancel: what is left of them has their rounding.
        rounding = Close(rtol=1e-6, atol=1e-6 * max(-low, high))
        t.expect.close(label, sums(net, x), want(x).value, tolerance=rounding, shapes="unsqueezed")


@hw.check("1", points=0.25)
def one_linear_layer(t: Context) -> None:
    """The module is one layer with two weights, at most one bias, and nothing behind it."""
    net = t.student.AddModule.hold()
    found = net.state().parameters
    weights = [name for name, value in found.items() if value.numel() == 2]
    biases = [name for name, value in found.items() if value.numel() == 1]
    shapes = ", ".join(f"{name} {tuple(value.shape)}" for name, value in found.items()) or "none"
    alone = len(weights) == 1 and len(biases) <= 1 and len(found) == 1 + len(biases)
    message = f"expected parameters of one layer, two weights and at most one bias, got {shapes}"
    if not t.expect.true("one layer", alone, message=message):
        t.expect.true("weighted sum", False, message="not tried, because there is not one layer")
        return
    weight, bias = t.gen.normal((1, 2)), t.gen.normal(1) * len(biases)
    values = {weights[0]: weight, **dict.fromkeys(biases, bias)}
    net.assign({name: value.reshape(found[name].shape) for name, value in values.items()})
    want = t.reference.AddModule()
    want.run(lambda right: set_layer(right.layer, weight, bias))
    x = t.gen.normal((16, 2), std=10)
    t.expect.close("weighted sum", sums(net, x), want(x).value, shapes="unsqueezed")


def sums(net: StudentObject, x: torch.Tensor) -> object:
    """What an `AddModule` makes of pairs (N, 2), whose numbers `forward` may take together or one by one."""
    try:
        return net(x).value
    except Raised as first:
        try:
            return net(x[:, :1], x[:, 1:]).value
        except Raised:
            raise first from None


def set_layer(layer: nn.Linear, weight: torch.Tensor, bias: torch.Tensor) -> None:
    """Give the reference's layer these values."""
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)


def section(number: int) -> Section:
    """What stands under a part of question 4: `Part 3`, `4.3`, as a heading, a label or a comment."""
    return Section(rf"\bpart\s*{number}\b|^\W*(q(uestion)?\W*)?4\.{number}\b", following=r"\bpart\s*\d|^\W*4\.\d")


def part(number: int, *fallback: Place) -> Place:
    """The cell that sets the kernels of a part of question 4: under its heading, or else counted."""
    return FirstOf((Binding(section(number), "kernel_2"), *fallback, Assigns("kernel_2", nth=number)))


def other_size(number: int, size: int) -> Place:
    """Where another size is tried, with kernels that may be those set before."""
    return part(number, section(number), Mentions(size))


hw.use(
    conv_shape.kernels("part_1", question="4", points=0.5, sizes=(256, 28, 256), stride=1, after=part(1)),
    conv_shape.kernels(
        "part_2",
        question="4",
        points=0.75,
        sizes=(256, 28, 256),
        stride=8,
        after=FirstOf((part(2), Assigns("kernel_2"))),
    ),
    conv_shape.outputs("part_3", question="4", points=0.25, size=257, stride=8, after=other_size(3, 257)),
    conv_shape.outputs("part_4", question="4", points=0.25, size=264, stride=8, after=other_size(4, 264)),
)
hw.use(
    handwork.without_product("without_product", question="2", points=0.5, function="MultiplyModule.forward"),
)
hw.check("2", points=0.5)(multiplying.both_count)
hw.check("2", points=0.5)(multiplying.pairs_and_products)
hw.check("5", points=0.75)(sigmoid_nets.sigmoid_net)
hw.check("5", points=0.75)(sigmoid_nets.normed_sigmoid_net)
