"""Question 3, a pass of SGD by hand.

Which examples a minibatch holds is the submission's affair. So either all examples are the same, and every minibatch
is; or minibatches hold one example of a few, and every sequence of them is tried.
"""

import itertools

from torch import Tensor

from assignments.hw3_bn_convnet.figures import CLASSES, draw_data
from grader.checks import Assignment, Close, Context
from grader.checks.families.made import Made, make_net, parameters_of

STEPS = Close(rtol=1e-3, atol=1e-5)
"""float32 noise of three steps is below 1e-6; one step too many or too few changes parameters by 1e-3 and more."""
RATES = (0.003, 0.006)
"""Learning rates at which the third step is not much shorter than the first."""


def ask(hw: Assignment) -> None:
    """Declare the checks."""
    follows = ("compute_objective",)
    hw.check("3", points=0.75, follows=follows)(one_pass)
    hw.check("3", points=0.5, follows=follows)(minibatches)
    hw.check("3", points=0.25, follows=follows, visibility="hidden")(number_of_steps)


def one_pass(t: Context) -> None:
    """`minibatch_sgd_one_pass` makes n / batch_size steps of SGD in train mode, on every parameter."""
    net, (X, y) = convolving(t), same_examples(t, 12)
    net.set_mode(training=False)
    expect_steps(t, "parameters after 3 steps", net, X, y, batch_size=4)


def minibatches(t: Context) -> None:
    """Each step of `minibatch_sgd_one_pass` uses a minibatch of examples with their own labels."""
    net, (X, y) = make_net(t, ("Flatten",), ("Linear", 784, CLASSES)), draw_data(t, 2)
    X = X * 0.2
    t.student.minibatch_sgd_one_pass(net.mine, X, y, 0.5, 1)
    orders = [list(order) for order in itertools.product((0, 1), repeat=2)]
    wants = [t.reference.minibatch_sgd_one_pass(net.right, X[order], y[order], 0.5, 1) for order in orders]
    got = net.mine.state().parameters
    wanted = [want.args.net.map(parameters_of) for want in (wants[1], wants[2], wants[0], wants[3])]
    t.expect.any_close("parameters after two steps of one example", got, wanted, tolerance=STEPS)


def number_of_steps(t: Context) -> None:
    """Where batch_size does not divide n, the number of steps is n / batch_size rounded to the nearest whole number."""
    for count in (9, 11):
        net, (X, y) = convolving(t), same_examples(t, count)
        expect_steps(t, f"parameters after a pass over {count} examples", net, X, y, batch_size=4)


def convolving(t: Context) -> Made:
    """A small network with batch normalization over places, which is not undone where all examples are the same.

    The convolution has no bias: with a normalization behind it the gradient would be rounding alone, and Adam, which
    takes steps of one length whatever the gradient, would go where that points.
    """
    return make_net(
        t,
        ("Flatten",),
        ("Unflatten", 1, (1, 28, 28)),
        ("Conv2d", 1, 3, 7, 3, 0, 1, 1, False),
        ("BatchNorm2d", 3),
        ("ReLU",),
        ("Flatten",),
        ("Linear", 192, CLASSES),
    )


def same_examples(t: Context, count: int) -> tuple[Tensor, Tensor]:
    """The same image (784,) and label `count` times."""
    X, y = draw_data(t, 1)
    return X.repeat(count, 1), y.repeat(count)


def expect_steps(t: Context, label: str, net: Made, X: Tensor, y: Tensor, *, batch_size: int) -> None:
    """A pass leads to the same parameters as the reference's."""
    rate = float(t.gen.uniform(1, *RATES))
    t.student.minibatch_sgd_one_pass(net.mine, X, y, rate, batch_size)
    want = t.reference.minibatch_sgd_one_pass(net.right, X, y, rate, batch_size)
    found = net.mine.state().parameters
    t.expect.close(label, found, want.args.net.map(parameters_of), tolerance=STEPS)
