"""Who gains and who loses by a regrading, and why."""

from dataclasses import dataclass

from grader.model import CheckResult, GradeReport


@dataclass(frozen=True)
class Change:
    """One student's marks before and after."""

    student: str
    before: float
    after: float
    why: tuple[str, ...]
    """The checks that came out differently, in sentences."""

    @property
    def gain(self) -> float:
        """Points more; negative: fewer."""
        return round(self.after - self.before, 6)


def change(before: GradeReport, after: GradeReport) -> Change:
    """What a regrading changed for one student."""
    old, new = ({check.id: check for check in report.checks} for report in (before, after))
    names = [*old, *(name for name in new if name not in old)]
    why = tuple(line for name in names if (line := _difference(name, old.get(name), new.get(name))))
    return Change(after.submission.student, before.points, after.points, why)


def _difference(name: str, old: CheckResult | None, new: CheckResult | None) -> str:
    if old is None or new is None:
        there = old or new
        points = f"{there.points:g}" if there else "0"
        return f"{name}: new, {points} points" if old is None else f"{name}: taken out, {points} points"
    if (old.verdict, old.points, _named(old)) == (new.verdict, new.points, _named(new)):
        return ""
    return f"{name}: {_words(old)} -> {_words(new)}"


def _words(check: CheckResult) -> str:
    named = f" ({_named(check)})" if check.diagnosis else ""
    return f"{check.verdict.label}{named} {check.points:g}"


def _named(check: CheckResult) -> str:
    return check.diagnosis.name if check.diagnosis else ""
