"""The review page in Chromium, with nothing but the keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.review.serving import serving, small_class


def arrive(page: Page, place: str) -> None:
    """Wait until a page is there, and its script listens."""
    expect(page).to_have_url(place)
    page.wait_for_load_state()


def tab_to(page: Page, place: str) -> None:
    """Press Tab until a link to a place has the focus."""
    link = page.locator(f"a[href='{place}']").first
    for _ in range(30):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            return
    pytest.fail(f"Tab does not lead to {place}")


@pytest.mark.slow
def test_a_written_answer_is_marked_with_the_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    noticed: list[str] = []
    with small_class(tmp_path) as pile, serving(pile) as server, browser.new_context() as context:
        page = context.new_page()
        page.on("console", lambda message: noticed.append(message.text))
        page.on("pageerror", lambda error: noticed.append(str(error)))
        page.on("dialog", lambda dialog: noticed.append(dialog.message))
        page.goto(server.url)
        tab_to(page, "/item/0")
        page.keyboard.press("Enter")
        arrive(page, f"{server.origin}/item/0")

        page.keyboard.press("2")
        page.keyboard.press("Tab")
        with page.expect_response(lambda answer: "momentum" in (answer.request.post_data or "")):
            page.keyboard.type("names momentum")
        expect(page.locator("#state")).to_have_text("Saved")
        page.reload()
        expect(page.locator("#points")).to_have_value("2")
        expect(page.locator("#reason")).to_have_value("names momentum")

        page.keyboard.press("Escape")
        page.keyboard.press("ArrowRight")
        arrive(page, f"{server.origin}/item/1")
        page.keyboard.press("3")
        page.keyboard.press("Enter")
        arrive(page, f"{server.origin}/item/2")
        tab_to(page, "/")
        page.keyboard.press("Enter")
        arrive(page, f"{server.origin}/")
        given = {student: decided[-1] for student, decided in pile.book.decisions("hw").items()}
    assert {student: (one.points, one.reason) for student, one in given.items()} == {
        "ada": (2, "names momentum"),
        "bob<b>": (3, ""),
    }
    assert noticed == []
