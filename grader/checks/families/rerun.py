"""Running cells of a notebook again, in a check's own copy of its state.

Code that trains is seldom a function with a known signature; mostly it stands in a cell, and reads globals. A check
binds those globals to something of its own, and has the cells run once more.
"""

import ast
from collections.abc import Collection, Mapping, Sequence

from IPython.core.inputtransformer2 import TransformerManager

from grader.checks.context import Context
from grader.checks.errors import Crashed, StudentFault, TimedOut
from grader.model import Cell

_SEEDS = '__import__("torch").manual_seed({0}); __import__("numpy").random.seed({0}); __import__("random").seed({0})'


def run_again(
    t: Context, cells: Sequence[Cell], *, keep: Collection[str] = (), until: Mapping[int, int] | None = None
) -> list[StudentFault]:
    """Run the cells in order, each with its own fixed seed, and go on after one that fails; the faults.

    Assignments to the names in `keep` are left out, so that they stay what the check made of them, and so are plots.
    Of a cell whose index is in `until`, only what stands up to that line is run. Raises `Missing` for a plain module,
    which has no cells.
    """
    shell = t.student.function("get_ipython").hold()
    left_out = _Without(keep, t.source.names_of("matplotlib"))
    faults = []
    for cell in cells:
        try:
            shell.method("ex", label="run_again")(_code(cell, left_out, (until or {}).get(cell.index)))
        except (Crashed, TimedOut):
            raise
        except StudentFault as fault:
            faults.append(fault)
    return faults


def stand_in(t: Context, names: Collection[str]) -> None:
    """Define functions that do nothing under those of the names that the submission does not define."""
    known = t.student.outline(*names)
    missing = [name for name in names if name not in known]
    if missing:
        shell = t.student.function("get_ipython").hold()
        shell.method("ex", label="stand_in")("".join(f"def {name}(*_, **__): pass\n" for name in missing))


def forget_gradients(t: Context, dictionaries: Collection[str]) -> None:
    """Set the gradients of the tensors in some global dictionaries to 0, where there are any."""
    shell = t.student.function("get_ipython").hold()
    for name in dictionaries:
        code = f"for _tensor in {name}.values():\n    if _tensor.grad is not None: _tensor.grad.zero_()"
        shell.method("ex", label="forget_gradients")(code)


def _code(cell: Cell, left_out: "_Without", until: int | None) -> str:
    """A cell as plain Python that begins with what it is, for the list of calls in the report."""
    try:
        python = TransformerManager().transform_cell(cell.source)  # type: ignore[no-untyped-call]
        tree = ast.parse(python)
        tree.body = [node for node in tree.body if until is None or node.lineno <= until]
        text = ast.unparse(left_out.visit(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        text = cell.source
    return f"# cell {cell.index}\n{_SEEDS.format(cell.index)}\n{text}"


class _Without(ast.NodeTransformer):
    """Leaves out assignments to some names, and calls that begin with others; those inside functions stay."""

    def __init__(self, assigned: Collection[str], called: Collection[str]) -> None:
        self._assigned, self._called = {*assigned}, {*called}

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        """An assignment, or nothing in its place."""
        bound = {inner.id for target in node.targets for inner in ast.walk(target) if isinstance(inner, ast.Name)}
        return ast.Pass() if bound and bound <= self._assigned else node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        """A call, or nothing in its place."""
        function: ast.AST = node.value
        while isinstance(function, ast.Call | ast.Attribute):
            function = function.func if isinstance(function, ast.Call) else function.value
        return ast.Pass() if isinstance(function, ast.Name) and function.id in self._called else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        """As it is."""
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        """As it is."""
        return node
