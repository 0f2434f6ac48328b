"""A structure part by part: layers, parameters, steps. What each should be, and what came."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from grader.compare.mapping import Pairs, key_name, matched
from grader.compare.picture import drawable, series, spread
from grader.compare.show import show
from grader.compare.values import Array, Numbers, as_items, as_numbers, as_pairs, as_vector
from grader.compare.words import number, type_name
from grader.model import Difference, Part, Series

_MOST = 40
_SHAPE_LENGTH = 8
"""A list of so many whole numbers, such as a shape, is one part."""
_TEXT = 60
_STEP = re.compile(r"(?:step|epoch|iteration) (\d+)")
_FEWEST_STEPS = 3
_ABSENT = object()


class Leaf(NamedTuple):
    """One part of what is expected, beside what came there."""

    path: str
    got: Any
    want: Any


def outline(got: object, want: object, differences: Sequence[Difference]) -> tuple[Part, ...]:
    """The parts of a structure in order; empty for a single value and for one of more than 40 parts."""
    leaves = list(_limited(_leaves("", got, want)))
    if not 2 <= len(leaves) <= _MOST:
        return ()
    wrong = [difference.path for difference in differences]
    return tuple(
        Part(path=leaf.path, expected=_words(leaf.want), got=_words(leaf.got), passed=not _differs(leaf, wrong))
        for leaf in leaves
    )


def progress(got: object, want: object) -> Series | None:
    """The entries of a list of numbers, or the number that a training's steps get wrong most; None for other values."""
    wants, gots = as_items(want), as_items(got)
    if wants is not None and gots is not None:
        came, expected = as_vector(gots), as_vector(wants)
        return series(came, expected) if came is not None and expected is not None else None
    steps = _steps(got, want)
    return _followed(steps) if len(steps) >= _FEWEST_STEPS else None


def _limited(leaves: Iterator[Leaf]) -> Iterator[Leaf]:
    """One leaf more than a report shows is enough to know that they are too many."""
    for _, leaf in zip(range(_MOST + 1), leaves, strict=False):
        yield leaf


def _leaves(path: str, got: Any, want: Any) -> Iterator[Leaf]:
    items, pairs = as_items(want), as_pairs(want)
    if items and not _is_shape(items):
        gots = as_items(got) or ()
        for index, item in enumerate(items):
            yield from _leaves(f"{path}[{index}]", gots[index] if index < len(gots) else _ABSENT, item)
    elif pairs:
        came = _by_key(as_pairs(got) or [], pairs)
        for key, value in pairs:
            yield from _leaves(f"{path}[{key_name(key)}]", came.get(key_name(key), _ABSENT), value)
    else:
        yield Leaf(path, got, want)


def _by_key(gots: Pairs, wants: Pairs) -> dict[str, Any]:
    return {key_name(key): came for key, came, _ in matched(gots, wants).both}


def _is_shape(items: Sequence[object]) -> bool:
    return len(items) <= _SHAPE_LENGTH and all(type(item) is int for item in items)


def _differs(leaf: Leaf, wrong: Sequence[str]) -> bool:
    """Whether a difference lies at the part, inside it, or in a whole that did not come as expected."""
    if leaf.got is _ABSENT:
        return True
    return any(path == leaf.path or path.startswith(f"{leaf.path}[") for path in wrong)


def _words(value: object) -> str:
    if value is _ABSENT:
        return "nothing"
    numbers, items = as_numbers(value), as_items(value)
    if numbers is not None and numbers.container != "number":
        return f"{numbers.container} {numbers.shape} {numbers.dtype}"
    if numbers is not None:
        return number(numbers.stored.item())
    if items is not None and _is_shape(items):
        return f"({', '.join(map(str, items))}{',' if len(items) == 1 else ''})"
    return show(value, _TEXT).text or type_name(value)


def _steps(got: object, want: object) -> list[tuple[int, dict[str, tuple[Numbers, Numbers]]]]:
    """Number of each step and, by path, its numbers that came and those expected; empty where there are no steps."""
    wants, gots = as_pairs(want) or [], as_pairs(got) or []
    if not all(type(key) is str and _STEP.fullmatch(key) for key, _ in wants):
        return []
    came = _by_key(gots, wants)
    return [
        (int(key.rpartition(" ")[2]), dict(_numeric(came[key_name(key)], value)))
        for key, value in wants
        if key_name(key) in came
    ]


def _numeric(got: object, want: object) -> Iterator[tuple[str, tuple[Numbers, Numbers]]]:
    for leaf in _limited(_leaves("", got, want)):
        came, expected = as_numbers(leaf.got), as_numbers(leaf.want)
        if came is None or expected is None or came.shape != expected.shape:
            continue
        if drawable(came) and drawable(expected):
            yield leaf.path, (came, expected)


def _followed(steps: Sequence[tuple[int, dict[str, tuple[Numbers, Numbers]]]]) -> Series | None:
    """The number that is farthest off in the last step, through all steps that have it."""
    last = steps[-1][1]
    apart = {path: _apart(*pair) for path, pair in last.items() if pair[1].size}
    if not apart:
        return None
    path = max(apart, key=lambda one: float(apart[one].max()))
    place = int(np.argmax(apart[path]))
    shape = last[path][1].shape
    pairs = [(step, *(_at(side, place) for side in found[path])) for step, found in steps if path in found]
    positions, gots, wants = zip(*(pairs[index] for index in spread(len(pairs))), strict=True)
    index = ", ".join(str(one) for one in np.unravel_index(place, shape))
    return Series(
        along="step", place=f"{path}[{index}]" if shape else path, positions=positions, expected=wants, got=gots
    )


def _apart(got: Numbers, want: Numbers) -> Array:
    """The distance of each pair over the size of the expected value; infinite where it is no number."""
    with np.errstate(all="ignore"):
        ours, theirs = want.whole().astype(np.float64), got.whole().astype(np.float64)
        apart = np.abs(theirs - ours).reshape(-1) / (np.abs(ours).max() or 1.0)
    return np.nan_to_num(apart, nan=np.inf)


def _at(numbers: Numbers, place: int) -> float:
    return float(f"{float(numbers.part(place, place + 1)[0]):.6g}") if place < numbers.size else float("nan")
