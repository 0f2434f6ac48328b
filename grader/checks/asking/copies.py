"""Copies of a submission's live state, for checks to call into.

A fork costs milliseconds, and an assignment has many checks. So checks share a copy as long as nothing happened in it
that could matter to the next (docs/decisions/0003). What only calls functions that leave no trace (see
`slicing.aloof`) may share it with anything. Where a trace may be left, such as in a global list, the copy belongs to
that question from then on: its checks share what they leave. And it is given up when a global was set or a call failed.

As hidden checks are asked after all others, several copies are kept for them, but none that has grown: all of them
count as the submission's memory.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from grader.checks.asking.answers import LiveCaller
from grader.checks.asking.asked import Asked
from grader.model import Limits
from grader.sandbox.protocol import Session

Fork = Callable[[], Session]
"""Makes a copy of the submission's live state, which ends with that. Raises `WorkerGone` when there is none left."""
MOST_KEPT = 8
MOST_GROWTH_MB = 32
"""In MB: a copy that has taken this much more than it began with is not kept."""


@dataclass
class _Shared:
    """A copy that checks share."""

    caller: LiveCaller
    state: str
    """What it is a copy of."""
    memory_mb: float
    """What it held when it was made."""
    question: str = ""
    """The one that it served last."""

    def serves(self, question: str, state: str) -> bool:
        """Whether it is as good as new for a question."""
        own = question == self.question
        return state == self.state and (own or not (self.caller.traced or self.grown))

    def begin(self, question: str) -> LiveCaller:
        """The conversation with it, with an empty log."""
        self.question = question
        self.caller = replace(self.caller, log=[], asked=Asked(), absent=Asked())
        return self.caller

    @property
    def grown(self) -> bool:
        """It has taken much more memory than it began with."""
        return self.caller.session.memory_mb - self.memory_mb > MOST_GROWTH_MB


@dataclass
class Copies:
    """Hands out conversations with copies, and ends those that are of no further use."""

    limits: Limits
    aloof: frozenset[str] = frozenset()
    """Functions and classes of the submission that leave no trace."""
    _shared: list[_Shared] = field(default_factory=list)
    """The one used last at the end."""
    _own: list[LiveCaller] = field(default_factory=list)

    def shared(self, question: str, state: str, fork: Fork) -> LiveCaller:
        """A conversation with a copy that is as good as new for a question, with an empty log.

        `state` says what `fork` makes a copy of.
        """
        self._end_useless(question, state)
        copy = next((copy for copy in self._shared if copy.serves(question, state)), None)
        if copy:
            self._shared.remove(copy)
        else:
            self._make_room()
            session = fork()
            copy = _Shared(LiveCaller(session, self.limits, aloof=self.aloof), state, session.memory_mb)
        self._shared.append(copy)
        return copy.begin(question)

    def own(self, fork: Fork) -> LiveCaller:
        """A conversation with a fresh copy, which lives until `end_own`."""
        self._own.append(LiveCaller(fork(), self.limits))
        return self._own[-1]

    def end_own(self) -> None:
        """End the fresh copies."""
        while self._own:
            self._own.pop().session.close()

    def _end_useless(self, question: str, state: str) -> None:
        """End the copy used last where it may not be used again: it is the one to which something has happened."""
        if not self._shared:
            return
        last = self._shared[-1]
        if last.caller.spoiled or (last.grown and not last.serves(question, state)):
            self._shared.pop().caller.session.close()

    def _make_room(self) -> None:
        if len(self._shared) == MOST_KEPT:
            self._shared.pop().caller.session.close()
