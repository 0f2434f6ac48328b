import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from grader.model import CellResult, FinalMark, GradeReport, Verdict
from grader.report import render_student
from grader.report.templating import policy
from tests.report import factory
from tests.report.page import Page

SAMPLES = (factory.perfect, factory.wrong, factory.pictured, factory.crashed, factory.empty, factory.hostile)
OURS = {
    "a", "article", "b", "bdi", "body", "br", "caption", "code", "details", "div", "em", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "head", "header", "html", "i", "img", "li", "main", "mark", "meta", "ol",
    "p", "pre", "rect", "section", "span", "strong", "style", "summary", "svg", "table", "tbody", "td", "th",
    "thead", "time", "title", "tr", "ul",
    "g", "line", "path", "text",  # of our own charts
    "math", "mi", "mn", "mo", "mover", "mrow", "msqrt", "msub", "msubsup",  # of a written answer
}  # fmt: skip


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_page_holds_only_our_own_elements_and_asks_for_nothing(sample: Callable[[], GradeReport]) -> None:
    page = Page(render_student(sample()))
    assert {tag for tag, _ in page.elements} <= OURS
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"style", "srcdoc", "action", "background"})
    assert all(source.startswith("data:image/png;base64,") for source in page.values("src"))
    assert all(re.fullmatch(r"#[a-z0-9-]+|files/[\w.-]+|https://[\w./-]+", link) for link in page.values("href"))
    assert "\x1b" not in page.html
    assert "\u202e" not in page.html
    assert [meta["content"] for meta in page.all("meta") if "http-equiv" in meta] == [policy()]


@pytest.mark.parametrize("sample", SAMPLES)
def test_links_and_labels_inside_a_page_lead_somewhere(sample: Callable[[], GradeReport]) -> None:
    page = Page(render_student(sample()))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {link for link in page.values("href") if link.startswith("#")} <= {f"#{name}" for name in ids}
    assert set(page.values("aria-labelledby")) <= set(ids)


@pytest.mark.parametrize("sample", SAMPLES)
def test_landmarks_headings_and_tables_serve_a_screen_reader(sample: Callable[[], GradeReport]) -> None:
    page = Page(render_student(sample()))
    tags = [tag for tag, _ in page.elements]
    assert [tags.count(tag) for tag in ("header", "main", "footer", "h1", "title")] == [1] * 5
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-4]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all("scope" in attributes or attributes.get("role") or "colspan" in attributes or not attributes
               for attributes in page.all("th"))  # fmt: skip
    assert all(image["alt"] for image in page.all("img"))


def test_the_first_screen_says_marks_and_what_to_fix() -> None:
    words = Page(render_student(factory.wrong())).words()
    start = words.index("What to fix first")
    assert "7.5 of 13 points 58 %" in words[:start]
    assert "1.1 Functional batch norm" in words[start : words.index("Likely cause")]
    first = words[start : words.index("initialize_nn", start)]
    assert "−2.5 points, 1.1 In train mode" in first
    assert "You divided by N." in first


def test_a_failed_public_check_shows_expected_against_got() -> None:
    words = Page(render_student(factory.wrong())).words()
    for part in (
        "✗ failed", "Likely cause: biased variance.", "Part credit: 25 %", "worst at [17, 3]", "160 of 160",
        "rtol 1.3e-06, atol 1e-05", "2.22174", "2.25731", "off by 0.0355641", "1.016 = sqrt(32 / 31)",
        "Expected Tensor (32, 5) float32", "batchnorm(x, beta, gamma, stats_dict, train=True)", "train mode",
        "degrees of freedom", "seed 691", "Hint. Eval mode must not update them.", "nan",
        "A mistake costs once.",
    ):  # fmt: skip
        assert part in words


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_said_in_words_beside_its_sign(verdict: Verdict) -> None:
    one = factory.check("a", "A.", verdict=verdict)
    page = Page(render_student(factory.report("x", factory.question("1", "One", one))))
    assert re.search(rf"\S {verdict.label}\b", page.words())


def test_charts_say_in_words_what_they_show() -> None:
    page = Page(render_student(factory.pictured()))
    charts = [attributes for attributes in page.all("svg") if attributes.get("role") == "img"]
    steps, sample, border = (chart["aria-label"] for chart in charts)
    assert steps.startswith("10 steps. Expected: from 1 after the first to 0.3874 after the last.")
    assert sample.startswith("20 values, got against expected.")
    assert border == (
        "Heat map of the error over axes 2 and 3: 69 of 288 fields are off, in 12 of 12 rows and 24 of 24 columns. "
        "The largest error is 0.79."
    )
    assert "Violet: NaN or infinite on one side only." in page.words()


