"""A trivial submission, thousands of times through one zygote: whether anything stays behind or grows.

`python -m benchmarks.endurance [COUNT] [TIER...]` prints, for each tier, what was left and how the memory of grader and
zygote changed after the first tenth, and ends with status 1 when anything was left or grew by more than 5 %.
"""

import gc
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.model import Limits
from grader.sandbox import Sandbox, cgroups, open_sandbox, probe, processes

COUNT = 10_000
MOST_GROWTH = 0.05
_FIELDS = ("Private_Dirty:", "Private_Clean:", "Shared_Dirty:", "Shared_Clean:")


@dataclass(frozen=True)
class Snapshot:
    """What there is at one moment."""

    traces: Counter[str]
    memory: dict[str, int]
    """Resident bytes by process."""


def main() -> None:
    """Run every tier that works here, or those named."""
    numbers = [int(word) for word in sys.argv[1:]]
    count = numbers[0] if numbers else COUNT
    tiers = numbers[1:] or [report.tier for report in probe() if report.works]
    results = [endure(tier, count) for tier in tiers]
    sys.exit(0 if all(results) else 1)


def endure(tier: int, count: int) -> bool:
    """Submissions one after the other; whether nothing stayed behind and nothing grew."""
    sandbox = open_sandbox(tier=tier, trust=True)
    try:
        run(sandbox, max(1, count // 10))
        before, started = snapshot(), time.perf_counter()
        run(sandbox, count - count // 10)
        seconds, after = time.perf_counter() - started, snapshot()
    finally:
        sandbox.close()
    left = after.traces - before.traces
    grown = {name: after.memory[name] / before.memory[name] - 1 for name in before.memory if name in after.memory}
    print(f"tier {tier}: {count} submissions, {seconds / (count - count // 10) * 1000:.1f} ms each")
    print(f"  left behind: {', '.join(left.elements()) or 'nothing'}")
    print("  memory: " + ", ".join(f"{name} {after.memory[name] >> 10} kB ({grown[name]:+.2%})" for name in grown))
    return not left and all(growth <= MOST_GROWTH for growth in grown.values())


def run(sandbox: Sandbox, count: int) -> None:
    """Set up, one cell, a copy of the state, one call; then the end."""
    limits = Limits()
    common: dict[str, object] = {"seed": 1}
    for _ in range(count):
        session = sandbox.open(limits)
        session.request("setup", timeout=20, files={"note.txt": b"x"}, engine="shell", module="", data=None,
                        max_batches=None, loops=[], output_bytes=1 << 16)  # fmt: skip
        session.request("cell", timeout=20, index=0, source="def double(x):\n    return x * 2", **common)
        copy = session.fork()
        argument = {"name": "x", "value": 2, "by": "position"}
        reply = copy.request("call", timeout=20, target={"name": "double"}, arguments=[argument], signature=["x"],
                             hold=False, cotangent=None, taps=[], **common).value  # fmt: skip
        copy.close()
        session.close()
        if not isinstance(reply, dict) or reply["value"] != 4:
            raise RuntimeError(f"expected 4, got {reply}")


def snapshot() -> Snapshot:
    """What the grader (this process), its zygote and the guard between them hold."""
    gc.collect()
    family = {"grader": os.getpid()}
    for name, parent in (("guard", "grader"), ("zygote", "guard")):
        family[name] = next(each.pid for each in processes.every() if each.parent == family[parent])
    traces = Counter(trace for name, pid in family.items() for trace in _traces(name, pid))
    hierarchy = cgroups.usable()
    folders = [Path(tempfile.gettempdir()), *([hierarchy.folder] if hierarchy else [])]
    own = [path for folder in folders for path in folder.glob(f"grader-*-{os.getpid()}-*")]
    traces.update(f"folder {path}" for base in own for path in (base, *base.rglob("*")))
    return Snapshot(traces, {name: _resident(pid) for name, pid in family.items()})


def _traces(name: str, pid: int) -> Iterator[str]:
    for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield f"{name}'s child {number}"
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        if os.path.lexists(entry):
            yield f"{name}'s descriptor"
    for line in Path(f"/proc/{pid}/mountinfo").read_text().splitlines():
        yield f"{name}'s mount {line.split(' - ')[1]}"


def _resident(pid: int) -> int:
    """Bytes in memory. Summed from the mappings, because the quick counters of /proc/PID/status are not exact."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(_FIELDS))


if __name__ == "__main__":
    main()
