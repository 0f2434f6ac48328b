"""Calls: what they may change, and those through which code reaches names that do not stand in it.

That is what `exec` and `eval`, `globals()`, `setattr`, and IPython's magics do. A name in a constant string is taken at
its word; where only the run knows the names, `ANY` stands for all of them.
"""

import ast
import re
from collections.abc import Callable

from grader.slicing.found import Found
from grader.slicing.knowledge import (
    ANY,
    CODE_CELL_MAGICS,
    FOREIGN_CELL_MAGICS,
    MUTATORS,
    NAMING_MAGICS,
    SETTING_MAGICS,
    is_cosmetic,
    is_setter,
)
from grader.slicing.references import dotted, owners, root

Todo = list[ast.AST]
_WORD = re.compile(r"[^\W\d]\w*")
_NAMESPACES = ("globals", "locals", "vars")


def expression(found: Found, node: ast.Expr, todo: Todo) -> None:
    """An expression statement: a call whose result nobody takes is made for its effect."""
    value = node.value.value if isinstance(node.value, ast.Await) else node.value
    if isinstance(value, ast.Call) and (name := dotted(value.func)):
        if is_setter(name):
            found.settings |= {name}
        elif is_cosmetic(name):
            found.cosmetics |= {name}
    todo.append(node.value)


def call(found: Found, node: ast.Call, todo: Todo) -> None:
    """A call of a function or method."""
    func = node.func
    if isinstance(func, ast.Attribute) and _reaches_names(found, func, node.args):
        return
    todo += [func, *node.args, *[keyword.value for keyword in node.keywords]]
    if isinstance(func, ast.Name):
        found.calls.add((func.id, ""))
        if func.id in _DYNAMIC:
            _DYNAMIC[func.id](found, node)
    elif isinstance(func, ast.Attribute):
        _method(found, node, func)
    else:
        found.calls.add((root(func), "()"))


def subscript(found: Found, node: ast.Subscript) -> bool:
    """Whether this is an item of the namespace, `globals()["x"]`; it is noted as the name that it means."""
    if not is_namespace(node.value):
        return False
    key = node.slice.value if isinstance(node.slice, ast.Constant) else None
    name = key if isinstance(key, str) else ANY
    if isinstance(node.ctx, ast.Load):
        found.loads.add(name)
    else:
        found.unsure |= {name}
    return name != ANY


def is_namespace(node: ast.AST) -> bool:
    """Whether an expression is `globals()`, `locals()` or `vars()`."""
    return (
        isinstance(node, ast.Call) and not node.args and isinstance(node.func, ast.Name) and node.func.id in _NAMESPACES
    )


def set_part(found: Found, name: str) -> None:
    """An attribute or item of a dotted name is set; empty when it is of something without a name."""
    if name and is_cosmetic(name):
        found.cosmetics |= {name}
    elif name:
        found.settings |= {name}


def _method(found: Found, node: ast.Call, func: ast.Attribute) -> None:
    attr, start = func.attr, root(func)
    found.calls.add((start, attr))
    if node.keywords and any(keyword.arg in {"out", "inplace"} for keyword in node.keywords):
        found.calls.add((start, "out="))
    if attr in MUTATORS:
        found.writes |= owners(func.value)
    elif attr.endswith("_") and not attr.startswith(("_", "clip_grad")):
        found.writes |= owners(func.value).union(*map(owners, node.args[:1]))


def _reaches_names(found: Found, func: ast.Attribute, args: list[ast.expr]) -> bool:
    """`globals().get("x")` and `get_ipython().…(…)`: noted as what they mean."""
    if is_namespace(func.value) and func.attr in {"get", "pop"} and args and isinstance(args[0], ast.Constant):
        found.loads.add(str(args[0].value))
        found.unsure |= {str(args[0].value)} if func.attr == "pop" else set()
        return True
    if isinstance(func.value, ast.Call) and root(func.value) == "get_ipython":
        _magic(found, func.attr, [arg.value if isinstance(arg, ast.Constant) else "" for arg in args])
        return True
    return False


def _magic(found: Found, method: str, args: list[object]) -> None:
    """A magic, or a line for the shell."""
    name, *rest = [arg if isinstance(arg, str) else "" for arg in args] or [""]
    if method == "magic":
        name, _, line = name.lstrip("%").partition(" ")
        rest = [line]
    foreign = FOREIGN_CELL_MAGICS if method == "run_cell_magic" else NAMING_MAGICS
    if method in {"magic", "run_line_magic", "run_cell_magic"}:
        found.settings |= {f"%{name}"} if name in SETTING_MAGICS else set()
        found.cosmetics |= {f"%{name}"}
        if name in CODE_CELL_MAGICS or (method == "run_cell_magic" and name not in foreign):
            _code(found, rest)
    else:
        found.cosmetics |= {f"!{' '.join(name.split()[:2])}"}
    if name in NAMING_MAGICS or method in {"run_cell", "ex", "ev", "push", "user_ns"}:
        found.loads.add(ANY)
        found.unsure |= {ANY}


def _code(found: Found, texts: list[str]) -> None:
    """Code in strings: its words may be read and bound."""
    words = {word for text in texts for word in _WORD.findall(text)}
    found.loads |= words
    found.unsure |= words


def _execute(found: Found, node: ast.Call) -> None:
    source = node.args[0] if node.args else None
    if isinstance(source, ast.Constant) and isinstance(source.value, str):
        _code(found, [source.value])
    else:
        _namespace(found, node)


def _namespace(found: Found, _node: ast.Call) -> None:
    """Code that only the run knows, or the whole namespace handed on to it."""
    found.loads.add(ANY)
    found.unsure |= {ANY}


def _variables(found: Found, node: ast.Call) -> None:
    """`vars()` is the namespace, `vars(net)` is not."""
    if not node.args:
        _namespace(found, node)


def _set_attribute(found: Found, node: ast.Call) -> None:
    for arg in node.args[:1]:
        found.writes |= owners(arg)
        set_part(found, dotted(arg))


_DYNAMIC: dict[str, Callable[[Found, ast.Call], None]] = {
    "exec": _execute,
    "eval": _execute,
    "globals": _namespace,
    "locals": _namespace,
    "vars": _variables,
    "setattr": _set_attribute,
    "delattr": _set_attribute,
}
