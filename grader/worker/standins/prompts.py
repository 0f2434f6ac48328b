"""`input()` and `getpass()`: there is nobody to answer."""

import builtins
import getpass

from grader.worker.standins.surroundings import Surroundings


def install(surroundings: Surroundings) -> None:
    """Make prompts fail at once, with a sentence that says why."""

    def ask(prompt: object = "", *_args: object, **_kwargs: object) -> str:
        surroundings.notes.add("`input()` failed: nobody is there to answer while the notebook is graded.")
        raise EOFError(f"input({str(prompt)!r}): nobody is there to answer while the notebook is graded")

    builtins.input = ask
    getpass.getpass = ask
