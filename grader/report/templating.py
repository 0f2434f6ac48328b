"""The Jinja2 environment of all pages: every text is made visible, then escaped."""

import base64
import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from grader.report import formats, words
from grader.report.errors import ReportError
from grader.report.look import PLAIN, Look
from grader.report.text import one_line, visible, with_code

_TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, look: Look, *, script: str = "", **values: object) -> str:
    """A whole page. The style sheet, the script and the policy that admits just these are added here.

    Raises ReportError when a template of the course's theme cannot be read or fills in something that is not there.
    """
    try:
        page = environment(look).get_template(template)
        return page.render(style=style(look), script=Markup(script), policy=policy(look, script), **values)
    except TemplateError as error:
        raise ReportError(f"The template {template} cannot be filled in: {error}.") from error


@lru_cache(8)
def environment(look: Look) -> Environment:
    """The environment of a look, its templates compiled once a process."""
    made = Environment(
        loader=_loader(look),
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
    made.globals.update(
        SYMBOL=words.SYMBOL,
        pair=formats.pair,
        tally=words.tally,
        t=look.texts.markup,
        language=look.language or "en",
    )
    return made


def _loader(look: Look) -> BaseLoader:
    ours = FileSystemLoader(_TEMPLATES)
    own = [FileSystemLoader(look.theme)] if look.theme else []
    return ChoiceLoader([*own, ours, PrefixLoader({"default": ours})])


@lru_cache(8)
def style(look: Look = PLAIN) -> Markup:
    """The style sheet as it stands in every page: comments and indentation left out."""
    sheet = f"{(_TEMPLATES / 'style.css').read_text(encoding='utf-8')}\n{look.style}"
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return Markup("\n".join(line.strip() for line in bare.splitlines() if line.strip()))


@cache
def script() -> str:
    """The class overview's script, which sorts and filters its table. Nothing of it is needed to read the page."""
    return (_TEMPLATES / "table.js").read_text(encoding="utf-8")


@lru_cache(8)
def policy(look: Look = PLAIN, script: str = "") -> str:
    """The content security policy: no request, pictures only from the page itself, this style sheet, this script."""
    scripts = f" script-src {_digest(script)};" if script else ""
    return (
        f"default-src 'none'; img-src data:; style-src {_digest(style(look))};{scripts} "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _neutralise(value: object) -> object:
    """Runs on every expression of every template, before escaping. Markup was made safe where it was made."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
