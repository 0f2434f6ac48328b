"""Question 3, figures: objective, accuracy, logs. They are asked of networks of the grader's, in both modes."""

import torch
from torch import Tensor

from grader.checks import Assignment, Close, Context, Refused, Reply
from grader.checks.expected.sealed import Sealed
from grader.checks.families.made import Made, make_net, mode_of

CLASSES = 3
"""Few, for small networks."""
RIGHT = 0.7
"""Share of labels that are the network's own answers."""
NUMBER = Close(rtol=1e-4, atol=1e-5)
GRADIENTS = Close(rtol=1e-3, atol=1e-6)


def ask(hw: Assignment) -> None:
    """Declare the checks."""
    after_objective = ("compute_objective",)
    after_accuracy = ("compute_objective", "compute_accuracy")
    hw.check("3", points=0.5)(objective)
    hw.check("3", points=0.5)(accuracy)
    hw.check("3", points=0.25)(accuracy_mode)
    hw.check("3", points=0.75, follows=after_accuracy)(logs)
    hw.check("3", points=0.25, follows=after_objective)(logs_mode)


def objective(t: Context) -> None:
    """`compute_objective` gives the mean cross-entropy of a network's scores, and gradients can be taken of it."""
    net = make_net(t, ("Flatten",), ("Linear", 784, CLASSES))
    X, y = draw_data(t, 12)
    got = t.student.compute_objective.vjp(1.0)(net.mine, X, y)
    want = t.reference.compute_objective.vjp(1.0)(net.right, X, y)
    t.expect.close("objective", number_of(got), want.value.map(lambda value: value.item()), tolerance=NUMBER)
    grads = getattr(got.grads, "net", None)
    found = grads if isinstance(grads, dict) else {}
    t.expect.close("gradients", found, want.args.net.map(gradients_of), tolerance=GRADIENTS)


def accuracy(t: Context) -> None:
    """`compute_accuracy` gives the share of right answers, in eval mode whatever mode the network is in."""
    for training in (False, True, True, True):
        net = normalizing(t)
        X, y = draw_answered(t, net, 90)
        net.set_mode(training=training)
        got, want = t.student.compute_accuracy(net.mine, X, y), t.reference.compute_accuracy(net.right, X, y).value
        label = f"accuracy of a network in {'train' if training else 'eval'} mode"
        t.expect.any_close(label, number_of(got), [want, want.map(percent)], tolerance=NUMBER)


def accuracy_mode(t: Context) -> None:
    """`compute_accuracy` leaves the network in the mode that it found."""
    for training in (True, False):
        net, (X, y) = normalizing(t), draw_data(t, 10)
        net.set_mode(training=training)
        number_of(t.student.compute_accuracy(net.mine, X, y))
        expect_mode(t, net, t.reference.compute_accuracy(net.right, X, y), training=training)


def logs(t: Context) -> None:
    """`compute_logs` gives train loss, train accuracy, test loss and test accuracy, all four in eval mode."""
    net = normalizing(t)
    data = (*draw_answered(t, net, 90), *draw_answered(t, net, 60))
    net.set_mode(training=True)
    got = [as_number(part) for part in t.student.compute_logs(net.mine, *data).parts(4)]
    want = t.reference.compute_logs(net.right, *data).value
    for index, label in enumerate(("train loss", "train accuracy", "test loss", "test accuracy")):
        wants = [want[index], want[index].map(percent)] if "accuracy" in label else [want[index]]
        t.expect.any_close(label, got[index], wants, tolerance=NUMBER)


def logs_mode(t: Context) -> None:
    """`compute_logs` leaves the network in the mode that it found, and its figures carry no graph."""
    for training in (True, False):
        net, data = normalizing(t), (*draw_data(t, 10), *draw_data(t, 8))
        net.set_mode(training=training)
        got = t.student.compute_logs(net.mine, *data)
        tensors = [index for index, part in enumerate(got.parts(4)) if isinstance(part, Tensor)]
        expect_mode(t, net, t.reference.compute_logs(net.right, *data), training=training)
        free = not any(got.info("value", index).requires_grad for index in tensors)
        t.expect.true("no graph", free, message="a figure still carries the graph of its computation")


def normalizing(t: Context) -> Made:
    """A network whose scores in train mode are others than in eval mode."""
    return make_net(
        t,
        ("Flatten",),
        ("Linear", 784, 32),
        ("BatchNorm1d", 32),
        ("ReLU",),
        ("Linear", 32, 10),
        spread=2,
    )


def draw_data(t: Context, count: int) -> tuple[Tensor, Tensor]:
    """Images (n, 784) and labels."""
    return t.gen.normal((count, 784)), t.gen.labels(count, CLASSES)


def draw_answered(t: Context, net: Made, count: int) -> tuple[Tensor, Tensor]:
    """Images, and labels most of which the network has right in eval mode: in train mode it has far fewer right."""
    images, others = draw_data(t, count)
    net.set_mode(training=False)
    with torch.no_grad():
        answers = net.right(images).argmax(dim=1)
    return images, torch.where(t.gen.uniform((count,)) < RIGHT, answers, others)


def expect_mode(t: Context, net: Made, want: Sealed, *, training: bool) -> None:
    """The mode of a network after a call."""
    label = f"in train mode after it came in {'train' if training else 'eval'} mode"
    t.expect.equal(label, net.mine.state().training, want.args.net.map(mode_of))


def number_of(got: Reply) -> float:
    """The number that a function returned. Raises `Refused` for anything else."""
    return as_number(got.value)


def as_number(value: object) -> float:
    """A number, or an array of one. Raises `Refused` for anything else."""
    if isinstance(value, Tensor) and value.numel() == 1:
        value = value.item()
    value = value.item() if hasattr(value, "item") and getattr(value, "size", 0) == 1 else value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"expected a number, got {type(value).__name__}")
    return float(value)


def percent(share: float) -> float:
    """A share in percent."""
    return 100 * share


def gradients_of(net: object) -> dict[str, Tensor]:
    """Gradients of a trusted network's parameters."""
    assert isinstance(net, torch.nn.Module)
    return {name: value.grad for name, value in net.named_parameters() if value.grad is not None}
