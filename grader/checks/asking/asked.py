"""Names of a submission that were asked for, or that were not there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.checks.errors import Missing, Raised, StudentFault
from grader.model import ErrorInfo

_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


@dataclass
class Asked:
    """Some of a submission's names."""

    names: set[str] = field(default_factory=set)
    everything: bool = False
    """All that it defines, whatever it is called."""

    def add(self, other: "Asked") -> None:
        """Add others."""
        self.names |= other.names
        self.everything |= other.everything

    def note(self, op: str, fields: Mapping[str, object]) -> None:
        """Add the name that a question to the submission is about."""
        if op in ("outline", "recorded"):
            names = fields.get("names")
            self.names.update(names if isinstance(names, list) else [])
            self.everything |= not names
            return
        if name := name_in(fields):
            self.names.add(name)

    def note_absent(self, op: str, fields: Mapping[str, object], fault: StudentFault) -> None:
        """Add the name for want of which a question was not answered."""
        if isinstance(fault, Missing):
            self.note(op, fields)
        elif isinstance(fault, Raised) and fault.error and (name := undefined_name(fault.error)):
            self.names.add(name)


def name_in(fields: Mapping[str, object]) -> str:
    """The global name that a question starts from; empty where it is about an object that is kept, or about none."""
    target = fields.get("target")
    name = target.get("name") if isinstance(target, dict) else None
    return name.partition(".")[0] if isinstance(name, str) else ""


def undefined_name(error: ErrorInfo) -> str:
    """The name that a `NameError` complains of; empty for any other error."""
    found = _UNDEFINED.search(error.message) if error.type == "NameError" else None
    return found[1] if found else ""
