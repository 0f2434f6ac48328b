"""The worker's side of the conversation: takes requests one by one, answers each with its nonce."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from grader.wire import Channel, ChannelClosed
from grader.worker import files, forks, setup
from grader.worker.calling import builders, calls, module_ops, names, tracing
from grader.worker.conversation import converse, send_reply
from grader.worker.engines import cells
from grader.worker.namespace import Missing, Refused
from grader.worker.session import Reply, Request, Session

Operation = Callable[[Session, Request], Reply]

OPERATIONS: Mapping[str, Operation] = {
    "setup": setup.set_up,
    "cell": cells.run_cell,
    "fork": forks.fork,
    "call": calls.call,
    "get": names.get,
    "set": names.bind,
    "outline": names.outline,
    "recorded": cells.recorded,
    "make": builders.make,
    "state": module_ops.state,
    "assign": module_ops.assign,
    "trace": tracing.trace,
    "collect": files.collect,
}


_OWN_MODULES = tuple(name for name in sys.modules if name.split(".")[0] == "grader")
"""Listed in the zygote: to look at the name of every module, a worker would have to copy the memory that holds them."""


def serve(channel: Channel, layers: Sequence[str]) -> NoReturn:
    """Say that the process is ready, behind these layers of confinement, then answer requests until the grader leaves.

    The working directory is the scratch folder: the hand-in is written there.
    """
    forget_own_modules()
    session = Session(channel, Path.cwd(), carry_out)
    session.interrupts.disarm()
    channel.send({"status": "ready", "layers": list(layers)})
    converse(session)


def carry_out(session: Session, request: Request) -> None:
    """Do what a request asks for, and send the reply."""
    session.restore_builtins()
    reply = perform(session, request)
    send_reply(session, request.get("nonce"), reply)


def perform(session: Session, request: Request) -> Reply:
    """Carry out a request; any failure becomes a reply."""
    try:
        operation = OPERATIONS[str(request.get("op"))]
        return {"status": "ok", **operation(session, request)}
    except Missing as missing:
        return {"status": "missing", "reason": missing.what, "near": missing.near}
    except Refused as refused:
        return {"status": "refused", "reason": str(refused)}
    except ChannelClosed:
        raise
    except Exception as error:  # noqa: BLE001  a fault of the worker's own code is reported, not hidden
        return {"status": "worker_error", "reason": f"{type(error).__name__}: {error}"}


def forget_own_modules() -> None:
    """Make room for a package of the submission that is named like ours: what runs keeps its references."""
    for name in _OWN_MODULES:
        sys.modules.pop(name, None)
    own_folder = str(Path(__file__).parents[2])
    sys.path[:] = [entry for entry in sys.path if entry not in ("", own_folder)]
    # An editable installation leads to our folder by a finder of its own.
    sys.meta_path[:] = [finder for finder in sys.meta_path if "__editable__" not in str(finder.__module__)]
