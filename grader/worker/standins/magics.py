"""IPython's lines that are not Python: `%cd`, `%pip`, `%%bash`, `%load_ext` are noted, not run; for `!` see `commands`.

`%time` and `%timeit` run their statement once, as ordinary code of the cell, so that its lines and names are right; so
does a cell magic that nobody here knows, where what follows it is Python.
"""

# mypy: allow-untyped-calls

import ast
import re
from collections.abc import Callable
from typing import Any

from IPython.utils.text import SList

from grader.worker.engines.shell import CellBehaviour
from grader.worker.notes import Notes
from grader.worker.standins.surroundings import Surroundings

_LINE_MAGICS = (
    *("cd", "pip", "conda", "mamba", "micromamba", "uv", "load_ext", "reload_ext", "unload_ext", "autoreload"),
    *("tensorboard", "debug", "pdb", "notebook", "system", "sx", "sc", "script", "edit", "save", "gui"),
)
_CELL_MAGICS = (
    *("bash", "sh", "script", "cmd", "perl", "ruby", "pypy", "python2", "python3", "system", "sx", "!", "debug"),
)

_TIMING = re.compile(r"(?P<indent>\s*)(?P<magic>%%?time(?:it)?)\b(?:\s+-\w+(?:\s*\d+)?)*[ \t]*(?P<code>.*)", re.DOTALL)
_match_timing = _TIMING.match
_CELL_MAGIC = re.compile(r"%%(\w+).*")


def install(shell: CellBehaviour, surroundings: Surroundings) -> None:
    """Change the shell's magics, and have it change statements as the stand-ins ask."""
    notes = surroundings.notes
    transformers: list[Any] = shell.ast_transformers
    transformers.append(surroundings.rewriter)
    magics: Any = shell.magics_manager
    for name in _LINE_MAGICS:
        magics.register_function(_noted(f"%{name}", notes), "line", name)
    for name in _CELL_MAGICS:
        magics.register_function(_noted(f"%%{name}", notes), "cell", name)

    def command(line: object = "", *_rest: object, **_options: object) -> SList:
        surroundings.command(str(line), f"!{line}")
        return SList()

    for name in ("system", "system_raw", "system_piped"):
        setattr(shell, name, lambda line="", *_args, **_kwargs: (command(line), None)[1])
    setattr(shell, "getoutput", command)  # noqa: B010
    shell.input_transformers_cleanup.extend([_without_timing(notes), _without_unknown(magics, notes)])
    shell.set_hook("show_in_pager", lambda *_args, **_kwargs: None, 0)
    _note_unknown_lines(shell, notes)
    _keep_plots_inline(shell, notes)


def _note_unknown_lines(shell: CellBehaviour, notes: Notes) -> None:
    run = shell.run_line_magic

    def run_or_note(name: str, line: str, *args: Any, **options: Any) -> Any:
        unknown = shell.find_line_magic(name) is None
        return _noted(f"%{name}", notes)(line) if unknown else run(name, line, *args, **options)

    setattr(shell, "run_line_magic", run_or_note)  # noqa: B010  mypy takes a method for fixed


def _noted(what: str, notes: Notes) -> Callable[..., None]:
    def note(line: object = "", *_rest: object, **_options: object) -> None:
        notes.add(f"`{what} {line}`".replace(" `", "`") + " was not run.")

    return note


def _without_unknown(magics: Any, notes: Notes) -> Callable[[list[str]], list[str]]:
    """Makes an ordinary cell of one that starts with an unknown magic."""

    def replace(lines: list[str]) -> list[str]:
        first = next((at for at, line in enumerate(lines) if line.strip()), 0)
        found = _CELL_MAGIC.match(lines[first]) if lines else None
        if not found or found[1] in magics.magics["cell"]:
            return lines
        runs = _is_python("".join(lines[first + 1 :]))
        notes.add(f"`%%{found[1]}` is not known here: its cell was " + ("run without it." if runs else "not run."))
        return [*lines[:first], "\n", *lines[first + 1 :]] if runs else ["pass\n"]

    return replace


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


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
