"""The one Jinja2 environment of all pages: every text is made visible, then escaped."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.report import formats, words
from grader.report.text import one_line, visible, with_code

_TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **values: object) -> str:
    """A whole page. The style sheet and the policy that admits it are added here."""
    page = environment().get_template(template)
    return page.render(style=style(), policy=policy(), **values)


@cache
def environment() -> Environment:
    """The environment, its templates compiled once a process."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_neutralise,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        points=formats.points,
        percent=formats.percent,
        seconds=formats.seconds,
        number=formats.number,
        moment=formats.moment,
        one_line=one_line,
        prose=with_code,
        tone=words.tone,
    )
    made.globals.update(SYMBOL=words.SYMBOL, CELL_LABEL=words.CELL_LABEL, pair=formats.pair, tally=words.tally)
    return made


@cache
def style() -> Markup:
    """The style sheet as it stands in every page: comments and indentation left out."""
    sheet = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return Markup("\n".join(line.strip() for line in bare.splitlines() if line.strip()))


@cache
def policy() -> str:
    """The content security policy: no script, no request, pictures only from the page itself, this one style sheet."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _neutralise(value: object) -> object:
    """Runs on every expression of every template, before escaping. Markup was made safe where it was made."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
