"""A reference as one file of source, as a student would have written it, with a wrong variant in a function's place.

The modules that the right functions come from are laid one after the other, so that their names are globals of the
hand-in. The module that declares a wrong variant follows, and those that it needs, each in a scope of its own. Comments
are lost on the way.
"""

import ast
import functools
import inspect
import sys
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.checks import AuthorError, Misconception

_KNOWN = """
_KNOWN = {}
def misconception(function, name, **_):
    def register(variant):
        _KNOWN[function.__name__, name] = variant
        return variant
    return register
"""
_PLACED = """
{function} = _KNOWN[{function!r}, {name!r}]
if isinstance({function}, type):
    {function}.__name__ = {function!r}
"""


def flat_source(reference: types.ModuleType, variant: Misconception | None = None) -> str:
    """The source of a reference, with one of its wrong variants in place of the right function.

    Raises `AuthorError` for a reference that cannot be laid flat.
    """
    if not variant:
        return _right(reference)
    placed = _PLACED.format(function=variant.function, name=variant.name)
    return "\n\n".join([_right(reference), _beside(reference, variant.home), placed])


@functools.cache
def _right(reference: types.ModuleType) -> str:
    """The source of the right functions. An audit asks for it, as for what is beside them, many times."""
    modules = _Modules(reference)
    trees = [modules.laid_flat(name) for name in modules.right]
    _refuse_clashes(reference, trees)
    return "\n\n".join([_KNOWN, *map(_unparsed, trees)])


@functools.cache
def _beside(reference: types.ModuleType, home: str) -> str:
    """The source of the module that declares a variant, and of those that it needs; empty where that is a right one."""
    modules = _Modules(reference, home)
    return "\n\n".join(_unparsed(modules.scoped(name)) for name in modules.others)


def _unparsed(tree: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(tree))


class _Modules:
    """The modules of a reference by name, in the order in which they need each other."""

    def __init__(self, reference: types.ModuleType, also: str = "") -> None:
        self._top = reference.__name__.partition(".")[0]
        self._trees: dict[str, ast.Module] = {}
        self._seen: set[str] = set()
        homes = [reference.__name__, *(value.__module__ for value in _defined(reference))]
        for name in homes:
            self._add(name)
        self.right = list(self._trees)
        self._add(also)
        self.others = [name for name in self._trees if name not in self.right]

    def laid_flat(self, name: str) -> ast.Module:
        """A module's code, to stand among others: what it imports from them is there already."""
        return ast.Module([line for node in self._trees[name].body for line in self._line(node)], [])

    def scoped(self, name: str) -> ast.Module:
        """A module's code in a function, whose names are then in a dictionary."""
        scope = _scope(name)
        body = [*self.laid_flat(name).body, *ast.parse("return locals()").body]
        function = ast.parse(f"def {scope}():\n    pass\n{scope} = {scope}()")
        assert isinstance(function.body[0], ast.FunctionDef)
        function.body[0].body = body
        return function

    def _add(self, name: str) -> None:
        """Note a module of the reference after those that it imports from."""
        if name in self._seen or not self._is_own(name):
            return
        self._seen.add(name)
        tree = _parsed(name)
        if not _defines_something(tree):
            return
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                self._add(node.module or "")
        self._trees[name] = tree

    def _is_own(self, name: str) -> bool:
        return name.partition(".")[0] == self._top

    def _line(self, node: ast.stmt) -> Iterator[ast.stmt]:
        """A statement of a module; in place of an import from another part, what gives the same names here."""
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        if isinstance(node, ast.ImportFrom) and (self._is_own(module) or module.startswith("grader.")):
            for alias in node.names:
                yield from self._named(module, alias)
        elif not _is_listing(node):
            yield node

    def _named(self, module: str, alias: ast.alias) -> list[ast.stmt]:
        name, here = alias.name, alias.asname or alias.name
        value = getattr(sys.modules[module], name)
        if isinstance(value, types.ModuleType):
            raise AuthorError(f"{module}: import the names you need from `{name}`; a reference's modules are laid flat")
        if module.startswith("grader."):
            return [] if name == "misconception" else _copied(name, value)
        if module in self.right:
            return ast.parse(f"{here} = {name}").body if here != name else []
        return ast.parse(f"{here} = {_scope(module)}[{name!r}]").body


def _copied(name: str, value: object) -> list[ast.stmt]:
    """What a reference uses of the grader's, copied: a function's or class's source, or a value."""
    if inspect.isfunction(value) or inspect.isclass(value):
        return ast.parse(inspect.getsource(value)).body
    return ast.parse(f"{name} = {value!r}").body


def _defined(module: types.ModuleType) -> Iterable[types.FunctionType | type]:
    return [value for value in vars(module).values() if inspect.isfunction(value) or inspect.isclass(value)]


def _parsed(name: str) -> ast.Module:
    path = sys.modules[name].__file__
    if path is None:
        raise AuthorError(f"the reference's module {name} has no source file")
    return ast.parse(Path(path).read_text(encoding="utf-8"))


def _defines_something(tree: ast.Module) -> bool:
    """Whether a module does more than to import: the `__init__` of a package often does not."""
    return any(
        not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr) and not _is_listing(node) for node in tree.body
    )


def _is_listing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def _scope(module: str) -> str:
    return "_" + module.replace(".", "_")


@dataclass(frozen=True)
class _Definition:
    name: str
    code: str


def _refuse_clashes(reference: types.ModuleType, trees: list[ast.Module]) -> None:
    """Two modules that define a name in two ways cannot be laid flat."""
    known: dict[str, str] = {}
    for tree in trees:
        for found in _definitions(tree):
            if known.setdefault(found.name, found.code) != found.code:
                raise AuthorError(f"two modules of {reference.__name__} define `{found.name}`: rename one of them")


def _definitions(tree: ast.Module) -> Iterator[_Definition]:
    latest = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            latest[node.name] = ast.unparse(node)
        elif isinstance(node, ast.Assign):
            latest |= {target.id: ast.unparse(node) for target in node.targets if isinstance(target, ast.Name)}
    return (_Definition(name, code) for name, code in latest.items())
