"""Types that the NumPy part shares."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Param = dict[str, Any]
"""Settings of a layer, such as `bn_param`; some layers store their state in it."""
Cache = Any
"""What a forward pass keeps for its backward pass."""
