"""Recording comparisons: each is noted with its outcome, none raises, so one miss does not hide the rest."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.checks.asking.reply import Reply
from grader.checks.asking.student import StudentObject
from grader.checks.errors import Missing, Raised, StudentFault
from grader.checks.expected.sealed import Sealed, open_sealed
from grader.compare import Exact, Shapes, Tolerance, agrees, compare, excess, outline, progress, show
from grader.model import Difference, Expectation, Shown
from grader.wire import Opaque

Allowed = tuple[Tolerance | None, Shapes]


@dataclass
class Expect:
    """Compares what came with what was expected, as `t.expect`.

    `points` of a comparison are points of the check; comparisons that name none share the rest equally.
    """

    recorded: list["Recorded"] = field(default_factory=list)
    excused: set[str] = field(default_factory=set)
    """Labels of comparisons that were left out because an earlier answer is wrong."""

    def close(
        self,
        label: str,
        got: object,
        want: object,
        *,
        tolerance: Tolerance | None = None,
        points: float | None = None,
        hint: str = "",
        shapes: Shapes = "exact",
        provided: tuple[object, object] | None = None,
    ) -> bool:
        """Values agree within the tolerance (by dtype when None), in the same structure and shape.

        `provided` is what came of an earlier answer, and what was expected: where these differ nothing is compared.
        """
        if provided and self._excuses(label, *provided, tolerance=tolerance):
            return True
        got, want = plain(got), open_sealed(want)
        differences = self._differences(got, want, tolerance=tolerance, shapes=shapes)
        return self._record(Recorded(label, tuple(differences), points, hint, got, want, (tolerance, shapes)))

    def any_close(
        self,
        label: str,
        got: object,
        wants: Sequence[object],
        *,
        tolerance: Tolerance | None = None,
        points: float | None = None,
        hint: str = "",
        shapes: Shapes = "exact",
    ) -> bool:
        """Like `close`, where several answers are right. The first is the one shown when none of them agrees."""
        got = plain(got)
        right = (want for want in wants if agrees(got, open_sealed(want), tolerance=tolerance, shapes=shapes))
        want = next(right, wants[0])
        return self.close(label, got, want, tolerance=tolerance, points=points, hint=hint, shapes=shapes)

    def equal(
        self,
        label: str,
        got: object,
        want: object,
        *,
        points: float | None = None,
        hint: str = "",
        shapes: Shapes = "exact",
    ) -> bool:
        """Values are exactly equal."""
        return self.close(label, got, want, tolerance=Exact(), points=points, hint=hint, shapes=shapes)

    def same(self, label: str, got: object, want: object, *, points: float | None = None, hint: str = "") -> bool:
        """Values are exactly what they were, types of elements included: nothing was changed."""
        got, want = plain(got), open_sealed(want)
        differences = self._differences(got, want, tolerance=Exact(), dtypes="exact")
        return self._record(Recorded(label, tuple(differences), points, hint, got, want))

    def shape(self, label: str, got: object, want: object, *, points: float | None = None, hint: str = "") -> bool:
        """A tensor or array has the shape `want` (a tuple of ints, or an expectation of one)."""
        got, want = plain(got), open_sealed(want)
        shape = tuple(getattr(got, "shape", ())) if hasattr(got, "shape") else None
        wanted = tuple(want) if isinstance(want, list | tuple) else (want,)
        message = f"expected shape {wanted}, got {shape if shape is not None else show(got).type}"
        wrong = () if shape == wanted else (Difference(path="", kind="shape", message=message),)
        return self._record(Recorded(label, wrong, points, hint, shape if shape is not None else got, wanted))

    def true(
        self,
        label: str,
        condition: object,
        *,
        points: float | None = None,
        hint: str = "",
        message: str = "",
        got: object = None,
        want: object = None,
    ) -> bool:
        """A condition that the grader computed holds. `message` says what is wrong when it does not."""
        holds = open_sealed(condition) is True
        wrong = () if holds else (Difference(path="", kind="value", message=message or f"{label}: does not hold"),)
        return self._record(Recorded(label, wrong, points, hint, plain(got), open_sealed(want)))

    def raises(
        self,
        label: str,
        call: Callable[[], object],
        *types: str,
        points: float | None = None,
        hint: str = "",
    ) -> bool:
        """Calling raises one of the named exceptions, or any: `raises("…", lambda: f(x), "ValueError")`."""
        wanted = " or ".join(types) or "an exception"
        try:
            value = call()
        except Missing:
            raise
        except Raised as fault:
            raised = fault.error.type if fault.error else ""
            wrong = "" if not types or raised in types else f"expected {wanted}, got {raised}"
        except StudentFault as fault:
            wrong = f"expected {wanted}, but {fault.message}"
        else:
            wrong = f"expected {wanted}, but the call returned {show(plain(value)).type}"
        differences = (Difference(path="", kind="value", message=wrong),) if wrong else ()
        return self._record(Recorded(label, differences, points, hint, None, None))

    def fails(self, label: str, want: Sealed, fault: StudentFault) -> bool:
        """The submission fails in a case, of which `want` is expected. A wrong variant that fails there explains it."""
        failure: str | None = open_sealed(want.failure())
        wrong = () if failure else (Difference(path="", kind="value", message=f"{label}: {fault.message}"),)
        return self._record(Recorded(label, wrong, None, "", None, None, likeness=_alike(failure or "", fault)))

    def _excuses(self, label: str, got: object, want: object, **allowed: Any) -> bool:
        """Whether an earlier answer is wrong, so that nothing is compared."""
        if agrees(plain(got), open_sealed(want), **allowed):
            return False
        self.excused.add(label)
        return True

    def _differences(self, got: object, want: object, **allowed: Any) -> list[Difference]:
        """What differs; `allowed` is what `compare` takes."""
        return compare(got, want, **allowed)

    def _record(self, recorded: "Recorded") -> bool:
        self.recorded.append(recorded)
        return recorded.passed


@dataclass(frozen=True)
class Recorded:
    """One comparison with the values it compared."""

    label: str
    differences: tuple[Difference, ...]
    points: float | None
    hint: str
    got: object
    want: object
    allowed: Allowed | None = None
    """Tolerance and shapes that were allowed; None where more was asked than that numbers are close."""
    likeness: int | None = None
    """Where the submission fails: 2 where what is expected fails in the same words, 1 with the same type of error."""

    @property
    def passed(self) -> bool:
        """Nothing differed."""
        return not self.differences

    @property
    def excess(self) -> float:
        """How many times the tolerance it would take to pass: at most 1 when it passed, infinite if none would do."""
        if self.allowed is None:
            return 0.0 if self.passed else math.inf
        return excess(self.got, self.want, tolerance=self.allowed[0], shapes=self.allowed[1])

    def shown(self, points: float) -> Expectation:
        """As the report holds it, with its share of the check's points."""
        return Expectation(
            label=self.label,
            passed=self.passed,
            points=points,
            differences=self.differences,
            expected=_shown(self.want),
            got=_shown(self.got),
            hint="" if self.passed else self.hint,
            parts=() if self.passed else outline(self.got, self.want, self.differences),
            series=None if self.passed else progress(self.got, self.want),
        )


def plain(value: object) -> object:
    """A received value without proxies: a reply's value, placeholders for objects."""
    if isinstance(value, Reply):
        value = value.value
    if isinstance(value, StudentObject):
        return Opaque(value.type_name, value.handle, "an object that stays in the sandbox")
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(plain(item) for item in value)
    return value


def _alike(failure: str, fault: StudentFault) -> int:
    """See `Recorded.likeness`."""
    kind, words = (fault.error.type, fault.error.message) if fault.error else ("", "")
    return (failure.partition(":")[0] == kind) + (failure == f"{kind}: {words}")


def _shown(value: object) -> Shown | None:
    return None if value is None else show(value)
