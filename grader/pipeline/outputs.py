"""What a cell put out, read from the worker's reply: bounded, and of pictures only what looks like one."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from grader.checks.asking.answers import Answer
from grader.model import Output

OUTPUTS_KEPT = 40
IMAGE_BYTES = 2 << 20
ALL_BYTES = 16 << 20
"""Of all outputs of a submission together, so that a report can be sent and opened."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


@dataclass
class Room:
    """What the outputs of one run may still take."""

    left: int = ALL_BYTES

    def outputs_of(self, raw: list[object]) -> Iterator[Output]:
        """A cell's outputs, in order, as far as there is room; what is left out is said."""
        for output in _outputs(raw):
            self.left -= _size(output)
            if self.left < 0:
                yield Output(kind="text", text=f"[more was left out: the outputs together passed {ALL_BYTES >> 20} MB]")
                return
            yield output


def _size(output: Output) -> int:
    return sum(map(len, (output.text, output.image_png, output.image_jpeg, output.image_svg)))


def _outputs(raw: list[object]) -> Iterator[Output]:
    for item in raw[:OUTPUTS_KEPT]:
        answer = Answer(item if isinstance(item, dict) else {}, {})
        kind, text, data = answer.text("kind"), answer.text("text"), answer.fields.get("data")
        if kind == "image" and isinstance(data, bytes):
            yield _image(data, text[:1000])
        elif kind in ("text", "html") and text:
            yield Output(kind="html" if kind == "html" else "text", text=text)
    if len(raw) > OUTPUTS_KEPT:
        yield Output(kind="text", text=f"[{len(raw) - OUTPUTS_KEPT} more outputs were left out]")


def _image(data: bytes, text: str) -> Output:
    if len(data) > IMAGE_BYTES:
        return Output(kind="text", text=f"[an image of {len(data) >> 10} kB was left out]")
    if data.startswith(_PNG):
        return Output(kind="image", text=text, image_png=base64.b64encode(data).decode())
    if data.startswith(_JPEG):
        return Output(kind="image", text=text, image_jpeg=base64.b64encode(data).decode())
    return Output(kind="image", text=text, image_svg=data.decode("utf-8", "replace"))
