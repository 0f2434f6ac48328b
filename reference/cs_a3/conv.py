"""Convolution and max-pooling of images (N, C, H, W), forward and backward, in NumPy float64.

The caches are laid out as the course's template lays them out: `(x, w, b, conv_param)` and `(x, pool_param)`.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from reference.cs_a3.arrays import Array, Cache, Param

Size = tuple[int, int]


def conv_forward_naive(x: Array, w: Array, b: Array, conv_param: Param) -> tuple[Array, Cache]:
    """Images x (N, C, H, W), w (F, C, HH, WW), b (F,) to (N, F, H', W'), H' = 1 + (H + 2 * pad - HH) / stride.

    `conv_param`: `stride` and `pad`.
    """
    return convolved(x, w, conv_param) + b[:, None, None], (x, w, b, conv_param)


def conv_backward_naive(dout: Array, cache: Cache) -> tuple[Array, Array, Array]:
    """Dout (N, F, H', W') to dx, dw and db in the shapes of x, w and b."""
    x, w, _, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    seen = windows(padded(x, pad), w.shape[2:], stride)
    dw = np.einsum("nfij,ncijhw->fchw", dout, seen)
    dwindows = np.einsum("nfij,fchw->ncijhw", dout, w)
    dpadded = scattered(dwindows, padded(x, pad).shape, stride)
    return dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]], dw, dout.sum(axis=(0, 2, 3))


def max_pool_forward_naive(x: Array, pool_param: Param) -> tuple[Array, Cache]:
    """Images x (N, C, H, W) to (N, C, H', W'), H' = 1 + (H - pool_height) / stride.

    `pool_param`: `pool_height`, `pool_width` and `stride`.
    """
    return pooled(x, pool_param).max(axis=(4, 5)), (x, pool_param)


def max_pool_backward_naive(dout: Array, cache: Cache) -> Array:
    """Dout (N, C, H', W') to dx (N, C, H, W)."""
    x, pool_param = cache
    return scattered(is_maximum(x, pool_param) * dout[..., None, None], x.shape, pool_param["stride"])


def padded(x: Array, pad: int) -> Array:
    """The images with `pad` rows and columns of zeros around them."""
    return np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))


def windows(x: Array, size: Size, stride: int) -> Array:
    """All windows, (N, C, H', W', height, width)."""
    return sliding_window_view(x, size, axis=(2, 3))[:, :, ::stride, ::stride]


def convolved(x: Array, w: Array, conv_param: Param) -> Array:
    """The convolution without its bias."""
    seen = windows(padded(x, conv_param["pad"]), w.shape[2:], conv_param["stride"])
    out: Array = np.einsum("ncijhw,fchw->nfij", seen, w)
    return out


def pooled(x: Array, pool_param: Param) -> Array:
    """The windows that are pooled."""
    return windows(x, (pool_param["pool_height"], pool_param["pool_width"]), pool_param["stride"])


def is_maximum(x: Array, pool_param: Param) -> Array:
    """1 at the place of each window's largest element, else 0; of equals the first."""
    seen = pooled(x, pool_param)
    flat = seen.reshape(*seen.shape[:4], -1)
    top: Array = (flat.argmax(axis=4)[..., None] == np.arange(flat.shape[4])).astype(np.float64)
    return top.reshape(seen.shape)


def scattered(dwindows: Array, shape: tuple[int, ...], stride: int) -> Array:
    """The windows laid back to where they were cut from; what overlaps is added up."""
    dx = np.zeros(shape)
    _, _, rows, columns, height, width = dwindows.shape
    for row in range(rows):
        for column in range(columns):
            place = np.s_[:, :, row * stride : row * stride + height, column * stride : column * stride + width]
            dx[place] += dwindows[:, :, row, column]
    return dx
