"""What came of an attack, read from its report; and which layer that speaks for.

A hand-in prints `tried KIND: WHAT CAME`. One that acts in a call, dies or never ends prints nothing that lasts: there
the verdicts show that it got nothing, and its group says what stands in the way. Layers are named coarsely, so that
machines with other kernels, or more to do, name the same.
"""

import re

from grader.model import CheckResult, GradeReport, Verdict
from tests.attacks.catalogue import Attack
from tests.attacks.world import Ran, World

_TRIED = re.compile(r"^tried (\w+): (.+)$", re.MULTILINE)
_FOUND = re.compile(r"found (.*)")
_NOTHING = ("[]", "b''", "", "b'nothing'")
_CONVERSATION = re.compile(r"another question|not an answer|without being asked|another process|answer for itself")
_BY_KIND = {
    "call": "seccomp",
    "network": "seccomp",
    "import": "nothing of ours inside",
    "search": "nothing of ours inside",
    "limit": "rlimits",
}
_BY_KIND_AND_TIER = {"file": ("private root", "Landlock"), "process": ("process namespace", "Landlock, seccomp")}
"""At tier 0, and at the others."""
_BY_GROUP = {
    "answers": "nothing of ours inside",
    "files": "intake",
    "outside": "seccomp",
    "report": "everything is escaped and bounded",
    "shadows": "libraries are found first",
    "survival": "limits",
    "values": "only plain values cross",
    "verdicts": "values are compared outside",
}
_AFTER_HIDDEN_INPUTS = "answers/hidden"
"""Attacks that find what they look for, if only it were there in time."""


def tries(report: GradeReport) -> list[tuple[str, str]]:
    """Every attempt that a hand-in told of: kind, and what came."""
    printed = [output.text for cell in report.cells for output in cell.outputs]
    printed += [call.printed for check in report.checks for call in check.calls]
    return [(found[1], found[2]) for text in printed for found in _TRIED.finditer(text)]


def successes(world: World, ran: Ran) -> list[str]:
    """Attempts of a class that succeeded, each with the attack's name."""
    return [
        f"{name}: {what}" for name, student in world.students.items() for what in broke_through(ran.reports[student])
    ]


def layers(world: World, ran: Ran, tier: int) -> dict[str, str]:
    """By attack's name, the layers that stopped it at a tier."""
    return {one.name: stopped_by(one, ran.reports[world.students[one.name]], tier) for one in world.attacks}


def broke_through(report: GradeReport) -> list[str]:
    """Attempts that succeeded."""
    return [
        f"{kind}: {came}"
        for kind, came in tries(report)
        if came.startswith("DONE") or ((found := _FOUND.match(came)) and found[1] not in _NOTHING)
    ]


def stopped_by(attack: Attack, report: GradeReport, tier: int) -> str:
    """The layers that stopped it, in words."""
    if attack.name.startswith(_AFTER_HIDDEN_INPUTS):
        return "hidden checks are asked last"
    told = {_layer(kind, came, tier) for kind, came in tries(report)}
    if attack.group == "verdicts" and any(map(_broke_off, report.checks)):
        told.add("conversation")
    return ", ".join(sorted(told)) or _BY_GROUP[attack.group]


def _layer(kind: str, came: str, tier: int) -> str:
    if came == "harmless":
        return "no effect outside"
    if kind in _BY_KIND_AND_TIER:
        return _BY_KIND_AND_TIER[kind][min(tier, 1)]
    return _BY_KIND[kind]


def _broke_off(check: CheckResult) -> bool:
    return check.verdict is Verdict.CRASHED and bool(_CONVERSATION.search(check.message))
