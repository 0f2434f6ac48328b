"""The pages of a review, from templates; what students wrote is escaped or sanitized."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader.gradebook.standing import Decision
from grader.report.markup import answer
from grader.report.templating import style as report_style
from grader.report.text import visible
from grader.review.items import Pile

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing but the page's own style, script and form."""
_TEMPLATES = Path(__file__).parent / "templates"


@cache
def style() -> str:
    """The look of reports, and what this page adds."""
    return f"{report_style()}\n{(_TEMPLATES / 'review.css').read_text('utf-8')}"


@cache
def script() -> str:
    """Keyboard and saving while one types; without it the form still works."""
    return (_TEMPLATES / "review.js").read_text("utf-8")


def overview(pile: Pile) -> str:
    """How far the review is, and every answer with its mark."""
    marks = pile.marks()
    left = [number for number, mark in enumerate(marks) if not given(mark)]
    rows = list(enumerate(zip(pile.items, marks, strict=True)))
    return _environment().get_template("overview.html").render(pile=pile, rows=rows, left=left)


def item(pile: Pile, number: int) -> str:
    """One answer, with the form for its mark."""
    marks = pile.marks()
    done = sum(given(mark) for mark in marks)
    return (
        _environment()
        .get_template("item.html")
        .render(pile=pile, item=pile.items[number], number=number, mark=marks[number], done=done)
    )


def given(mark: Decision | None) -> bool:
    """There is a mark, and it was not taken back."""
    return mark is not None and mark.points is not None


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(markdown=answer, visible=visible)
    made.tests["given"] = given
    return made
