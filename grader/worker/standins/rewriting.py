"""Statements of a hand-in that are changed before they run, so that what is not here costs no more than itself.

Stand-ins register rules. A rule is given one statement and returns what is to run in its place, or None for no opinion.
Only statements are visited, never the inside of expressions, and line numbers stay: errors name the student's lines.
The body of a `try` with handlers is left alone: the submission itself says there what to do when something is missing.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Rule = Callable[[ast.stmt], list[ast.stmt] | None]

_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass
class Rewriter:
    """Applies the rules, in the form in which IPython wants its transformers of syntax trees."""

    rules: list[Rule] = field(default_factory=list)

    def visit(self, tree: ast.Module) -> ast.Module:
        """The tree, changed in place."""
        tree.body = list(self._block(tree.body))
        return tree

    def _block(self, statements: list[ast.stmt]) -> Iterator[ast.stmt]:
        for statement in statements:
            replaced = self._replaced(statement)
            if replaced is None:
                self._descend(statement)
                yield statement
                continue
            for fresh in replaced:
                yield ast.fix_missing_locations(ast.copy_location(fresh, statement))

    def _replaced(self, statement: ast.stmt) -> list[ast.stmt] | None:
        return next((found for rule in self.rules if (found := rule(statement)) is not None), None)

    def _descend(self, node: ast.AST) -> None:
        """Go into the blocks of a compound statement, but for one whose failures the submission takes care of."""
        for name in _BODIES:
            block = getattr(node, name, None)
            if not isinstance(block, list) or (name == "body" and _cared_for(node)):
                continue
            if name in {"handlers", "cases"}:
                for part in block:
                    self._descend(part)
            else:
                setattr(node, name, list(self._block(block)))


def _cared_for(node: ast.AST) -> bool:
    if isinstance(node, ast.Try | ast.TryStar):
        return bool(node.handlers)
    if not isinstance(node, ast.With):
        return False
    callees = [item.context_expr.func for item in node.items if isinstance(item.context_expr, ast.Call)]
    return any(ast.unparse(callee).split(".")[-1] == "suppress" for callee in callees)
