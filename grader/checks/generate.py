"""Inputs of checks, drawn from the check's own seed: the same in every run, and known to nobody before."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import torch

Item = TypeVar("Item")
Shape = int | tuple[int, ...]
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Integers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


class Generator:
    """Draws torch tensors on the CPU (and NumPy arrays, through `array`) from one stream.

    Draws depend on the seed and the order of the draws alone.
    """

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    @property
    def array(self) -> "ArrayGenerator":
        """The same stream as NumPy float64 arrays."""
        return ArrayGenerator(self._rng)

    def normal(
        self,
        shape: Shape,
        *,
        mean: float = 0.0,
        std: float = 1.0,
        dtype: torch.dtype = torch.float32,
        requires_grad: bool = False,
    ) -> torch.Tensor:
        """N(mean, std**2) of the given shape."""
        return self._tensor(self._rng.normal(mean, std, shape), dtype, requires_grad)

    def uniform(
        self,
        shape: Shape,
        low: float = 0.0,
        high: float = 1.0,
        *,
        dtype: torch.dtype = torch.float32,
        requires_grad: bool = False,
    ) -> torch.Tensor:
        """Uniform on [low, high) of the given shape."""
        return self._tensor(self._rng.uniform(low, high, shape), dtype, requires_grad)

    def labels(self, count: int, classes: int) -> torch.Tensor:
        """Class indices, int64 of shape (count,), every class at least once where count allows."""
        drawn = self._rng.integers(0, classes, count)
        drawn[: min(count, classes)] = self._rng.permutation(classes)[:count]
        return torch.from_numpy(self._rng.permutation(drawn))

    def stats(self, features: int) -> dict[str, torch.Tensor]:
        """Running statistics {"running_mean", "running_var"}, each (features,): any mean, variances in [0.5, 2)."""
        return {"running_mean": self.normal(features), "running_var": self.uniform(features, 0.5, 2.0)}

    def integer(self, low: int, high: int) -> int:
        """One integer in [low, high]."""
        return int(self._rng.integers(low, high + 1))

    def choice(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self.integer(0, len(items) - 1)]

    def seed(self) -> int:
        """A fresh seed, for what must be seeded elsewhere."""
        return int(self._rng.integers(0, 2**31))

    @staticmethod
    def _tensor(values: Floats | float, dtype: torch.dtype, grad: bool) -> torch.Tensor:
        return torch.as_tensor(np.asarray(values)).to(dtype).requires_grad_(grad)


class ArrayGenerator:
    """Draws NumPy float64 arrays from a generator's stream."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def normal(self, shape: Shape, *, mean: float = 0.0, std: float = 1.0) -> Floats:
        """N(mean, std**2) of the given shape."""
        return np.asarray(self._rng.normal(mean, std, shape))

    def uniform(self, shape: Shape, low: float = 0.0, high: float = 1.0) -> Floats:
        """Uniform on [low, high) of the given shape."""
        return np.asarray(self._rng.uniform(low, high, shape))

    def labels(self, count: int, classes: int) -> Integers:
        """Class indices, int64 of shape (count,)."""
        return self._rng.integers(0, classes, count)
