"""Copies of a submission's live state, for checks to call into.

The checks of one question share a copy as long as nothing happened in it that could matter to the next: no global was
set, and no call failed. A fork costs milliseconds, and a question has several checks. Other questions, and everything
after such an event, get a copy of their own (docs/decisions/0003). As hidden checks are asked after all others, the
copies of several questions are kept for them, but none that has grown: all of them count as the submission's memory.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from grader.checks.answers import LiveCaller
from grader.model import Limits
from grader.sandbox.protocol import Session

Fork = Callable[[], Session]
"""Makes a copy of the submission's live state, which ends with that. Raises `WorkerGone` when there is none left."""
MOST_KEPT = 8
MOST_GROWTH_MB = 32
"""In MB: a copy that has taken this much more than it began with is not kept."""


@dataclass
class _Shared:
    """A copy that the checks of a question share."""

    caller: LiveCaller
    memory_mb: float
    """What it held when it was made."""

    @property
    def grown(self) -> bool:
        return self.caller.session.memory_mb - self.memory_mb > MOST_GROWTH_MB


@dataclass
class Copies:
    """Hands out conversations with copies, and ends those that are of no further use."""

    limits: Limits
    _shared: dict[str, _Shared] = field(default_factory=dict)
    """By question, the one used last at the end."""
    _own: list[LiveCaller] = field(default_factory=list)

    def shared(self, question: str, fork: Fork) -> LiveCaller:
        """A conversation with the copy that the checks of a question share, with an empty log."""
        copy = self._take(question)
        if copy is None:
            session = fork()
            copy = _Shared(LiveCaller(session, self.limits), session.memory_mb)
        copy.caller = LiveCaller(copy.caller.session, self.limits)
        self._shared[question] = copy
        return copy.caller

    def own(self, fork: Fork) -> LiveCaller:
        """A conversation with a fresh copy, which lives until `end_own`."""
        self._own.append(LiveCaller(fork(), self.limits))
        return self._own[-1]

    def end_own(self) -> None:
        """End the fresh copies."""
        while self._own:
            self._own.pop().session.close()

    def _take(self, question: str) -> _Shared | None:
        """The question's copy, if it is there and as good as new."""
        if self._shared and question not in self._shared:
            self._make_room()
        copy = self._shared.pop(question, None)
        if copy and copy.caller.spoiled:
            copy.caller.session.close()
            return None
        return copy

    def _make_room(self) -> None:
        """End the copy used last where it is of no further use, or one too many."""
        *_, last = self._shared.values()
        if last.grown or last.caller.spoiled or len(self._shared) == MOST_KEPT:
            self._shared.popitem()
            last.caller.session.close()
