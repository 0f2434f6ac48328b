import base64

from grader.worker.output.recorder import MOST_OUTPUTS, Recorder

PNG = b"\x89PNG\r\n\x1a\n..."


def texts(recorder: Recorder) -> list[object]:
    return [output["text"] for output in recorder.outputs()]


def test_between_rich_outputs_stdout_stands_before_stderr() -> None:
    recorder = Recorder(1000)
    recorder.write("stderr", "e1\n")
    recorder.write("stdout", "o1\n")
    recorder.publish({"text/plain": "rich"})
    recorder.write("stdout", "o2\n")
    assert texts(recorder) == ["o1\n", "e1\n", "rich", "o2\n"]


def test_a_png_may_come_raw_or_in_base64() -> None:
    recorder = Recorder(1000)
    recorder.publish({"image/png": PNG, "text/plain": "figure"})
    recorder.publish({"image/png": base64.b64encode(PNG).decode(), "text/plain": "figure"})
    assert recorder.outputs() == [{"kind": "image", "text": "figure", "data": PNG}] * 2


def test_jpeg_and_svg_are_pictures_too() -> None:
    recorder = Recorder(1000)
    recorder.publish({"image/jpeg": base64.b64encode(b"\xff\xd8..").decode(), "text/html": "<img>"})
    recorder.publish({"image/svg+xml": "<svg/>", "text/plain": "drawing"})
    assert recorder.outputs() == [
        {"kind": "image", "text": "", "data": b"\xff\xd8.."},
        {"kind": "image", "text": "drawing", "data": b"<svg/>"},
    ]


def test_html_is_preferred_to_text_and_markdown_is_shown_as_text() -> None:
    recorder = Recorder(1000)
    recorder.publish({"text/plain": "table", "text/html": "<table></table>"})
    recorder.publish({"text/markdown": "**bold**"})
    assert [(output["kind"], output["text"]) for output in recorder.outputs()] == [
        ("html", "<table></table>"),
        ("text", "**bold**"),
    ]


def test_an_image_that_is_too_large_falls_back_to_its_text() -> None:
    recorder = Recorder(1000)
    recorder.publish({"image/png": PNG + bytes(9 << 20), "text/plain": "large figure"})
    assert texts(recorder) == ["large figure"]


def test_too_many_outputs_are_counted() -> None:
    recorder = Recorder(1000)
    for number in range(MOST_OUTPUTS + 5):
        recorder.publish({"text/plain": str(number)})
    assert len(recorder.outputs()) == MOST_OUTPUTS + 1
    assert texts(recorder)[-1] == "[... 5 further outputs left out ...]\n"


def test_an_update_replaces_what_was_shown_under_the_id() -> None:
    recorder = Recorder(1000)
    recorder.publish({"text/plain": "first"}, display_id="a")
    recorder.publish({"text/plain": "other"})
    recorder.publish({"text/plain": "second"}, display_id="a", update=True)
    assert texts(recorder) == ["second", "other"]


def test_clearing_may_wait_for_the_next_output() -> None:
    recorder = Recorder(1000)
    recorder.write("stdout", "epoch 1\n")
    recorder.clear(wait=True)
    assert texts(recorder) == ["epoch 1\n"]
    recorder.write("stdout", "epoch 2\n")
    assert texts(recorder) == ["epoch 2\n"]
    recorder.clear()
    assert texts(recorder) == []
