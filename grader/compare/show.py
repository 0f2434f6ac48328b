"""A bounded excerpt of a value, for a report. What it costs depends on the excerpt, not on the value."""

import math
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from grader.compare.mapping import key_name
from grader.compare.values import Numbers, as_items, as_numbers, as_pairs, as_refusal
from grader.compare.words import number, plain, quoted, type_name
from grader.model import Shown

_EDGE = 3
"""Slices shown at either end of a long axis."""
_WHOLE = 120
"""Elements up to which an array is shown whole."""
_MOST_PICKED = 200
"""Elements that are shown of a larger one."""
_ITEMS = 30
"""Items of a container that are shown: the first of them, and the last three."""
_INNER_TEXT = 200
"""Characters of a text inside a container."""
_DEEPEST = 12
_MOST_AXES = 8
_CUT = " …"

Picks = list[int | None]


def show(value: object, limit: int = 2000) -> Shown:
    """What the value is, and an excerpt of at most `limit` characters.

    Numbers have 6 significant digits, large arrays show head and tail of each axis, text is escaped. No method of a
    value of unknown type is run.
    """
    numbers, refusal = as_numbers(value), as_refusal(value)
    name = plain(refusal.type_name) if refusal else type_name(value)
    if numbers is None or numbers.container == "number":
        return Shown(type=name, text=_cut(_pieces(value, 0, limit), limit))
    text = _cut(iter([_array(numbers)]), limit)
    return Shown(type=name, text=text, shape=numbers.shape, dtype=numbers.dtype)


def _cut(pieces: Iterator[str], limit: int) -> str:
    """The pieces joined, taking no more of them than the limit needs."""
    text, size = [], 0
    for piece in pieces:
        text.append(piece)
        size += len(piece)
        if size > limit:
            return "".join(text)[: max(0, limit - len(_CUT))] + _CUT
    return "".join(text)


def _pieces(value: Any, depth: int, limit: int) -> Iterator[str]:
    """The value's text, piece by piece; each piece costs little."""
    numbers, items, pairs = as_numbers(value), as_items(value), as_pairs(value)
    if numbers is not None:
        yield _inner_array(numbers)
    elif depth > _DEEPEST and (items or pairs):
        yield "…"
    elif items is not None:
        yield from _items_pieces(items, depth, limit)
    elif pairs is not None:
        yield from _pairs_pieces(pairs, depth, limit)
    elif type(value) is str or type(value) is bytes:
        yield quoted(value, limit if depth == 0 else min(limit, _INNER_TEXT))
    else:
        yield _other(value)


def _items_pieces(items: Sequence[Any], depth: int, limit: int) -> Iterator[str]:
    yield "[" if type(items) is list else "("
    for position, index in enumerate(_picks(len(items), _ITEMS - _EDGE, _EDGE)):
        yield ", " if position else ""
        yield from _pieces(items[index], depth + 1, limit) if index is not None else iter(["…"])
    yield "]" if type(items) is list else ",)" if len(items) == 1 else ")"


def _pairs_pieces(pairs: Sequence[tuple[Any, Any]], depth: int, limit: int) -> Iterator[str]:
    yield "{"
    for position, (key, value) in enumerate(islice(pairs, _ITEMS)):
        yield f"{', ' if position else ''}{key_name(key)}: "
        yield from _pieces(value, depth + 1, limit)
    yield f", … {len(pairs) - _ITEMS:,} more}}" if len(pairs) > _ITEMS else "}"


def _other(value: object) -> str:
    refusal = as_refusal(value)
    if refusal is not None:
        return f"<{plain(refusal.type_name)}: {plain(refusal.reason, 200)}>"
    return "None" if value is None else f"<{type_name(value)}>"


def _inner_array(numbers: Numbers) -> str:
    """An array inside a container says its type itself."""
    if numbers.container == "number":
        return number(numbers.stored.item())
    return f"{numbers.container}{numbers.shape} {numbers.dtype} {_array(numbers)}"


def _array(numbers: Numbers) -> str:
    """The elements in brackets, a line for each row, columns aligned."""
    if numbers.size == 0:
        return "[]"
    picks = _array_picks(numbers.shape)
    if picks is None:
        return _flat(numbers)
    block = np.asarray(numbers.along([[index for index in axis if index is not None] for axis in picks]))
    words = [number(element) for element in block.reshape(-1).tolist()]
    width = max(map(len, words)) if numbers.shape else 0
    return _nested(iter(word.rjust(width) for word in words), picks, 1)


def _nested(words: Iterator[str], picks: Sequence[Picks], depth: int) -> str:
    if not picks:
        return next(words)
    inner = [_nested(words, picks[1:], depth + 1) if index is not None else "…" for index in picks[0]]
    between = ", " if len(picks) == 1 else ",\n" + " " * depth
    return f"[{between.join(inner)}]"


def _flat(numbers: Numbers) -> str:
    """Head and tail of an array with so many axes that even their ends are many."""
    head, tail = numbers.part(0, _EDGE), numbers.part(numbers.size - _EDGE, numbers.size)
    return ", ".join([*(number(n) for n in head.tolist()), "…", *(number(n) for n in tail.tolist())]) + " (flattened)"


def _array_picks(shape: tuple[int, ...]) -> list[Picks] | None:
    """The indices to show along each axis; None if they would be too many."""
    edges = [max(shape, default=1)] if math.prod(shape) <= _WHOLE else [_EDGE, 2, 1]
    for edge in edges if len(shape) <= _MOST_AXES else []:
        picks = [_picks(length, edge, edge) for length in shape]
        if math.prod(map(len, picks)) <= _MOST_PICKED:
            return picks
    return None


def _picks(length: int, head: int, tail: int) -> Picks:
    """The first and last indices; None stands for the gap between them."""
    if length <= head + tail:
        return list(range(length))
    return [*range(head), None, *range(length - tail, length)]
