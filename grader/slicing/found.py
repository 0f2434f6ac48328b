"""What some code does to names: the record, and how the names in an expression refer to others' objects."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.slicing.knowledge import GRADIENT_CALLS, PASSING, VIEWS

Call = tuple[str, str]
"""The name that a call starts from, and the attribute that is called: `("net", "train")`, `("f", "")`."""
Effect = tuple[str, str]
"""What else calling code does: `("binds", name)`, `("changes", name)`, `("sets", dotted name)`, `("trains", "")`."""


@dataclass(slots=True)
class Found:
    """What some code does to names that are not its own."""

    loads: set[str] = field(default_factory=set)
    """Read while it runs."""
    late: set[str] = field(default_factory=set)
    """Read when the functions that it defines are called."""
    stores: set[str] = field(default_factory=set)
    """Bound."""
    deletes: set[str] = field(default_factory=set)
    chances: set[str] = field(default_factory=set)
    """Those of `stores` that are bound only in parts of an expression that may not be reached."""
    unsure: set[str] = field(default_factory=set)
    """Bound or deleted, or not; `ANY` for names that only the run knows."""
    writes: set[str] = field(default_factory=set)
    """Names whose objects it changes in place."""
    calls: set[Call] = field(default_factory=set)
    effects: set[Effect] = field(default_factory=set)
    """What calling the functions that it defines does."""
    aliases: list[tuple[str, set[str]]] = field(default_factory=list)
    """Names bound to (parts of) objects of other names."""
    settings: set[str] = field(default_factory=set)
    """Dotted names that it calls, or sets attributes or items of, which changes how all later code works."""
    cosmetics: set[str] = field(default_factory=set)
    """Those of which it changes no result."""
    declared: set[str] = field(default_factory=set)
    """Declared global or nonlocal."""
    shared: set[str] = field(default_factory=set)
    """Declared global."""
    modules: dict[str, str] = field(default_factory=dict)
    """The package that each imported name comes from."""
    extended: set[str] = field(default_factory=set)
    """Packages of which it imports a further module: `os` for `import os.path`."""
    functions: set[str] = field(default_factory=set)
    """Names of functions that it defines at any depth."""
    star: bool = False
    """Holds `from … import *`."""
    yields: bool = False

    def reads(self) -> set[str]:
        """Names that have to be there when it runs: with late ones if what it calls may call what it defines."""
        return self.loads | self.deletes | (self.late if self.calls else set())

    def trains(self) -> bool:
        """Whether it computes gradients."""
        return any(attr in GRADIENT_CALLS for _, attr in self.calls)

    def join(self, inner: "Found", own: set[str], late: set[str]) -> None:
        """Add what an inner scope does that runs at once; `own` are its names, `late` those that its functions see."""
        self.loads |= inner.loads - own
        self.late |= inner.late - late
        self.writes |= inner.writes - own
        self.unsure |= inner.unsure
        self.calls |= inner.calls
        self.effects |= inner.effects
        self.functions |= inner.functions
        self.settings |= {name for name in inner.settings if name.partition(".")[0] not in own}


def resolved(names: set[str], aliases: Iterable[tuple[str, set[str]]]) -> set[str]:
    """`names`, and those whose objects they are other names of."""
    links: dict[str, set[str]] = {}
    for name, others in aliases:
        links.setdefault(name, set()).update(others)
    result, todo = set(names), list(names)
    while todo:
        fresh = links.get(todo.pop(), set()) - result
        result |= fresh
        todo.extend(fresh)
    return result


def root(node: ast.AST) -> str:
    """The name that a chain of attributes, items and calls starts from; empty when it starts from none."""
    while True:
        match node:
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Starred(value=inner):
                node = inner
            case ast.Await(value=inner) | ast.Call(func=inner):
                node = inner
            case ast.Name(id=name):
                return name
            case _:
                return ""


def dotted(node: ast.AST) -> str:
    """`torch.backends.cudnn.benchmark` for that chain; items are left out. Empty when it starts from no name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def references(node: ast.AST) -> set[str]:
    """Names of whose objects an expression gives the object itself, a part of it, or a container that holds it."""
    names: set[str] = set()
    todo = [node]
    while todo:
        match todo.pop():
            case ast.Name(id=name):
                names.add(name)
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Starred(value=inner):
                todo.append(inner)
            case ast.NamedExpr(value=inner) | ast.Await(value=inner):
                todo.append(inner)
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts) | ast.BoolOp(values=parts):
                todo.extend(parts)
            case ast.Dict(values=parts):
                todo.extend(parts)
            case ast.IfExp(body=first, orelse=second):
                todo += [first, second]
            case ast.Call(func=ast.Attribute(value=inner, attr=attr)) if attr in VIEWS:
                todo.append(inner)
            case ast.Call(func=ast.Name(id=name), args=args) if name in PASSING:
                todo.extend(args)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() as made:
                todo += [made.elt, *(part.iter for part in made.generators)]
            case _:
                pass
    return names


def owners(node: ast.AST) -> set[str]:
    """Names whose objects may change when an attribute or item of the expression is set; none for gradients."""
    names: set[str] = set()
    todo = [node]
    while todo:
        match todo.pop():
            case ast.Name(id=name):
                names.add(name)
            case ast.Attribute(value=inner, attr=attr):
                todo += [] if attr == "grad" else [inner]
            case ast.Subscript(value=inner) | ast.Starred(value=inner) | ast.Await(value=inner):
                todo.append(inner)
            case ast.Call(func=func, args=args):
                todo += [func, *args]
            case other:
                names |= references(other)
    return names


def bound_in(target: ast.AST) -> set[str]:
    """Names that an assignment to `target` binds."""
    names: set[str] = set()
    todo = [target]
    while todo:
        match todo.pop():
            case ast.Name(id=name):
                names.add(name)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                todo.extend(parts)
            case ast.Starred(value=inner):
                todo.append(inner)
            case _:
                pass
    return names


def aliases(target: ast.expr, value: ast.AST) -> list[tuple[str, set[str]]]:
    """Which names an assignment makes other names of which objects."""
    match target, value:
        case (ast.Tuple(elts=targets) | ast.List(elts=targets), ast.Tuple(elts=parts) | ast.List(elts=parts)) if len(
            targets
        ) == len(parts):
            return [alias for one, other in zip(targets, parts, strict=True) for alias in aliases(one, other)]
    names = references(value)
    return [(name, names - {name}) for name in bound_in(target)] if names else []
