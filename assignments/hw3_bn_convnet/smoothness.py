"""Question 4, local smoothness: on minibatches of one example, of which each may have been drawn."""

import itertools

from assignments.hw3_bn_convnet.figures import CLASSES, draw_data, number_of
from assignments.hw3_bn_convnet.training import convolving, same_examples
from grader.checks import Assignment, Close, Context
from grader.checks.families.made import make_net, parameters_of

RATIO = Close(rtol=5e-3, atol=1e-5)
"""Two nearly equal gradients are subtracted: float32 leaves a relative noise of 1e-4 in their difference."""
UNCHANGED = Close(rtol=1e-4, atol=1e-5)
"""A step that is made and taken back leaves rounding noise."""
EXAMPLES = 2
NETWORKS = 3
"""A wrong formula agrees by chance for one network in ten at most; for all of them it does not."""
SHORT = 0.003
"""A longer step ends where the gradient is nearly nothing, and gives 1 / 0.3 of a step of 0.3 by any formula."""


def ask(hw: Assignment) -> None:
    """Declare the checks."""
    follows = ("compute_objective",)
    hw.check("4", points=1, follows=follows)(local_smoothness)
    hw.check("4", points=0.5, follows=follows)(smoothness_in_train_mode)
    hw.check("4", points=0.5, follows=follows)(parameters_unchanged)


def local_smoothness(t: Context) -> None:
    """`compute_local_smoothness` divides the change of the gradient along a step of SGD by the length of the step."""
    got, wants = [], []
    for _ in range(NETWORKS):
        net = make_net(t, ("Flatten",), ("Linear", 784, 8), ("Tanh",), ("Linear", 8, CLASSES))
        X, y = draw_data(t, EXAMPLES)
        got.append(number_of(t.student.compute_local_smoothness(net.mine, X, y, SHORT, 1)))
        turns = [[*range(first, EXAMPLES), *range(first)] for first in range(EXAMPLES)]
        wants.append(
            [t.reference.compute_local_smoothness(net.right, X[turn], y[turn], SHORT, 1).value for turn in turns]
        )
    drawn = [list(one_of_each) for one_of_each in itertools.product(*wants)]
    t.expect.any_close("local smoothness of three networks", got, drawn, tolerance=RATIO)


def smoothness_in_train_mode(t: Context) -> None:
    """`compute_local_smoothness` takes the gradients in train mode."""
    net, (X, y) = convolving(t), same_examples(t, 6)
    net.set_mode(training=False)
    got = number_of(t.student.compute_local_smoothness(net.mine, X, y, 0.004, 3))
    want = t.reference.compute_local_smoothness(net.right, X, y, 0.004, 3)
    t.expect.close("local smoothness with batch normalization", got, want.value, tolerance=RATIO)


def parameters_unchanged(t: Context) -> None:
    """`compute_local_smoothness` leaves the parameters of the network as they were."""
    net, (X, y) = convolving(t), same_examples(t, 6)
    number_of(t.student.compute_local_smoothness(net.mine, X, y, 0.3, 3))
    want = t.reference.compute_local_smoothness(net.right, X, y, 0.3, 3)
    found = net.mine.state().parameters
    t.expect.close("parameters", found, want.args.net.map(parameters_of), tolerance=UNCHANGED)
