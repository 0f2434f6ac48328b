"""Loops over ranges that end early while cells run: twenty epochs show no more than two do.

The assignment's rules name the loops, by their variable and their length. They are found in the syntax tree, so that
neither lists that are built from ranges nor loops in libraries are cut. What checks call runs whole: calls go to copies
of the process, and there the loops are left alone, in functions that were defined here too.
"""

import ast
import builtins
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.worker.notes import Notes

HELPER = "__rounds__"
"""The built-in function through which the ranges of loops go."""
_RANGES = ("range", "trange")


@dataclass(frozen=True)
class LoopRule:
    """Loops whose variable fits `variable` and that have more than `longer_than` rounds end after `rounds`."""

    variable: str
    rounds: int
    longer_than: int

    def cuts(self, variable: str, rounds: int) -> bool:
        """Whether a loop is to be cut."""
        return rounds > max(self.rounds, self.longer_than) and self.concerns(variable)

    def concerns(self, variable: str) -> bool:
        """Whether the rule speaks of loops with this variable."""
        return re.search(self.variable, variable, re.IGNORECASE) is not None


class Loops(ast.NodeTransformer):
    """Leads the ranges of `for` loops that a rule concerns through a function that shortens them."""

    def __init__(self, rules: Sequence[LoopRule], notes: Notes, whole: Callable[[], bool]) -> None:
        self._rules, self._notes, self._whole = rules, notes, whole
        if rules:
            setattr(builtins, HELPER, self._rounds)

    def visit_For(self, node: ast.For) -> ast.For:
        """A loop, and those in it."""
        self.generic_visit(node)
        names = [inner.id for inner in ast.walk(node.target) if isinstance(inner, ast.Name)]
        variable = next((name for name in names if any(rule.concerns(name) for rule in self._rules)), None)
        if variable is not None:
            node.iter = _Ranges(variable).visit(node.iter)
        return node

    def _rounds(self, variable: str, rounds: object) -> object:
        """A range, or a number of rounds, as long as the rules allow; anything else as it is."""
        if self._whole() or not isinstance(rounds, range | int):
            return rounds
        count = len(rounds) if isinstance(rounds, range) else rounds
        rule = next((rule for rule in self._rules if rule.cuts(variable, count)), None)
        if rule is None:
            return rounds
        self._notes.add(f"the loop over `{variable}` ended after {rule.rounds} of {count} rounds.")
        return rounds[: rule.rounds] if isinstance(rounds, range) else rule.rounds


class _Ranges(ast.NodeTransformer):
    """The same for the expression that a loop goes over: `range(20)`, `tqdm(range(20))`, `trange(20)`."""

    def __init__(self, variable: str) -> None:
        self._variable = variable

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """A call: of `range`, or of something that is given one."""
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in _RANGES:
            return node
        if name == "range":
            return self._through_helper(node)
        if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            node.args[0] = self._through_helper(node.args[0])
        return node

    def _through_helper(self, node: ast.expr) -> ast.Call:
        call = ast.Call(ast.Name(HELPER, ast.Load()), [ast.Constant(self._variable), node], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))
