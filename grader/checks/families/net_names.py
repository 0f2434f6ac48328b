"""The handout's names of a network's parameters, `W1 b1 gamma1 beta1 ...`, for those that a submission gives them.

Only kind and number of the layer have to be in a name: the course's own gradient check goes by the submission's names.
Scales and shifts may also be called so, or be `G1` and, beside a `b1`, `B1`. What the handout says of letters and
numbers is asked once, where the network begins.
"""

import re
from collections.abc import Iterable

Named = dict[object, object]

_PARAMETER = re.compile(r"(?:(gamma|beta|scale|shift)|^([WbG]))_?(\d+)$", re.IGNORECASE)
_KINDS = {"w": "W", "g": "gamma", "scale": "gamma", "shift": "beta"}


def by_handout_name(values: object) -> Named:
    """Parameters or gradients by the handout's names; empty where there is no dictionary of them.

    Where a submission counts its layers from 0, they are counted from 1 here.
    """
    known = values if isinstance(values, dict) else {}
    return {name: known[key] for key, name in handout_names(known).items()}


def as_written(values: object) -> Named:
    """The same with the submission's own numbers and letters."""
    known = values if isinstance(values, dict) else {}
    return {f"{found[1] or found[2]}{found[3]}" if (found := _parts(key)) else key: known[key] for key in known}


def handout_names(keys: Iterable[object]) -> Named:
    """The handout's name for each of a submission's names: `gamma1` for `bn_gamma_1`; others stay as they are."""
    known = {key: _parts(key) for key in keys}
    letters = {(found[2], int(found[3])) for found in known.values() if found}
    by = 1 if letters & {("W", 0), ("w", 0)} else 0
    kinds = _KINDS | ({"B": "beta"} if {"b", "B"} <= {letter for letter, _ in letters} else {})
    return {key: _renamed(found, kinds, by) if found else key for key, found in known.items()}


def _renamed(found: re.Match[str], kinds: dict[str, str], by: int) -> str:
    kind = found[1] or found[2]
    return f"{kinds.get(kind) or kinds.get(kind.lower(), kind.lower())}{int(found[3]) + by}"


def _parts(key: object) -> re.Match[str] | None:
    return _PARAMETER.search(key) if isinstance(key, str) else None
