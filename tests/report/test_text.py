import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.text import clip, one_line, plain, visible, with_code


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, naïve, 漢字, 🎉, a\tb\n", "plain, naïve, 漢字, 🎉, a\tb\n"),
        ("a\x00b\x1b[31m\x7f", "a␀b␛[31m␡"),
        ("a\u202eb\u200f", "a⟦U+202E⟧b⟦U+200F⟧"),
        ("\x9b31m", "⟦U+009B⟧31m"),
        ("\ud800", "⟦U+D800⟧"),
        ("\ufeffx\u2028", "⟦U+FEFF⟧x⟦U+2028⟧"),
        ("one\r\ntwo\rthree", "one\ntwo␍three"),
    ],
)
def test_visible_marks_what_steers_and_keeps_the_rest(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters(codec=None)))
def test_visible_text_can_be_encoded_and_is_stable(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert visible(shown) == shown
    assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in shown)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b[1;32mgreen\x1b[0m", "green"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("10 %\r50 %\r100 %\nnext", "100 %\nnext"),
        ("dos\r\nlines\r\n", "dos\nlines\n"),
        ("\x1b(Bx\x1b[2Ky", "xy"),
    ],
)
def test_plain_leaves_what_a_terminal_would(text: str, left: str) -> None:
    assert plain(text) == left


def test_an_unfinished_escape_sequence_swallows_nothing() -> None:
    assert visible(plain("\x1b]0;never closed")) == "0;never closed"


def test_one_line_is_one_short_line() -> None:
    assert one_line("a\nb\tc") == "a␊b␉c"
    assert one_line("x" * 50, 10) == "x" * 9 + "…"


def test_clip_keeps_both_ends_and_says_how_much_is_gone() -> None:
    assert clip("short", 10) == "short"
    assert clip("a" * 900 + "z" * 900, 400) == f"{'a' * 300}\n… 1,400 characters left out …\n{'z' * 100}"


def test_backticks_become_code_and_nothing_else_becomes_markup() -> None:
    assert with_code("`a<b` is <b>not</b> `open") == "<code>a&lt;b</code> is &lt;b&gt;not&lt;/b&gt; `open"
