"""Numbers, text and values in the words of a message; everything from a submission is escaped and cut."""

from collections.abc import Sequence

from grader.compare.values import as_items, as_numbers, as_pairs, as_refusal

Number = bool | int | float | complex

_QUOTED = 60
"""Characters of a text or a name that a sentence can bear."""


def number(value: Number, digits: int = 6) -> str:
    """A number with so many significant digits; whole numbers in full, unless they fill a line."""
    if type(value) is bool:
        return str(value)
    if type(value) is int:
        return str(value) if value.bit_length() <= 128 else f"an integer of {value.bit_length()} bits"
    return f"{value:.{digits}g}"


def apart(expected: Number, got: Number) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to tell them apart."""
    for digits in (6, 9, 12):
        if number(expected, digits) != number(got, digits):
            return number(expected, digits), number(got, digits)
    return number(expected, 17), number(got, 17)


def quoted(text: str | bytes, limit: int = _QUOTED) -> str:
    """Text in quotes, control and other unprintable characters escaped, the middle of a long one left out."""
    if len(text) <= limit:
        return repr(text)
    head, tail = text[: limit * 2 // 3], text[-(limit // 3) :]
    return f"{head!r}…{tail!r} ({count(len(text), 'character' if type(text) is str else 'byte')})"


def plain(text: str, limit: int = _QUOTED) -> str:
    """Text without quotes, otherwise as `quoted`; for names of types."""
    return repr(text[:limit])[1:-1] + ("…" if len(text) > limit else "")


def type_name(value: object) -> str:
    """The name of the value's type, as the type was made: no code of a metaclass runs."""
    return plain(type.__getattribute__(type(value), "__name__"))


def describe(value: object) -> str:
    """What a value is, in a few words: `a Tensor of shape (3, 4)`, `None`, `a list of 2 values`."""
    numbers, items, pairs = as_numbers(value), as_items(value), as_pairs(value)
    if numbers is not None and numbers.container == "number":
        return f"the {_KIND_WORDS.get(numbers.kind, 'number')} {number(numbers.stored.item())}"
    if numbers is not None:
        return f"{with_article(numbers.container)} of shape {numbers.shape}"
    if items is not None:
        return f"{with_article(type_name(value))} of {count(len(items), 'value')}"
    if pairs is not None:
        return f"{with_article(type_name(value))} with {count(len(pairs), 'key')}"
    return _describe_other(value)


def with_article(name: str) -> str:
    """`a Tensor`, `an int`."""
    return f"{'an' if name[:1].lower() in 'aeiou' or name == 'ndarray' else 'a'} {name}"


def count(many: int, noun: str) -> str:
    """`1 value`, `2,000 values`."""
    return f"{many:,} {noun}" + ("" if many == 1 else "s")


def share(some: int, total: int) -> str:
    """How many of how many, with a percentage that never rounds to all or none."""
    percent = 100 * some / total
    words = "under 0.1%" if percent < 0.1 else "over 99.9%" if percent > 99.9 else f"{percent:.3g}%"
    return f"{some:,} of {count(total, 'value')} ({words})"


def listed(names: Sequence[str], total: int | None = None) -> str:
    """`a`, `a and b`, `a, b and 7 more`, where `total` counts those that are not named too."""
    left_out = (total or len(names)) - len(names)
    shown = [*names, *([f"{left_out:,} more"] if left_out else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def place(index: Sequence[int]) -> str:
    """An index as Python writes it: `[3, 4]`."""
    return f"[{', '.join(map(str, index))}]"


_KIND_WORDS = {"bool": "truth value", "int": "integer", "complex": "complex number"}


def _describe_other(value: object) -> str:
    refusal = as_refusal(value)
    if refusal is not None:
        return f"an object of type {plain(refusal.type_name)}"
    if value is None:
        return "None"
    if type(value) is str or type(value) is bytes:
        return f"the {'text' if type(value) is str else 'bytes'} {quoted(value)}"
    return f"an object of type {type_name(value)}"
