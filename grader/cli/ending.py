"""How a command line ends when something is wrong: one line, and an exit code that says whose fault it is."""

import sys
from collections.abc import Callable

from grader.bundle import BundleError
from grader.cli.console import errors
from grader.course import CourseError
from grader.intake import IntakeError
from grader.kit import KitError
from grader.report import ReportError
from grader.sandbox.protocol import SandboxError


def told(run: Callable[[], object], *usage: type[Exception]) -> None:
    """Run the commands and exit. `usage`: further exceptions that say that the command was given something wrong."""
    wrong: tuple[type[Exception], ...] = (BundleError, CourseError, IntakeError, KitError, *usage)
    try:
        run()
    except wrong as error:
        _fail(str(error), 2)
    except (ReportError, SandboxError) as error:
        _fail(str(error), 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _fail(message: str, code: int) -> None:
    errors.print(f"error: {message}", style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)
