"""Printed text, bounded: the head and the tail are kept, whatever the pieces in which it comes.

Normalization, so that the same program leaves the same text however it is run:

- a carriage return goes back to the start of its line, as on a terminal: of a progress bar only the last state is left;
- terminal colours and cursor moves are removed;
- addresses in representations (`<... at 0x7f...>`) are replaced.
"""

import re
from collections import deque
from dataclasses import dataclass, field

LONGEST_LINE = 2000
"""From so many characters on, a line is stored as it comes and a carriage return no longer takes it back."""

_BREAK = re.compile(r"\r\n|[\r\n]")
_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[@-Z\\-_])")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")

_sub_escapes, _sub_address = _ESCAPES.sub, _ADDRESS.sub

Key = tuple[int, str]
"""Which text a piece belongs to: position among the outputs, and stream name."""


def normalized(text: str) -> str:
    """Text without terminal escapes and memory addresses."""
    return _sub_address(" at 0x…", _sub_escapes("", text))


@dataclass
class Clip:
    """Keeps the first and the last half of `budget` characters over several interleaved texts."""

    budget: int
    _head: list[tuple[Key, str]] = field(default_factory=list)
    _tail: deque[tuple[Key, str]] = field(default_factory=deque)
    _head_size: int = 0
    _tail_size: int = 0
    _dropped: int = 0
    _cut_in: Key | None = None

    def add(self, key: Key, text: str) -> None:
        """Append text to the one that `key` names."""
        room = self.budget // 2 - self._head_size
        if room > 0:
            self._head.append((key, text[:room]))
            self._head_size += min(room, len(text))
            text = text[room:]
        if text:
            self._tail.append((key, text))
            self._tail_size += len(text)
            self._trim()

    def texts(self) -> dict[Key, str]:
        """Each text, joined; where something was dropped, a line says how much."""
        result: dict[Key, str] = {}
        for key, text in self._head:
            result[key] = result.get(key, "") + text
        if self._dropped and self._cut_in is not None:
            note = f"\n[... {self._dropped} characters left out ...]\n"
            result[self._cut_in] = result.get(self._cut_in, "") + note
        for key, text in self._tail:
            result[key] = result.get(key, "") + text
        return result

    def _trim(self) -> None:
        excess = self._tail_size - (self.budget - self.budget // 2)
        while excess > 0:
            key, text = self._tail.popleft()
            cut = min(excess, len(text))
            if cut < len(text):
                self._tail.appendleft((key, text[cut:]))
            self._cut_in = self._cut_in or key
            self._dropped += cut
            self._tail_size -= cut
            excess -= cut


@dataclass
class Transcript:
    """Applies carriage returns on the way into a `Clip`, however the text is cut in pieces."""

    clip: Clip
    _lines: dict[Key, str] = field(default_factory=dict)
    _returned: set[Key] = field(default_factory=set)
    """Texts whose last character was a carriage return: a newline after it ends the line as it stands."""

    def write(self, key: Key, text: str) -> None:
        """Take printed text."""
        at = 0
        while at < len(text):
            at = self._step(key, text, at)

    def finish(self) -> dict[Key, str]:
        """All texts, normalized, in order of their first character."""
        for key in list(self._lines):
            self._flush(key)
        return {key: normalized(text) for key, text in self.clip.texts().items()}

    def _step(self, key: Key, text: str, at: int) -> int:
        if key in self._returned:
            self._returned.discard(key)
            if text[at] != "\n":
                self._lines[key] = ""
        found = _BREAK.search(text, at)
        end = found.start() if found else len(text)
        self._extend(key, text[at:end])
        if not found:
            return end
        if found.group() == "\r":
            self._returned.add(key)
        else:
            self._extend(key, "\n")
            self._flush(key)
        return found.end()

    def _extend(self, key: Key, part: str) -> None:
        line = self._lines.get(key, "") + part
        while len(line) > LONGEST_LINE:
            self.clip.add(key, line[:LONGEST_LINE])
            line = line[LONGEST_LINE:]
        self._lines[key] = line

    def _flush(self, key: Key) -> None:
        line = self._lines.pop(key, "")
        if line:
            self.clip.add(key, line)
