"""Checks that run beside the submission's code: assert and doctest cells of other autograders.

FORGEABLE. Here the test itself is in the submission's process, as it is with those autograders: a submission that
wants to can read it, patch what it compares with, or replace `assert`'s inputs. Such checks are for material that is
being brought over; each says so in its sentence. Replace them by checks that compare values outside.
"""

import textwrap

from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Raised
from grader.checks.locate import Place
from grader.model import Visibility

MARK = "(runs beside your code: forgeable)"
_DOCTEST = """
import doctest as _doctest, io as _io
_said = _io.StringIO()
_case = _doctest.DocTestParser().get_doctest({code!r}, globals(), "test", None, 0)
_runner = _doctest.DocTestRunner(verbose=False, optionflags=_doctest.NORMALIZE_WHITESPACE | _doctest.ELLIPSIS)
_runner.run(_case, out=_said.write, clear_globs=False)
assert not _runner.failures, _said.getvalue()
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
            t.student.run(textwrap.dedent(source))
        except Raised as fault:
            if fault.error is None or fault.error.type != "AssertionError":
                raise
            t.expect.true(name, False, message=fault.error.message or "an assertion of the test does not hold")
        else:
            t.expect.true(name, True)

    return Check(name, question, points, run, f"The test `{name}` passes {MARK}.", visibility, after=after)


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
