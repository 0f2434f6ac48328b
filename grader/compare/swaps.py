"""Named values that came under each other's names."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from grader.compare.numeric import Found, Rules, differences
from grader.compare.values import Numbers, as_numbers

_MOST = 20
"""Values among which pairs are looked for."""
_LARGEST = 1 << 16
"""Elements of such a value."""


def swapped(gots: Mapping[str, object], wants: Mapping[str, object]) -> list[tuple[str, str]]:
    """The pairs of names whose values appear exchanged, such as gamma and beta.

    Each of the two is wrong under its own name and right, within the default tolerance, under the other; only numbers
    count, and no truth values, which agree by chance. At most 20 names are looked at, and no value of more than 65,536
    elements.
    """
    both = {name: (as_numbers(gots[name]), as_numbers(want)) for name, want in wants.items() if name in gots}
    known = {name: (got, want) for name, (got, want) in both.items() if got is not None and want is not None}
    return list(_pairs(known, Rules()))


def name_swaps(found: list[Found], rules: Rules) -> list[Found]:
    """The same differences, those explained that an exchange with another part explains."""
    known = {one.difference.path: (one.got, one.want) for one in found if one.got is not None and one.want is not None}
    partner = {name: other for pair in _pairs(known, rules) for name, other in (pair, pair[::-1])}
    return [_explained(one, partner[one.difference.path]) if one.difference.path in partner else one for one in found]


def _pairs(known: Mapping[str, tuple[Numbers, Numbers]], rules: Rules) -> Iterator[tuple[str, str]]:
    small = [(name, pair) for name, pair in known.items() if pair[1].size <= _LARGEST]
    wrong = [(name, pair) for name, pair in small[:_MOST] if not _agree(*pair, rules)]
    taken: set[str] = set()
    for (a, (got_a, want_a)), (b, (got_b, want_b)) in combinations(wrong, 2):
        if {a, b} & taken or want_a.kind == "bool":
            continue
        if _agree(got_a, want_b, rules) and _agree(got_b, want_a, rules):
            taken |= {a, b}
            yield a, b


def _agree(got: Numbers, want: Numbers, rules: Rules) -> bool:
    return next(differences(got, want, "", rules), None) is None


def _explained(found: Found, other: str) -> Found:
    words = f"its value and that of {other} look exchanged"
    return found._replace(difference=found.difference.model_copy(update={"explanation": words}))
