"""The effect of batch normalization on a small ConvNet, on FashionMNIST: a notebook.

Machine-marked are the networks, the functions, and that both were trained; a person reads plots and commentary. The
functions of questions 3 and 4 take any network: they are checked with networks of the grader's, so that nothing that is
wrong in questions 1 and 2 costs again.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from torch import Tensor, nn

from assignments.hw3_bn_convnet import figures, smoothness, training
from grader.checks import Assignment, Close, Context, Limits, Raised, RunPolicy, StudentObject, numbered
from grader.checks.asking.answers import Answer
from grader.checks.expected.reference import ReferenceObject
from grader.checks.families import handwork, model
from grader.checks.families.made import parameters_of
from reference import hw3_bn_convnet

Outputs = list[tuple[int, ...]] | str
Rows = list[tuple[float, ...]]
PASSES = 10
CANNOT_RUN = "the network cannot be run"

hw = Assignment(
    "hw3_bn_convnet",
    title="Batch normalization in a ConvNet",
    reference=hw3_bn_convnet,
    policy=RunPolicy(limits=Limits(cell_seconds=120, total_seconds=360)),
    starter=Path(__file__).parent / "files" / "bn_convnet.ipynb",
)


hw.question("1", "A ConvNet", place=numbered("1"))
hw.question("2", "The ConvNet with batch normalization", place=numbered("2"))
hw.question("3", "Figures, and a pass of SGD", place=numbered("3"))
hw.question("4", "Local smoothness", place=numbered("4"))
hw.question("5", "Both networks trained", place=numbered("5"))
hw.question("5w", "Plots and commentary", written=True, points=1, place=numbered("5"))


def network(name: str) -> model.Network:
    """One of the networks, for images as rows of pixels, or as images."""
    scores = Close(rtol=1e-3, atol=2e-4)
    return model.Network(name, (), lambda t: image_forms(t, 6), tolerance=scores)


def image_forms(t: Context, count: int) -> list[Tensor]:
    """The same images (n, 784) and (n, 1, 28, 28), standardized."""
    rows = t.gen.normal((count, 784))
    return [rows, rows.reshape(count, 1, 28, 28)]


hw.use(model.network("1", points=1.5, network=network("ConvNet")))


@hw.check("1", points=0.5)
def layer_shapes(t: Context) -> None:
    """`ConvNet` makes 16x28x28, then 32x14x14 of an image with its convolutions, and scores with its linear map."""
    compare_layers(t, t.student.ConvNet.hold(), t.reference.ConvNet())


@hw.check("2", points=0.5)
def layer_shapes_with_norm(t: Context) -> None:
    """In `BatchNormConvNet` convolutions and linear map make the same shapes."""
    compare_layers(t, t.student.BatchNormConvNet.hold(), t.reference.BatchNormConvNet())


def compare_layers(t: Context, net: StudentObject, right: ReferenceObject) -> None:
    """Compare sizes of kernels and matrices, and the shapes that they make of an image."""
    rows, images = image_forms(t, 2)
    parameters = model.state_of(net, (rows, images)).parameters
    got = {"sizes of weights": sizes(parameters), "outputs": traced(net, (rows, images))}
    want = {
        "sizes of weights": right.run(lambda each: sizes(parameters_of(each))),
        "outputs": right.run(lambda each: outputs_of(each, rows)),
    }
    t.expect.equal("layers", got, want)


def sizes(parameters: Mapping[str, Tensor]) -> list[int]:
    """Numbers of elements of kernels and matrices, from small to large."""
    return sorted(value.numel() for value in parameters.values() if value.ndim > 1)


def traced(net: StudentObject, forms: Sequence[Tensor]) -> Outputs:
    """Shapes, without the first axis, of what layers with kernels or matrices put out, in the order of execution."""
    for form in forms:
        try:
            trace = net.trace(form)
        except Raised:
            continue
        layers = [Answer(raw if isinstance(raw, dict) else {}, {}) for raw in trace.items("layers")]
        shapes = [layer.items("output")[1:] for layer in layers if has_weight(layer)]
        return [tuple(size for size in shape if isinstance(size, int)) for shape in shapes]
    return CANNOT_RUN


def has_weight(layer: Answer) -> bool:
    """Whether a traced layer has a parameter of two axes or more."""
    parameters = [Answer(raw if isinstance(raw, dict) else {}, {}) for raw in layer.mapping("parameters").values()]
    return any(len(parameter.items("shape")) > 1 for parameter in parameters)


def outputs_of(net: object, inputs: Tensor) -> Outputs:
    """The same of a trusted network."""
    found: list[tuple[int, ...]] = []

    def note(module: nn.Module, given: object, output: Tensor) -> None:
        found.append(tuple(output.shape[1:]))

    for module in model.as_module(net).modules():
        if any(value.ndim > 1 for value in module.parameters(recurse=False)):
            module.register_forward_hook(note)
    try:
        model.as_module(net)(inputs)
    except RuntimeError:
        return CANNOT_RUN
    return found


hw.use(model.network("2", points=1.5, network=network("BatchNormConvNet")))
figures.ask(hw)
training.ask(hw)
hw.use(
    handwork.by_hand(
        "without_optimizer",
        question="3",
        points=0.25,
        sentence="`minibatch_sgd_one_pass` computes gradients and updates the parameters without `torch.optim`.",
        code=lambda source: source.function("minibatch_sgd_one_pass"),
    )
)
smoothness.ask(hw)


@hw.check("5", points=0.5)
def logs_recorded(t: Context) -> None:
    """`logs` holds train loss, train accuracy, test loss and test accuracy of 10 passes, and the train loss falls."""
    rows = recorded(t, "logs", 4)
    t.expect.true("rows of four numbers", len(rows) >= PASSES, message=f"expected 10 rows or 11, got {len(rows)}")
    losses = [row[0] for row in rows]
    # Where training ran off to NaN or infinity, what is wrong in the objective or in a step is paid for in question 3.
    # A few examples make it jump: a right training may end above its beginning, but has been below.
    fallen = bool(losses) and (min(losses) < losses[0] or not math.isfinite(losses[-1]))
    t.expect.true("the train loss falls", fallen, message=f"it begins at {losses[:1]} and is never lower", got=losses)


@hw.check("5", points=0.5)
def smoothness_recorded(t: Context) -> None:
    """`smoothness` holds the local smoothness along the 10 passes: positive numbers."""
    numbers = [row[0] for row in recorded(t, "smoothness", 1)]
    positive = len(numbers) >= PASSES and not any(number <= 0 for number in numbers)
    t.expect.true("ten positive numbers", positive, message=f"got {len(numbers)} numbers", got=numbers)


def recorded(t: Context, name: str, width: int) -> Rows:
    """The rows of numbers in a global list, or in one whose name holds that name: `logs_of_convnet`.

    Raises `Missing` when there is no such list.
    """
    known = t.student.outline()
    others = [other for other in known if name in other.lower() and other != name and has_items(known[other])]
    names = [name, *others] if name in known or not others else others
    return max((rows_of(t.student.get(each).value, width) for each in names), key=len)


def has_items(entry: object) -> bool:
    """Whether a global, as the outline tells of it, may hold rows."""
    return isinstance(entry, dict) and entry.get("type") in {
        "list",
        "tuple",
        "dict",
        "defaultdict",
        "ndarray",
        "Tensor",
    }


def rows_of(value: object, width: int) -> Rows:
    """The rows of numbers in a list or an array, or in the first of several that it holds, one a network."""
    if isinstance(value, Tensor) or hasattr(value, "tolist"):
        value = value.tolist()
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list | tuple) else []
    rows = [row for row in map(numbers_of, parts) if len(row) == width]
    return rows or next(filter(None, (rows_of(part, width) for part in parts)), [])


def numbers_of(row: object) -> tuple[float, ...]:
    """The numbers of a row, NaN too."""
    parts = row if isinstance(row, list | tuple) else [row]
    values = [part.item() if isinstance(part, Tensor) and part.numel() == 1 else part for part in parts]
    return tuple(float(value) for value in values if isinstance(value, int | float))