def test_a_structure_is_shown_part_by_part_and_the_first_that_differs_is_marked() -> None:
    words = Page(render_student(factory.pictured())).words()
    assert "✗failed ['outputs'][1] first that differs (1, 6, 14, 14) (1, 6, 12, 12)" in words
    assert words.count("first that differs") == 1


def test_the_code_of_a_question_stands_once_and_open_where_points_were_lost() -> None:
    html = render_student(factory.wrong())
    assert html.count('id="cell-2"') == 1
    assert '<details class="cell" id="cell-2" open>' in html
    assert '<details class="cell" id="cell-2">' in render_student(factory.perfect())


def test_an_exception_is_shown_at_its_line() -> None:
    html = render_student(factory.crashed())
    marks = re.findall(r"<mark>(.*?)</mark>", html)
    assert len(marks) == 2, "once in the check, once in its cell"
    assert all("layers_stats_lst" in mark and mark.startswith("<i>5</i>") for mark in marks)
    words = Page(html).words()
    assert "NameError: name 'layers_stats_lst' is not defined" in words


def test_marks_by_people_are_shown_where_the_gradebook_was_asked() -> None:
    remarks: dict[str, tuple[str, ...]] = {"1.5": ("Half of the <b>argument</b>.",), "": ("See me.",)}
    final = FinalMark(points=10.25, lost_late=1, questions={"1.5": 1.5}, remarks=remarks)
    words = Page(render_student(factory.perfect().model_copy(update={"final": final}))).words()
    assert "10.25 of 11 points 1 lost for lateness 93 %" in words
    assert "Who marked it says: See me." in words
    assert "Who marked it says: Half of the <b>argument</b>." in words
    assert "1.5 Why does evaluation differ? by a person 1.5 / 2" in words
    assert "to be read" not in words


def test_what_stopped_comes_first_where_something_is_missing() -> None:
    report = factory.crashed()
    words = Page(render_student(report)).words()
    begin = "Begin with what did not run to the end, since the rest may need it: cell 5 (NameError: name"
    assert words.index(begin) < words.index("returns the accuracy")
    nothing_missing = tuple(question for question in report.questions if question.id == "1.4")
    words = Page(render_student(report.model_copy(update={"questions": nothing_missing}))).words()
    assert begin not in words
    assert "Did not run to the end: cell 5 (NameError)." in words


def test_the_run_shows_outputs_plots_notes_and_no_escape_codes() -> None:
    page = Page(render_student(factory.perfect()))
    assert "epoch 1: loss 0.8312 epoch 2: loss 0.6120" in page.words()
    assert "Every pass over a DataLoader was cut to 4 batches." in page.words()
    (image,) = page.all("img")
    assert (image["alt"], image["width"], image["height"]) == ("Plot drawn by cell 4, output 2", "480", "300")
    assert "epoch loss 1 0.83" in page.words()


def test_written_answers_and_attachments_are_there_for_a_person() -> None:
    page = Page(render_student(factory.perfect()))
    assert [formula["display"] for formula in page.all("math")] == ["inline"]
    assert "msqrt" in {tag for tag, _ in page.elements}
    assert "A person reads and marks this." in page.text
    assert "files/answers.pdf" in page.values("href")
    assert "3 still undecided" in page.words()


def test_the_environment_names_walls_versions_and_seeds() -> None:
    words = Page(render_student(factory.perfect())).words()
    for part in (
        "tier 1: own uid, capabilities dropped",
        "other processes can be seen",
        "torch 2.13.0+cpu",
        "Memory 312 MB",
        "train 691",
    ):
        assert part in words


def test_when_nothing_ran_the_page_says_why_first() -> None:
    words = Page(render_student(factory.empty())).words()
    assert words.count("The notebook has no code cells.") == 1
    assert words.index("Nothing could be run.") < words.index("Marks")


def test_a_failure_of_the_grader_is_not_put_on_the_student() -> None:
    assert "The grader failed in a check below, not you." in Page(render_student(factory.crashed())).words()


def test_no_submission_can_make_a_page_large() -> None:
    html = render_student(factory.huge())
    assert len(html.encode()) < 300_000
    assert re.search(r"[\d,]+ more cells are left out", Page(html).words())


def test_a_long_cell_is_cut_and_a_plot_too_many_is_named() -> None:
    cell = CellResult(index=0, source="x = 1\n" * 9_000, status="ok")
    words = Page(render_student(factory.report("x", cells=(cell,)))).words()
    assert "characters left out" in words
    hostile = Page(render_student(factory.hostile())).words()
    assert hostile.count("it is none that can be read") == 2
