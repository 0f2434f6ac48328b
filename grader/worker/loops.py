"""Loops that end early while cells run: twenty epochs show no more than two do.

The assignment's rules name the loops, by their variable, their length, and whether they train something. They are found
in the syntax tree, so that neither lists that are built from ranges nor loops in libraries are cut. What checks call
runs whole: calls go to copies of the process, and there the loops are left alone, in functions that were defined here
too.
"""

import ast
import builtins
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.worker.notes import Notes

HELPER = "__rounds__"
"""The built-in function through which the ranges of loops go."""
TURNS = "__turns__"
"""The built-in function that gives a `while` loop its count of rounds."""
_RANGES = ("range", "trange")
_GRADIENTS = ("backward", "grad")


@dataclass(frozen=True)
class LoopRule:
    """Loops whose variable fits `variable` and that have more than `longer_than` rounds end after `rounds`.

    With `trains`, only those in whose body something is trained.
    """

    variable: str
    rounds: int
    longer_than: int
    trains: bool

    def cuts(self, variable: str, trains: bool, rounds: int) -> bool:
        """Whether a loop is to be cut."""
        return rounds > max(self.rounds, self.longer_than) and self.concerns(variable, trains)

    def concerns(self, variable: str, trains: bool) -> bool:
        """Whether the rule speaks of loops with this variable, that train something or do not."""
        return trains >= self.trains and re.search(self.variable, variable, re.IGNORECASE) is not None


class Loops(ast.NodeTransformer):
    """Leads the ranges of `for` loops that a rule concerns through a function that shortens them."""

    def __init__(self, rules: Sequence[LoopRule], notes: Notes, whole: Callable[[], bool]) -> None:
        self._rules, self._notes, self._whole = rules, notes, whole
        if rules:
            setattr(builtins, HELPER, self._rounds)
            setattr(builtins, TURNS, self._turns)

    def visit_For(self, node: ast.For) -> ast.For:
        """A loop, and those in it."""
        self.generic_visit(node)
        names = [inner.id for inner in ast.walk(node.target) if isinstance(inner, ast.Name)]
        trains = _trains(node)
        variable = next((name for rule in self._rules for name in names if rule.concerns(name, trains)), None)
        if variable is not None:
            node.iter = _Ranges(variable, trains).visit(node.iter)
        return node

    def visit_While(self, node: ast.While) -> ast.While | list[ast.stmt]:
        """A `while` loop, whose rounds are counted if it trains."""
        self.generic_visit(node)
        if not _trains(node) or self._rule_for_turns() is None:
            return node
        count = f"{TURNS[:-2]}{node.lineno}__"
        begin = ast.Assign([ast.Name(count, ast.Store())], ast.Call(ast.Name(TURNS, ast.Load()), [], []))
        node.test = ast.BoolOp(ast.And(), [node.test, ast.Call(ast.Name(count, ast.Load()), [], [])])
        return [ast.fix_missing_locations(ast.copy_location(part, node)) for part in (begin, node)]

    def _rule_for_turns(self) -> LoopRule | None:
        """The rule for loops without a variable."""
        return next((rule for rule in self._rules if rule.trains and rule.concerns("", trains=True)), None)

    def _turns(self) -> Callable[[], bool]:
        """What a `while` loop asks before each round."""
        rule, turns = self._rule_for_turns(), itertools.count()

        def another() -> bool:
            if rule is None or self._whole() or next(turns) < (most := max(rule.rounds, rule.longer_than)):
                return True
            self._notes.add(f"a `while` loop ended after {most} rounds.")
            return False

        return another

    def _rounds(self, variable: str, trains: bool, rounds: object) -> object:
        """A range, or a number of rounds, as long as the rules allow; anything else as it is."""
        if self._whole() or not isinstance(rounds, range | int):
            return rounds
        count = len(rounds) if isinstance(rounds, range) else rounds
        rule = next((rule for rule in self._rules if rule.cuts(variable, trains, count)), None)
        if rule is None:
            return rounds
        self._notes.add(f"the loop over `{variable}` ended after {rule.rounds} of {count} rounds.")
        return rounds[: rule.rounds] if isinstance(rounds, range) else rule.rounds


def _trains(loop: ast.For | ast.While) -> bool:
    """Whether gradients are computed in the loop's own lines, as training does."""
    called = (node.func for node in ast.walk(loop) if isinstance(node, ast.Call))
    return any(isinstance(function, ast.Attribute) and function.attr in _GRADIENTS for function in called)


class _Ranges(ast.NodeTransformer):
    """The same for the expression that a loop goes over: `range(20)`, `tqdm(range(20))`, `trange(20)`."""

    def __init__(self, variable: str, trains: bool) -> None:
        self._known = [ast.Constant(variable), ast.Constant(trains)]

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
        call = ast.Call(ast.Name(HELPER, ast.Load()), [*self._known, node], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))
