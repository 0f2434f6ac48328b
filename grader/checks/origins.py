"""What each check depends on in a course's code, as a digest: after a repair only the checks concerned are run again.

Read from the syntax tree of the assignment's and the references' files. A check depends on its own function, and on
every definition of whichever file that bears a name used there, and so on; a misconception belongs to what it is a
variant of. Statements outside definitions concern every check, and so does everything where a check's own function is
not found: unsure means affected. Comments and layout concern nobody.
"""

import ast
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.checks.assignment import Assignment, Check

FRAME = ""
"""Key of what concerns every check."""


@dataclass
class _Code:
    """The definitions of all files by name, and what stands outside of definitions."""

    definitions: dict[str, list[ast.stmt]] = field(default_factory=lambda: defaultdict(list))
    variants: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Names of definitions that a decorator ties to another one, by that one's name."""
    frame: list[str] = field(default_factory=list)


def origins(assignment: Assignment, files: Iterable[Path]) -> dict[str, str]:
    """A digest for each check by its id, and one for what concerns all of them. Raises nothing for files that load."""
    code = _Code()
    for path in sorted(files):
        _read(code, ast.parse(path.read_text("utf-8")))
    found = {FRAME: _digest(code.frame)}
    for check in assignment.checks:
        found[check.id] = _digest([repr(_terms(check)), *_closure(code, _start(code, check))])
    return found


def _read(code: _Code, tree: ast.Module) -> None:
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            code.definitions[statement.name].append(statement)
            for name in _names(statement.decorator_list):
                code.variants[name].add(statement.name)
        else:
            code.frame.append(ast.dump(statement))


def _terms(check: Check) -> tuple[object, ...]:
    """What a check is worth and how it is shown."""
    return check.points, check.sentence, check.visibility, check.follows, check.after


def _start(code: _Code, check: Check) -> set[str]:
    """The names that a check begins with: its own, or, where a family made it, all there are."""
    own = getattr(check.run, "__name__", "")
    return {own} if own in code.definitions else set(code.definitions)


def _closure(code: _Code, start: Iterable[str]) -> list[str]:
    """Every definition that can be reached from these names."""
    left, seen = list(start), set[str]()
    while left:
        name = left.pop()
        if name in seen or name not in code.definitions:
            continue
        seen.add(name)
        left += [*_names(code.definitions[name]), *code.variants[name]]
    return sorted(ast.dump(one) for name in seen for one in code.definitions[name])


def _names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Every name, attribute and string that could be the name of a definition."""
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def affected(before: Mapping[str, str], now: Mapping[str, str], assignment: Assignment) -> frozenset[str] | None:
    """Ids of the checks to run again: those concerned and all others of their questions; None: every one there is.

    A question is marked as a whole, since a mistake costs once in it.
    """
    if before.get(FRAME) != now[FRAME]:
        return None
    known = before.keys() - {FRAME}
    changed = {check.question for check in assignment.checks if before.get(check.id) != now[check.id]}
    changed |= {name.split("/", maxsplit=1)[0] for name in known - now.keys()}
    return frozenset(check.id for check in assignment.checks if check.question in changed)
