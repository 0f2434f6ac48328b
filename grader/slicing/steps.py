"""The top level of a cell, statement by statement: what each reads from before it, and what it surely binds.

A step is one statement of the top level, with everything in it. Its cell and its place in the notebook are the
clock of the analysis: a name that a step reads is what the steps before it made of it.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from grader.slicing.acts import Act, act, loop_head
from grader.slicing.found import Found, resolved
from grader.slicing.references import aliases

Bound = set[str]


@dataclass(slots=True)
class Step:
    """One statement of a cell's top level."""

    cell: int
    acts: list[Act] = field(default_factory=list)
    """Its simple statements and the heads of its compound ones, in order."""
    reads: set[str] = field(default_factory=set)
    """Names that it may read as they are before it."""
    surely: set[str] = field(default_factory=set)
    """Names that it binds or deletes whatever happens, unless it fails."""


def steps_of(cell: int, tree: ast.Module) -> list[Step]:
    """The steps of a cell. Raises RecursionError where the code is nested too deeply."""
    reader = _Reader(cell)
    return [reader.step(statement) for statement in tree.body]


class _Reader:
    """Reads statements in the order in which they run."""

    def __init__(self, cell: int) -> None:
        self._cell = cell
        self._now = Step(cell)
        self._aliases: dict[str, set[str]] = {}
        self._jumps = 0

    def step(self, statement: ast.stmt) -> Step:
        """Read one statement of the top level."""
        self._now = Step(self._cell)
        self._now.surely = self._statement(statement, set()) or set()
        if len(self._now.acts) > 1:
            self._now.reads |= set().union(*(made.found.late for made in self._now.acts))
        return self._now

    def _block(self, body: Sequence[ast.stmt], bound: Bound) -> Bound | None:
        """Read statements one after the other; names bound behind them, None when their end is never reached."""
        reached = True
        for statement in body:
            after = self._statement(statement, bound)
            reached = reached and after is not None
            bound = bound if after is None else after
        return bound if reached else None

    def _statement(self, node: ast.stmt, bound: Bound) -> Bound | None:
        """Names surely bound after a statement; None when control does not come out behind it."""
        compound = _COMPOUND.get(type(node))
        if compound is not None:
            return compound(self, node, bound)
        after = self._add(act([node]), bound)
        self._jumps += isinstance(node, ast.Break | ast.Continue)
        return None if isinstance(node, ast.Break | ast.Continue | ast.Return | ast.Raise) else after

    def _add(self, made: Act, bound: Bound) -> Bound:
        """Take in a simple statement; names bound after it."""
        found = made.found
        self._now.acts.append(made)
        self._now.reads |= found.reads() - bound
        if found.writes:
            found.writes = resolved(found.writes, self._aliases)
        self._rename(found)
        return bound | (found.stores - found.chances) | found.deletes

    def _rename(self, found: Found) -> None:
        """Keep track of names that stand for (parts of) other names' objects."""
        for name in found.stores:
            self._aliases.pop(name, None)
        for name, others in found.aliases:
            self._aliases.setdefault(name, set()).update(others)

    def _if(self, node: ast.If, bound: Bound) -> Bound | None:
        bound = self._add(act([node.test]), bound)
        then = self._block(node.body, bound)
        otherwise = self._block(node.orelse, bound)
        return then if _always(node.test) else _both([then, otherwise])

    def _for(self, node: ast.For | ast.AsyncFor, bound: Bound) -> Bound:
        head = loop_head([node.iter, node.target], node.iter)
        head.found.aliases += aliases(node.target, node.iter)
        inside = self._add(head, bound)
        return self._loop(node, bound, inside, _nonempty(node.iter))

    def _while(self, node: ast.While, bound: Bound) -> Bound:
        bound = self._add(loop_head([node.test], None), bound)
        return self._loop(node, bound, bound, _always(node.test))

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, bound: Bound, inside: Bound, runs: bool) -> Bound:
        jumps = self._jumps
        after = self._block(node.body, inside)
        if runs:
            bound = inside if after is None or self._jumps > jumps else after
        self._block(node.orelse, bound)
        return bound

    def _with(self, node: ast.With | ast.AsyncWith, bound: Bound) -> Bound | None:
        head = act(node.items)
        bound = self._add(head, bound)
        after = self._block(node.body, bound)
        swallows = any(name in {"suppress", "raises"} for call in head.found.calls for name in call)
        return bound if swallows else after

    def _try(self, node: ast.Try | ast.TryStar, bound: Bound) -> Bound | None:
        body = self._block(node.body, bound)
        ends = [None if body is None else self._block(node.orelse, body)]
        for handler in node.handlers:
            caught = self._add(act([handler.type]), bound) if handler.type else bound
            ends.append(self._block(handler.body, caught | ({handler.name} if handler.name else set())))
        after = _both(ends)
        last = self._block(node.finalbody, bound)
        return None if after is None or last is None else after | last

    def _match(self, node: ast.Match, bound: Bound) -> Bound | None:
        bound = self._add(act([node.subject]), bound)
        ends: list[Bound | None] = []
        for case in node.cases:
            inside = self._add(act([case.pattern]), bound)
            inside = self._add(act([case.guard]), inside) if case.guard else inside
            ends.append(self._block(case.body, inside))
        last = node.cases[-1]
        catches_all = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None
        return _both(ends if catches_all else [*ends, bound])


_COMPOUND: dict[type[ast.stmt], Callable[..., Bound | None]] = {
    ast.If: _Reader._if,
    ast.For: _Reader._for,
    ast.AsyncFor: _Reader._for,
    ast.While: _Reader._while,
    ast.With: _Reader._with,
    ast.AsyncWith: _Reader._with,
    ast.Try: _Reader._try,
    ast.TryStar: _Reader._try,
    ast.Match: _Reader._match,
}


def _both(ends: list[Bound | None]) -> Bound | None:
    """Names bound on every way that comes out; None when none does."""
    reached = [end for end in ends if end is not None]
    return set.intersection(*reached) if reached else None


def _always(test: ast.expr) -> bool:
    """Whether a test holds in any run of a notebook."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]):
            return True
    return False


def _nonempty(iterable: ast.expr) -> bool:
    """Whether a loop over this surely runs."""
    match iterable:
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(count))]):
            return count > 0
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]):
            return _nonempty(inner)
        case ast.Tuple(elts=[first, *_]) | ast.List(elts=[first, *_]):
            return not isinstance(first, ast.Starred)
    return False
