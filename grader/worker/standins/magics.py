"""IPython's lines that are not Python: `!command`, `%cd`, `%pip`, `%%bash`, `%load_ext` are noted, not run.

`%time` and `%timeit` run their statement once, as ordinary code of the cell, so that its lines and names are right.
"""

# mypy: allow-untyped-calls

import re
from collections.abc import Callable
from typing import Any

from IPython.utils.text import SList

from grader.worker.notes import Notes
from grader.worker.shell import CellBehaviour

_LINE_MAGICS = (
    *("cd", "pip", "conda", "mamba", "micromamba", "uv", "load_ext", "reload_ext", "unload_ext", "autoreload"),
    *("tensorboard", "debug", "pdb", "notebook", "system", "sx", "sc", "script", "edit", "save", "gui"),
)
_CELL_MAGICS = (
    *("bash", "sh", "script", "cmd", "perl", "ruby", "pypy", "python2", "python3", "system", "sx", "!", "debug"),
)

_TIMING = re.compile(r"(?P<indent>\s*)(?P<magic>%%?time(?:it)?)\b(?:\s+-\w+(?:\s*\d+)?)*[ \t]*(?P<code>.*)", re.DOTALL)
_match_timing = _TIMING.match


def install(shell: CellBehaviour, notes: Notes) -> None:
    """Change the shell's magics."""
    magics: Any = shell.magics_manager
    for name in _LINE_MAGICS:
        magics.register_function(_noted(f"%{name}", notes), "line", name)
    for name in _CELL_MAGICS:
        magics.register_function(_noted(f"%%{name}", notes), "cell", name)
    command = _noted("!", notes)
    for name in ("system", "system_raw", "system_piped"):
        setattr(shell, name, command)
    setattr(shell, "getoutput", lambda line, *_args, **_kwargs: SList(command(line) or []))  # noqa: B010
    shell.input_transformers_cleanup.append(_without_timing(notes))
    shell.set_hook("show_in_pager", lambda *_args, **_kwargs: None, 0)
    _keep_plots_inline(shell, notes)


def _noted(what: str, notes: Notes) -> Callable[..., None]:
    def note(line: object = "", *_rest: object, **_options: object) -> None:
        separator = "" if what == "!" else " "
        notes.add(f"`{what}{separator}{line}`".replace(" `", "`") + " was not run.")

    return note


def _without_timing(notes: Notes) -> Callable[[list[str]], list[str]]:
    def replace(line: str) -> str:
        found = _match_timing(line)
        if not found:
            return line
        if found["magic"].endswith("it"):
            notes.add(f"`{found['magic']}` ran its code once.")
        return found["indent"] + (found["code"] or "\n")

    return lambda lines: [replace(line) for line in lines]


def _keep_plots_inline(shell: CellBehaviour, notes: Notes) -> None:
    enable = shell.enable_matplotlib

    def inline(gui: object = None) -> Any:
        if gui not in (None, "inline", "agg"):
            notes.add(f"`%matplotlib {gui}` was taken as `%matplotlib inline`.")
        return enable("inline")

    setattr(shell, "enable_matplotlib", inline)  # noqa: B010  mypy takes a method for fixed
