"""Which names' objects an expression stands for, holds, or gives a part of."""

import ast

from grader.slicing.found import Aliases
from grader.slicing.knowledge import PASSING, VIEWS


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


def aliases(target: ast.expr, value: ast.AST) -> Aliases:
    """Which names an assignment makes other names of which objects."""
    match target, value:
        case (ast.Tuple(elts=targets) | ast.List(elts=targets), ast.Tuple(elts=parts) | ast.List(elts=parts)) if len(
            targets
        ) == len(parts):
            pairs = zip(targets, parts, strict=True)
            return tuple(alias for one, other in pairs for alias in aliases(one, other))
    names = frozenset(references(value))
    return tuple((name, names - {name}) for name in bound_in(target)) if names else ()
