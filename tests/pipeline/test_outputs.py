"""Outputs are bounded on the grader's side as well: a hostile worker keeps to no bound of its own."""

from grader.checks.asking.answers import MOST_CHARACTERS, MOST_TEXTS, Answer
from grader.model import Output
from grader.pipeline.outputs import ALL_BYTES, IMAGE_BYTES, OUTPUTS_KEPT, Room

PNG = b"\x89PNG\r\n\x1a\n"


def text(content: str) -> dict[str, object]:
    return {"kind": "text", "text": content}


def image(size: int) -> dict[str, object]:
    return {"kind": "image", "text": "", "data": PNG + bytes(size)}


def test_outputs_come_in_order() -> None:
    kinds = [output.kind for output in Room().outputs_of([text("a"), image(10), text("b"), 7, text("")])]
    assert kinds == ["text", "image", "text"]


def test_many_and_large_ones_are_left_out_with_a_word() -> None:
    many = list(Room().outputs_of([text("a")] * (OUTPUTS_KEPT + 2)))
    assert len(many) == OUTPUTS_KEPT + 1
    assert "2 more" in many[-1].text
    (large,) = Room().outputs_of([image(IMAGE_BYTES)])
    assert "left out" in large.text


def test_all_outputs_of_a_submission_share_one_bound() -> None:
    room = Room()
    mine = list(room.outputs_of([image(IMAGE_BYTES - 100)] * 20))
    assert sum(len(output.image_png) for output in mine) <= ALL_BYTES
    assert mine[-1].text.startswith("[more was left out")
    (none,) = room.outputs_of([image(IMAGE_BYTES - 100)])
    assert none == Output(kind="text", text=mine[-1].text)


def test_texts_that_a_worker_tells_are_bounded() -> None:
    told = Answer({"printed": "x" * (MOST_CHARACTERS + 1), "warnings": ["w" * 10_000] * (MOST_TEXTS + 1)}, {})
    assert len(told.text("printed")) == MOST_CHARACTERS
    assert len(told.texts("warnings")) == MOST_TEXTS
    assert max(map(len, told.texts("warnings"))) < 10_000
