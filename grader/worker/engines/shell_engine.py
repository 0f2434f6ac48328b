"""The default engine: cells run in this process, in an IPython shell of our own."""

# mypy: allow-untyped-calls

from dataclasses import dataclass
from pathlib import Path

from grader.worker.engines.going_on import error_of
from grader.worker.engines.shell import CellBehaviour, CellShell, open_shell
from grader.worker.namespace import Table, own_modules
from grader.worker.observe import observe
from grader.worker.output.recorder import Recorder
from grader.worker.session import Reply, Session
from grader.worker.standins import magics


@dataclass(frozen=True)
class ShellNamespace:
    """The globals of a notebook, as its shell holds them."""

    shell: CellBehaviour
    scratch: Path

    def lookup(self, name: str) -> object:
        """The object bound to a global name. Raises KeyError."""
        return self.shell.user_ns[name]

    def bind(self, name: str, value: object) -> None:
        """Bind a global name."""
        self.shell.user_ns[name] = value

    def own_names(self) -> list[str]:
        """Names that the cells bound, without the shell's own."""
        hidden = self.shell.user_ns_hidden
        return [
            name
            for name, value in self.shell.user_ns.items()
            if not name.startswith("_") and not (name in hidden and hidden[name] is value)
        ]

    def tables(self) -> list[Table]:
        """The dictionary of globals, and those of the submission's own modules."""
        return [self.shell.user_ns, *map(vars, own_modules(self.scratch))]


class ShellEngine:
    """Runs cells one after the other in one namespace."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shell: CellShell = open_shell(session.console)
        self._shell.after_code = session.restore_builtins
        self._shell.tell = session.notes.add
        self._shell.ast_transformers.append(session.loops)
        magics.install(self._shell, session.surroundings)
        self.namespace = ShellNamespace(self._shell, session.scratch)

    def run_cell(self, index: int, source: str) -> Reply:
        """Run a notebook cell."""
        return run_in_shell(self._session, self._shell, index, source)

    def after_fork(self) -> None:
        """Everything works on in a copy."""


def run_in_shell(session: Session, shell: CellBehaviour, index: int, source: str) -> Reply:
    """Run a cell in the shell of this process."""

    def run() -> None:
        error = error_of(shell.run_cell(source, store_history=True))
        if error is not None:
            raise error

    recorder = Recorder(session.output_budget)
    shell.at_cell(index)
    with session.console.into(recorder):
        observed = observe(session, run)
    session.record.note(index, recorder.printed())
    return {"status": observed.status, "outputs": recorder.outputs(), "error": observed.error, **observed.times}
