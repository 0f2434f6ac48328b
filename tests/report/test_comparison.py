from grader.model import Difference, Expectation
from grader.report.comparison import caption, numeric, picture, rows, single, told
from grader.report.look import PLAIN
from tests.report.factory import BORDER, LAYERS, MISMATCH, STATISTICS, STEPS, check

MESSAGE = Difference(path="", kind="value", message="W0: is not there")
CONDITION = Expectation(label="W0", passed=False, points=1, differences=(MESSAGE,))


def test_a_label_is_not_said_twice() -> None:
    (row,) = rows([CONDITION])
    assert (row.label, row.message) == ("W0", "is not there")
    assert not numeric([row])


def test_what_the_table_of_parts_shows_has_no_row_of_its_own() -> None:
    assert rows([LAYERS]) == ()
    assert [row.label for row in rows([LAYERS, BORDER])] == ["feature map"]
    assert numeric(rows([BORDER]))


def test_steps_come_before_maps_and_maps_before_samples() -> None:
    assert picture(STEPS) == STEPS.series
    assert picture(BORDER) == BORDER.differences[0].map
    assert picture(MISMATCH) == MISMATCH.differences[0].series
    both = MISMATCH.model_copy(update={"differences": (*MISMATCH.differences, *BORDER.differences)})
    assert picture(both) == BORDER.differences[0].map
    assert picture(CONDITION) is None


def test_captions_say_how_to_read_a_chart() -> None:
    assert caption(STEPS, PLAIN.texts) == "steps: ['w'][3, 4], step by step."
    assert caption(MISMATCH, PLAIN.texts).endswith("On the line, both would be equal.")
    assert "strongest: 0.79" in caption(BORDER, PLAIN.texts)
    assert caption(CONDITION, PLAIN.texts) == ""


def test_a_message_is_left_out_where_comparisons_tell_more() -> None:
    assert told(check("a", "A.", expectations=(STATISTICS,)))
    assert not told(check("a", "A.", expectations=(Expectation(label="x", passed=True, points=1),)))


def test_single_numbers_are_shown_once() -> None:
    number = Difference(path="", kind="value", message="m", total=1, worst_expected=1.0, worst_got=2.0)
    assert single(CONDITION.model_copy(update={"differences": (number,)}))
    assert not single(MISMATCH)
