import itertools

from hypothesis import given
from hypothesis import strategies as st

from grader.worker.output.transcript import Clip, Transcript, normalized

OUT, ERR = (0, "stdout"), (0, "stderr")


def text_of(*pieces: str, budget: int = 1000) -> str:
    transcript = Transcript(Clip(budget))
    for piece in pieces:
        transcript.write(OUT, piece)
    return transcript.finish().get(OUT, "")


def test_text_comes_back_as_it_was() -> None:
    assert text_of("one\n", "two", "\n", "three") == "one\ntwo\nthree"


def test_a_carriage_return_takes_the_line_back() -> None:
    assert text_of("before\n 10%\r 50%", "\r100%\nafter\n") == "before\n100%\nafter\n"


def test_a_line_may_end_with_return_and_newline() -> None:
    assert text_of("one\r", "\ntwo\r\n") == "one\ntwo\n"


def test_a_progress_bar_uses_no_budget_for_its_states() -> None:
    bar = "".join(f"\rstep {step}" for step in range(1000))
    assert text_of("start\n", bar, "\nend\n", budget=60) == "start\nstep 999\nend\n"


def test_the_head_and_the_tail_are_kept() -> None:
    text = text_of("a" * 60 + "\n", "b" * 500, "\nend\n", budget=40)
    assert text.startswith("a" * 20 + "\n[... ")
    assert text.endswith(" characters left out ...]\n" + "b" * 15 + "\nend\n")


def test_what_was_left_out_is_counted() -> None:
    assert "[... 70 characters left out ...]" in text_of("x" * 100, budget=30)


def test_streams_share_a_budget_and_stay_apart() -> None:
    transcript = Transcript(Clip(1000))
    transcript.write(OUT, "to out, ")
    transcript.write(ERR, "to err\n")
    transcript.write(OUT, "still out\n")
    assert transcript.finish() == {OUT: "to out, still out\n", ERR: "to err\n"}


def test_terminal_colours_and_addresses_are_removed() -> None:
    assert normalized("\x1b[31mred\x1b[0m <Net object at 0x7f12ab>") == "red <Net object at 0x…>"


@given(st.text(alphabet="ab\r\n", max_size=200), st.lists(st.integers(0, 200)), st.integers(2, 60))
def test_the_result_does_not_depend_on_the_pieces(text: str, cuts: list[int], budget: int) -> None:
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[start:end] for start, end in itertools.pairwise([*places, len(text)])]
    assert text_of(*pieces, budget=budget) == text_of(text, budget=budget)
