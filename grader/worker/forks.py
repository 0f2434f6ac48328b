"""Copies of the live state: a fork costs milliseconds, and what happens in one branch touches no other."""

import os
import socket
import warnings

from grader.wire import Channel
from grader.worker.namespace import Refused
from grader.worker.session import Reply, Request, Session

_close = os.close
if hasattr(os, "fork"):  # elsewhere no copies are asked for
    _fork, _waitpid = os.fork, os.waitpid
_Socket = socket.socket


def fork(session: Session, request: Request) -> Reply:
    """Copy the process. The copy serves on the socket that came with the request, and first says that it is ready.

    Both processes return from here: the copy's reply goes to its own channel.
    """
    del request
    descriptors = session.channel.take_descriptors()
    if len(descriptors) != 1:
        raise Refused(f"a fork needs one descriptor to serve on, {len(descriptors)} came")
    _reap(session)
    pid = _quiet_fork()
    if pid == 0:
        _become_copy(session, descriptors[0])
        return {"status": "ready"}
    session.children.append(pid)
    _close(descriptors[0])
    return {}


def _quiet_fork() -> int:
    """Fork; that the submission left threads behind is no reason to warn: they stay in the original."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _fork()


def _become_copy(session: Session, descriptor: int) -> None:
    session.channel.close()
    session.channel = Channel(_Socket(fileno=descriptor), session.channel.bounds)
    session.children.clear()
    session.is_copy = True
    if session.engine is not None:
        session.engine.after_fork()


def _reap(session: Session) -> None:
    """Collect copies that have ended; only those, so that the submission can wait for its own subprocesses."""
    for pid in list(session.children):
        try:
            ended, _status = _waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            ended = pid
        if ended:
            session.children.remove(pid)
