"""Taking requests until the grader leaves, and sending replies."""

import os
from typing import NoReturn, cast

from grader.wire import ChannelClosed, WireError
from grader.worker.session import Reply, Request, Session

FAULT = 70
"""Exit status of a worker that failed by our fault (EX_SOFTWARE)."""

_exit = os._exit


def converse(session: Session) -> NoReturn:
    """Answer requests until the channel closes, then end the process without any clean-up."""
    try:
        while True:
            session.carry_out(session, receive(session))
            if session.hand_over is not None:
                session.hand_over()
    except ChannelClosed:
        _exit(0)
    except BaseException:  # noqa: BLE001  nothing may run on in this process after the conversation is lost
        _exit(FAULT)


def receive(session: Session) -> Request:
    """The next request, with the kept objects in place of their handles. Raises `ChannelClosed`."""
    return cast("Request", session.channel.receive(resolve=session.handles.get).value)


def send_reply(session: Session, nonce: object, reply: Reply) -> None:
    """Send a reply, or that its value may not cross."""
    try:
        session.channel.send({"nonce": nonce, **reply}, keep=session.handles.keep)
    except ChannelClosed:
        raise
    except Exception as error:  # noqa: BLE001  values of the submission may misbehave in any way when they are read
        reason = str(error) if isinstance(error, WireError) else f"reading the value raised {type(error).__name__}"
        session.channel.send({"nonce": nonce, "status": "refused", "reason": reason})
