"""Who may import whom, read from the source, so that an import in a function or under TYPE_CHECKING counts too."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

LONGEST_FILE = 400
OURS = ("grader", "grade", "reference", "assignments", "tests", "benchmarks")
SOURCES = ("grade.py", "grader/**/*.py", "reference/**/*.py", "assignments/**/*.py")


@dataclass(frozen=True)
class Rule:
    """What a room may import besides itself and the standard library."""

    ours: tuple[str, ...] = ()
    libraries: tuple[str, ...] | None = None
    """None: any."""
    above: bool = False
    """It may import every room that stands above it in RULES, the worker's excepted."""


# `grader.worker` runs on the other side of the border, and is started by its path. Only `grader.live` imports it: there
# a student's notebook checks itself, and there is no other side.
RULES = {
    "grader": Rule(ours=("grader.live",), libraries=()),
    "grader.model": Rule(libraries=("pydantic",)),
    "grader.wire": Rule(libraries=("numpy", "torch")),
    "grader.worker": Rule(ours=("grader.wire",)),
    "grader.sandbox": Rule(ours=("grader.model", "grader.wire")),
    "grader.pool": Rule(libraries=()),
    "grader.intake": Rule(ours=("grader.model",)),
    "grader.slicing": Rule(ours=("grader.model",), libraries=()),
    "grader.compare": Rule(ours=("grader.model",)),
    "grader.report": Rule(ours=("grader.model",)),
    "grader.exports": Rule(ours=("grader.model", "grader.report")),
    "grader.gradebook": Rule(ours=("grader.model",)),
    "grader.checks": Rule(ours=("grader.model", "grader.compare", "grader.wire", "grader.sandbox.protocol")),
    "grader.pipeline": Rule(above=True),
    "grader.course": Rule(ours=("grader.model", "grader.checks")),
    "grader.batch": Rule(above=True),
    "grader.cluster": Rule(above=True),
    "grader.review": Rule(ours=("grader.model", "grader.gradebook", "grader.report")),
    "grader.audit": Rule(above=True),
    "grader.handback": Rule(ours=("grader.model", "grader.report", "grader.pool", "grader.intake")),
    "grader.similarity": Rule(ours=("grader.model", "grader.report")),
    "grader.bundle": Rule(ours=("grader.model",), libraries=()),
    "grader.kit": Rule(above=True),
    "grader.imports": Rule(above=True),
    "grader.selfcheck": Rule(above=True),
    "grader.ci": Rule(above=True),
    "grader.gradescope": Rule(above=True),
    "grader.live": Rule(ours=("grader.worker",), above=True),
    "grader.scaffold": Rule(ours=("grader.model",), libraries=()),
    "grader.cli": Rule(above=True),
    "grade": Rule(ours=("grader.cli",), libraries=()),
    "reference": Rule(ours=("grader.checks",), libraries=("numpy", "torch")),
    "assignments": Rule(ours=("grader.checks", "reference"), libraries=("numpy", "torch", "torchvision")),
}


def module_of(path: str) -> str:
    """The dotted name of the module in the file at `path`, relative to the checkout."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def room_of(module: str) -> str:
    """The key of RULES for a module: `grader.report` for `grader.report.html`, `reference` for `reference.lab4`."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "grader" else parts[0]


