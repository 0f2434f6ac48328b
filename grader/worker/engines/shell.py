"""IPython shells that run notebook cells: no history file, no configuration, no colours, errors kept as objects.

`CellShell` runs cells in this process. The kernel engine uses the same behaviour on top of a kernel's own shell.
"""

# mypy: allow-untyped-calls

import ast
import contextlib
import linecache
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import matplotlib as mpl
from IPython.core import interactiveshell
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import ExecutionResult
from IPython.core.profiledir import ProfileDir
from IPython.core.pylabtools import activate_matplotlib
from matplotlib_inline.backend_inline import configure_inline_support
from traitlets import Type, observe
from traitlets.config import Config

from grader.worker.engines.going_on import GoingOn, error_of
from grader.worker.engines.old_python import modernized
from grader.worker.errors import cell_name

INLINE = "module://matplotlib_inline.backend_inline"

_source_lines = linecache.cache
_exc_info = sys.exc_info


class Sink(Protocol):
    """Where rich outputs go."""

    def publish(self, bundle: Mapping[str, object], display_id: str | None = None, update: bool = False) -> None:
        """Take representations by MIME type."""

    def clear(self, wait: bool = False) -> None:
        """Forget what the cell put out so far."""


def configuration() -> Config:
    """Settings that every shell gets; nothing is read from files."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"
    config.InteractiveShell.enable_tip = False
    return config


class BareProfile(ProfileDir):
    """A profile folder that is never made."""

    @observe("location")
    def _location_changed(self, change: object) -> None:
        del change


class CellCompiler(CachingCompiler):
    """Compiles a cell under its index in the notebook, so that tracebacks and warnings name the cell."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = 0
        """Index of the cell that is running."""
        self.reset_compiler_flags()  # else an open bracket is "incomplete input", for a terminal to wait for more

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """File name of the running cell's code."""
        del raw_code, transformed_code, number
        return cell_name(self.cell)

    def cache(self, transformed_code: str, number: int = 0, raw_code: str | None = None) -> str:
        """Keep the source for tracebacks: as the student wrote it, where the lines match."""
        name = str(super().cache(transformed_code, number, raw_code))
        lines = [f"{line}\n" for line in (raw_code or transformed_code).splitlines()]
        if len(lines) == len(transformed_code.splitlines()):
            _source_lines[name] = (len(transformed_code), None, lines, name)
        return name


class CellBehaviour(GoingOn):
    """What both engines' shells have in common."""

    compiler_class = Type(CellCompiler)
    sink: Sink
    """Where rich outputs go that are not messages of a kernel."""
    after_code: Callable[[], None] = staticmethod(lambda: None)
    """Called as soon as code of a cell has run, before IPython's own code goes on."""

    def at_cell(self, index: int) -> None:
        """Compile what comes now as this cell of the notebook."""
        compiler: Any = self.compile
        compiler.cell = index

    def init_environment(self) -> None:
        """Leave the environment variables alone."""

    def init_virtualenv(self) -> None:
        """Leave `sys.path` alone."""

    def transform_cell(self, raw_cell: str) -> str:
        """Put back the empty lines at the top that the transformation drops, so that line numbers stay."""
        lead = len(raw_cell) - len(raw_cell.lstrip("\r\n"))
        return raw_cell[:lead] + modernized(str(super().transform_cell(raw_cell[lead:])))

    async def run_code(self, *args: Any, **kwargs: Any) -> bool:
        """Run a statement of the cell."""
        try:
            return bool(await super().run_code(*args, **kwargs))
        finally:
            self.after_code()

    def ex(self, cmd: str) -> None:
        """Run Python code among the cells' names, its statements changed as those of cells are."""
        tree = self.transform_ast(ast.parse(cmd))
        with self.builtin_trap:
            exec(compile(tree, "<string>", "exec"), self.user_global_ns, self.user_ns)

    def magic(self, text: str) -> Any:
        """`get_ipython().magic("matplotlib inline")`, as older notebooks and what was exported from them say."""
        name, _, line = text.partition(" ")
        return self.run_line_magic(name.lstrip("%"), line.strip())

    def showtraceback(self, *_args: object, **_kwargs: object) -> None:
        """Remember the error: it is described from the object, not from a printed traceback."""
        error = _exc_info()[1]
        if error is not None:
            self.late_errors.append(error)

    showsyntaxerror = showtraceback

    def _format_exception_for_storage(self, exception: BaseException, *_args: object, **_kwargs: object) -> object:
        return {"ename": type(exception).__name__, "evalue": "", "traceback": []}

    def ask_exit(self) -> None:
        """`exit()` and `quit()` end the cell, as `sys.exit()` does."""
        raise SystemExit("the notebook asked to exit")

    def enable_gui(self, gui: object = None) -> None:
        """There is no screen."""

    def prepare(self) -> None:
        """Draw figures inline, and report late errors at the end of each cell."""
        self.late_errors = []
        self.events.register("pre_run_cell", lambda *_: self.late_errors.clear())
        self.events.register("post_run_cell", self._print_late_errors)
        mpl.use(INLINE)
        activate_matplotlib(INLINE)
        configure_inline_support.current_backend = "unset"  # type: ignore[attr-defined]
        configure_inline_support(self, INLINE)

    def _print_late_errors(self, result: ExecutionResult) -> None:
        for error in self.late_errors:
            if error is not error_of(result):
                with contextlib.suppress(Exception):
                    sys.stderr.write(f"{type(error).__name__}: {error}\n")


class RecordingHook(DisplayHook):
    """Puts the value of a cell's last expression among the outputs."""

    def write_output_prompt(self) -> None:
        """No `Out[3]:` in front of it."""

    def write_format_data(self, format_dict: Mapping[str, object], md_dict: object = None) -> None:
        """Take the representations."""
        del md_dict
        shell: Any = self.shell
        shell.sink.publish(format_dict)

    def finish_displayhook(self) -> None:
        """Nothing is written behind it."""
        self._is_active = False


class RecordingPublisher(DisplayPublisher):
    """Puts what `display` and figures show among the outputs."""

    def publish(
        self,
        data: Mapping[str, object],
        metadata: object = None,
        *_args: object,
        transient: Mapping[str, str] | None = None,
        update: bool = False,
        **_kwargs: object,
    ) -> None:
        """Take the representations."""
        del metadata
        self.shell.sink.publish(data, display_id=(transient or {}).get("display_id"), update=update)

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell showed so far."""
        self.shell.sink.clear(wait)


class CellShell(CellBehaviour):
    """The shell of the in-process engine."""

    displayhook_class = Type(RecordingHook)
    display_pub_class = Type(RecordingPublisher)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.prepare()


def open_shell(sink: Sink) -> CellShell:
    """The one shell of this process. As it takes a while to make, workers inherit one that is as good as new."""
    if not CellShell.initialized():
        CellShell.instance(config=configuration(), ipython_dir="/", profile_dir=BareProfile())
    shell: CellShell = CellShell.instance()
    shell.sink = sink
    shell.user_ns["_dh"][:] = [Path.cwd()]
    return shell


def close_shell() -> None:
    """Forget the shell of this process, so that another can be made."""
    CellShell.clear_instance()


def silence_exit_advice() -> None:
    """IPython warns how to leave a terminal when a cell calls `sys.exit()`; here nobody can follow that."""
    interactiveshell.warn = lambda *_args, **_kwargs: None  # type: ignore[attr-defined]
