"""How near outputs and gradients of functions on NumPy arrays have to come: as near as the type that came allows."""

import numpy as np

from grader.compare import Close

DOUBLE = Close(rtol=1e-7, atol=1e-9)
"""float64 noise on the grader's inputs is below 1e-12; the smallest effect of a wrong variant is 1e-4."""
SINGLE = Close(rtol=1e-5, atol=1e-6)
"""For arrays in float32, which the handouts leave open."""


def precision(got: object, double: Close = DOUBLE) -> Close:
    """The tolerance for what came: `double`, or that of float32 where it has come so."""
    return SINGLE if isinstance(got, np.ndarray) and got.dtype == np.float32 else double
