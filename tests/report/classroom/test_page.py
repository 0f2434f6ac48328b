import pytest

from grader.model import GradeReport
from grader.report import render_class
from grader.report.look import PLAIN
from grader.report.templating import policy, script
from tests.report.factory import crashed, empty, hostile, perfect, report, wrong
from tests.report.page import Page

CLASS = [perfect(), wrong(), crashed(), empty(), hostile()]


def test_what_needs_a_person_comes_before_the_students() -> None:
    words = Page(render_class(CLASS, title="Lab 4", failures=[("Kurt Gödel", "The archive is damaged.")])).words()
    parts = ("Not graded: 1", "Kurt Gödel The archive is damaged.", "Grader errors: 1", "To be marked by a person: 2",
             "Nothing could be run: 2", "Commonest misconceptions", "Other causes", "Find",
             "Discrimination is")  # fmt: skip
    places = [words.index(part) for part in parts]
    assert places == sorted(places)


def test_each_student_has_a_row_with_a_link_and_marks_per_question() -> None:
    page = Page(render_class(CLASS, title="Lab 4"))
    assert {f"{one.submission.slug}/report.html" for one in CLASS} <= set(page.values("href"))
    assert "Blaise Pascal late 7.5 / 13 58 % 2.5 3 2 – 0" in page.words()
    assert "Ada Lovelace 9 / 11 3 – 5 3 0 0 1" in page.words()


def test_pass_rates_and_diagnoses_are_counted() -> None:
    words = Page(render_class([perfect(), wrong(), wrong("B")], title="Lab 4")).words()
    assert "In train mode the output uses the batch statistics. 1 of 3" in words
    assert (
        "1.1 biased variance You divided by N. The handout's published figures come from dividing by N − 1. 2 B"
        in words
    )


def test_hostile_names_stay_text() -> None:
    page = Page(render_class(CLASS, title="<script>", failures=[("<img src=x onerror=alert(1)>\u202e", "`<b>`")]))
    assert page.html.count("<script") == 1, "our own"
    assert not page.all("img")
    assert "\u202e" not in page.html
    assert "\x1b" not in page.html


@pytest.mark.parametrize("reports", [[], [report("x")]])
def test_a_class_of_nobody_or_nothing_still_has_a_page(reports: list[GradeReport]) -> None:
    assert f"{len(reports)} graded" in Page(render_class(reports, title="Lab 4")).words()


def test_long_lists_of_reviews_are_folded() -> None:
    many = [perfect(f"student {i}") for i in range(9)]
    assert "all 9" in Page(render_class(many, title="Lab 4")).words()
    assert not Page(render_class(many[:8], title="Lab 4")).all("details")


def test_the_marks_of_a_class_are_drawn_and_told() -> None:
    page = Page(render_class([perfect(f"s{n}") for n in range(7)] + [empty()], title="Lab 4"))
    (chart,) = [attributes for attributes in page.all("svg") if attributes.get("role") == "img"]
    assert chart["aria-label"].startswith("Number of students by points. 0–1: 1, 1–2: 0")


def test_only_our_script_runs_and_only_on_this_page() -> None:
    (rule,) = (meta["content"] for meta in Page(render_class(CLASS, title="x")).all("meta") if "http-equiv" in meta)
    assert rule == policy(PLAIN, script())
    assert "script-src" in rule
    assert "script" not in policy()
