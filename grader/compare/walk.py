"""The comparison: walks what is expected beside what came, and collects every part that differs.

The walk follows the expected value, which is trusted, so nothing that came can make it long or deep; no method of a
value that came is ever run.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from grader.compare.explain import explain_numbers
from grader.compare.mapping import Pairs, key_differences, key_name, matched
from grader.compare.numeric import DTypes, Found, Rules, Shapes, differences
from grader.compare.picture import error_map, series
from grader.compare.swaps import name_swaps
from grader.compare.tolerance import Exact, Tolerance
from grader.compare.values import Numbers, Refusal, as_items, as_numbers, as_pairs, as_refusal, as_vector
from grader.compare.words import count, describe, plain
from grader.model import Difference

_MOST = 20
"""Differences reported one by one; the rest is counted."""
_EXPLAINED = 1 << 21
"""Elements after which no further difference is explained."""
_DRAWN = 3
"""Numeric differences that a report can draw."""
_DEEPEST = 64
_LONG = 16
"""Lists of plain numbers longer than this are compared as one value, with one difference for all elements."""
_FACTORS = [10 ** (power / 5) for power in range(-50, 51)]
"""Multiples of a tolerance that `excess` tells apart."""

Items = list[Any] | tuple[Any, ...]


def compare(
    got: object,
    want: object,
    *,
    tolerance: Tolerance | None = None,
    shapes: Shapes = "exact",
    dtypes: DTypes = "kind",
    kinds: bool = False,
    equal_nan: bool = True,
) -> list[Difference]:
    """Everything in which `got` differs from `want`; an empty list if nothing does.

    Both may be None, text, bytes, numbers, tensors, arrays, and lists, tuples and dicts of these; `got` may also hold
    the codec's placeholders for values that it refused. Tensors, arrays and plain numbers count as the same kind of
    value, lists and tuples too, unless `kinds`.

    Args:
        got: the value that came.
        want: the expected value.
        tolerance: for every number in the value; by default that of its dtype.
        shapes: `unsqueezed` lets dimensions of size 1 be there or not; `any` asks only for as many elements.
        dtypes: `kind` tells bool, integer, float and complex apart; `exact` every dtype; `any` none.
        kinds: tensor, array, plain number, list and tuple must be what was expected.
        equal_nan: NaN agrees with an expected NaN.

    Raises:
        TypeError: `want` holds something that cannot be compared.
        ValueError: `want` is nested too deeply.

    """
    rules = Rules(tolerance, shapes, dtypes, kinds, equal_nan)
    found: list[Found] = []
    more = 0
    for one in found_between(got, want, rules):
        if len(found) < _MOST:
            found.append(one)
        else:
            more += 1
    named = name_swaps(list(_pictured(_explained(found, rules), rules)), rules)
    return [one.difference for one in named] + ([_uncounted(more)] if more else [])


def agrees(
    got: object,
    want: object,
    *,
    tolerance: Tolerance | None = None,
    shapes: Shapes = "exact",
    dtypes: DTypes = "kind",
) -> bool:
    """Whether `compare` would find nothing: told at the first difference, which is not explained."""
    return _agree(_Pair(got, want), Rules(tolerance, shapes, dtypes))


def excess(got: object, want: object, *, tolerance: Tolerance | None = None, shapes: Shapes = "exact") -> float:
    """How many times the tolerance it takes for two values to agree: at most 1 where they do, to a fifth of a decade.

    0 where they are equal; infinite where they differ in something other than numbers, such as their shapes.
    """
    pair, rules = _Pair(got, want), Rules(tolerance, shapes)
    if _agree(pair, replace(rules, tolerance=Exact())):
        return 0.0
    place = bisect_left(_FACTORS, True, key=lambda factor: _agree(pair, replace(rules, factor=factor)))
    return _FACTORS[place] if place < len(_FACTORS) else math.inf


def found_between(got: object, want: object, rules: Rules) -> Iterator[Found]:
    """Every part that differs, with its numbers; none is explained."""
    return _walk(_Pair(got, want), rules)


def _agree(pair: "_Pair", rules: Rules) -> bool:
    return next(_walk(pair, rules), None) is None


@dataclass(frozen=True)
class _Pair:
    """What came beside what was expected, at one place of the whole."""

    got: Any
    want: Any
    path: str = ""
    depth: int = 0

    def inner(self, key: str, got: Any, want: Any) -> "_Pair":
        """The pair one level deeper, under a key as Python writes it."""
        return _Pair(got, want, f"{self.path}[{key}]", self.depth + 1)


def _walk(pair: _Pair, rules: Rules) -> Iterator[Found]:
    if pair.depth > _DEEPEST:
        raise ValueError(f"the expected value is nested deeper than {_DEEPEST} levels; does it contain itself?")
    numbers, items, pairs = as_numbers(pair.want), as_items(pair.want), as_pairs(pair.want)
    if (refusal := as_refusal(pair.got)) is not None:
        yield Found(_refused(pair, refusal))
    elif numbers is not None:
        yield from _numbers(pair, numbers, rules)
    elif items is not None:
        yield from _items(pair, items, rules)
    elif pairs is not None:
        yield from _pairs(pair, pairs, rules)
    else:
        yield from _leaf(pair)


def _numbers(pair: _Pair, want: Numbers, rules: Rules) -> Iterator[Found]:
    got = as_numbers(pair.got)
    if got is None:
        yield Found(_type(pair))
    else:
        yield from differences(got, want, pair.path, rules)


def _items(pair: _Pair, wants: Items, rules: Rules) -> Iterator[Found]:
    gots = as_items(pair.got)
    if gots is None or (rules.kinds and type(gots) is not type(wants)):
        yield Found(_type(pair))
    if gots is None:
        return
    if len(gots) != len(wants):
        message = f"expected {count(len(wants), 'value')}, got {len(gots):,}"
        yield Found(Difference(path=pair.path, kind="structure", message=message))
    elif len(wants) > _LONG:
        got, want = as_vector(gots), as_vector(wants)
        if got is not None and want is not None:
            yield from differences(got, want, pair.path, rules)
            return
    for index, (one, other) in enumerate(zip(gots, wants, strict=False)):
        yield from _walk(pair.inner(str(index), one, other), rules)


def _pairs(pair: _Pair, wants: Pairs, rules: Rules) -> Iterator[Found]:
    gots = as_pairs(pair.got)
    if gots is None:
        yield Found(_type(pair))
        return
    match = matched(gots, wants)
    for key, got, want in match.both:
        yield from _walk(pair.inner(key_name(key), got, want), rules)
    yield from map(Found, key_differences(match, pair.path))


def _leaf(pair: _Pair) -> Iterator[Found]:
    got, want = pair.got, pair.want
    if want is not None and not isinstance(want, str | bytes):
        where = f" at {pair.path}" if pair.path else ""
        raise TypeError(
            f"the expected value{where} is {describe(want)}, which cannot be compared; "
            "expect tensors, numeric arrays, numbers, text, bytes, None, or lists, tuples and dicts of them"
        )
    if type(got) is not type(want):
        yield Found(_type(pair))
    elif want is not None and got != want:  # both exactly str, or both exactly bytes
        yield Found(_text(pair))


def _text(pair: _Pair) -> Difference:
    """Two texts, and where they part."""
    got, want = pair.got, pair.want
    at = next((i for i, (a, b) in enumerate(zip(got, want, strict=False)) if a != b), min(len(got), len(want)))
    message = f"expected {describe(want)}, got {describe(got)} (they part at position {at})"
    return Difference(path=pair.path, kind="value", message=message, mismatched=1, total=1)


def _type(pair: _Pair) -> Difference:
    hint = " (is a `return` missing?)" if pair.got is None and not pair.path else ""
    message = f"expected {describe(pair.want)}, got {describe(pair.got)}{hint}"
    return Difference(path=pair.path, kind="type", message=message)


def _refused(pair: _Pair, refusal: Refusal) -> Difference:
    reason = f": {plain(refusal.reason, 200)}" if refusal.reason else ""
    message = f"expected {describe(pair.want)}, got {describe(pair.got)}, which cannot be compared{reason}"
    return Difference(path=pair.path, kind="refused", message=message)


def _explained(found: list[Found], rules: Rules) -> Iterator[Found]:
    """The differences with what explains them, as long as the values looked at are not too many."""
    left = _EXPLAINED
    for one in found:
        if one.got is None or one.want is None or left <= 0:
            yield one
            continue
        left -= one.want.size
        explanation = explain_numbers(one.got, one.want, rules.tolerance_for(one.got, one.want))
        yield one._replace(difference=one.difference.model_copy(update={"explanation": explanation}))


def _pictured(found: Iterable[Found], rules: Rules) -> Iterator[Found]:
    """The differences, the first numeric ones with what a report can draw of them."""
    left = _DRAWN
    for one in found:
        if one.got is None or one.want is None or left <= 0:
            yield one
            continue
        left -= 1
        where = error_map(one.got, one.want, rules.tolerance_for(one.got, one.want))
        update = {"map": where, "series": series(one.got, one.want)}
        yield one._replace(difference=one.difference.model_copy(update=update))


def _uncounted(more: int) -> Difference:
    return Difference(path="", kind="structure", message=f"and {count(more, 'more difference')}")
