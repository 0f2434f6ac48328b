"""Asking a worker and reading its answers, live or from a recording.

A live caller records every question and answer of a check. A replay answers from the recording, keyed by sequence and
by a digest of the question, so that a check can be run again with another reference without the student's code.
"""

import copy
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

from grader.checks.asking.asked import Asked, name_in
from grader.checks.asking.limits import limit_behind
from grader.checks.asking.outdated import saying
from grader.checks.errors import Crashed, Doubtful, Missing, OutOfMemory, Raised, Refused, StudentFault, TimedOut
from grader.model import ErrorInfo, Limits
from grader.sandbox.protocol import Session, WorkerGone, WorkerOutOfMemory, WorkerTimedOut
from grader.wire import Path, TensorInfo, encode

_DEATHS: Mapping[type[WorkerGone], type[StudentFault]] = {WorkerTimedOut: TimedOut, WorkerOutOfMemory: OutOfMemory}


MOST_CHARACTERS = 1 << 18
"""Of a text that a worker tells. What it prints, it has cut far below that; unless it is hostile."""
MOST_TEXTS = 200
_MOST_CHARACTERS_EACH = 4000


@dataclass(frozen=True)
class Answer:
    """A reply with status `ok`: its fields, and what is known of the tensors in it.

    Texts are bounded, as they go into reports; values are not, as they are compared.
    """

    fields: Mapping[str, object]
    tensors: Mapping[Path, TensorInfo]

    def text(self, name: str) -> str:
        """A text field, its beginning when it is very long; empty when it is absent or no text."""
        value = self.fields.get(name)
        return value[:MOST_CHARACTERS] if isinstance(value, str) else ""

    def number(self, name: str) -> float:
        """A float field; 0 when it is absent or no finite number."""
        value = self.fields.get(name)
        return float(value) if isinstance(value, int | float) and math.isfinite(value) else 0.0

    def mapping(self, name: str) -> dict[str, object]:
        """A dict field with text keys; empty when it is absent or no such dict."""
        value = self.fields.get(name)
        return {key: item for key, item in value.items() if isinstance(key, str)} if isinstance(value, dict) else {}

    def items(self, name: str) -> list[object]:
        """A list field; empty when it is absent or no list."""
        value = self.fields.get(name)
        return list(value) if isinstance(value, list | tuple) else []

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list field: the first ones, and the beginning of each."""
        texts = (item for item in self.items(name) if isinstance(item, str))
        return tuple(text[:_MOST_CHARACTERS_EACH] for text in islice(texts, MOST_TEXTS))


class Caller(Protocol):
    """Puts one question to the submission."""

    def ask(self, op: str, **fields: object) -> Answer:
        """The answer. Raises `StudentFault` when the submission cannot give one."""


@dataclass(frozen=True)
class Exchange:
    """One recorded question and what came of it."""

    key: str
    outcome: Answer | StudentFault


@dataclass
class LiveCaller:
    """Asks a session, and records."""

    session: Session
    limits: Limits
    log: list[Exchange] = field(default_factory=list)
    spoiled: bool = False
    """Something happened that may have left the submission's state other than it was."""
    aloof: frozenset[str] = frozenset()
    """Functions and classes that leave no trace in it."""
    traced: bool = False
    """Something was asked that may have left a trace in it, as the submission's own code does."""
    asked: Asked = field(default_factory=Asked)
    absent: Asked = field(default_factory=Asked)
    """Names that were not there when they were asked for, or used."""

    def ask(self, op: str, **fields: object) -> Answer:
        """Ask the worker. See `Caller`."""
        key = question_key(op, fields)
        self.spoiled |= op in ("set", "cell")
        self.traced |= self._may_trace(op, fields)
        self.asked.note(op, fields)
        try:
            answer = self._ask(op, fields)
        except StudentFault as fault:
            self.spoiled |= not isinstance(fault, Missing)
            self.absent.note_absent(op, fields, fault)
            self.log.append(Exchange(key, fault))
            raise
        self.log.append(Exchange(key, _copied(answer)))
        return answer

    def _may_trace(self, op: str, fields: dict[str, object]) -> bool:
        """Whether it runs code, or hands out an object, that is not known to be aloof; to be sent a value is not."""
        name = name_in(fields)
        return bool(name) and name not in self.aloof and (op != "get" or fields["hold"] is True)

    def _ask(self, op: str, fields: dict[str, object]) -> Answer:
        try:
            reply = self.session.request(op, timeout=self.limits.call_seconds, **fields)
        except WorkerGone as gone:
            raise fault_of_death(gone) from None
        fields_in = reply.value if isinstance(reply.value, dict) else {}
        answer = Answer(fields_in, reply.tensors)
        if answer.text("status") != "ok":
            raise fault_of(answer, self.limits)
        return answer


