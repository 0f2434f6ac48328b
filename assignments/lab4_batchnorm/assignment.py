"""Batch normalization by hand, as a function and as a module, in a small network on MNIST: a notebook.

A person reads the training curve of question 1.3 and the words of question 1.4; everything else is machine-marked.
Training is checked wherever it is written: its cells run again on a few minibatches of the grader's.
"""

from pathlib import Path

import torch
from torch import Tensor

from assignments.lab4_batchnorm.evaluating import as_number, scores_of, test_arguments
from assignments.lab4_batchnorm.my_nn import (
    SCORES,
    SHAPES,
    draw_batch,
    draw_images,
    draw_parameters,
    draw_statistics,
    expect_statistics,
    image_forms,
    moved,
    run_my_nn,
    same_scores,
    statistic,
    style_of,
)
from grader.checks import (
    Assignment,
    Assigns,
    Binding,
    Calls,
    Close,
    Context,
    FirstOf,
    Limits,
    LoopCut,
    Place,
    RunPolicy,
    numbered,
)
from grader.checks.families import batchnorm, model, parameter_dict, training
from grader.checks.families.family import answered
from grader.checks.families.initialization import Constant, Uniform
from grader.checks.families.training_cells import Trains, TrainsIn
from reference import lab4_batchnorm

hw = Assignment(
    "lab4_batchnorm",
    title="Batch normalization",
    reference=lab4_batchnorm,
    policy=RunPolicy(
        cells="untrained",
        max_batches=2,
        loops=(LoopCut(trains=True, longer_than=5, rounds=5),),
        limits=Limits(cell_seconds=60, total_seconds=300),
    ),
    starter=Path(__file__).parent / "files" / "batchnorm.ipynb",
)


EVALUATED = FirstOf((Calls("my_nn", False), Calls("my_nn", within=numbered("1.4")), Calls("my_nn", nth=2)))
"""An evaluation has no prescribed name, but it has to be there: some cell runs the network in eval mode."""
TRAINING = FirstOf((TrainsIn(numbered("1.3")), Trains(momentum=None, of="my_nn")))
TOGETHER = 8
"""Images in a batch that `test` is given. A network that uses the batch's statistics has already paid in 2.1."""

hw.question("1.1", "Batch normalization as a function", place=numbered("1.1"))
hw.question("1.2", "A network with batch normalization", place=numbered("1.2"))
hw.question("1.3", "Training", place=TRAINING)
hw.question("1.3w", "The training curve", written=True, points=0.5, place=numbered("1.3"))
hw.question("1.4", "Evaluation", place=numbered("1.4"))
hw.question("1.4w", "Why evaluation differs", written=True, points=0.5, place=numbered("1.4"))
hw.question("2.1", "Batch normalization as a module", optional=True, place=numbered("2.1"))
hw.question("2.2", "The network from modules", optional=True, place=numbered("2.2"))
hw.question("2.3", "The network with PyTorch's layer", optional=True, place=numbered("2.3"))


@hw.check("1.1", points=0.25)
def published_figures(t: Context) -> None:
    """The handout's 500 values (seed 691) have mean 0 and variance 0.9999 after batch normalization."""
    features = torch.rand(500, 1, generator=torch.Generator().manual_seed(691)) * 10 + 50
    style = batchnorm.read_style(t.student, ("toy_stats_dict", "layers_stats_list")) or batchnorm.Style()
    stats = style.statistics(torch.zeros(1), torch.ones(1))
    got = t.student.batchnorm(features, torch.zeros(1), torch.ones(1), stats, train=True)
    want = t.reference.batchnorm(features, torch.zeros(1), torch.ones(1), stats, train=True)
    figures = answered(got, "batchnorm", features).tensor()
    t.expect.close("mean", figures.mean(), want.value.map(torch.mean), tolerance=Close(rtol=0, atol=1e-4))
    t.expect.close("variance", figures.var(), want.value.map(torch.var), tolerance=Close(rtol=0, atol=1e-4))


hw.use(batchnorm.functional("1.1", points=3.75, hidden=("eps_and_momentum", "gradients")))

