"""Which pairs of a class are worth a look: a class of n needs about n steps to find them, not n squared.

Two hand-ins meet under a key that both have and few others: a fingerprint, or several at once, chosen so that sets
which are nearly the same are sure to agree on one choice (MinHash with bands: Broder, SEQUENCES 1997; Leskovec,
Rajaraman and Ullman, Mining of Massive Datasets, chapter 3). The first finds a rare piece, the second a copy of what
is popular.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, combinations

import numpy as np
import numpy.typing as npt

FEW = 12
"""Under a key that more hand-ins have than this, none meet."""
POPULAR_SHARE = 0.5
"""What more than this share of a class has was given, or is the only way: no choice of several is made of it."""
_BANDS, _ROWS = 24, 6
"""Sets that share 0.8 of what either has agree on a band with probability 0.999; those that share 0.3, with 0.02."""
_FACTORS: npt.NDArray[np.uint64] = np.random.default_rng(0).integers(2**64, size=_BANDS * _ROWS, dtype=np.uint64)
_FACTORS |= np.uint64(1)


def candidates(prints: Sequence[set[int]]) -> set[tuple[int, int]]:
    """Pairs of hand-ins, by number with the smaller first, that meet under a key."""
    owners = Counter(value for own in prints for value in own)
    popular = {value for value, count in owners.items() if count > max(FEW, POPULAR_SHARE * len(prints))}
    meeting: dict[int | bytes, list[int]] = defaultdict(list)
    for number, own in enumerate(prints):
        rare = (value for value in own if owners[value] <= FEW)
        for key in chain[int | bytes](rare, _bands(own - popular)):
            meeting[key].append(number)
    return {pair for numbers in meeting.values() if len(numbers) <= FEW for pair in combinations(numbers, 2)}


def _bands(own: set[int]) -> Iterator[bytes]:
    """Six fingerprints at a time, each the least in an order of its own."""
    if not own:
        return
    values = np.fromiter(own, np.uint64, len(own))
    least = (values[None, :] * _FACTORS[:, None]).min(axis=1)  # wraps around: each odd factor is another order
    for number, band in enumerate(least.reshape(_BANDS, _ROWS)):
        yield bytes([number]) + band.tobytes()
