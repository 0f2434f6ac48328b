"""Checks that run beside the submission's code: assert and doctest cells of other autograders.

FORGEABLE. Here the test itself is in the submission's process, as it is with those autograders: a submission that
wants to can read it, patch what it compares with, or replace `assert`'s inputs. Such checks are for material that is
being brought over; each says so in its sentence. Replace them by checks that compare values outside.
"""

import ast
import textwrap

from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Raised
from grader.checks.places.locate import Place
from grader.model import Visibility

MARK = "(runs beside your code: forgeable)"
_DOCTEST = """
import doctest as _doctest

class _Runner(_doctest.DocTestRunner):
    said = []

    def report_failure(self, out, test, example, got):
        gave = f"gave `{{got.strip()}}`" if got.strip() else "printed nothing"
        self.said.append(f"`{{example.source.strip()}}` should give `{{example.want.strip()}}`, and {{gave}}")

    def report_unexpected_exception(self, out, test, example, exc_info):
        kind, error, _ = exc_info
        self.said.append(f"`{{example.source.strip()}}` raised {{kind.__name__}}: {{error}}")

_case = _doctest.DocTestParser().get_doctest({code!r}, globals(), "test", None, 0)
_flags = _doctest.NORMALIZE_WHITESPACE | _doctest.ELLIPSIS | _doctest.FAIL_FAST
_Runner(verbose=False, optionflags=_flags).run(_case, clear_globs=False)
assert not _Runner.said, _Runner.said[0]
"""


def assert_cell(
    name: str,
    *,
    question: str,
    points: float,
    source: str,
    visibility: Visibility = "public",
    after: Place | None = None,
) -> Check:
    """A check that a cell of code raises nothing. All or nothing, as in the notebook that it comes from."""

    def run(t: Context) -> None:
        try:
            t.student.run(_worded(textwrap.dedent(source)))
        except Raised as fault:
            if fault.error is None or fault.error.type != "AssertionError":
                raise
            t.expect.true(name, False, message=fault.error.message)
        else:
            t.expect.true(name, True)

    return Check(name, question, points, run, f"The test `{name}` passes {MARK}.", visibility, after=after)


class _Worded(ast.NodeTransformer):
    """Gives assertions that say nothing words of their own."""

    def visit_Assert(self, node: ast.Assert) -> ast.Assert:
        node.msg = node.msg or ast.Constant(f"`{ast.unparse(node.test)}` does not hold")
        return node


def _worded(code: str) -> str:
    try:
        return ast.unparse(ast.fix_missing_locations(_Worded().visit(ast.parse(code))))
    except SyntaxError:  # magics, and what the notebook's own Python will complain of
        return code


def doctest_case(
    name: str,
    *,
    question: str,
    points: float,
    code: str,
    visibility: Visibility = "public",
    after: Place | None = None,
) -> Check:
    """A check that the examples in `code`, as doctest writes them, print what they should."""
    source = _DOCTEST.format(code=textwrap.dedent(code))
    return assert_cell(name, question=question, points=points, source=source, visibility=visibility, after=after)
