"""Setting up a session: the hand-in's files, the stand-ins, the engine."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, cast

from grader.worker import standins
from grader.worker.engines import lenient, shadows
from grader.worker.engines.kernel_engine import KernelEngine
from grader.worker.engines.module_engine import ModuleEngine
from grader.worker.engines.shell_engine import ShellEngine
from grader.worker.loops import LoopRule
from grader.worker.namespace import Refused
from grader.worker.reset import Baseline
from grader.worker.session import Reply, Request, Session
from grader.worker.standins.surroundings import Surroundings


def set_up(session: Session, request: Request) -> Reply:
    """Write the hand-in to the scratch folder and make ready to run it."""
    if session.engine is not None:
        raise Refused("the session is set up already")
    files = cast("Mapping[str, bytes]", request["files"])
    write_files(session.scratch, files)
    session.output_budget = cast("int", request["output_bytes"])
    sys.path[:0] = [str(session.scratch), ""]
    sys.argv[:] = [cast("str", request["module"]) or "notebook.py"]  # so that `parse_args()` finds no arguments of ours
    session.cut_loops([LoopRule(**rule) for rule in cast("Sequence[dict[str, Any]]", request["loops"])])
    unseen = shadows.install(session.scratch, session.notes.add)
    lenient.install(session.scratch, session.notes.add, session.rewritten, unseen)
    _install_stand_ins(session, request)
    for path, content in files.items():
        if path.endswith(".py"):
            session.surroundings.read(content.decode("utf-8", "replace"))
    session.record.watch_figures()
    _start_engine(session, request)
    session.baseline = Baseline(session.scratch)
    return {"notes": session.notes.take()}


def write_files(scratch: Path, files: Mapping[str, bytes]) -> None:
    """Write files below the scratch folder. Raises `Refused` for a path that leads out of it."""
    for path, content in files.items():
        pure = PurePosixPath(path)
        if pure.is_absolute() or ".." in pure.parts:
            raise Refused(f"a file outside the scratch folder: {path!r}")
        target = scratch / pure
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _install_stand_ins(session: Session, request: Request) -> None:
    data = cast("str | None", request["data"])
    session.surroundings = Surroundings(
        session.notes, session.scratch, Path(data) if data else None, cast("int | None", request["max_batches"])
    )
    standins.install(session.surroundings, cast("Sequence[str]", request.get("without", ())))


def _start_engine(session: Session, request: Request) -> None:
    if request["engine"] == "module":
        session.engine = ModuleEngine(session, cast("str", request["module"]))
    elif request["engine"] == "kernel":
        session.engine = KernelEngine(session)
    else:
        session.engine = ShellEngine(session)
