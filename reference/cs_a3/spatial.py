"""Batch and group normalization of images (N, C, H, W), forward and backward, in NumPy float64.

Group normalization: Wu and He 2018.
"""

import numpy as np

from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import (
    EPS,
    Gradients,
    Normalized,
    batchnorm_backward,
    batchnorm_forward,
    through_statistics,
)

Shape = tuple[int, ...]


def spatial_batchnorm_forward(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
    """(N, C, H, W) to the same: `batchnorm_forward` of each channel over all images and places.

    Running statistics may be (C,) or (1, C, 1, 1); they are stored as (C,).
    """
    for key in ("running_mean", "running_var"):
        if key in bn_param:
            bn_param[key] = np.reshape(bn_param[key], -1)
    out, cache = batchnorm_forward(places(x), gamma, beta, bn_param)
    return images(out, x.shape), cache


def spatial_batchnorm_backward(dout: Array, cache: Normalized) -> Gradients:
    """Dout (N, C, H, W) to dx (N, C, H, W), dgamma (C,) and dbeta (C,)."""
    dx, dgamma, dbeta = batchnorm_backward(places(dout), cache)
    return images(dx, dout.shape), dgamma, dbeta


def spatial_groupnorm_forward(
    x: Array, gamma: Array, beta: Array, G: int, gn_param: Param
) -> tuple[Array, tuple[Normalized, int]]:
    """(N, C, H, W) to the same: each image and group of C / G channels is normalized by itself.

    gamma and beta are (1, C, 1, 1) or (C,). `gn_param`: `eps` (1e-5).
    """
    grouped = in_groups(x, G)
    std = np.sqrt(grouped.var(axis=(2, 3, 4), keepdims=True) + gn_param.get("eps", EPS))
    normal = (grouped - grouped.mean(axis=(2, 3, 4), keepdims=True)) / std
    scale, shift = (value.reshape(1, -1, 1, 1) for value in (gamma, beta))
    cache = Normalized(grouped, gamma, beta, normal, std)
    return scale * normal.reshape(x.shape) + shift, (cache, G)


def spatial_groupnorm_backward(dout: Array, cache: tuple[Normalized, int]) -> Gradients:
    """Dout (N, C, H, W) to dx (N, C, H, W), and dgamma and dbeta in the shape of gamma."""
    kept, groups = cache
    dnormal = in_groups(dout * kept.gamma.reshape(1, -1, 1, 1), groups)
    dx = through_statistics(dnormal, kept, (2, 3, 4)).reshape(dout.shape)
    dgamma = (dout * kept.normal.reshape(dout.shape)).sum(axis=(0, 2, 3))
    return dx, dgamma.reshape(kept.gamma.shape), dout.sum(axis=(0, 2, 3)).reshape(kept.gamma.shape)


def in_groups(x: Array, groups: int) -> Array:
    """(N, C, H, W) as (N, G, C / G, H, W)."""
    count, channels, height, width = x.shape
    return x.reshape(count, groups, channels // groups, height, width)


def places(x: Array) -> Array:
    """(N, C, H, W) as (N * H * W, C)."""
    return x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])


def images(flat: Array, shape: Shape) -> Array:
    """(N * H * W, C) as the (N, C, H, W) of `shape`."""
    count, channels, height, width = shape
    return flat.reshape(count, height, width, channels).transpose(0, 3, 1, 2)
