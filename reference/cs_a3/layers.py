"""Affine layer, ReLU and the two losses, forward and backward, in NumPy float64.

The caches are laid out as the course's template lays them out: `(x, w, b)` and `x`.
"""

import numpy as np

from reference.cs_a3.arrays import Array, Cache, Labels


def affine_forward(x: Array, w: Array, b: Array) -> tuple[Array, Cache]:
    """Inputs x (N, d1, ..., dk), w (d1 * ... * dk, M), b (M,) to (N, M)."""
    return x.reshape(len(x), -1) @ w + b, (x, w, b)


def affine_backward(dout: Array, cache: Cache) -> tuple[Array, Array, Array]:
    """Dout (N, M) to dx, dw and db in the shapes of x, w and b."""
    x, w, _ = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def relu_forward(x: Array) -> tuple[Array, Cache]:
    """Any shape to the same."""
    return np.maximum(x, 0), x


def relu_backward(dout: Array, cache: Cache) -> Array:
    """Dout to dx, of the same shape; where x is exactly 0 the gradient is 0 here, though 1 is as good."""
    dx: Array = dout * (cache > 0)
    return dx


def softmax_loss(x: Array, y: Labels) -> tuple[float, Array]:
    """Mean cross-entropy of scores x (N, C) and labels y (N,), and its gradient (N, C)."""
    shifted = x - x.max(axis=1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(x))
    dx = np.exp(log_probs)
    dx[rows, y] -= 1
    return float(-log_probs[rows, y].mean()), dx / len(x)


def svm_loss(x: Array, y: Labels) -> tuple[float, Array]:
    """Mean multiclass hinge loss with margin 1 of scores x (N, C) and labels y (N,), and its gradient (N, C)."""
    rows = np.arange(len(x))
    margins = np.maximum(0, x - x[rows, y][:, None] + 1)
    margins[rows, y] = 0
    dx = (margins > 0).astype(np.float64)
    dx[rows, y] = -dx.sum(axis=1)
    return float(margins.sum() / len(x)), dx / len(x)
