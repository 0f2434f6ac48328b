"""Which names of a submission a check asks for, found before any of its cells has run.

The check is run on nothing: each of its questions is noted and answered with an object that stays in the sandbox, and
comparisons open no expectation. It gets as far as it can without values; what it asks for behind that is known when it
is really run.
"""

from dataclasses import dataclass, field

from grader.checks.asking.answers import Answer
from grader.checks.asking.asked import Asked
from grader.checks.asking.source import Source
from grader.checks.assignment import Assignment, Check
from grader.checks.judging.attempt import attempt
from grader.checks.judging.expect import Expect
from grader.checks.seeds import Seeds
from grader.wire import Opaque


def names_asked(check: Check, assignment: Assignment, seeds: Seeds, source: Source) -> Asked:
    """The names that a check asks for, as far as this can be told before it is run."""
    caller = _Noting()
    try:
        attempt(check, assignment, caller, seeds, source=source, expect=_Unopened)
    except Exception:  # noqa: BLE001  (an author's code that cannot go on without values, or is wrong: the run will tell)
        return caller.asked
    finally:
        if assignment.tape:
            assignment.tape.forget()
    return caller.asked


@dataclass
class _Noting:
    """Answers every question with something that stays in the sandbox."""

    asked: Asked = field(default_factory=Asked)

    def ask(self, op: str, **fields: object) -> Answer:
        """See `Caller`."""
        self.asked.note(op, fields)
        return Answer({"value": Opaque("object", 1)}, {})


class _Unopened(Expect):
    """Compares nothing."""

    def _agree(self, *_args: object, **_kwargs: object) -> bool:
        return True

    close = any_close = equal = same = shape = true = _agree

    def raises(self, label: str, call: object, *_types: object, **_kwargs: object) -> bool:
        """Do what should raise."""
        del label
        if callable(call):
            call()
        return True
