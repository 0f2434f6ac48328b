"""Rows of a small data set that are picked one by one: `[trainset[i] for i in range(6000)]`.

Each index alone is followed (see `excerpts`), which would repeat the rows that are here until there are as many as in
the full set. So the indices of such a loop or comprehension are shortened as one list, like those of a `Subset`, where
the variable is nothing but an index that reads.
"""

import ast
import builtins
from collections.abc import Iterable
from typing import Any

from grader.worker.standins.datasets import full_length
from grader.worker.standins.excerpts import is_list_of_rows, rows
from grader.worker.standins.surroundings import Surroundings

HELPER = "__rows__"
"""The built-in function through which the indices go."""

Comprehension = ast.ListComp | ast.GeneratorExp | ast.SetComp


def install(surroundings: Surroundings) -> None:
    """Lead the indices of such loops through the helper."""

    def chosen(indices: Any, *picked_from: Any) -> Any:
        sets = [(len(each), full) for each in picked_from if (full := full_length(each) or getattr(each, "full", 0))]
        if not sets or not (isinstance(indices, range) or is_list_of_rows(indices)):
            return indices
        found: list[int] = rows(indices, *sets[0]).tolist()
        if len(found) < len(indices):
            surroundings.notes.add("rows that a loop picks one by one are as large a share of the small data set.")
        return found

    setattr(builtins, HELPER, chosen)
    surroundings.rewriter.rules.append(_with_chosen_rows)


def _with_chosen_rows(statement: ast.stmt) -> None:
    """Change the loops in a statement, once."""
    for node in ast.walk(statement):
        if isinstance(node, Comprehension) and len(node.generators) == 1:
            generator = node.generators[0]
            _choose(generator, _picked_from(generator.target, [node.elt, *generator.ifs]))
        elif isinstance(node, ast.For):
            _choose(node, _picked_from(node.target, node.body))


def _choose(loop: ast.For | ast.comprehension, picked_from: list[ast.expr]) -> None:
    known = isinstance(loop.iter, ast.Call) and isinstance(loop.iter.func, ast.Name) and loop.iter.func.id == HELPER
    if picked_from and not known:
        call = ast.Call(ast.Name(HELPER, ast.Load()), [loop.iter, *picked_from], [])
        loop.iter = ast.fix_missing_locations(ast.copy_location(call, loop.iter))


def _picked_from(variable: ast.expr, body: Iterable[ast.AST]) -> list[ast.expr]:
    """What a loop reads by its variable; nothing where that is used for anything else."""
    if not isinstance(variable, ast.Name):
        return []
    inside = [node for part in body for node in ast.walk(part)]
    uses = [node for node in inside if isinstance(node, ast.Name) and node.id == variable.id]
    reads = [node for node in inside if isinstance(node, ast.Subscript) and node.slice in uses]
    plain = all(isinstance(node.ctx, ast.Load) and _is_dotted(node.value) for node in reads)
    distinct = {ast.unparse(node.value): node.value for node in reads}
    return list(distinct.values()) if plain and len(reads) == len(uses) else []


def _is_dotted(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and _is_dotted(node.value))
