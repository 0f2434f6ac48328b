"""A network of plain tensors on MNIST, trained with SGD by hand and with PyTorch's optimizer: a notebook.

Machine-marked are all questions but the plots, the final accuracies, and what is said of them, which a person reads.
Training is checked wherever it is written: its cells run again on a few minibatches of the grader's.
"""

from dataclasses import replace
from pathlib import Path

from torch import Tensor

from assignments.lab3_sgd import testing
from assignments.lab3_sgd.network import (
    draw_batch,
    draw_images,
    draw_parameters,
    initialized,
    run_my_nn,
    suited,
)
from grader.checks import (
    Assignment,
    Check,
    Close,
    Context,
    FirstOf,
    Limits,
    LoopCut,
    Place,
    Refused,
    RunPolicy,
    StudentFault,
    compare,
    numbered,
)
from grader.checks.errors import Missing
from grader.checks.expected.sealed import together
from grader.checks.families import handwork, parameter_dict, training
from grader.checks.families.draws import drawn_bias, drawn_weight
from grader.checks.families.initialization import Constant, fan_in_normal
from grader.checks.families.training_cells import Trains, TrainsIn
from reference import lab3_sgd

SHAPES = lab3_sgd.parameter_shapes()
DRAWS = 4
NETWORK = ("param_dict", "my_nn")
"""What is trained: a notebook that has neither trains something else."""
HELPERS = ("initialize_nn",)
"""Without them training can start all the same, from the parameters as they are."""
MOST_APART = 0.1
"""Of changes on average: plain steps and a running mean of gradients are a fifth apart; noise is below 1e-3."""
SCORES = Close(rtol=1e-4, atol=1e-4)
"""float32 noise of three layers is below 1e-5."""

hw = Assignment(
    "lab3_sgd",
    title="An MLP trained with SGD by hand",
    reference=lab3_sgd,
    policy=RunPolicy(
        max_batches=2,
        loops=(LoopCut(variable="^(e|ep|.*epochs?)$", rounds=2), LoopCut(trains=True, longer_than=4, rounds=4)),
        limits=Limits(cell_seconds=120, total_seconds=600),
    ),
    starter=Path(__file__).parent / "files" / "sgd.ipynb",
)


PLAIN = FirstOf((TrainsIn(numbered("3")), Trains(optimizer=False)))
OPTIMIZER = FirstOf((TrainsIn(numbered("4")), Trains(optimizer=True)))
MOMENTUM = FirstOf((TrainsIn(numbered("5"), "by hand"), Trains(optimizer=False, momentum=True)))
OPTIMIZER_MOMENTUM = FirstOf((TrainsIn(numbered("5"), "optimizer"), Trains(optimizer=True, momentum=True)))

hw.question("1", "Data", place=numbered("1"))
hw.question("2", "A network of tensors", place=numbered("2"))
hw.question("3", "SGD by hand", place=PLAIN)
hw.question("3w", "Curves and final accuracy", written=True, points=0.5, place=numbered("3"))
hw.question("4", "SGD with PyTorch's optimizer", place=OPTIMIZER)
hw.question("4w", "Both curves compared", written=True, points=0.5, place=numbered("4"))
hw.question("5", "Momentum", optional=True, place=numbered("5"))


@hw.check("1", points=0.5)
def batches_of_images(t: Context) -> None:
    """Both data loaders give minibatches of images, as floats between 0 and 1, with their labels."""
    for name in ("train_dataloader", "test_dataloader"):
        images, labels = first_batch(t, name)
        form = images.ndim in (3, 4) and images.shape[-2:] == (28, 28) and images.is_floating_point()
        t.expect.true(f"images of {name}", form, message=f"got {images.dtype} of shape {tuple(images.shape)}")
        raw = f"values up to {float(images.max()):.3g}: were the images turned into tensors by ToTensor?"
        t.expect.true(f"range of {name}", bool(images.abs().max() < 10), message=raw)
        fits = labels.shape == images.shape[:1] and not labels.is_floating_point()
        t.expect.true(f"labels of {name}", fits, message=f"got {labels.dtype} of shape {tuple(labels.shape)}")


@hw.check("1", points=0.5)
def train_and_test_sets(t: Context) -> None:
    """`train_dataloader` reads MNIST's training images, `test_dataloader` its test images."""
    for name, wanted in (("train_dataloader", True), ("test_dataloader", False)):
        found = reads_training_set(t, name)
        message = f"it reads the {'training' if found else 'test'} images"
        t.expect.true(name, found in (wanted, None), message=message)


def first_batch(t: Context, name: str) -> tuple[Tensor, Tensor]:
    """The first minibatch of a data loader."""
    batches = t.student.hold(name).method("__iter__").hold()
    images, labels = batches.method("__next__")().parts(2)
    if not isinstance(images, Tensor) or not isinstance(labels, Tensor):
        raise Refused(f"expected `{name}` to give tensors of images and labels")
    return images, labels


