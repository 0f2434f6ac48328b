"""A real Chromium for pages as they stand on disk, and what it noticed while it showed them."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

NAMES = (os.environ.get("CHROMIUM", "chromium"), "chromium-browser", "google-chrome")
MISSING = "there is no Chromium here, so no page was looked at. As root: apt-get install chromium"


@dataclass
class Visit:
    """An open page, and everything that a harmless page does not do."""

    page: Page
    noticed: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, page: Page, path: Path) -> "Visit":
        """Open a page and listen: dialogs, errors, and requests for anything but the page itself."""
        visit = cls(page)
        page.on("dialog", visit._dialog)
        page.on("pageerror", lambda error: visit.noticed.append(f"error: {error}"))
        page.on("console", lambda message: visit.noticed.append(f"console: {message.text}"))
        page.on("request", lambda request: visit._request(request.url, path.as_uri()))
        page.goto(path.as_uri())
        return visit

    def _dialog(self, dialog: Dialog) -> None:
        self.noticed.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, url: str, own: str) -> None:
        if url != own and not url.startswith("data:"):
            self.noticed.append(f"request: {url}")


Visiting = Callable[..., Visit]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window. Where there is none the test is skipped; with CI=true it fails."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's own sandbox refuses to run as root
        chromium = playwright.chromium.launch(executable_path=found, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visiting]:
    """Show a page: `visit(html, width=360, color_scheme="dark")`."""
    contexts = []

    def show(html: str, width: int = 1200, **options: object) -> Visit:
        path = tmp_path / "report.html"
        path.write_text(html, encoding="utf-8")
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))  # type: ignore[arg-type]  # any option of a context
        return Visit.begin(contexts[-1].new_page(), path)

    yield show
    for context in contexts:
        context.close()