hw.use(
    parameter_dict.parameters("1.2", points=0.75, shapes=SHAPES, reference="parameter_shapes"),
    parameter_dict.initialization(
        "1.2",
        points=0.75,
        arguments=lambda t: [draw_parameters(t), draw_statistics(t)],
        expected={
            name: Constant(0)
            if name.startswith("beta")
            else Constant(1)
            if name.startswith("gamma")
            else Uniform(-1, 1)
            for name in SHAPES
        },
    ),
)


@hw.check("1.2", points=0.25)
def initial_statistics(t: Context) -> None:
    """`initialize_nn` resets the running means to 0 and the running variances to 1."""
    stats, style = draw_statistics(t), style_of(t)
    got = t.student.initialize_nn(draw_parameters(t), stats)
    for layer in (0, 1):
        for key, value in ((style.mean, torch.zeros(50)), (style.var, torch.ones(50))):
            t.expect.close(f"{key} of layer {layer}", statistic(got, layer, key), value, shapes="unsqueezed")


@hw.check("1.2", points=1.25, follows=("batchnorm",))
def network_output(t: Context) -> None:
    """`my_nn` gives the scores of 784-50-50-10, with batch normalization before each ReLU."""
    images, parameters, stats = draw_images(t), draw_parameters(t), draw_statistics(t)
    got = run_my_nn(t, images, parameters, stats, train=True)
    want = t.reference.my_nn(images, parameters, stats, train=True)
    t.expect.close("scores", got, want.value, tolerance=SCORES)


@hw.check("1.2", points=0.5, visibility="hidden", follows=("batchnorm",))
def network_statistics(t: Context) -> None:
    """In train mode `my_nn` updates the running statistics of both layers, each its own."""
    images, parameters, stats = draw_images(t), draw_parameters(t), draw_statistics(t)
    got = run_my_nn(t, images, parameters, stats, train=True)
    want = t.reference.my_nn(images, parameters, stats, train=True)
    expect_statistics(t, got, want)


@hw.check("1.2", points=0.25)
def gradients_everywhere(t: Context) -> None:
    """A loss on the scores of `my_nn` gives every parameter a gradient."""
    images, parameters, stats = draw_images(t), draw_parameters(t), draw_statistics(t)
    cotangent = t.gen.normal((len(images), 10))
    got = run_my_nn(t, images, parameters, stats, train=True, cotangent=cotangent)
    right = t.reference.my_nn.vjp(cotangent)(images, parameters, stats, train=True).grads.param_dict
    grads = getattr(got.grads, "param_dict", None)
    for name in SHAPES:
        found = grads.get(name) if isinstance(grads, dict) else None
        finite = isinstance(found, Tensor) and bool(torch.isfinite(found).all())
        holds = right[name].map(lambda wanted, finite=finite: finite is (wanted is not None))
        t.expect.true(name, holds, message=f"{name} gets no gradient {got.no_grads}".strip())


@hw.check("1.2", points=0.25)
def gradients_cleared(t: Context) -> None:
    """`my_zero_grad` clears the gradient of every parameter."""
    t.student.set("parameters_of_the_check", draw_parameters(t))
    held = t.student.hold("parameters_of_the_check")
    for name in SHAPES:
        held.hold([name]).method("sum").hold().method("backward")()
    t.student.my_zero_grad(held)
    for name in SHAPES:
        left = held.get([name], "grad").value
        t.expect.true(name, left is None or is_zero(left), message=f"{name} still has a gradient")


hw.use(
    training.steps(
        "steps",
        question="1.3",
        points=1.5,
        sentence="Training does 20 epochs of w = w - 0.01 * grad, with batch statistics and the mean cross-entropy.",
        task=training.Task(
            TRAINING,
            "train_my_nn",
            draw_batch,
            tuple(SHAPES),
            epochs=20,
            batch_size=256,
            stand_ins=("initialize_nn",),
            moot=("b0", "b1"),
            through="my_nn",
        ),
        tolerance=Close(rtol=0, atol=0.15),
        follows=("batchnorm", "my_nn"),
    )
)


@hw.check("1.4", points=0.5, follows=("batchnorm",), after=EVALUATED)
def evaluation_output(t: Context) -> None:
    """With train=False `my_nn` gives the scores that follow from the running statistics."""
    images, parameters, stats = draw_images(t), draw_parameters(t), draw_statistics(t)
    got = run_my_nn(t, images, parameters, stats, train=False)
    want = t.reference.my_nn(images, parameters, stats, train=False)
    t.expect.close("scores", got, want.value, tolerance=SCORES)


