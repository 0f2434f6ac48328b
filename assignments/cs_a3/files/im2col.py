"""Images as matrices whose columns are their windows, and back: convolution becomes one product of matrices.

A column is one window of one image, channel by channel and row by row. The images of one place stand side by side.
"""

import numpy as np


def get_im2col_indices(x_shape, field_height, field_width, padding=1, stride=1):
    """Channel, row and column, in the image with its border, of each entry of an image's columns."""
    _, channels, height, width = x_shape
    rows = (height + 2 * padding - field_height) // stride + 1
    columns = (width + 2 * padding - field_width) // stride + 1
    channel, down, across = np.indices((channels, field_height, field_width)).reshape(3, -1, 1)
    top, left = stride * np.indices((rows, columns)).reshape(2, 1, -1)
    return channel, down + top, across + left


def im2col_indices(x, field_height, field_width, padding=1, stride=1):
    """Images (N, C, H, W) as columns (C * field_height * field_width, windows * N)."""
    framed = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    columns = framed[:, *get_im2col_indices(x.shape, field_height, field_width, padding, stride)]
    return columns.transpose(1, 2, 0).reshape(columns.shape[1], -1)


def col2im_indices(cols, x_shape, field_height=3, field_width=3, padding=1, stride=1):
    """Images (N, C, H, W) in which each pixel is the sum of its entries in the columns."""
    images, channels, height, width = x_shape
    framed = np.zeros((images, channels, height + 2 * padding, width + 2 * padding), dtype=cols.dtype)
    places = get_im2col_indices(x_shape, field_height, field_width, padding, stride)
    np.add.at(framed, (slice(None), *places), cols.reshape(len(cols), -1, images).transpose(2, 0, 1))
    return framed[:, :, padding : padding + height, padding : padding + width]
