"""Running the cells of a notebook, whichever engine does it."""

from typing import cast

from grader.worker.namespace import Refused
from grader.worker.reset import set_seeds
from grader.worker.session import Reply, Request, Session


def run_cell(session: Session, request: Request) -> Reply:
    """Run a notebook cell, or import the module."""
    if session.engine is None:
        raise Refused("a cell before the setup")
    source = cast("str", request["source"])
    index = cast("int", request["index"])
    prepare_cell(session, index, source, cast("int", request["seed"]))
    reply = session.engine.run_cell(index, source)
    return {**reply, "notes": session.notes.take()}


def recorded(session: Session, request: Request) -> Reply:
    """What the cells have put out so far."""
    del request
    return {"printed": session.record.printed, "lines": session.record.lines}


def prepare_cell(session: Session, index: int, source: str, seed: int) -> None:
    """What happens before each cell. What earlier cells switched stays switched, as in any notebook."""
    session.record.cell = index
    session.console.install()
    session.interrupts.disarm()
    session.surroundings.read(source)
    set_seeds(seed)
