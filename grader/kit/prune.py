"""The part of an assignment's source that its public checks need.

Statements that declare nothing but hidden checks go first; then the bodies of hidden checks that share a statement with
public ones; then every definition that nothing left over speaks of, in all of the assignment's modules. What speaks of
what is read from names alone, which keeps too much rather than too little. Comments and descriptions of modules and
constants go too.
"""

import ast
import contextlib
import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.checks import Assignment, Check

Line = tuple[str, int]
"""A file and a line in it."""
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_MODULE_OF_CHECKS = "assignment"


@dataclass
class Pruned:
    """What is left."""

    sources: dict[str, str] = field(default_factory=dict)
    """By path below the course, with forward slashes."""
    imported: dict[str, set[str]] = field(default_factory=dict)
    """Names that are taken from modules of the reference."""


def prune(assignment: Assignment, root: Path) -> Pruned:
    """Prune the assignment `assignments/<name>` of the course at `root`."""
    start = f"assignments.{assignment.name}.{_MODULE_OF_CHECKS}"
    modules = _Modules(root, _Hidden(assignment))
    modules.need(start, names=None)
    modules.settle()
    return modules.pruned()


class _Hidden:
    """Which lines declare hidden checks only, and which functions are hidden checks."""

    def __init__(self, assignment: Assignment) -> None:
        self._declared = [(check.visibility, assignment.declared[check.id]) for check in assignment.checks]
        codes = {kind: {line for check in assignment.checks if check.visibility == kind for line in _code_lines(check)}
                 for kind in ("public", "hidden")}  # fmt: skip
        self._functions = codes["hidden"] - codes["public"]

    def without(self, file: str, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        """The statements without those that declare hidden checks only, on every level."""
        kept = [statement for statement in body if not self._all_hidden(file, statement)]
        for statement in kept:
            for name, inner in ast.iter_fields(statement):
                if isinstance(inner, list) and inner and isinstance(inner[0], ast.stmt):
                    setattr(statement, name, self.without(file, inner) or [ast.Pass()])
            if isinstance(statement, ast.FunctionDef) and (file, _first_line(statement)) in self._functions:
                statement.body = [*_docstring(statement), ast.Raise(ast.Name("NotImplementedError", ast.Load()))]
        return kept

    def _all_hidden(self, file: str, statement: ast.stmt) -> bool:
        named = isinstance(statement, _DEFINITIONS)
        if isinstance(statement, ast.ClassDef) or (named and not getattr(statement, "decorator_list", [])):
            return False
        lines = range(_first_line(statement), (statement.end_lineno or 0) + 1)
        declared = [kind for kind, frames in self._declared if any(at == file and line in lines for at, line in frames)]
        return bool(declared) and "public" not in declared


@dataclass
class _Module:
    """One file of the course's, and which of its statements are needed."""

    path: Path
    body: list[ast.stmt]
    kept: set[int] = field(default_factory=set)


@dataclass
class _Modules:
    """The modules reached so far."""

    root: Path
    hidden: _Hidden
    found: dict[str, _Module] = field(default_factory=dict)
    mentioned: set[str] = field(default_factory=set)
    """Every name and attribute that kept code speaks of."""
    _wanted: dict[str, set[str]] = field(default_factory=dict)
    _attributes_of: set[str] = field(default_factory=set)
    """Modules that are used as values: any attribute that is spoken of may be theirs."""

    def need(self, name: str, names: set[str] | None) -> bool:
        """Reach a module for some of its names, or as a value. False where it is none of the assignments' own."""
        path = self.root.joinpath(*name.split(".")).with_suffix(".py")
        if not name.startswith("assignments.") or not path.is_file():
            return False
        if name not in self.found:
            body = self.hidden.without(str(path), ast.parse(path.read_text(encoding="utf-8")).body)
            self.found[name] = _Module(path, [each for statement in body for each in _one_by_one(statement)])
        self._wanted.setdefault(name, set()).update(names or ())
        if names is None:
            self._attributes_of.add(name)
        return True

    def settle(self) -> None:
        """Keep statements until no further one is needed."""
        while sum(self._step(name) for name in list(self.found)):
            pass

    def pruned(self) -> Pruned:
        """The sources as they are now."""
        result = Pruned()
        for module in self.found.values():
            kept = [each for index, each in enumerate(module.body) if index in module.kept]
            taken = [each for each in kept if _takes_from_reference(each)]
            body = [_worked_out(_trimmed(each, self.mentioned), taken) for each in kept]
            relative = module.path.relative_to(self.root).as_posix()
            result.sources[relative] = ast.unparse(ast.Module(body, [])) + "\n"
            for node in body:
                if isinstance(node, ast.ImportFrom) and _takes_from_reference(node):
                    names = {alias.name for alias in node.names}
                    result.imported.setdefault(str(node.module), set()).update(names)
        return result

    def _step(self, name: str) -> bool:
        module = self.found[name]
        wanted = self._wanted[name] | (self.mentioned if name in self._attributes_of else set())
        inside = {word for index in module.kept for word in _mentions(module.body[index])}
        fresh = {
            index
            for index, statement in enumerate(module.body)
            if index not in module.kept and (_acts(statement) or _defines(statement) & (wanted | inside))
        }
        for index in fresh:
            self.mentioned |= _mentions(module.body[index])
            self._follow(module.body[index])
        module.kept |= fresh
        return bool(fresh)

    def _follow(self, statement: ast.stmt) -> None:
        for node in ast.walk(statement):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    if not self.need(f"{node.module}.{alias.name}", names=None):
                        self.need(node.module, None if alias.name == "*" else {alias.name})
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    self.need(alias.name, names=None)


def _code_lines(check: Check) -> Iterator[Line]:
    """File and first line of the functions that a check consists of: its own, and those that it carries along."""
    todo: list[object] = [check.run]
    seen: set[int] = set()
    while todo:
        value = todo.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        function = inspect.unwrap(getattr(value, "__func__", value)) if callable(value) else value
        if inspect.isfunction(function):
            yield function.__code__.co_filename, function.__code__.co_firstlineno
            todo += [cell.cell_contents for cell in function.__closure__ or ()]
        todo += [part for part in (getattr(value, "func", None), getattr(value, "__wrapped__", None)) if part]


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _docstring(function: ast.FunctionDef) -> list[ast.stmt]:
    return [each for each in function.body[:1] if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)]


