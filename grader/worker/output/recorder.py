"""What a cell puts out, in order, bounded, in the form in which it crosses the border.

An output is `{"kind": "text" | "image" | "html", "text": str, "data": bytes}`. Between two rich outputs all text
printed to stdout stands before all text printed to stderr, because a kernel sends the two separately and their order is
lost. Of a rich output the first form that a report can show is kept: PNG, JPEG, SVG, else HTML, else plain text.
"""

import base64
from collections.abc import Mapping

from grader.worker.output.transcript import Clip, Transcript, normalized

MOST_OUTPUTS = 60
MOST_BYTES = 8 << 20
"""Bound on the images and HTML of one cell together."""

Output = dict[str, object]

_decode_base64 = base64.b64decode
_STREAMS = ("stdout", "stderr")
_PICTURES = ("image/png", "image/jpeg", "image/svg+xml")


class Recorder:
    """Collects text and rich outputs of one cell or call. `budget` in characters of printed text."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._clear_first = False
        self._reset()

    def write(self, stream: str, text: str) -> None:
        """Take text printed to `stdout` or `stderr`."""
        self._clear_if_due()
        self._transcript.write((len(self._rich), stream), text)

    def publish(self, bundle: Mapping[str, object], display_id: str | None = None, update: bool = False) -> None:
        """Take a rich output: representations by MIME type. With `update` it replaces those shown under its id."""
        if update:
            for position in self._shown.get(display_id or "", []):
                self._rich[position] = self._bounded(bundle)
            return
        self._clear_if_due()
        if len(self._rich) >= MOST_OUTPUTS:
            self._left_out += 1
            return
        if display_id:
            self._shown.setdefault(display_id, []).append(len(self._rich))
        self._rich.append(self._bounded(bundle))

    def clear(self, wait: bool = False) -> None:
        """Forget everything, or with `wait` when the next output comes."""
        if wait:
            self._clear_first = True
        else:
            self._reset()

    def outputs(self) -> list[Output]:
        """All outputs in order."""
        texts = self._transcript.finish()
        result: list[Output] = []
        for position in range(len(self._rich) + 1):
            printed = [texts.get((position, stream), "") for stream in _STREAMS]
            result += [_text(text) for text in printed if text]
            result += self._rich[position : position + 1]
        if self._left_out:
            result.append(_text(f"[... {self._left_out} further outputs left out ...]\n"))
        return result

    def printed(self) -> str:
        """The printed text alone."""
        return "".join(self._transcript.finish().values())

    def _reset(self) -> None:
        self._transcript = Transcript(Clip(self._budget))
        self._rich: list[Output] = []
        self._shown: dict[str, list[int]] = {}
        self._left_out = 0
        self._bytes = 0

    def _clear_if_due(self) -> None:
        if self._clear_first:
            self._clear_first = False
            self._reset()

    def _bounded(self, bundle: Mapping[str, object]) -> Output:
        for output in _forms(bundle):
            size = len(output["data"]) + len(output["text"])  # type: ignore[arg-type]
            if output["kind"] == "text":
                return _text(str(output["text"])[: self._budget])
            if self._bytes + size <= MOST_BYTES:
                self._bytes += size
                return output
        return _text("[an output that is too large to show]")


def _text(text: str) -> Output:
    return {"kind": "text", "text": text, "data": b""}


def _forms(bundle: Mapping[str, object]) -> list[Output]:
    """The forms of a bundle that a report can show, best first."""
    plain = normalized(str(bundle.get("text/plain", "")))
    pictures = [data for kind in _PICTURES if isinstance(data := bundle.get(kind), str | bytes)]
    forms: list[Output] = [{"kind": "image", "text": plain, "data": _picture(data)} for data in pictures]
    html = bundle.get("text/html")
    if isinstance(html, str):
        forms.append({"kind": "html", "text": normalized(html), "data": b""})
    shown = plain or str(bundle.get("text/markdown", bundle.get("text/latex", "")))
    return [*forms, _text(shown)]


def _picture(data: str | bytes) -> bytes:
    """The picture's bytes, whether they came raw, as the text of an SVG, or in Base64."""
    if isinstance(data, bytes) and data.startswith((b"\x89PNG", b"\xff\xd8")):
        return data
    if isinstance(data, str) and data.lstrip().startswith("<"):
        return data.encode()
    return _decode_base64(data)
