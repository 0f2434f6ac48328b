"""What `cs_a3` provides where a hand-in lacks the course's own helpers."""

import runpy

import numpy as np
import pytest

from reference import cs_a3
from tests.cli.command import ROOT

COLUMNS = runpy.run_path(str(ROOT / "assignments/cs_a3/files/im2col.py"))
SIZES = [((2, 3, 5, 4), (3, 2), 1, 1), ((3, 2, 6, 9), (2, 3), 0, 2), ((1, 1, 4, 4), (1, 1), 2, 3)]


@pytest.mark.parametrize(("images", "window", "padding", "stride"), SIZES)
def test_a_product_with_columns_is_a_convolution(
    images: tuple[int, ...], window: tuple[int, int], padding: int, stride: int
) -> None:
    random = np.random.default_rng(4)
    x, w, b = random.normal(size=images), random.normal(size=(4, images[1], *window)), np.zeros(4)
    want, _ = cs_a3.conv_forward_naive(x, w, b, {"stride": stride, "pad": padding})
    columns = COLUMNS["im2col_indices"](x, *window, padding, stride)
    got = (w.reshape(4, -1) @ columns).reshape(4, *want.shape[2:], len(x)).transpose(3, 0, 1, 2)
    np.testing.assert_allclose(got, want, atol=1e-12)


@pytest.mark.parametrize(("images", "window", "padding", "stride"), SIZES)
def test_what_goes_back_from_columns_is_the_gradient(
    images: tuple[int, ...], window: tuple[int, int], padding: int, stride: int
) -> None:
    random = np.random.default_rng(5)
    x = random.normal(size=images)
    columns = COLUMNS["im2col_indices"](x, *window, padding, stride)
    dcolumns = random.normal(size=columns.shape)
    dx = COLUMNS["col2im_indices"](dcolumns, images, *window, padding, stride)
    np.testing.assert_allclose((dx * x).sum(), (dcolumns * columns).sum())
