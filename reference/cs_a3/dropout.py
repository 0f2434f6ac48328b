"""Inverted dropout (Srivastava et al. 2014), forward and backward, in NumPy float64.

The cache is laid out as the course's template lays it out: `(dropout_param, mask)`.
"""

import numpy as np

from reference.cs_a3.arrays import Array, Cache, Param


def dropout_forward(x: Array, dropout_param: Param) -> tuple[Array, Cache]:
    """Any shape to the same. In train mode each element is kept with probability p, and then divided by p.

    `dropout_param`: `p`, `mode` (train or test), and `seed` where the draw has to be repeatable.
    """
    p, mode = dropout_param["p"], dropout_param["mode"]
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])
    if mode == "test":
        return x, (dropout_param, None)
    mask = kept(x, p) / p
    return x * mask, (dropout_param, mask)


def dropout_backward(dout: Array, cache: Cache) -> Array:
    """Dout to dx, of the same shape."""
    dropout_param, mask = cache
    return dout if dropout_param["mode"] == "test" else dout * mask


def kept(x: Array, p: float) -> Array:
    """1 for each element that is kept, with probability p, else 0."""
    return (np.random.rand(*x.shape) < p).astype(np.float64)