def imported(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """The line and full dotted name of everything that a module of `package` imports, wherever in the file it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{_base(node, package)}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}:
            yield from ((node.lineno, str(arg.value)) for arg in node.args[:1] if isinstance(arg, ast.Constant))


def _base(node: ast.ImportFrom, package: str) -> str:
    """The package that the names of a `from ... import` stand in, with leading dots resolved."""
    if not node.level:
        return node.module or ""
    parents = package.split(".")
    return ".".join([*parents[: len(parents) - node.level + 1], *filter(None, [node.module])])


def allowed(target: str, room: str, rule: Rule) -> bool:
    """Whether a module of `room` may import `target`."""
    top = target.split(".", maxsplit=1)[0]
    if top in OURS:
        return room_of(target) == room or any(f"{target}.".startswith(f"{own}.") for own in reachable(room, rule))
    return top in sys.stdlib_module_names or rule.libraries is None or top in rule.libraries


def reachable(room: str, rule: Rule) -> tuple[str, ...]:
    """What of ours a room may import."""
    rooms = list(RULES)
    above = [name for name in rooms[: rooms.index(room)] if name not in ("grader", "grader.worker")]
    return (*rule.ours, *above, "grader.__version__") if rule.above else rule.ours


def violations(path: str, source: str) -> list[str]:
    """A line for each import in the file at `path` (relative to the checkout) that RULES do not allow."""
    room, package = room_of(module_of(path)), ".".join(path.split("/")[:-1])
    if room not in RULES:
        return [f"{path}: there is no rule for {room}; add one to RULES in tests/test_architecture.py"]
    return [
        f"{path}:{line} imports {target}, but {room} may import {words(RULES[room])}"
        for line, target in imported(ast.parse(source), package)
        if not allowed(target, room, RULES[room])
    ]


def words(rule: Rule) -> str:
    """A rule as docs/architecture.md states it."""
    above = ["every room above but `grader.worker`"] if rule.above else []
    ours = ", ".join([*above, *(f"`{name}`" for name in rule.ours)]) or "nothing of ours"
    libraries = "any library" if rule.libraries is None else ", ".join(rule.libraries) or "no library"
    return f"{ours}; {libraries}"


def sources(checkout: Path) -> list[Path]:
    """The project's own modules; what is handed to students (assignments/*/files) is not among them."""
    found = sorted(path for pattern in SOURCES for path in checkout.glob(pattern))
    return [path for path in found if path.relative_to(checkout).parts[2:3] != ("files",)]


def test_every_import_is_allowed(checkout: Path) -> None:
    files = {path.relative_to(checkout).as_posix(): path.read_text(encoding="utf-8") for path in sources(checkout)}
    assert [line for path, source in files.items() for line in violations(path, source)] == []


def test_every_rule_has_its_room(checkout: Path) -> None:
    paths = [path.relative_to(checkout).as_posix() for path in sources(checkout)]
    assert sorted(RULES.keys() - {room_of(module_of(path)) for path in paths}) == []


def test_the_architecture_page_states_the_rules(checkout: Path) -> None:
    rows = [f"| `{room}` | {words(rule)} |" for room, rule in RULES.items()]
    page = (checkout / "docs/architecture.md").read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if row not in page] == []


def test_no_file_is_too_long(checkout: Path) -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (checkout / "grader").rglob("*.py")}
    assert {str(path): length for path, length in lengths.items() if length > LONGEST_FILE} == {}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("grader/compare/tensors.py", "import math\nimport torch\nfrom grader.model import Verdict"),
        ("grader/compare/__init__.py", "from .tensors import close\nfrom ..model import Verdict"),
        ("grader/checks/proxy.py", "from grader.sandbox.protocol import Session"),
        ("grader/checks/proxy.py", "from grader.sandbox import protocol"),
        ("grader/pipeline.py", "import grader.sandbox.zygote"),
        ("assignments/lab4/assignment.py", "import torch\nfrom grader.checks import Assignment\nimport reference.lab4"),
    ],
)
def test_an_allowed_import_passes(path: str, source: str) -> None:
    assert violations(path, source) == []


@pytest.mark.parametrize(
    ("path", "source", "target"),
    [
        ("grader/compare/tensors.py", "import grader.cli", "grader.cli"),
        ("grader/compare/tensors.py", "from grader import report", "grader.report"),
        ("grader/compare/tensors.py", "def f():\n    from grader.wire import decode", "grader.wire.decode"),
        ("grader/compare/tensors.py", "if TYPE_CHECKING:\n    from ..wire import Channel", "grader.wire.Channel"),
        ("grader/compare/__init__.py", "from .. import wire", "grader.wire"),
        ("grader/compare/deep/x.py", "from ... import checks", "grader.checks"),
        ("grader/checks/proxy.py", "from grader.sandbox import zygote", "grader.sandbox.zygote"),
        ("grader/checks/proxy.py", "import grader.sandbox.protocols", "grader.sandbox.protocols"),
        ("grader/worker/engines/shell.py", "from grader.model import Verdict", "grader.model.Verdict"),
        ("grader/worker/engines/shell.py", "import reference.lab4_batchnorm", "reference.lab4_batchnorm"),
        ("grader/worker/engines/shell.py", "importlib.import_module('grader.checks')", "grader.checks"),
        ("grader/worker/engines/shell.py", "__import__('grader.checks')", "grader.checks"),
        ("grader/pipeline.py", "from grader.cli import main", "grader.cli.main"),
        ("grader/pipeline.py", "import grader.worker.engines.shell", "grader.worker.engines.shell"),
        ("grader/model/report.py", "import torch", "torch"),
        ("grader/wire/__init__.py", "import grader", "grader"),
        ("grader/__init__.py", "from .model import Verdict", "grader.model.Verdict"),
        ("grader/cli/main.py", "from tests.report import factory", "tests.report.factory"),
        ("reference/lab4_batchnorm.py", "import torchvision.ops", "torchvision.ops"),
        ("assignments/lab4/assignment.py", "from grader.compare import close", "grader.compare.close"),
    ],
)
def test_a_forbidden_import_is_named(path: str, source: str, target: str) -> None:
    [line] = violations(path, source)
    assert f" imports {target}, but {room_of(module_of(path))} may import " in line


def test_a_package_without_a_rule_is_named() -> None:
    [line] = violations("grader/novelty/core.py", "import math")
    assert line.startswith("grader/novelty/core.py: there is no rule for grader.novelty")
