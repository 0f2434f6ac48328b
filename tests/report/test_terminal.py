import io

from rich.console import Console, RenderableType

from grader.report import line, safe_text, summary_table
from tests.report.factory import crashed, empty, hostile, perfect, report, wrong


def printed(what: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=140, no_color=True)
    console.print(what)
    assert isinstance(console.file, io.StringIO)
    return " ".join(console.file.getvalue().split())


def test_a_line_says_student_marks_and_verdicts_worst_first() -> None:
    assert printed(line(wrong())) == "Blaise Pascal 7.5 / 13 2 missing, 3 failed, 1 partial, 3 passed"
    assert printed(line(perfect())) == "Ada Lovelace 9 / 11 1 needs review, 5 passed, 3 points undecided"
    assert printed(line(empty())) == "Emmy Noether 0 / 3 The notebook has no code cells."


def test_a_wide_table_has_a_column_for_each_question() -> None:
    text = printed(summary_table([wrong(), perfect(), crashed()], width=140))
    assert "│ Ada Lovelace │ 9 / 11 │ 3 │ – │ 5 │ 3 │ 0 │ 0 │ 1 │ ? 1 ✓ 5" in text
    assert text.index("Ada Lovelace") < text.index("Blaise Pascal") < text.index("Carl Gauss")


def test_a_narrow_table_keeps_to_marks_and_leaves_an_undecided_percentage_open() -> None:
    text = printed(summary_table([wrong(), perfect()], width=80))
    assert "│ Ada Lovelace │ 9 / 11 │ 3 │ – │ ? 1 ✓ 5" in text
    assert "│ Blaise Pascal │ 7.5 / 13 │ │ 58 % │" in text


def test_names_neither_style_nor_steer_the_terminal() -> None:
    for text in (
        printed(line(hostile("[red]x\x1b[2J\u202e"))),
        printed(summary_table([report("[red]x\x1b[2J\u202e")])),
    ):
        assert "[red]x␛[2J⟦U+202E⟧" in text
        assert "\x1b" not in text


def test_safe_text_steers_nothing() -> None:
    assert safe_text("\x1b[31mred\x1b[0m\x07 \u202eback\n") == "red␇ ⟦U+202E⟧back\n"
