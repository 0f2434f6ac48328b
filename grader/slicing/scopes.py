"""A walk over code that knows Python's scopes: what the code does to the names around it.

The order of statements is not looked at here; `grader.slicing.steps` does that for the top level of a cell.
"""

import ast
from collections.abc import Callable, Iterable

from grader.slicing import calls
from grader.slicing.calls import Todo
from grader.slicing.found import Call, Found, linked, resolved
from grader.slicing.knowledge import PLAIN_DECORATORS
from grader.slicing.references import aliases, bound_in, dotted, owners, root

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_GRADIENT: Call = ("", "grad=")
"""Stands for setting a gradient: a change, but not to the parameter that has it."""


def look(nodes: Iterable[ast.AST]) -> Found:
    """What the code in `nodes` does to names. Raises RecursionError where scopes are nested too deeply."""
    found = Found()
    todo: Todo = list(nodes)
    while todo:
        node = todo.pop()
        kind = type(node)
        if kind is ast.Name:
            _name(found, node)  # type: ignore[arg-type]  # mypy does not follow `kind`
        elif kind in _HANDLERS:
            _HANDLERS[kind](found, node, todo)
        elif kind not in _NAMELESS:
            todo.extend(ast.iter_child_nodes(node))
    return found


def _name(found: Found, node: ast.Name) -> None:
    context = type(node.ctx)
    if context is ast.Load:
        found.loads.add(node.id)
    elif context is ast.Store:
        found.stores.add(node.id)
    else:
        found.deletes |= {node.id}


def _attribute(found: Found, node: ast.Attribute, todo: Todo) -> None:
    if not isinstance(node.ctx, ast.Load):
        _write(found, node)
    todo.append(node.value)


def _subscript(found: Found, node: ast.Subscript, todo: Todo) -> None:
    if calls.subscript(found, node):
        return
    if not isinstance(node.ctx, ast.Load):
        _write(found, node)
    todo += [node.value, node.slice]


def _write(found: Found, node: ast.Attribute | ast.Subscript) -> None:
    """An attribute or item is set or deleted."""
    if isinstance(node, ast.Attribute) and node.attr == "grad":
        found.calls.add(_GRADIENT)
        return
    found.writes |= owners(node.value)
    calls.set_part(found, dotted(node))


def _binary(_found: Found, node: ast.BinOp, todo: Todo) -> None:
    todo += [node.left, node.right]


def _assign(found: Found, node: ast.Assign, todo: Todo) -> None:
    for target in node.targets:
        found.aliases += aliases(target, node.value)
    todo += [*node.targets, node.value]


def _annotated(found: Found, node: ast.AnnAssign, todo: Todo) -> None:
    todo.append(node.annotation)
    if node.value is not None:
        found.aliases += aliases(node.target, node.value)
        todo += [node.target, node.value]


def _augmented(found: Found, node: ast.AugAssign, todo: Todo) -> None:
    """`x += y` reads, binds, and may change the object in place."""
    todo += [node.target, node.value]
    if isinstance(node.target, ast.Name):
        found.loads.add(node.target.id)
        found.writes |= {node.target.id}
    else:
        found.loads |= {root(node.target)} - {""}


def _walrus(found: Found, node: ast.NamedExpr, todo: Todo) -> None:
    found.aliases += aliases(node.target, node.value)
    found.chances |= {node.target.id}
    todo += [node.target, node.value]


def _loop(found: Found, node: ast.For | ast.AsyncFor, todo: Todo) -> None:
    found.aliases += aliases(node.target, node.iter)
    todo.extend(ast.iter_child_nodes(node))


def _with_item(found: Found, node: ast.withitem, todo: Todo) -> None:
    """What a `with` statement enters: code of the object runs, even where nothing is called."""
    found.calls.add((root(node.context_expr), "__enter__"))
    if node.optional_vars is not None:
        found.aliases += aliases(node.optional_vars, node.context_expr)
        todo.append(node.optional_vars)
    todo.append(node.context_expr)


def _compare(found: Found, node: ast.Compare, todo: Todo) -> None:
    """`"x" in globals()` asks for one name; other comparisons for what they mention."""
    if calls.is_namespace(node.comparators[0]) and isinstance(node.left, ast.Constant):
        found.loads.add(str(node.left.value))
    else:
        todo += [node.left, *node.comparators]


def _function(found: Found, node: _Function, todo: Todo) -> None:
    args = node.args
    todo += [*args.defaults, *(default for default in args.kw_defaults if default is not None)]
    every = [*args.posonlyargs, *args.args, *args.kwonlyargs, *filter(None, [args.vararg, args.kwarg])]
    own = {arg.arg for arg in every}
    if isinstance(node, ast.Lambda):
        _absorb(found, look([node.body]), own)
        return
    found.stores.add(node.name)
    found.functions |= {node.name}
    todo += [arg.annotation for arg in every if arg.annotation is not None]
    todo += [node.returns] if node.returns is not None else []
    _decorate(found, node.decorator_list, todo)
    _absorb(found, look(node.body), own)


