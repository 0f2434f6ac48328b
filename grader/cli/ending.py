"""How a command line ends when something is wrong: one line, and an exit code that says whose fault it is."""

import sys
from collections.abc import Callable

from grader.cli.console import errors
from grader.model import GraderFailed, WrongUse


def told(run: Callable[[], object]) -> None:
    """Run the commands and exit."""
    try:
        run()
    except WrongUse as error:
        _fail(str(error), 2)
    except GraderFailed as error:
        _fail(str(error), 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _fail(message: str, code: int) -> None:
    errors.print(f"error: {message}", style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)
