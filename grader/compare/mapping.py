"""Keys of dicts: which of the expected ones came, which are missing and which are too many.

Keys that came are only looked up among the expected ones: none of their methods runs unless their type is plain, and
clashing hashes cost nothing.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from grader.compare.values import ids
from grader.compare.words import listed, number, quoted, type_name
from grader.model import Difference

_PLAIN = ids(str, int, float, bool, bytes, type(None))
_NAMED = 5
"""Unexpected keys that a message names."""
_SEARCHED = 200
"""Unexpected keys among which a misspelt one is looked for."""

Pairs = list[tuple[Any, Any]]


class Matched(NamedTuple):
    """The pairs of a dict that came, laid beside those expected."""

    both: list[tuple[object, Any, Any]]
    """Key, value that came, expected value; in the expected order."""
    missing: list[object]
    extra: list[object]


def matched(gots: Pairs, wants: Pairs) -> Matched:
    """Lay the pairs beside each other by key; 1, 1.0 and True are three keys.

    Raises:
        TypeError: an expected key is neither text, bytes, a number, None, nor a tuple of these.

    """
    expected = {_typed(key) for key, _ in wants}
    came, extra = {}, []
    for key, value in gots:
        if _is_plain(key) and (type(key), key) in expected:
            came[type(key), key] = value
        else:
            extra.append(key)
    both = [(key, came[_typed(key)], want) for key, want in wants if _typed(key) in came]
    return Matched(both, [key for key, _ in wants if _typed(key) not in came], extra)


def key_differences(match: Matched, path: str) -> list[Difference]:
    """One difference for each missing key, with the key that may be it misspelt, and one for all unexpected keys."""
    messages = [_missing(key, match.extra) for key in match.missing]
    if match.extra:
        names = listed([key_name(key) for key in match.extra[:_NAMED]], len(match.extra))
        messages.append(f"unexpected {'key' if len(match.extra) == 1 else 'keys'} {names}")
    return [Difference(path=path, kind="structure", message=message) for message in messages]


def key_name(key: object) -> str:
    """A key as Python writes it, or the name of its type."""
    if type(key) is str or type(key) is bytes:
        return quoted(key)
    if type(key) is int or type(key) is float or type(key) is bool:
        return number(key, 17)
    if type(key) is tuple:
        return f"({', '.join(map(key_name, key[:_NAMED]))})"
    return "None" if key is None else f"of type {type_name(key)}"


def _missing(key: object, extra: Sequence[object]) -> str:
    near = []
    if type(key) is str:
        names = [name for name in extra[:_SEARCHED] if type(name) is str and len(name) <= 2 * len(key) + 8]
        near = get_close_matches(key, names, n=2)
    hint = f"; is {listed([quoted(name) for name in near])} meant to be it?" if near else ""
    return f"the key {key_name(key)} is missing{hint}"


def _is_plain(key: object) -> bool:
    return all(map(_is_plain, key)) if type(key) is tuple else id(type(key)) in _PLAIN


def _typed(key: Any) -> tuple[type, Any]:
    if not _is_plain(key):
        raise TypeError(f"the expected dict has a key of type {type_name(key)}; use text or numbers as keys")
    return type(key), key