def _decorate(found: Found, decorators: list[ast.expr], todo: Todo) -> None:
    """Decorators are called; the usual ones do nothing to what is around."""
    for node in decorators:
        named = node.func if isinstance(node, ast.Call) else node
        attr = named.attr if isinstance(named, ast.Attribute) else ""
        if (attr or root(named)) in PLAIN_DECORATORS:
            todo += [named, *(node.args if isinstance(node, ast.Call) else [])]
        else:
            todo.append(node)
            found.calls.add((root(named), attr))


def _absorb(found: Found, inner: Found, own: set[str]) -> None:
    """Add what a function does, when it is called, to what is known of the code that defines it."""
    local = (own | inner.stores | inner.deletes) - inner.declared
    found.late |= (inner.loads | inner.late) - local | inner.deletes & inner.shared
    found.functions |= inner.functions
    found.effects |= {effect for effect in inner.effects if effect[0] != "changes" or effect[1] not in local}
    found.effects |= {("changes", name) for name in resolved(inner.writes, linked(inner.aliases)) - local}
    found.effects |= {("binds", name) for name in (inner.stores | inner.deletes) & inner.shared | inner.unsure}
    found.effects |= {("sets", name) for name in inner.settings if name.partition(".")[0] not in local}
    found.effects |= {("trains", "")} if inner.trains() else set()
    found.yields |= inner.yields


def _class(found: Found, node: ast.ClassDef, todo: Todo) -> None:
    """The body runs at once; its own names are seen by its statements, but not by its methods."""
    found.stores.add(node.name)
    _decorate(found, node.decorator_list, todo)
    todo += [*node.bases, *(keyword.value for keyword in node.keywords)]
    own: set[str] = set()
    for statement in node.body:
        inner = look([statement])
        found.join(inner, own, late=set())
        found.writes -= inner.stores
        own |= inner.stores


def _comprehension(found: Found, node: _Comprehension, todo: Todo) -> None:
    """Its first iterable belongs to the scope around it; a generator expression runs later, or at once."""
    first, *others = node.generators
    todo.append(first.iter)
    results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    parts = [part for other in others for part in (other.target, other.iter)]
    inner = look([*results, first.target, *parts, *(test for part in node.generators for test in part.ifs)])
    own = set().union(*(bound_in(part.target) for part in node.generators))
    for part in node.generators:
        inner.aliases += aliases(part.target, part.iter)
    inner.writes = resolved(inner.writes, linked(inner.aliases))
    if isinstance(node, ast.GeneratorExp):
        inner.late |= inner.loads
    found.join(inner, own, late=own)
    found.stores |= inner.stores - own
    found.chances |= inner.chances - own


def _import(found: Found, node: ast.Import, _todo: Todo) -> None:
    for alias in node.names:
        package = alias.name.partition(".")[0]
        found.stores.add(alias.asname or package)
        found.modules += ((alias.asname or package, package),)
        if "." in alias.name and alias.asname is None:
            found.extended |= {package}


def _import_from(found: Found, node: ast.ImportFrom, _todo: Todo) -> None:
    package = (node.module or "").partition(".")[0]
    for alias in node.names:
        if alias.name == "*":
            found.star = True
        else:
            found.stores.add(alias.asname or alias.name)
            found.modules += ((alias.asname or alias.name, package if not node.level else "."),)
    if package == "__future__":
        found.settings |= {"__future__.annotations"}


def _global(found: Found, node: ast.Global, _todo: Todo) -> None:
    found.declared |= set(node.names)
    found.shared |= set(node.names)


def _nonlocal(found: Found, node: ast.Nonlocal, _todo: Todo) -> None:
    found.declared |= set(node.names)


def _handler(found: Found, node: ast.ExceptHandler, todo: Todo) -> None:
    found.stores |= {node.name} if node.name else set()
    todo += [*([node.type] if node.type else []), *node.body]


def _capture(found: Found, node: ast.MatchAs | ast.MatchStar, todo: Todo) -> None:
    found.stores |= {node.name} if node.name else set()
    todo += [node.pattern] if isinstance(node, ast.MatchAs) and node.pattern else []


def _capture_rest(found: Found, node: ast.MatchMapping, todo: Todo) -> None:
    found.stores |= {node.rest} if node.rest else set()
    todo += [*node.keys, *node.patterns]


def _yield(found: Found, node: ast.Yield | ast.YieldFrom, todo: Todo) -> None:
    found.yields = True
    todo += [node.value] if node.value is not None else []


_HANDLERS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: calls.call,
    ast.Compare: _compare,
    ast.BinOp: _binary,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.NamedExpr: _walrus,
    ast.For: _loop,
    ast.AsyncFor: _loop,
    ast.withitem: _with_item,
    ast.Expr: calls.expression,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.Lambda: _function,
    ast.ClassDef: _class,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.ExceptHandler: _handler,
    ast.MatchAs: _capture,
    ast.MatchStar: _capture,
    ast.MatchMapping: _capture_rest,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
}
_NAMELESS = frozenset({ast.Constant, ast.Load, ast.Store, ast.Del, ast.Pass, ast.Break, ast.Continue})
