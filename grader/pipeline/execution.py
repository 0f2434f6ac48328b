"""Running a submission's cells in the sandbox, and keeping the live state after the cells that questions ask about."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.checks.asking.answers import Answer, error_of
from grader.checks.asking.limits import limit_behind
from grader.model import Cell, CellResult, CellStatus, Engine, Limits, Notebook, RunPolicy, Submission
from grader.pipeline.outputs import Room
from grader.sandbox.clock import words_of
from grader.sandbox.protocol import Sandbox, Session, WorkerCrashed, WorkerGone, WorkerTimedOut
from grader.slicing import Chosen

GRACE_SECONDS = 2.0
"""How long an interrupted cell may take to give up."""
AGAIN = 0.2
"""Share of its time that a cell gets which was interrupted when the same hand-in was run before, with fewer cells."""
MOST_RESTARTS = 3
"""How often a submission that kills its own process is started again, each time without the cell that did it."""
_STATUS: dict[str, CellStatus] = {"ok": "ok", "raised": "raised", "interrupted": "timed_out"}
DATA_INSIDE = "/data"
"""Where data sets are seen from inside the sandbox."""


@dataclass(frozen=True)
class Plan:
    """What to run and how."""

    submission: Submission
    notebook: Notebook
    policy: RunPolicy
    engine: Engine
    seed: int
    data: str | None
    keep_after: frozenset[int] = frozenset()
    """Cells after which the live state is kept."""


@dataclass
class Execution:
    """A submission whose cells have run: their results, and its live states."""

    plan: Plan
    sandbox: Sandbox
    cells: dict[int, CellResult] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    late: bool = False
    """Some cell, or all together, ran out of time."""
    memory_mb: float = 0.0
    """The most memory that the process of the cells has held; 0 when it did not survive them."""
    _earlier: float = 0.0
    """Seconds that the sessions before the present one have taken."""
    _deadly: set[int] = field(default_factory=set)
    """Cells that killed the process."""
    _slow: set[int] = field(default_factory=set)
    """Cells that were interrupted in an earlier run."""
    _session: Session | None = None
    _kept: dict[int, Session] = field(default_factory=dict)
    _room: Room = field(default_factory=Room)
    _copies: list[Session] = field(default_factory=list)
    """All that were handed out."""

    def run(self, chosen: Mapping[int, Chosen]) -> None:
        """Run the code cells that are chosen, afresh; `chosen` has each by its index.

        A cell that kills the process is left out, and the run starts again without it.
        """
        self.close()
        self.late, self._earlier = False, 0.0
        self._slow |= {index for index, result in self.cells.items() if result.status == "timed_out"}
        self.cells = {index: result for index, result in self.cells.items() if index in self._deadly}
        while len(self._deadly) <= MOST_RESTARTS:
            victim = self._run_once(chosen)
            if victim is None:
                self.memory_mb = self._session.memory_mb if self._session else 0.0
                return
            self._deadly.add(victim)
        self.notes.append(f"The run was given up after {len(self._deadly)} cells had killed the process.")

    def state(self, after: int | None) -> Session:
        """A fresh copy of the live state after a cell, or at the end. Raises `WorkerGone` when there is none."""
        source = self._session if after is None else self._kept.get(after)
        if source is None:
            raise WorkerCrashed("it did not survive its own cells")
        self._copies.append(source.fork())
        return self._copies[-1]

    def collect(self) -> dict[str, bytes]:
        """The files in the scratch folder; empty when the process is gone."""
        try:
            with_files = self.state(None)
            reply = with_files.request("collect", timeout=self.plan.policy.limits.call_seconds)
            with_files.close()
        except WorkerGone:
            return {}
        files = reply.value.get("files") if isinstance(reply.value, dict) else None
        return {str(name): data for name, data in files.items() if isinstance(data, bytes)} if files else {}

    def close(self) -> None:
        """End every process of the submission: most sandboxes end all with the first one, which is quicker."""
        self._earlier = self._spent()
        for session in (*([self._session] if self._session else []), *self._kept.values(), *self._copies):
            session.close()
        self._kept.clear()
        self._copies.clear()
        self._session = None

    def _spent(self) -> float:
        return self._earlier + (self._session.spent if self._session else 0.0)

    def _run_once(self, chosen: Mapping[int, Chosen]) -> int | None:
        """Run the chosen cells but the deadly ones. The index of the cell that kills the process, if one does."""
        self.close()
        self._room = Room()
        try:
            self._session = self._open()
        except WorkerGone as gone:
            self.notes.append(f"The hand-in's files could not be put into the sandbox ({gone}), so nothing was run.")
            return None
        for cell in self.plan.notebook.code_cells:
            if cell.index in self._deadly:
                continue
            if not chosen[cell.index].run:
                self.cells[cell.index] = _left_out(cell, chosen[cell.index])
                continue
            if self._spent() > self.plan.policy.limits.total_seconds:
                self.late = True
                self.cells[cell.index] = _unrun(cell, "the time for all cells together was used up")
                continue
            try:
                self.cells[cell.index] = self._run_cell(cell, chosen[cell.index])
                self.late |= self.cells[cell.index].status == "timed_out"
                if cell.index in self.plan.keep_after:
                    self._kept[cell.index] = self._session.fork()
            except WorkerGone as gone:
                self.cells[cell.index] = _killed(cell, gone)
                self.late |= isinstance(gone, WorkerTimedOut)
                self.close()
                return cell.index
        return None

    def _open(self) -> Session:
        limits = self.plan.policy.limits
        session = self.sandbox.open(limits, readable={DATA_INSIDE: self.plan.data} if self.plan.data else None)
        reply = session.request(
            "setup",
            timeout=limits.call_seconds,
            files={file.path: file.content for file in self.plan.submission.files},
            engine="module" if self.plan.submission.is_module else self.plan.engine,
            module=self.plan.notebook.path,
            max_batches=self.plan.policy.max_batches,
            loops=[cut.model_dump() for cut in self.plan.policy.loops],
            data=session.seen(DATA_INSIDE) if self.plan.data else None,
            output_bytes=limits.output_kb * 1024,
        )
        answer = Answer(reply.value if isinstance(reply.value, dict) else {}, {})
        if answer.text("status") != "ok":
            session.close()
            raise WorkerCrashed(answer.text("reason") or "no reason given")
        self.notes.extend(note for note in answer.texts("notes") if note not in self.notes)
        return session

    def _run_cell(self, cell: Cell, chosen: Chosen) -> CellResult:
        assert self._session is not None
        limits = self._limits_of(cell)
        begun = time.perf_counter()
        reply = self._session.request_interruptible(
            "cell",
            timeout=limits.cell_seconds,
            grace=GRACE_SECONDS,
            index=cell.index,
            source=cell.source,
            seed=self.plan.seed,
        )
        answer = Answer(reply.value if isinstance(reply.value, dict) else {}, {})
        result = cell_result(cell, answer, limits, begun, self._room)
        return result.model_copy(update={"reason": f"Run because it {chosen.reason}." if chosen.reason else ""})

    def _limits_of(self, cell: Cell) -> Limits:
        """The limits of a cell; one that has shown that it does not end need not show it at length again."""
        limits = self.plan.policy.limits
        shorter = {"cell_seconds": limits.cell_seconds * AGAIN}
        return limits.model_copy(update=shorter) if cell.index in self._slow else limits


def cell_result(cell: Cell, answer: Answer, limits: Limits, begun: float, room: Room) -> CellResult:
    """What became of a cell, read field by field from the worker's reply."""
    status = _STATUS.get(answer.text("status"), "crashed")
    notes = list(answer.texts("notes"))
    raw_error = answer.fields.get("error")
    error = error_of(raw_error) if isinstance(raw_error, dict) else None
    limit = limit_behind(error, limits) if error else None
    if limit:
        notes.append(f"A limit was reached: {limit.sentence}.")
    if status == "timed_out":
        notes.append(f"The cell was interrupted after {words_of(limits.cell_seconds)}.")
    if status == "crashed":
        notes.append(f"The sandbox could not run this cell: {answer.text('reason') or 'no reason given'}.")
    return CellResult(
        index=cell.index,
        source=cell.source,
        status=status,
        seconds=round(time.perf_counter() - begun, 4),
        outputs=tuple(room.outputs_of(answer.items("outputs"))),
        error=error,
        notes=tuple(notes),
    )


def _killed(cell: Cell, gone: WorkerGone) -> CellResult:
    status: CellStatus = "timed_out" if isinstance(gone, WorkerTimedOut) else "crashed"
    note = f"This cell ended the process ({gone}). The other cells were run again without it."
    return CellResult(index=cell.index, source=cell.source, status=status, notes=(note,))


def _left_out(cell: Cell, chosen: Chosen) -> CellResult:
    reason = f"Left out because it is {chosen.reason}."
    return CellResult(index=cell.index, source=cell.source, status="skipped", reason=reason)


def _unrun(cell: Cell, why: str) -> CellResult:
    return CellResult(index=cell.index, source=cell.source, status="not_run", notes=(f"Not run: {why}.",))
