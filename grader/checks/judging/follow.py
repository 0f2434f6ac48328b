"""Follow-through: a mistake in an earlier answer is not paid for again in a later one built on it.

The later answer's call is repeated with the earlier functions *tapped*: their inputs and outputs are recorded on the
way. The reference is then composed from the taps: where it would call its own version, it gets what the student's
version gave for that input in that mode. If the check passes so, the later answer is right but for the earlier one; a
network that never passes its mode on is not. The taps are believed only when they hold on their own: the function,
called alone with a tapped input, gives the tapped output, and is neither the identity nor a constant.
"""

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch

from grader.checks.asking.answers import Caller
from grader.checks.asking.reply import Tap
from grader.checks.asking.source import Source
from grader.checks.asking.student import Link, Student
from grader.checks.assignment import Assignment, Check
from grader.checks.errors import StudentFault
from grader.checks.expected.reference import substituted
from grader.checks.judging.attempt import NO_SOURCE, attempt, make_link
from grader.checks.judging.row_order import MATCH, detached, in_order, near, row_order
from grader.checks.seeds import Seeds
from grader.compare import agrees

_EMPTY = inspect.Parameter.empty


class NoTap(Exception):
    """The student's function never saw such an input."""


def passes_with_taps(
    check: Check,
    assignment: Assignment,
    seeds: Seeds,
    functions: Sequence[str],
    connect: Callable[[], Caller],
    source: Source = NO_SOURCE,
) -> bool:
    """Whether the check passes when the reference uses the student's own versions of `functions`.

    Of those that the submission does not define none is used. `connect` opens a conversation with a fresh copy of the
    submission's state.
    """
    caller = connect()
    try:
        known = Student(make_link(check, assignment, caller, seeds)).outline(*functions)
        tapped = {name: _parameters(known[name]) for name in functions if name in known}
        link = make_link(check, assignment, caller, seeds, taps=tuple(tapped))
        players = {name: _player(name, tapped, assignment, link.tapped) for name in functions}
        with substituted(assignment.reference, players):
            followed = attempt(check, assignment, caller, seeds, link, source)
        return followed.passed and bool(link.tapped) and _sane(link.tapped, assignment, seeds, check, connect)
    except Exception:  # noqa: BLE001  (no tap for an input, no gradient through a tap, a signature of its own: no proof)
        return False


def _player(
    name: str, tapped: Mapping[str, Sequence[str]], assignment: Assignment, taps: list[Tap]
) -> Callable[..., object]:
    """The reference's function `name`, played from the taps of functions, which come with the student's parameters.

    Functions of one signature stand for each other: two ways to the same gradients, of which a network uses either.
    """
    signature = assignment.signature(name) or inspect.Signature()
    standing = {other: own for other, own in tapped.items() if assignment.signature(other) == signature}

    @functools.wraps(getattr(assignment.reference, name))
    def play(*args: object, **kwargs: object) -> object:
        given = _completed(signature, signature.bind(*args, **kwargs).arguments)
        first, *others = given
        for tap in (tap for tap in taps if tap.name in standing):
            own = standing[tap.name]
            seen = _completed(signature, _named(own, signature, tap.arguments, tap.keywords))
            order = row_order(seen.get(first), given[first])
            if order is not None and _same_beside(seen, {other: given[other] for other in others}):
                _apply_changes(given, _named(own, signature, tap.after, tap.keywords_after))
                return in_order(tap.value, order)
        raise NoTap(name)

    return play


def _parameters(described: object) -> list[str]:
    """A function's parameters as the submission writes them; none where they do not tell what stands where."""
    listed = described.get("parameters") if isinstance(described, dict) and described["kind"] == "function" else None
    names = [str(name) for name in listed] if isinstance(listed, list) else []
    return [] if any(name.startswith("*") for name in names) else names


def _named(
    own: Sequence[str], signature: inspect.Signature, positional: Sequence[object], keywords: Mapping[str, object]
) -> dict[str, object]:
    """Arguments by declared name: a parameter of a name of its own is what is declared in its place."""
    declared = list(signature.parameters)
    renamed = {mine: name for mine, name in zip(own, declared, strict=False) if mine not in declared}
    given = {**dict(zip(own or declared, positional, strict=False)), **keywords}
    return {renamed.get(name, name): value for name, value in given.items()}


def _completed(signature: inspect.Signature, given: Mapping[str, object]) -> dict[str, object]:
    """Arguments in the declared order, with the declared defaults of those that were left out."""
    defaults = {name: parameter.default for name, parameter in signature.parameters.items()}
    return {name: given.get(name, value) for name, value in defaults.items() if name in given or value is not _EMPTY}


def _same_beside(seen: Mapping[str, object], given: Mapping[str, object]) -> bool:
    """Flags, texts and tensors are the same in both, also inside of dictionaries: `train=False`, `{"mode": "test"}`.

    Else a network that passes the gamma of another layer would be right but for its normalization. What is in tuples
    and lists is the student's own business, such as a cache.
    """
    return all(_same(seen[name], given[name]) for name in seen.keys() & given.keys())


def _same(mine: object, wanted: object) -> bool:
    if isinstance(mine, dict) and isinstance(wanted, dict):
        return _same_beside(mine, wanted)
    if isinstance(mine, bool | str) and isinstance(wanted, bool | str):
        return mine == wanted
    arrays = isinstance(mine, torch.Tensor | np.ndarray) and isinstance(wanted, torch.Tensor | np.ndarray)
    return not arrays or near(mine, wanted)


def _apply_changes(given: Mapping[str, object], after: Mapping[str, object]) -> None:
    """What the student's function changed in place in dictionaries, done to the reference's."""
    for name, mine in given.items():
        theirs = after.get(name)
        if isinstance(mine, dict) and isinstance(theirs, dict):
            mine.update(theirs)


def _sane(taps: list[Tap], assignment: Assignment, seeds: Seeds, check: Check, connect: Callable[[], Caller]) -> bool:
    """The tapped functions do what they did when called alone, and do something."""
    link = make_link(check, assignment, connect(), seeds)
    return all(_holds_alone(tap, link) and _does_something(tap) for tap in taps)


def _holds_alone(tap: Tap, link: Link) -> bool:
    function = Student(link).function(tap.name)
    try:
        alone = function(*tap.arguments, **tap.keywords)
    except StudentFault:
        return False
    return agrees(alone.value, tap.value, tolerance=MATCH)


def _does_something(tap: Tap) -> bool:
    value, given = detached(tap.value), detached(tap.arguments[0]) if tap.arguments else None
    if not isinstance(value, torch.Tensor) or value.numel() < 2:
        return True
    constant = bool((value == value.flatten()[0]).all())
    identity = isinstance(given, torch.Tensor) and agrees(value, given)
    return not constant and not identity