def _acts(statement: ast.stmt) -> bool:
    """The statement does something when the module is imported, beyond giving something a name."""
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Constant)
    if isinstance(statement, _DEFINITIONS):
        return any(isinstance(node, ast.Call) for decorator in statement.decorator_list for node in ast.walk(decorator))
    if isinstance(statement, ast.ImportFrom):
        return statement.names[0].name == "*"
    return not isinstance(statement, ast.Import | ast.Assign | ast.AnnAssign | ast.AugAssign)


def _defines(statement: ast.stmt) -> set[str]:
    if isinstance(statement, _DEFINITIONS):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _mentions(statement: ast.AST) -> set[str]:
    names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(statement) if isinstance(node, ast.Attribute)}
    quoted = (node.value for node in ast.walk(statement) if isinstance(node, ast.Constant))
    return names | {value for value in quoted if isinstance(value, str) and value.isidentifier()}


def _takes_from_reference(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and (statement.module or "").split(".")[0] == "reference"


def _worked_out(statement: ast.stmt, taken: Sequence[ast.stmt]) -> ast.stmt:
    """A constant that a function of the reference gives when the module is imported, as its plain value."""
    if not isinstance(statement, ast.Assign):
        return statement
    names = {alias.asname or alias.name for each in taken for alias in getattr(each, "names", [])}
    calls = [node for node in ast.walk(statement.value) if isinstance(node, ast.Call)]
    if not any(names & _mentions(call.func) for call in calls):
        return statement
    space: dict[str, object] = {}
    with contextlib.suppress(Exception):  # what needs more than the reference stays as it is
        exec(ast.unparse(ast.Module([*taken], [])), space)
        text = repr(eval(ast.unparse(statement.value), space))
        ast.literal_eval(text)
        statement.value = ast.parse(text, mode="eval").body
    return statement


def _one_by_one(statement: ast.stmt) -> Iterator[ast.stmt]:
    """A statement that imports several names as one for each."""
    if isinstance(statement, ast.ImportFrom):
        yield from (ast.ImportFrom(statement.module, [alias], statement.level) for alias in statement.names)
    else:
        yield statement


def _trimmed(statement: ast.stmt, mentioned: set[str]) -> ast.stmt:
    """A kept statement without methods that nobody speaks of."""
    if isinstance(statement, ast.ClassDef):
        needed: Callable[[ast.stmt], bool] = lambda each: (  # noqa: E731  (names the condition)
            not isinstance(each, ast.FunctionDef) or each.name in mentioned or each.name.startswith("__")
        )
        statement.body = [each for each in statement.body if needed(each)] or [ast.Pass()]
    return statement
