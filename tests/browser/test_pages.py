"""Pages as a reader gets them: harmless, readable for everybody, on any screen and on paper."""

from collections.abc import Callable, Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from grader.model import GradeReport
from grader.report import Look, redact, render_class, render_student
from tests.browser.conftest import Visiting
from tests.report import factory

SAMPLES = (factory.perfect, factory.wrong, factory.pictured, factory.crashed, factory.empty, factory.hostile)
CLASS = [redact(sample()) for sample in SAMPLES]


def rendered(name: str) -> str:
    if name == "class":
        return render_class([*CLASS, *CLASS[:3]], title=factory.PAYLOADS[0], failures=[(factory.PAYLOADS[1], "`<b>`")])
    sample: Callable[[], GradeReport] = getattr(factory, name)
    return render_student(sample())


def wanted(names: Sequence[str], slow: Sequence[str]) -> list[object]:
    return [*names, *(pytest.param(name, marks=pytest.mark.slow) for name in slow)]


PAGES = wanted(["pictured", "hostile", "class"], ["perfect", "wrong", "crashed", "empty"])


@pytest.mark.parametrize("name", PAGES)
def test_nothing_in_a_page_runs_asks_or_complains(name: str, visit: Visiting) -> None:
    shown = visit(rendered(name))
    for summary in shown.page.query_selector_all("summary"):
        summary.evaluate("summary => { summary.parentElement.open = true }")
    shown.page.mouse.move(600, 300)
    shown.page.keyboard.press("Tab")
    shown.page.wait_for_load_state("networkidle")
    assert shown.noticed == []
    assert shown.page.evaluate("document.querySelectorAll('script').length") == (name == "class")


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(name: str, scheme: str, visit: Visiting) -> None:
    page = visit(rendered(name), color_scheme=scheme, bypass_csp=True).page
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [one for one in found if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], [node["target"] for node in one["nodes"]][:5]) for one in serious] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_scrolls_only_downwards(name: str, visit: Visiting) -> None:
    page = visit(rendered(name), width=360, color_scheme="dark").page
    for summary in page.query_selector_all("summary"):
        summary.evaluate("summary => { summary.parentElement.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_charts_change_their_colours_with_the_page(visit: Visiting) -> None:
    colours = [point_colour(visit(rendered("pictured"), color_scheme=scheme).page) for scheme in ("light", "dark")]
    assert colours == ["rgb(182, 82, 0)", "rgb(240, 160, 80)"]


def point_colour(page: Page) -> object:
    return page.evaluate("getComputedStyle(document.querySelector('svg.chart [fill=\"var(--got)\"]')).fill")


def test_paper_shows_values_and_leaves_out_calls_that_nobody_opened(visit: Visiting) -> None:
    page = visit(rendered("wrong")).page
    shown = "['details.values .pair', 'details.calls'].map(name => document.querySelector(name).checkVisibility())"
    assert page.evaluate(shown) == [False, True]
    page.emulate_media(media="print")
    assert page.evaluate(shown) == [True, False]
    assert page.pdf().startswith(b"%PDF")


def test_the_table_of_students_sorts_and_filters_by_keyboard(visit: Visiting) -> None:
    page = visit(rendered("class")).page
    names = "[...document.querySelectorAll('.students tbody tr:not([hidden]) th')].map(cell => cell.textContent.trim())"
    shown = page.locator(".filter output")
    page.get_by_role("searchbox", name="Find").fill("gauss")
    expect(shown).to_have_text("1 / 9")
    assert page.evaluate(names) == ["Carl Gauss"]
    page.get_by_role("searchbox", name="Find").fill("")
    page.get_by_role("combobox", name="Show").select_option("late")
    expect(shown).to_have_text("2 / 9")
    page.get_by_role("combobox", name="Show").select_option("")
    expect(shown).to_have_text("9 / 9")
    heading = page.locator(".students thead th", has_text="Marks")
    heading.locator("button").press("Enter")
    heading.locator("button").press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    assert page.evaluate(names)[0].startswith("Ada Lovelace")


def test_the_overview_is_whole_without_its_script(visit: Visiting) -> None:
    page = visit(rendered("class"), java_script_enabled=False).page
    assert page.locator(".students tbody tr").count() == 9
    assert not page.locator("form.filter").is_visible()


@pytest.mark.slow
def test_german_pages_are_as_sound(visit: Visiting) -> None:
    shown = visit(render_student(factory.pictured(), look=Look("de")), width=360)
    assert shown.noticed == []
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= 360
