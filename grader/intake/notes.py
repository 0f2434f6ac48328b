"""What is said to the student about a hand-in: gathered while it is read, bounded when it is told."""

from grader.intake.text import printable

_EXAMPLES = 3
_NAME_CHARS = 80


class Notes:
    """Sentences, and remarks on files that are told together where they are the same."""

    def __init__(self) -> None:
        self._said: dict[str, None] = {}
        self._remarks: dict[str, list[str]] = {}
        self.left_out: dict[str, str] = {}
        """Reason by path, for files that are not part of what is graded. The paths are printable."""

    def say(self, sentence: str) -> None:
        """Add one sentence; saying it twice says it once."""
        self._said[sentence] = None

    def remark(self, path: str, what: str) -> None:
        """Say `what` of a file, in one sentence with all others of which the same is said."""
        self._remarks.setdefault(what, []).append(_shown(path))

    def leave_out(self, path: str, reason: str) -> None:
        """A file is not part of what is graded, because of `reason` (a clause such as `it is a link`)."""
        self.left_out[_shown(path)] = reason
        self.remark(path, f"Left out, because {reason}")

    def sentences(self) -> tuple[str, ...]:
        """All that was said, then one sentence for each remark with a few of the files it was made of."""
        return (*self._said, *(f"{what}: {_some(paths)}." for what, paths in self._remarks.items()))


def _shown(path: str) -> str:
    return printable(path, _NAME_CHARS) or "(nameless)"


def _some(paths: list[str]) -> str:
    named = ", ".join(paths[:_EXAMPLES])
    more = len(paths) - _EXAMPLES
    return f"{named} and {more} more" if more > 0 else named