@hw.check("1.4", points=0.5, follows=("batchnorm",), after=EVALUATED)
def statistics_left_alone(t: Context) -> None:
    """With train=False `my_nn` leaves the running statistics of both layers as they were."""
    images, parameters, stats = draw_images(t), draw_parameters(t), draw_statistics(t)
    got = run_my_nn(t, images, parameters, stats, train=False)
    want = t.reference.my_nn(images, parameters, stats, train=False)
    trained = run_my_nn(t, images, parameters, stats, train=True)
    if same_scores(got, trained) and not moved(t, trained, stats):
        t.expect.true(
            "two modes", False, message="`my_nn` does the same with train=True, and changes no statistics then"
        )
        return
    expect_statistics(t, got, want)


@hw.check("1.4", points=0.5, visibility="hidden", follows=("batchnorm",), after=EVALUATED)
def images_on_their_own(t: Context) -> None:
    """With train=False the scores of an image depend on the running statistics, and not on the batch it comes in."""
    images, parameters, stats, others = draw_images(t), draw_parameters(t), draw_statistics(t), draw_statistics(t)
    together = run_my_nn(t, images, parameters, stats, train=False)
    alone = run_my_nn(t, images[:2], parameters, stats, train=False)
    other = run_my_nn(t, images, parameters, others, train=False)
    want = t.reference.my_nn(images[:2], parameters, stats, train=False)
    both = [want.value, together.tensor()[:2]]
    t.expect.any_close("scores of the first two images alone", alone.value, both, tolerance=SCORES)
    if same_scores(together, other):
        moved_on = t.reference.my_nn(images, parameters, others, train=False)
        t.expect.close("scores with other running statistics", other, moved_on.value, tolerance=SCORES)


def part(number: str, nth: int) -> Place:
    """The cell that defines `Model` for a question: under its heading, or else counted."""
    return FirstOf((Binding(numbered(number), "Model"), Assigns("Model", nth)))


def network(reference: str) -> model.Network:
    """`Model` with two hidden layers of 20 and 30. PyTorch's eps and the handout's are both fair.

    With weights as large as these, scores are of size 10 to 100: another eps changes them by half of the tolerance, a
    biased variance by at least 7 times as much.
    """
    forms, scores = lambda t: image_forms(draw_images(t)), Close(rtol=2e-3, atol=8e-2)
    return model.Network("Model", (20, 30), forms, reference, spread=20, tolerance=scores)


hw.use(
    batchnorm.module("2.1", points=2, hidden=("eps_and_momentum", "moves"), follows=("batchnorm",)),
    model.network(
        "2.2", points=1, network=network("Model"), follows=("batchnorm", "myBatchnorm"), after=part("2.2", 1)
    ),
    model.network("2.3", points=0.5, network=network("TorchModel"), after=part("2.3", 2)),
)


@hw.check("2.2", points=0.5, after=FirstOf((Binding(numbered("2.2"), "test"), Assigns("test"))))
def loss_and_accuracy(t: Context) -> None:
    """`test` returns the mean loss and the accuracy of a network over a data loader, in either order."""
    net = t.student.Model.hold(20, 30)
    net.eval()
    images, labels, buffers = draw_images(t, 16), t.gen.labels(16, 10), model.buffers_of(net)
    scores = torch.cat([scores_of(net, batch) for batch in images.reshape(-1, TOGETHER, *images.shape[1:])])
    net.assign({**buffers})  # a network that learns in eval mode has paid for that in 2.1
    loader = t.make.loader(images, labels, batch_size=TOGETHER)
    got = t.student.test(*test_arguments(t, net, loader)).parts(2)
    loss = float(torch.nn.functional.cross_entropy(scores, labels))
    share = float((scores.argmax(dim=1) == labels).float().mean())
    found = [number for value in got if (number := as_number(value)) is not None]
    for label, wanted in (("mean loss", (loss,)), ("accuracy", (share, 100 * share))):
        near = any(abs(number - value) < 1e-3 * max(1, value) for number in found for value in wanted)
        t.expect.true(label, near, message=f"expected {wanted[0]:.4g} among the two, got {found}")


def is_zero(value: object) -> bool:
    """A tensor of zeros."""
    return isinstance(value, Tensor) and not bool(value.any())
