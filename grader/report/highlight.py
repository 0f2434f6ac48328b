"""Python source as HTML lines. Colours come from the page's style sheet, so the markup holds class names only.

The lexer is a small one of our own on Pygments' engine: it knows IPython's `%` and `!` lines, never fails on source
that is not valid Python, and takes a quarter of the time of Pygments' full Python lexer, which alone would use up the
time there is for a page.
"""

import builtins
import keyword
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup, escape
from pygments.lexer import RegexLexer, words
from pygments.token import Comment, Keyword, Name, Number, String, Text, _TokenType

from grader.report.text import visible

_CLASS = {
    Comment: "tc",
    Comment.Preproc: "tm",
    Keyword: "tk",
    Name.Builtin: "tb",
    Name.Decorator: "tm",
    Name.Function: "tf",
    Number: "tn",
    String: "ts",
}
_BUILTINS = [name for name in dir(builtins) if name.islower() and not name.startswith("_")]


class SourceLexer(RegexLexer):
    """Comments, strings, numbers, keywords, built-in and defined names, decorators, and IPython's own lines."""

    name = "Notebook source"
    flags = re.MULTILINE
    tokens = {  # noqa: RUF012  # Pygments reads it from the class
        "root": [
            (r"^[ \t]*(?:%%?[A-Za-z]|!)[^\n]*", Comment.Preproc),
            (r"^[ \t]*@[\w.]+", Name.Decorator),
            (r"[ \t]+", Text),
            (r"#[^\n]*", Comment),
            (r'[rbfuRBFU]{0,2}(?:"""[\s\S]*?(?:"""|\Z)' + r"|'''[\s\S]*?(?:'''|\Z))", String),
            (r'[rbfuRBFU]{0,2}(?:"(?:[^"\\\n]|\\[\s\S])*"?' + r"|'(?:[^'\\\n]|\\[\s\S])*'?)", String),
            (r"(?:(?<=\bdef )|(?<=\bclass ))[^\W\d]\w*", Name.Function),
            (words(keyword.kwlist, suffix=r"\b"), Keyword),
            (words(_BUILTINS, suffix=r"\b"), Name.Builtin),
            (r"[^\W\d]\w*", Text),
            (r"\d[\w.]*", Number),
            (r"[^\w#'\"@%!\s]+", Text),
            (r"\s+|.", Text),
        ]
    }


_LEXER = SourceLexer(stripnl=False, ensurenl=False)


@lru_cache(maxsize=512)
def lines(source: str) -> tuple[Markup, ...]:
    """One piece of HTML for each line of the source. Cached: the cells of a handout come back with every student."""
    pieces = [""]
    for css, text in _runs(visible(source)):
        first, *rest = text.split("\n")
        pieces[-1] += _span(css, first)
        pieces.extend(_span(css, line) for line in rest)
    return tuple(Markup(piece) for piece in pieces)


def plain_lines(source: str) -> tuple[Markup, ...]:
    """The same without colours, for source that is too long for the lexer."""
    return tuple(escape(line) for line in visible(source).split("\n"))


def _runs(source: str) -> Iterator[tuple[str, str]]:
    """Neighbouring tokens that look alike, joined: it halves the markup."""
    tokens = ((_css(kind), text) for kind, text in _LEXER.get_tokens(source))
    for css, run in groupby(tokens, key=lambda token: token[0]):
        yield css, "".join(text for _, text in run)


def _css(kind: _TokenType) -> str:
    return _CLASS.get(kind, "")


def _span(css: str, text: str) -> str:
    safe = str(escape(text))
    return f'<span class="{css}">{safe}</span>' if css and text else safe
