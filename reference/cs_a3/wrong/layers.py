"""Wrong variants of the affine layer, ReLU and the two losses."""

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache, Labels
from reference.cs_a3.layers import affine_backward as right_affine_backward
from reference.cs_a3.layers import affine_forward as right_affine_forward
from reference.cs_a3.layers import relu_backward as right_relu_backward
from reference.cs_a3.layers import relu_forward as right_relu_forward
from reference.cs_a3.layers import softmax_loss as right_softmax_loss
from reference.cs_a3.layers import svm_loss as right_svm_loss

Three = tuple[Array, Array, Array]
Loss = tuple[float, Array]


@misconception(right_affine_forward, "bias left out", hint="What is added to the product of x and w?", credit=0.25)
def _no_bias(x: Array, w: Array, b: Array) -> tuple[Array, Cache]:
    return x.reshape(len(x), -1) @ w, (x, w, b)


@misconception(right_affine_backward, "dx left flat", hint="dx has to have the shape that x came in.", credit=0.5)
def _flat_dx(dout: Array, cache: Cache) -> Three:
    dx, dw, db = right_affine_backward(dout, cache)
    return dx.reshape(len(dx), -1), dw, db


@misconception(
    right_affine_backward,
    "gradients averaged",
    hint="The gradients of w and b are sums over the batch. Where the loss is a mean, dout already holds the division.",
    credit=0.5,
)
def _averaged(dout: Array, cache: Cache) -> Three:
    dx, dw, db = right_affine_backward(dout, cache)
    return dx, dw / len(dout), db / len(dout)


@misconception(
    right_affine_backward,
    "bias gradient averaged",
    hint="Each example of the batch adds to the gradient of b: sum, do not average.",
    credit=0.5,
)
def _bias_averaged(dout: Array, cache: Cache) -> Three:
    dx, dw, db = right_affine_backward(dout, cache)
    return dx, dw, db / len(dout)


@misconception(right_relu_forward, "absolute value", hint="What should become of a negative number?", credit=0.25)
def _absolute(x: Array) -> tuple[Array, Cache]:
    return np.abs(x), x


@misconception(
    right_relu_forward, "leaky", hint="A negative number becomes 0, not a small negative number.", credit=0.25
)
def _leaky(x: Array) -> tuple[Array, Cache]:
    return np.maximum(x, 0.01 * x), x


@misconception(
    right_relu_backward,
    "sign of dout",
    hint="Which numbers decide where the gradient flows: those that went into the ReLU, or those that come back?",
    credit=0.25,
)
def _sign_of_dout(dout: Array, cache: Cache) -> Array:
    dx: Array = dout * (dout > 0)
    return dx


@misconception(
    right_relu_backward,
    "slope alone",
    hint="The slope of the ReLU is right; the chain rule needs one more factor.",
    credit=0.25,
)
def _slope_alone(dout: Array, cache: Cache) -> Array:
    return np.where(cache > 0, 1.0, 0.0)


@misconception(right_relu_backward, "passed on", hint="Where x is negative, does a change of x change the output?")
def _passed_through(dout: Array, cache: Cache) -> Array:
    return dout


def _declare_losses() -> None:
    """The faults that both losses share."""
    for right in (right_softmax_loss, right_svm_loss):
        _declare_scale(right, "summed", "Loss and gradient are sums; the handout wants means over the batch.", (1, 1))
        _declare_scale(right, "loss summed", "The gradient is a mean over the batch, the loss is still a sum.", (1, 0))
        _declare_scale(right, "gradient summed", "The loss is a mean over the batch; what of its gradient?", (0, 1))


def _declare_scale(right, name: str, hint: str, summed: tuple[int, int]) -> None:  # type: ignore[no-untyped-def]  # either loss
    @misconception(right, name, hint=hint, credit=0.5)
    def variant(x: Array, y: Labels) -> Loss:
        loss, dx = right(x, y)
        return loss * len(x) ** summed[0], dx * len(x) ** summed[1]


_declare_losses()


@misconception(
    right_softmax_loss,
    "gradient without the right class",
    hint="The gradient is the probabilities, but for one place in each row: which, and what is different there?",
    credit=0.25,
)
def _probabilities(x: Array, y: Labels) -> Loss:
    loss, dx = right_softmax_loss(x, y)
    dx[np.arange(len(x)), y] += 1 / len(x)
    return loss, dx


@misconception(
    right_softmax_loss,
    "logarithm of the score",
    hint="The loss compares the score of the right class with all scores of its row: are all of them in it?",
    credit=0.25,
)
def _scores_only(x: Array, y: Labels) -> Loss:
    rows = np.arange(len(x))
    shifted = x - x.max(axis=1, keepdims=True)
    return float(-shifted[rows, y].mean()), right_softmax_loss(x, y)[1]


@misconception(
    right_svm_loss,
    "right class counted",
    hint="Your loss is too large by the margin. Over which classes does the sum run?",
    credit=0.5,
)
def _right_class_counted(x: Array, y: Labels) -> Loss:
    loss, dx = right_svm_loss(x, y)
    return loss + 1, dx


@misconception(
    right_svm_loss, "no margin", hint="A score that is only just the largest still costs something.", credit=0.25
)
def _no_margin(x: Array, y: Labels) -> Loss:
    rows = np.arange(len(x))
    margins = np.maximum(0, x - x[rows, y][:, None])
    dx = (margins > 0).astype(np.float64)
    dx[rows, y] = -dx.sum(axis=1)
    return float(margins.sum() / len(x)), dx / len(x)


@misconception(
    right_svm_loss,
    "right class once",
    hint="The score of the right class enters once for every class that violates the margin.",
    credit=0.25,
)
def _right_class_once(x: Array, y: Labels) -> Loss:
    loss, dx = right_svm_loss(x, y)
    dx[np.arange(len(x)), y] = -1 / len(x)
    return loss, dx


@misconception(
    right_svm_loss,
    "negative margins counted",
    hint="Your loss is too small. A class whose score lies far below that of the right class: what does it add?",
    credit=0.5,
)
def _negative_counted(x: Array, y: Labels) -> Loss:
    rows = np.arange(len(x))
    margins = x - x[rows, y][:, None] + 1
    margins[rows, y] = 0
    return float(margins.sum() / len(x)), right_svm_loss(x, y)[1]
