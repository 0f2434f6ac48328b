"""Batch and layer normalization of (N, D), forward and backward, in NumPy float64.

Batch normalization: Ioffe and Szegedy 2015; layer normalization: Ba, Kiros and Hinton 2016. Both use the biased
variance and eps 1e-5 under the root.
"""

from dataclasses import dataclass

import numpy as np

from reference.cs_a3.arrays import Array, Param

EPS = 1e-5
MOMENTUM = 0.9


@dataclass(frozen=True)
class Normalized:
    """What a normalization keeps for its backward pass."""

    x: Array
    gamma: Array
    beta: Array
    normal: Array
    """x with mean 0 and variance 1."""
    std: Array
    """sqrt(var + eps), broadcast against x."""
    train: bool = True
    """The statistics are those of x itself, and not fixed."""


Gradients = tuple[Array, Array, Array]


def batchnorm_forward(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
    """(N, D) to (N, D). In train mode the running statistics are stored back in `bn_param`.

    `bn_param`: `mode` (train or test), `eps` (1e-5), `momentum` (0.9), `running_mean` and `running_var` (zeros).
    """
    eps, momentum = bn_param.get("eps", EPS), bn_param.get("momentum", MOMENTUM)
    running = [bn_param.get(key, np.zeros(x.shape[1])) for key in ("running_mean", "running_var")]
    train = bn_param["mode"] == "train"
    mean, var = (x.mean(axis=0), x.var(axis=0)) if train else running
    if train:
        running = [momentum * old + (1 - momentum) * new for old, new in zip(running, (mean, var), strict=True)]
    bn_param["running_mean"], bn_param["running_var"] = running
    std = np.sqrt(var + eps)
    normal = (x - mean) / std
    return gamma * normal + beta, Normalized(x, gamma, beta, normal, std, train)


def batchnorm_backward(dout: Array, cache: Normalized) -> Gradients:
    """Dout (N, D) to dx (N, D), dgamma (D,) and dbeta (D,)."""
    dnormal = dout * cache.gamma
    dx = through_statistics(dnormal, cache, (0,)) if cache.train else dnormal / cache.std
    return dx, (dout * cache.normal).sum(axis=0), dout.sum(axis=0)


def batchnorm_backward_alt(dout: Array, cache: Normalized) -> Gradients:
    """The same as `batchnorm_backward`, which the handout wants derived on paper."""
    return batchnorm_backward(dout, cache)


def layernorm_forward(x: Array, gamma: Array, beta: Array, ln_param: Param) -> tuple[Array, Normalized]:
    """(N, D) to (N, D): each row is normalized by itself, in either mode. `ln_param`: `eps` (1e-5)."""
    std = np.sqrt(x.var(axis=1, keepdims=True) + ln_param.get("eps", EPS))
    normal = (x - x.mean(axis=1, keepdims=True)) / std
    return gamma * normal + beta, Normalized(x, gamma, beta, normal, std)


def layernorm_backward(dout: Array, cache: Normalized) -> Gradients:
    """Dout (N, D) to dx (N, D), dgamma (D,) and dbeta (D,)."""
    dx = through_statistics(dout * cache.gamma, cache, (1,))
    return dx, (dout * cache.normal).sum(axis=0), dout.sum(axis=0)


def through_statistics(dnormal: Array, cache: Normalized, axes: tuple[int, ...]) -> Array:
    """Gradient of x, given that of its normalized form, where mean and variance over `axes` depend on x too."""
    mean = dnormal.mean(axis=axes, keepdims=True)
    along = (dnormal * cache.normal).mean(axis=axes, keepdims=True)
    dx: Array = (dnormal - mean - cache.normal * along) / cache.std
    return dx