def reads_training_set(t: Context, name: str) -> bool | None:
    """Whether a data loader reads the training images; None when its data set does not say."""
    data_set = t.student.hold(name).hold("dataset")
    for path in (("train",), ("dataset", "train")):
        try:
            found = data_set.get(*path).value
        except Missing:
            continue
        return found if isinstance(found, bool) else None
    return None


hw.use(parameter_dict.parameters("2", points=1, shapes=SHAPES, reference="parameter_shapes"))


def only(name: str, points: float, checks: list[Check]) -> Check:
    """One check of a family."""
    return replace(next(check for check in checks if check.name == name), points=points)


@hw.check("2", points=0.75)
def initial_values(t: Context) -> None:
    """`initialize_nn` draws weights from N(0, 1/sqrt(fan_in)), as deviation or variance, and sets biases to 0."""
    given = [draw_parameters(t) for _ in range(DRAWS)]
    came = [initialized(t.student.initialize_nn(parameters)) for parameters in given]
    if all(compare(after.get(name), before) == [] for name, before in given[0].items() for after in came[:1]):
        raise StudentFault("`initialize_nn` changed nothing in the dictionary it was given")
    right = [t.reference.initialize_nn(parameters).args.param_dict for parameters in given]
    t.expect.equal("how it is drawn", drawn(came), together(*right).map(drawn))


hw.use(
    only(
        "kept_trainable",
        0.25,
        parameter_dict.initialization(
            "2",
            points=1,
            arguments=lambda t: [draw_parameters(t)],
            expected={
                name: fan_in_normal(shape[0]) if name.startswith("W") else Constant(0) for name, shape in SHAPES.items()
            },
        ),
    )
)


@hw.check("2", points=1)
def network_output(t: Context) -> None:
    """`my_nn` gives the scores W2 relu(W1 relu(W0 x + b0) + b1) + b2 of images."""
    images, parameters = draw_images(t, 12), draw_parameters(t)
    got = run_my_nn(t, images, parameters)
    want = t.reference.my_nn(images, parameters)
    t.expect.close("scores", got, want.value, tolerance=SCORES)


testing.ask(hw)


def drawn(draws: "list[dict[str, Tensor]] | tuple[dict[str, Tensor], ...]") -> dict[str, str]:
    """How each parameter is drawn, in words."""
    found = {}
    for name in SHAPES:
        values = [draw[name] for draw in draws if name in draw]
        bias = [draw["b" + name[1:]] for draw in draws if "b" + name[1:] in draw]
        if len(values) < DRAWS or len(bias) < DRAWS:
            found[name] = "not there after each call"
        elif name.startswith("b"):
            found[name] = drawn_bias(values)
        else:
            outside = max(1, bias[0].numel())
            found[name] = drawn_weight(values, max(1, values[0].numel() // outside), outside)
    return found


def task(place: Place, trainer: str, *, by_hand: bool = False) -> training.Task:
    """Training of the network in `param_dict`."""
    return training.Task(
        place,
        trainer,
        draw_batch,
        tuple(SHAPES),
        epochs=20,
        by_hand=by_hand,
        suited=suited,
        stand_ins=HELPERS,
        through="my_nn",
    )


hw.use(
    handwork.by_hand(
        "without_optimizer",
        question="3",
        points=1,
        sentence="Question 3 computes gradients and updates the parameters without `torch.optim`.",
        code=lambda source: source.at(PLAIN),
        about=NETWORK,
    ),
    training.steps(
        "steps",
        question="3",
        points=1,
        sentence="Training does 20 epochs of w = w - 0.01 * grad, with the gradient of the mean cross-entropy.",
        task=task(PLAIN, "train_SGD"),
        most_apart=MOST_APART,
        follows=("my_nn",),
    ),
    training.recorded(
        "recorded",
        question="3",
        points=0.5,
        sentence="Training records the loss and the accuracy of every minibatch.",
        task=task(PLAIN, "train_SGD"),
        follows=("my_nn",),
    ),
    handwork.with_library(
        "with_optimizer",
        question="4",
        points=0.5,
        sentence="Question 4 trains with an optimizer of PyTorch's; which one, the steps tell.",
        code=lambda source: source.at(OPTIMIZER),
        library="torch.optim",
        about=NETWORK,
    ),
    training.steps(
        "optimizer_steps",
        question="4",
        points=1.5,
        sentence="`torch.optim.SGD` moves the network's own parameters, by the same steps as by hand.",
        task=task(OPTIMIZER, "train_SGD"),
        most_apart=MOST_APART,
        follows=("my_nn",),
    ),
    training.steps(
        "momentum_steps",
        question="5",
        points=1,
        sentence="Momentum by hand does v = 0.9 * v + grad, w = w - 0.01 * v.",
        task=task(MOMENTUM, "train_momentum", by_hand=True),
        most_apart=MOST_APART,
        follows=("my_nn",),
    ),
    training.steps(
        "optimizer_momentum_steps",
        question="5",
        points=0.5,
        sentence="`torch.optim.SGD` with momentum 0.9 does the same steps.",
        task=task(OPTIMIZER_MOMENTUM, "train_momentum"),
        most_apart=MOST_APART,
        follows=("my_nn",),
    ),
)
