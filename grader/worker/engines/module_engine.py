"""The engine for plain modules and packages: imports them from scratch instead of running cells."""

# mypy: allow-untyped-calls

import builtins
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from matplotlib_inline.backend_inline import flush_figures

from grader.worker.engines.importing import Layout, layout_of, python_files
from grader.worker.engines.shell import open_shell
from grader.worker.errors import describe
from grader.worker.namespace import Table, own_modules
from grader.worker.observe import observe
from grader.worker.output.recorder import Recorder
from grader.worker.session import Reply, Session
from grader.worker.standins import magics


@dataclass(frozen=True)
class ModuleNamespace:
    """The globals of a module, or of all modules of a folder as if they were one."""

    scratch: Path
    loaded: list[ModuleType]
    """The modules that were asked for, in order of import."""

    def lookup(self, name: str) -> object:
        """The object bound to a global name, or the submission's module of that name. Raises KeyError."""
        defined = [module for module in self.loaded if name in vars(module)]
        for module in defined:
            if getattr(vars(module)[name], "__module__", "") == module.__name__:
                return vars(module)[name]
        if defined:
            return vars(defined[0])[name]
        return self._module(name)

    def bind(self, name: str, value: object) -> None:
        """Bind a global name wherever it is bound, else in the first module."""
        for module in [module for module in self.loaded if name in vars(module)] or self.loaded[:1]:
            setattr(module, name, value)

    def own_names(self) -> list[str]:
        """Names that the modules bound."""
        names = dict.fromkeys(name for module in self.loaded for name in vars(module))
        return [name for name in names if not name.startswith("_")]

    def tables(self) -> list[Table]:
        """The globals of every module of the submission, also of those that were imported on the way."""
        return [vars(module) for module in own_modules(self.scratch)]

    def _module(self, name: str) -> ModuleType:
        for module in own_modules(self.scratch):
            if module.__name__.split(".")[-1] == name:
                return module
        raise KeyError(name)


class ModuleEngine:
    """Imports a file, or every file of a folder."""

    def __init__(self, session: Session, path: str) -> None:
        self._session = session
        self._path = session.scratch / path
        self._loaded: list[ModuleType] = []
        self.namespace = ModuleNamespace(session.scratch, self._loaded)
        shell = open_shell(session.console)
        magics.install(shell, session.surroundings)
        vars(builtins)["get_ipython"] = shell.get_ipython  # modules exported from notebooks call it
        sys.modules["__main__"] = ModuleType("__main__")

    def run_cell(self, index: int, source: str) -> Reply:
        """Import; there are no cells to tell apart."""
        del source
        recorder = Recorder(self._session.output_budget)
        with self._session.console.into(recorder):
            observed = observe(self._session, self._import)
        self._session.record.note(index, recorder.printed())
        return {"status": observed.status, "outputs": recorder.outputs(), "error": observed.error, **observed.times}

    def after_fork(self) -> None:
        """Everything works on in a copy."""

    def _import(self) -> None:
        layout = layout_of(self._session.scratch, self._session.rewritten)
        if not self._path.is_dir():
            layout.load(self._path, self._loaded)
        else:
            self._import_all(layout)
        flush_figures()

    def _import_all(self, layout: Layout) -> None:
        """Import every file of the folder. One that fails keeps no other from it; the first error counts."""
        first: BaseException | None = None
        for path in python_files(self._path):
            try:
                layout.load(path, self._loaded)
            except (Exception, SystemExit) as error:  # noqa: BLE001  whatever a file of the submission raises
                first = first or error
                told = describe(error, self._session.places)
                name = path.relative_to(self._session.scratch)
                self._session.notes.add(f"{name} could not be imported: {told['type']}: {told['message']}")
        if first is not None:
            raise first
