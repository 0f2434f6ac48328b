"""The handout's names of a network's parameters, `W1 b1 gamma1 beta1 ...`, for those that a submission gives them.

Only kind and number of the layer have to be in a name: the course's own gradient check goes by the submission's names.
What the handout says of letters and numbers is asked once, where the network begins.
"""

import re
from collections.abc import Iterable

Named = dict[object, object]

_PARAMETER = re.compile(r"(?:(gamma|beta)|^(W|b))_?(\d+)$", re.IGNORECASE)


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
    keys = list(keys)
    weights = [int(found[3]) for key in keys if (found := _parts(key)) and found[2] in ("W", "w")]
    by = 1 if 0 in weights else 0
    return {key: _renamed(found, by) if (found := _parts(key)) else key for key in keys}


def _renamed(found: re.Match[str], by: int) -> str:
    kind = (found[1] or found[2]).lower()
    return f"{'W' if kind == 'w' else kind}{int(found[3]) + by}"


def _parts(key: object) -> re.Match[str] | None:
    return _PARAMETER.search(key) if isinstance(key, str) else None
