"""What of a cell still runs behind the statement at which it failed.

A cell often begins with a line that only works on its writer's machine, and holds a whole answer behind it. Where the
surroundings were at fault (a file, a package, the network, somebody to ask), every statement behind it is tried;
after any other error only imports and definitions, which a reader of the notebook sees as well.
"""

# mypy: allow-untyped-calls

import ast
from collections.abc import Callable, Sequence
from typing import Any

from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

_SURROUNDINGS = (OSError, ImportError, EOFError)
_DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def still_run(error: BaseException | None, behind: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements to try of those that stand behind one that raised `error`."""
    if isinstance(error, _SURROUNDINGS):
        return list(behind)
    return [statement for statement in behind if _defines(statement)] if isinstance(error, Exception) else []


def sentence(tried: Sequence[ast.stmt], line: int) -> str:
    """What the report says of it; `line` is the line that failed."""
    rest = "imports and definitions behind it were" if all(map(_defines, tried)) else "the rest of it was"
    return f"the cell failed in line {line}; {rest} run all the same."


def _defines(statement: ast.stmt) -> bool:
    """Whether it imports or defines; an import may have been put into a `try` by a stand-in."""
    if isinstance(statement, ast.Try):
        return all(isinstance(inner, ast.Import | ast.ImportFrom) for inner in statement.body)
    return isinstance(statement, _DEFINING)


class GoingOn(InteractiveShell):
    """A shell that goes on behind a statement that failed, as far as `still_run` says."""

    tell: Callable[[str], None] = staticmethod(lambda _text: None)
    """Takes a note for the report."""
    late_errors: list[BaseException]
    """Errors shown while the cell's results are put out, such as by a figure that cannot be drawn."""
    _begun = 0
    """Statements of the cell that have begun to run."""

    async def run_ast_nodes(
        self,
        nodelist: list[ast.stmt],
        cell_name: str,
        interactivity: str = "last_expr",
        compiler: Any = compile,
        result: ExecutionResult | None = None,
    ) -> bool:
        """Run the statements of the cell, and after an error what of the others can still be run."""
        self._begun = 0
        failed = bool(await super().run_ast_nodes(nodelist, cell_name, interactivity, compiler, result))
        behind = nodelist[self._begun :]
        error = error_of(result) if failed and result is not None and self._begun else None
        if tried := still_run(error, behind):
            self.tell(sentence(tried, nodelist[len(nodelist) - len(behind) - 1].lineno))
            await self._try_each(tried, cell_name, compiler)
        return failed

    async def _try_each(self, statements: list[ast.stmt], cell_name: str, compiler: Any) -> None:
        """Run statements one by one; the error that is reported is the one before them."""
        known = [*self.late_errors]
        for statement in statements:
            outcome = ExecutionResult(None)
            await super().run_ast_nodes([statement], cell_name, "none", compiler, outcome)
            if not isinstance(error_of(outcome), Exception | None):
                break
        self.late_errors[:] = known

    async def run_code(self, *args: Any, **kwargs: Any) -> bool:
        """Run a statement, and count it."""
        self._begun += 1
        return bool(await super().run_code(*args, **kwargs))


def error_of(result: ExecutionResult) -> BaseException | None:
    """The exception that ended a cell."""
    error: Any = result.error_before_exec or result.error_in_exec
    return error if isinstance(error, BaseException) else None
