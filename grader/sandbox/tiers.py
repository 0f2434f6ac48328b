"""The tiers: which layers came up here, what each leaves open, and what would raise this machine to a better one."""

from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import SandboxInfo
from grader.sandbox.remedies import remedy

ALL_LAYERS, NO_NAMESPACES, PLAIN_USER, NO_LANDLOCK = range(4)

NAMES = {
    ALL_LAYERS: "all layers",
    NO_NAMESPACES: "no namespaces, a user of its own",
    PLAIN_USER: "neither namespaces nor a user of its own",
    NO_LANDLOCK: "no Landlock: not for work of others",
}

_ALWAYS = "Bugs of the kernel, and side channels such as timing and caches."
_SHARED_MACHINE = (
    "Whether a file of a known path exists, its size and times can be asked (not its content).",
    "Scratch is on the machine's disk and bounded by a watchdog, which looks ten times a second.",
    "Shared memory (/dev/shm) is not there, so a DataLoader with worker processes fails.",
)
_WATCHED = "Memory of all processes together is bounded by a watchdog, which looks ten times a second."
_LEFT_OPEN = {
    ALL_LAYERS: (_ALWAYS,),
    NO_NAMESPACES: (*_SHARED_MACHINE, _ALWAYS),
    PLAIN_USER: (
        "Submissions run as the user who grades: only Landlock and seccomp keep them apart.",
        "Processes of one submission are bounded by a watchdog, as the kernel counts all of the user's together.",
        *_SHARED_MACHINE,
        _ALWAYS,
    ),
    NO_LANDLOCK: (
        "Every file of the user can be read and written, the course's own among them.",
        "Without seccomp: the network, other programs and other processes of the user.",
        *_SHARED_MACHINE,
        _ALWAYS,
    ),
}


@dataclass(frozen=True)
class TierReport:
    """What came of trying a tier on this machine."""

    tier: int
    works: bool
    layers: tuple[str, ...] = ()
    """The layers that came up; those before the one that failed, where it does not work."""
    reason: str = ""
    """Why it does not work."""

    @property
    def left_open(self) -> tuple[str, ...]:
        """What this tier does not stop, in sentences."""
        watched = () if "memory cgroup" in self.layers else (_WATCHED,)
        return (*watched, *_LEFT_OPEN[self.tier])

    @property
    def remedy(self) -> str:
        """The one command that would make it work; empty when it works."""
        return "" if self.works else remedy(self.reason)

    @property
    def info(self) -> SandboxInfo:
        """As it stands in a report."""
        return SandboxInfo(tier=self.tier, layers=self.layers, left_open=self.left_open)

    def __str__(self) -> str:
        lines = [f"tier {self.tier} ({NAMES[self.tier]}): {'works' if self.works else 'does not work'}"]
        if self.reason:
            lines.append(f"  because: {self.reason}")
        if self.layers:
            lines.append(f"  layers: {', '.join(self.layers)}")
        if self.works:
            lines.extend(f"  left open: {sentence}" for sentence in self.left_open)
        return "\n".join(lines)


def advice(reports: Sequence[TierReport]) -> str:
    """At which tier work of others is graded here, and the one command that would raise it."""
    best = next((report for report in reports if report.works and report.tier != NO_LANDLOCK), None)
    top = reports[0]
    if best is top:
        return f"Work of others is graded at tier {top.tier}; there is none better."
    now = f"Work of others is graded at tier {best.tier}." if best else "Work of others is not graded here."
    return f"{now} This would raise it to tier {top.tier}:\n  {top.remedy}"
