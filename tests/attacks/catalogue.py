"""Every attack: its name, its theory in a line, how it is written into a class, and what it rightly earns.

An attack is a Python file below `handins/`, whose docstring is the theory (a notebook where it holds `# %%`), or a
function of `files`. Every Python file is handed in behind `prelude.py`, which tells it where everything lies.
"""

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.attacks.files import BUILDERS

_HERE = Path(__file__).parent
_CELL = re.compile(r"^# %%(.*)\n", re.MULTILINE)
_EARNS = re.compile(r" Earns ([\d.]+)\.$")


@dataclass(frozen=True)
class Attack:
    """One hostile hand-in."""

    name: str
    """`group/what`."""
    theory: str

    @property
    def group(self) -> str:
        """What kind of attack it is."""
        return self.name.partition("/")[0]

    @property
    def student(self) -> str:
        """By what name it is handed in."""
        return self.name.replace("/", "-")

    def write(self, folder: Path, places: Mapping[str, str]) -> float:
        """Put it into a class's folder; the points that it earns."""
        if self.name in BUILDERS:
            return BUILDERS[self.name](folder, self.student)
        text = "".join(path.read_text(encoding="utf-8") for path in (_HERE / "prelude.py", _file(self.name)))
        for name, value in {**places, "NAME": self.student}.items():
            text = text.replace(f"@{name}@", value)
        ending, content = (".ipynb", _notebook(text)) if _CELL.search(text) else (".py", text)
        (folder / f"{self.student}{ending}").write_text(content, encoding="utf-8")
        earns = _EARNS.search(_docstring(self.name))
        return float(earns[1]) if earns else 0.0


def attacks() -> list[Attack]:
    """All of them, by name."""
    written = sorted((_HERE / "handins").glob("*/*.py"))
    names = [f"{path.parent.name}/{path.stem}" for path in written]
    found = [Attack(name, _EARNS.sub("", _docstring(name))) for name in names]
    return sorted(
        found + [Attack(name, builder.__doc__ or "") for name, builder in BUILDERS.items()], key=lambda a: a.name
    )


def _file(name: str) -> Path:
    return _HERE / "handins" / f"{name}.py"


def _docstring(name: str) -> str:
    """The first line; what follows may be no Python (a notebook's magics)."""
    return str(ast.literal_eval(_file(name).read_text(encoding="utf-8").splitlines()[0]))


def _notebook(text: str) -> str:
    first, *parts = _CELL.split(text)
    cells = [
        ("code", first),
        *(
            ("markdown" if "markdown" in kind else "code", source)
            for kind, source in zip(parts[::2], parts[1::2], strict=True)
        ),
    ]
    written: list[dict[str, object]] = [
        {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for number, (kind, source) in enumerate(cells)
    ]
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
