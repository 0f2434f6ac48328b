"""Mistakes at once: named wrong variants put together, where one alone explains nothing.

Variants of two functions are simply both used. Two variants of one function can be put together where they are written
so that each replaces a piece: as steps (the bound methods of dataclasses whose fields are the steps, see
`reference/cs_a3/wrong/batchnorm_steps.py`) or as subclasses of the right class.
"""

import dataclasses
import functools
import inspect
import itertools
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from grader.checks.expected.misconceptions import Misconception
from grader.model import Diagnosis

Mistakes = tuple[Misconception, ...]
"""One misconception, or some that are there at once."""

PAIRS = 100
"""Pairs that are tried for one check. A count, not a time: marks may not depend on how fast a machine is."""
_COUNTED = {2: "two", 3: "three"}


def pairs(candidates: Sequence[Misconception], known: Collection[Misconception]) -> Iterator[Mistakes]:
    """Pairs worth trying, the likeliest first, at most `PAIRS`.

    Two mistakes that were found before come first, then one with another beside it, in at most half of all; then two in
    one function, then the rest.
    """
    both = sorted(itertools.combinations(candidates, 2), key=lambda pair: pair[0].function != pair[1].function)
    found = {*known}
    before = sorted((pair for pair in both if found & {*pair}), key=lambda pair: -len(found & {*pair}))
    first = [*itertools.islice(filter(replacements, before), PAIRS // 2)]
    rest = (pair for pair in filter(replacements, both) if pair not in first)
    return itertools.islice(itertools.chain(first, rest), PAIRS)


def described(mistakes: Mistakes, *, whole: bool = True) -> Diagnosis:
    """What a report says of them. Each leaves its credit of what is left; none where not the `whole` is explained."""
    credit = math.prod(mistake.credit for mistake in mistakes) if whole else 0.0
    names, hints = [mistake.name for mistake in mistakes], [mistake.hint for mistake in mistakes]
    if len(mistakes) > 1:
        counted = _COUNTED[len(mistakes)]
        listed = f"{', '.join(names[:-1])}, and {names[-1]}"
        names, hints = [f"{counted} things at once: {listed}"], [f"{counted.title()} things are wrong here.", *hints]
    if not whole:
        names, hints = [f"{names[0]}; and something else"], [*hints, "Something else is wrong beside it."]
    functions = tuple(dict.fromkeys(mistake.function for mistake in mistakes))
    return Diagnosis(name=names[0], hint=" ".join(hints), credit=round(credit, 4), functions=functions, whole=whole)


def replacements(mistakes: Mistakes) -> Mapping[str, object]:
    """What to put in the place of which functions of the reference; nothing where some do not go together."""
    variants: dict[str, list[object]] = {}
    for mistake in mistakes:
        variants.setdefault(mistake.function, []).append(mistake.variant)
    together = {function: functools.reduce(_of_both, all_of_it) for function, all_of_it in variants.items()}
    return together if all(variant is not None for variant in together.values()) else {}


def _of_both(first: object, second: object) -> object:
    """Two variants of one function put together; None where they do not go together."""
    return _class_of_both(first, second) or _steps_of_both(first, second)


def _class_of_both(first: object, second: object) -> type | None:
    """A class with the pieces of two that override pieces of one base."""
    if not (inspect.isclass(first) and inspect.isclass(second)):
        return None
    try:
        return type(first.__name__, (first, second), {})
    except TypeError:  # bases without a common order
        return None


def _steps_of_both(first: object, second: object) -> Callable[..., object] | None:
    """The bound method of one dataclass with the replaced steps of two; None where both replace the same."""
    one, other = getattr(first, "__self__", None), getattr(second, "__self__", None)
    if type(one) is not type(other) or not dataclasses.is_dataclass(one) or isinstance(one, type):
        return None
    mine, theirs = _replaced(one), _replaced(other)
    if mine.keys() & theirs.keys():
        return None
    method: Callable[..., object] = getattr(dataclasses.replace(one, **theirs), first.__name__)  # type: ignore[attr-defined]
    return method


def _replaced(steps: object) -> dict[str, object]:
    fields = dataclasses.fields(steps)  # type: ignore[arg-type]  # a dataclass: asked above
    values = {field.name: (getattr(steps, field.name), field.default) for field in fields}
    return {name: value for name, (value, default) in values.items() if value is not default}
