"""Copies of a submission's live state, for checks to call into.

The checks of one question share a copy as long as nothing happened in it that could matter to the next: no global was
set, and no call failed. A fork costs milliseconds, and a question has several checks. Other questions, and everything
after such an event, get a copy of their own (docs/decisions/0003).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from grader.checks.answers import LiveCaller
from grader.model import Limits
from grader.sandbox.protocol import Session

Fork = Callable[[], Session]
"""Makes a copy of the submission's live state. Raises `WorkerGone` when there is none left to copy."""


@dataclass
class Copies:
    """Hands out conversations with copies, and ends them."""

    limits: Limits
    _question: str = ""
    _shared: LiveCaller | None = None
    _own: list[LiveCaller] = field(default_factory=list)

    def shared(self, question: str, fork: Fork) -> LiveCaller:
        """A conversation with the copy that the checks of a question share, with an empty log."""
        if self._shared and (self._question != question or self._shared.spoiled):
            self._shared.session.close()
            self._shared = None
        session = self._shared.session if self._shared else fork()
        self._question, self._shared = question, LiveCaller(session, self.limits)
        return self._shared

    def own(self, fork: Fork) -> LiveCaller:
        """A conversation with a fresh copy, which lives until `end_own`."""
        self._own.append(LiveCaller(fork(), self.limits))
        return self._own[-1]

    def end_own(self) -> None:
        """End the fresh copies."""
        while self._own:
            self._own.pop().session.close()

    def end(self) -> None:
        """End every copy."""
        self.end_own()
        if self._shared:
            self._shared.session.close()
        self._shared = None
