"""Where the submission's names live."""

import difflib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

Table = dict[str, Any]

_close_matches = difflib.get_close_matches


class Namespace(Protocol):
    """The names that a submission defined, whatever ran it."""

    def lookup(self, name: str) -> object:
        """The object bound to a global name. Raises KeyError."""

    def bind(self, name: str, value: object) -> None:
        """Bind a global name."""

    def own_names(self) -> list[str]:
        """Names that the submission bound, in order."""

    def tables(self) -> list[Table]:
        """The dictionaries of globals in which the submission's code looks names up."""


class Missing(Exception):
    """A name, attribute or item that is not there."""

    def __init__(self, what: str, near: list[str]) -> None:
        super().__init__(what)
        self.what = what
        self.near = near


class Refused(Exception):
    """A request that cannot be met for these values; the message says why."""


def own_modules(scratch: Path) -> list[ModuleType]:
    """The submission's modules that have been imported, in any way."""
    inside = f"{scratch}/"
    modules = [module for module in sys.modules.values() if isinstance(module, ModuleType)]
    return [module for module in modules if str(getattr(module, "__file__", "") or "").startswith(inside)]


def near_names(name: str, names: list[str]) -> list[str]:
    """Names that look like a misspelling of `name`, best first."""
    by_lower = {candidate.lower(): candidate for candidate in names}
    return [by_lower[match] for match in _close_matches(name.lower(), list(by_lower), n=5, cutoff=0.6)]
