"""What the reports of a class of 1,000 cost, and how its overview opens: `python -m benchmarks.reports`.

All in processor time, which other work on the machine hardly changes.
"""

import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import CDPSession, sync_playwright

from grader.model import GradeReport
from grader.report import redact, render_class, render_student
from tests.report import factory

STUDENTS = 1000
SAMPLES = (factory.perfect, factory.wrong, factory.pictured, factory.crashed, factory.perfect)


def main() -> None:
    """Print the medians; charts are drawn with the first pages, for their cost comes once for each mistake."""
    reports = [student(n) for n in range(STUDENTS)]
    first = sum(seconds(report) for report in reports[: len(SAMPLES)])
    print(f"first pages, charts  {first:7.2f} s for {len(SAMPLES)} pages")
    print(f"a page               {1000 * statistics.median(map(seconds, reports)):7.1f} ms (median of {STUDENTS})")
    started = time.process_time()
    overview = render_class(reports, title="A large class")
    print(f"the overview         {time.process_time() - started:7.2f} s, {len(overview) / 1e6:.1f} MB")
    open_in_chromium(overview)


def student(number: int) -> GradeReport:
    """One of the samples, with code that nobody else has: highlighted lines are cached."""
    whole = SAMPLES[number % len(SAMPLES)](f"Student {number:04d}")
    cells = (cell.model_copy(update={"source": f"# {number}\n{cell.source}"}) for cell in whole.cells)
    return redact(whole.model_copy(update={"cells": tuple(cells)}))


def seconds(report: GradeReport) -> float:
    """Processor time of rendering one page."""
    started = time.process_time()
    render_student(report)
    return time.process_time() - started


def open_in_chromium(html: str) -> None:
    """Print what it takes to open the overview and to sort its table."""
    program = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if program is None:
        print("there is no Chromium here: how the overview opens was not measured")
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "index.html"
        path.write_text(html, encoding="utf-8")
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        page = browser.new_page()
        client = page.context.new_cdp_session(page)
        client.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(path.as_uri())
        opened = processor_time(client)
        page.evaluate("document.querySelector('.students thead button').click(); document.body.offsetHeight")
        sorted_again = processor_time(client) - opened
        print(f"in Chromium          {opened:7.2f} s to open, {sorted_again:.2f} s to sort")
        browser.close()


def processor_time(client: CDPSession) -> float:
    """Seconds that the page's main thread has worked so far."""
    metrics = client.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


if __name__ == "__main__":
    main()
