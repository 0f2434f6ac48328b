"""Reading what a worker sends. It may be hostile: nothing is believed but its shape, and that only after a look."""

from grader.sandbox.protocol import WorkerCrashed
from grader.wire import Decoded


def require_answer(frame: Decoded, nonce: bytes) -> Decoded:
    """The frame, if it is the answer to the request that carried `nonce`; else raises `WorkerCrashed`."""
    reply = frame.value
    if type(reply) is not dict or type(reply.get("status")) is not str:
        raise WorkerCrashed("it sent something that is not an answer")
    if reply.get("nonce") != nonce:
        raise WorkerCrashed("it sent an answer to another question than the one that was asked")
    return frame


def require_ready(frame: Decoded) -> None:
    """Accept the first frame of a conversation; else raises `WorkerCrashed`."""
    if type(frame.value) is not dict or frame.value.get("status") != "ready":
        raise WorkerCrashed("it did not get ready for questions")
