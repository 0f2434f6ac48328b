"""What check families share: parts with weights become checks, and an answer that is no answer earns nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from torch import Tensor

from grader.checks.asking.reply import Reply
from grader.checks.assignment import Check, CheckFunction
from grader.checks.context import Context
from grader.checks.errors import AuthorError, StudentFault
from grader.checks.places.locate import Place
from grader.compare import Shapes, Tolerance


@dataclass(frozen=True)
class Part:
    """One check of a family."""

    name: str
    weight: float
    """Its share of the family's points, relative to the other parts."""
    sentence: str
    """What it asks, in one sentence for students."""
    run: CheckFunction


def checks_of(
    parts: Sequence[Part],
    question: str,
    points: float,
    *,
    hidden: Collection[str] = (),
    follows: tuple[str, ...] = (),
    after: Place | None = None,
) -> list[Check]:
    """The parts as checks of one question; those named in `hidden` are hidden."""
    unknown = set(hidden) - {part.name for part in parts}
    if unknown:
        names = ", ".join(part.name for part in parts)
        raise AuthorError(f"no check is called {', '.join(sorted(unknown))}; the family has {names}")
    total = sum(part.weight for part in parts)
    return [
        Check(
            part.name,
            question,
            round(points * part.weight / total, 6),
            part.run,
            part.sentence,
            "hidden" if part.name in hidden else "public",
            follows,
            after,
        )
        for part in parts
    ]


def answered(got: Reply, name: str, unlike: Tensor | None = None) -> Reply:
    """The reply, if the function did something; what changes nothing must not earn points for leaving things alone.

    Raises `StudentFault` when no tensor was returned, or the very values of `unlike`.
    """
    if not isinstance(got.value, Tensor):
        hint = "; is a `return` missing?" if got.value is None else ""
        raise StudentFault(f"`{name}` should return a tensor and returned {type(got.value).__name__}{hint}")
    if unlike is not None and got.value.shape == unlike.shape and bool((got.value == unlike).all()):
        raise StudentFault(f"`{name}` returned its input unchanged")
    return got


def expect_there(
    t: Context,
    label: str,
    got: object,
    want: object,
    *,
    absent: str,
    tolerance: Tolerance | None = None,
    shapes: Shapes = "exact",
    hint: str = "",
) -> bool:
    """`t.expect.close` for a part of an answer that may not be there at all; `absent` says so."""
    if got is None:
        return t.expect.true(label, False, message=absent, hint=hint)
    return t.expect.close(label, got, want, tolerance=tolerance, shapes=shapes, hint=hint)
