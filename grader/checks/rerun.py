"""Running cells of a notebook again, in a check's own copy of its state.

Code that trains is seldom a function with a known signature; mostly it stands in a cell, and reads globals. A check
binds those globals to something of its own, and has the cells run once more.
"""

import ast
from collections.abc import Collection, Sequence

from grader.checks.context import Context
from grader.checks.errors import Crashed, StudentFault
from grader.checks.locate import parsed
from grader.checks.student import StudentObject
from grader.model import Cell

_SEEDS = '__import__("torch").manual_seed({0}); __import__("numpy").random.seed({0}); __import__("random").seed({0})'


def run_again(t: Context, cells: Sequence[Cell], *, keep: Collection[str] = ()) -> list[StudentFault]:
    """Run the cells in order, each with its own fixed seed, and go on after one that fails; the faults.

    Assignments to the names in `keep` are left out, so that they stay what the check made of them. Raises `Missing` for
    a plain module, which has no cells.
    """
    shell = t.student.function("get_ipython").hold()
    faults = []
    for cell in cells:
        try:
            shell.method("ex", label="run_again")(_code(shell, cell, keep))
        except Crashed:
            raise
        except StudentFault as fault:
            faults.append(fault)
    return faults


def _code(shell: StudentObject, cell: Cell, keep: Collection[str]) -> str:
    """A cell as plain Python that begins with what it is, for the list of calls in the report."""
    python = shell.method("transform_cell", label="as_python")(cell.source).value
    tree = parsed(python) if isinstance(python, str) else None
    text = ast.unparse(_Without(keep).visit(tree)) if tree else cell.source
    return f"# cell {cell.index}\n{_SEEDS.format(cell.index)}\n{text}"


class _Without(ast.NodeTransformer):
    """Leaves out assignments to some names; those inside functions and classes are to other names."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:  # noqa: N802  (the name that ast asks for)
        """An assignment, or nothing in its place."""
        bound = [inner.id for target in node.targets for inner in ast.walk(target) if isinstance(inner, ast.Name)]
        return ast.Pass() if bound and set(bound) <= {*self._names} else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:  # noqa: N802
        """As it is."""
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:  # noqa: N802
        """As it is."""
        return node
