"""Turns what a submission wrote as Markdown or HTML into markup that is safe to put into a page.

Two fences: what is not on the allow-list below is removed here, and the page's content security policy would not run or
load it either. No attribute of a submission survives that could style, name or link its way out of its own box.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import nh3
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from grader.report.text import visible

_INLINE = {"b", "br", "code", "del", "em", "i", "kbd", "s", "small", "strong", "sub", "sup", "u"}
_BLOCK = {"blockquote", "dd", "div", "dl", "dt", "hr", "li", "ol", "p", "pre", "ul"}
_TABLE = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_MATHML = {
    "math", "mfrac", "mi", "mn", "mo", "mover", "mroot", "mrow", "mspace", "msqrt", "msub", "msubsup", "msup", "mtable",
    "mtd", "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
_LONGEST_FORMULA = 1_000
_DROPPED_WHOLE = {
    "applet", "audio", "canvas", "embed", "frameset", "iframe", "math", "noembed", "noframes", "noscript", "object",
    "script", "select", "style", "svg", "template", "textarea", "title", "video",
}  # fmt: skip
_MATH = re.compile(r"\$\$.+?\$\$|\$(?![\s\d$])[^$\n]+?(?<!\s)\$(?!\d)", re.DOTALL)


def html_output(html: str) -> Markup:
    """A notebook's HTML output (tables, mostly) reduced to tags without style, links, images or anything live."""
    return _sanitize(html, _INLINE | _BLOCK | _TABLE, {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}})


def answer(markdown: str) -> Markup:
    """A written answer. Raw HTML shows as text, formulas between `$` as MathML, links only to http(s) and mail."""
    rendered: str = _markdown().render(visible(markdown))
    attributes = {"a": {"href"}, "math": {"display"}, "mo": {"stretchy"}}
    return _sanitize(rendered, _INLINE | _BLOCK | _TABLE | _MATHML | {"a", "h4"}, attributes)


def _sanitize(html: str, tags: set[str], attributes: dict[str, set[str]]) -> Markup:
    clean = nh3.clean(
        html,
        tags=tags,
        clean_content_tags=_DROPPED_WHOLE - tags,
        attributes=attributes,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(visible(clean))  # once more: entities may have become control characters


@cache
def _markdown() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.inline.ruler.before("escape", "math", _math)
    reader.add_render_rule("math_inline", _render_math)
    reader.add_render_rule("image", _render_image)
    reader.core.ruler.push("headings", lambda state: _lower_headings(state.tokens))
    return reader


def _math(state: StateInline, silent: bool) -> bool:
    """Keeps `$...$` away from Markdown's own rules, which would eat underscores and backslashes."""
    found = _MATH.match(state.src, state.pos) if state.src[state.pos] == "$" else None
    if found is None:
        return False
    if not silent:
        state.push("math_inline", "code", 0).content = found.group()
    state.pos = found.end()
    return True


def _render_math(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return _formula(tokens[index].content)


@lru_cache(maxsize=1024)
def _formula(typed: str) -> str:
    """A formula as MathML, which browsers set and read out; as it was typed where it cannot be read.

    The converter lets tags in a formula through, so there must be none; what it makes is sanitized with the rest.
    """
    formula = typed.strip("$").replace("<", r"\lt ").replace(">", r"\gt ")
    try:
        if len(formula) > _LONGEST_FORMULA:
            raise ValueError
        return str(convert(formula, display="block" if typed.startswith("$$") else "inline"))
    except Exception:  # noqa: BLE001  (what somebody typed may break the converter in any way)
        return f"<code>{escape(typed)}</code>"


def _render_image(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Images of an answer are not loaded; what they were called is shown."""
    return f"<em>[image: {escape(tokens[index].content)}]</em>"


def _lower_headings(tokens: list[Token]) -> None:
    """Headings of an answer come below those of the page."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h4"
