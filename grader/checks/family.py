"""What check families share: parts, each with a weight, become checks that add up to the points an author gives."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from grader.checks.assignment import Check, CheckFunction
from grader.checks.errors import AuthorError
from grader.checks.locate import Place


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