class Diverged(Exception):
    """A replayed check asked something that was not recorded."""


@dataclass
class ReplayCaller:
    """Answers from a recording."""

    log: list[Exchange]
    at: int = 0

    def ask(self, op: str, **fields: object) -> Answer:
        """Answer as recorded; raises `Diverged` when the question is another than then."""
        if self.at >= len(self.log) or self.log[self.at].key != question_key(op, fields):
            raise Diverged
        outcome = self.log[self.at].outcome
        self.at += 1
        if isinstance(outcome, StudentFault):
            raise outcome
        return _copied(outcome)


def _copied(answer: Answer) -> Answer:
    """An answer of its own, since a check may write into what it gets; what is known of tensors cannot be written."""
    return Answer(_own(answer.fields), answer.tensors)


def _own(value: Any) -> Any:
    """Containers and arrays of its own: `copy.deepcopy` of what a codec decodes, which holds nothing twice."""
    if isinstance(value, dict):
        return {key: _own(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(_own, value))
    return value if isinstance(value, str | int | float | None) else copy.deepcopy(value)


def question_key(op: str, fields: dict[str, object]) -> str:
    """Digest of a question: the operation and its encoded fields."""
    digest = hashlib.sha256(op.encode())
    for piece in encode(fields):
        digest.update(piece)
    return digest.hexdigest()


def fault_of_death(gone: WorkerGone) -> StudentFault:
    """The fault that the end of the submission's process stands for."""
    return _DEATHS.get(type(gone), Crashed)(str(gone))


def fault_of(answer: Answer, limits: Limits) -> StudentFault:
    """The fault that a reply with a status other than `ok` stands for."""
    status = answer.text("status")
    if status == "raised":
        return _raised(error_of(answer.fields.get("error")), limits)
    if status == "missing":
        near = answer.texts("near")
        hint = f"; near names: {', '.join(near[:5])}" if near else ""
        return Missing(f"{answer.text('reason') or 'a name is not defined'}{hint}")
    if status == "interrupted":
        return TimedOut("the call was interrupted")
    if status == "refused":
        return Refused(answer.text("reason") or "the answer may not cross the sandbox's border")
    if status == "worker_error":
        return Doubtful(f"the sandbox could not carry out the call: {answer.text('reason')}")
    return Crashed("the submission's process sent a reply of an unknown kind")


def _raised(error: ErrorInfo, limits: Limits) -> StudentFault:
    told = f"{error.type}: {error.message}" if error.message else error.type
    limit = limit_behind(error, limits)
    if limit is None:
        old = saying(error.message)
        return Raised(f"{told.rstrip('.')}. {old}" if old else told, error)
    return (OutOfMemory if limit.of_memory else Raised)(f"{told} ({limit.sentence})", error)


def error_of(raw: object) -> ErrorInfo:
    """An exception as the worker describes it, read field by field."""
    fields = raw if isinstance(raw, dict) else {}
    described = Answer(fields, {})
    numbers = {name: value if type(value := fields.get(name)) is int else None for name in ("line", "cell")}
    return ErrorInfo(
        type=described.text("type")[:200] or "Exception",
        message=described.text("message")[:2000],
        traceback=described.text("traceback")[:8000],
        line=numbers["line"],
        cell=numbers["cell"],
    )
