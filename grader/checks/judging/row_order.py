"""Whether a tapped input is the reference's, be its rows in another order, and a tapped value in the right order.

A layer for images may lay their pixels into rows as (N, H, W) or as (N, W, H): to a layer of rows it is the same.
"""

import numpy as np
import torch
from numpy.typing import NDArray

from grader.compare import Close, agrees

MATCH = Close(rtol=1e-4, atol=1e-5)
"""How near a reference's inner input must be to a tapped one: float32 noise through the layers before it."""

Order = NDArray[np.intp]


def near(tapped: object, given: object) -> bool:
    """Whether a tapped input is the one that the reference gives."""
    return agrees(detached(tapped), detached(given), tolerance=MATCH, dtypes="any", shapes="unsqueezed")


def row_order(tapped: object, given: object) -> Order | None:
    """The order in which the rows of the tapped input are those that the reference gives; none if they are others.

    An empty order stands for the rows as they are, and for inputs that have no rows.
    """
    if near(tapped, given):
        return np.empty(0, dtype=np.intp)
    if not (isinstance(tapped, np.ndarray) and isinstance(given, np.ndarray)):
        return None
    if tapped.shape != given.shape or tapped.ndim != 2 or tapped.dtype.kind != "f":
        return None
    there, here = _sorted(tapped), _sorted(given)
    if not near(tapped[there], given[here]):
        return None
    order = np.empty_like(there)
    order[here] = there
    return order


def in_order(value: object, order: Order) -> object:
    """What a function gave for rows in another order: its arrays with as many rows in the reference's order."""
    if not order.size:
        return value
    if isinstance(value, tuple | list):
        return type(value)(in_order(item, order) if isinstance(item, np.ndarray) else item for item in value)
    return value[order] if isinstance(value, np.ndarray) and value.ndim == 2 and len(value) == len(order) else value


def detached(value: object) -> object:
    """A tensor without its graph; anything else as it is."""
    return value.detach() if isinstance(value, torch.Tensor) else value


def _sorted(rows: NDArray[np.floating]) -> Order:
    return np.lexsort(rows.T[::-1])
