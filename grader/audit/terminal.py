"""An audit on the terminal."""

import math
from collections.abc import Iterator

from rich.table import Table

from grader.audit.findings import Fate, Findings
from grader.audit.holes import Hole


def summary(findings: Findings) -> list[str]:
    """The figures, a line each."""
    fates, nameable = findings.fates, findings.nameable
    named = sum(fate.named for fate in nameable)
    right = "full marks" if not findings.shortfalls else "NOT full marks"
    return [
        f"right answers: {right}, in {sum(o.trial.variant is None for o in findings.outcomes)} trials",
        f"kill rate: {findings.kill_rate:.1%} ({len(fates) - len(findings.survivors)} of {len(fates)} variants)",
        f"diagnosed as themselves: {findings.diagnosis_rate:.1%} ({named} of {len(nameable)})",
        f"idle checks: {len(findings.idle)} of {len(findings.margins)}",
        f"marks that move: {len(findings.unstable)}; leaks: {len(findings.leaks)}",
    ]


def matrix(findings: Findings) -> Table:
    """For each variant what it cost, and what it was taken for in how many checks."""
    table = Table("Function", "Variant", "Lost", "Diagnosed as", title="Diagnosis", title_justify="left")
    last = None
    for fate in findings.fates:
        function = fate.variant.function or "cell"
        shown = function if function != last else ""
        table.add_row(shown, fate.variant.name, f"{fate.lost:.2f}" if fate.killed else "nothing", names(fate))
        last = function
    return table


def names(fate: Fate) -> str:
    """What a variant was taken for: `itself 3, eps missing 1, unnamed 2`."""
    own = fate.variant.name
    words = {name: "itself" if name == own else name or "unnamed" for name in fate.names}
    ordered = sorted(words, key=lambda name: (name != own, name == "", name))
    return ", ".join(f"{words[name]} {fate.names[name]}" for name in ordered)


def margins(findings: Findings) -> Table:
    """For each check noise and the smallest effect, in units of its tolerance."""
    table = Table("Check", title="Margins, in units of the tolerance", title_justify="left")
    for heading in ("Noise", "Smallest effect", "Kills"):
        table.add_column(heading, justify="right")
    table.add_column("Smallest variant")
    for margin in findings.margins:
        smallest = str(margin.smallest) if margin.smallest and math.isfinite(margin.effect) else ""
        table.add_row(margin.check, times(margin.noise), times(margin.effect), str(margin.kills), smallest)
    return table


def times(excess: float) -> str:
    """A multiple of the tolerance; a dash where something else than numbers differed."""
    if math.isinf(excess):
        return "–"
    return "0" if excess == 0 else f"{excess:.0f}" if excess >= 10 else f"{excess:.2g}"


def told(found: list[Hole]) -> Iterator[tuple[str, str]]:
    """What is wrong and what to do, as lines and their styles."""
    for hole in found:
        yield f"hole: {hole.what}", "red"
        if hole.to_do:
            yield f"      {hole.to_do}", "dim"
