"""docs/attacks.md: every attack, and which layer stopped it at each tier.

`python -m tests.attacks` runs them all and writes the page; `test_attacks` holds each later run against it.
"""

import html
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from tests.attacks.catalogue import Attack

PAGE = Path(__file__).resolve().parents[2] / "docs" / "attacks.md"
TIERS = (0, 1, 2)
Stopped = Mapping[int, Mapping[str, str]]
"""By tier and attack: the layers that stopped it."""

_HEAD = """\
# Attacks

{count} hostile hand-ins that `tests/attacks` has graded by the real command, among honest ones, at each tier of the
[sandbox](security.md), and the layer that stopped each. The page is written by `python -m tests.attacks`, and `make
test-all` holds it against what happens.

None of them earned a mark that its answers did not, read a marker, changed anything outside its scratch folder, left
a process, or cost an honest neighbour a mark. A layer is named by what the hand-in met; where it could tell nothing
(it died, or acted in a call), by what stands in the way of its kind.

- **values are compared outside**: there is nothing inside to patch. **conversation**: an answer must carry the number
  of its question, come from the process that was asked, and come alone. **only plain values cross**: the codec
  refuses the rest.
- **nothing of ours inside**: what it looks for is not in its process, nor in its file system. **hidden checks are
  asked last**: nothing of their inputs can turn up in an answer that is shown.
- **limits**: time, memory, processes, files or output ([limits](limits.md)); **rlimits**: those that the kernel keeps
  for a process.
- **no effect outside**: it worked, and changed only its own scratch folder or process.
"""
_GROUPS = {
    "answers": "Looking for answers",
    "files": "Files as they are handed in",
    "outside": "Reaching outside",
    "report": "Against those who read the report",
    "shadows": "Names of libraries and of ours",
    "survival": "Taking everything, staying alive",
    "values": "Values that are not what they seem",
    "verdicts": "Marks that were not earned",
}


def page(attacks: Sequence[Attack], stopped: Stopped) -> str:
    """The whole page."""
    parts = [_HEAD.format(count=len(attacks))]
    for group, members in groupby(attacks, key=lambda attack: attack.group):
        parts.append("\n".join((f"## {_GROUPS[group]}\n", *_rows(list(members), stopped), "")))
    return "\n".join(parts)


def read(text: str) -> dict[tuple[str, int], str]:
    """What a page says of each attack at each tier."""
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if "| `" in line]
    return {(name.strip("`"), tier): layers[tier] for name, _, *layers in rows for tier in TIERS}


def _rows(attacks: Sequence[Attack], stopped: Stopped) -> Iterator[str]:
    yield "| attack | what it tries | tier 0 | tier 1 | tier 2 |"
    yield "| --- | --- | --- | --- | --- |"
    for attack in attacks:
        theory = html.escape(attack.theory, quote=False).replace("|", "&#124;")
        yield f"| `{attack.name}` | {theory} | {' | '.join(stopped[tier][attack.name] for tier in TIERS)} |"
