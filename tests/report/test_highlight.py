import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from grader.report.highlight import lines, plain_lines
from grader.report.text import visible
from tests.report.factory import BATCHNORM


def unmarked(rows: tuple[Markup, ...]) -> str:
    return Markup("\n".join(re.sub(r"</?span[^>]*>", "", row) for row in rows)).unescape()


@pytest.mark.parametrize(
    ("source", "row"),
    [
        ("%matplotlib inline", '<span class="tm">%matplotlib inline</span>'),
        ("!pip install x", '<span class="tm">!pip install x</span>'),
        ("def f(x):", '<span class="tk">def</span> <span class="tf">f</span>(x):'),
        ("a % b != c @ d", "a % b != c @ d"),
        ("print(1.5e3)", '<span class="tb">print</span>(<span class="tn">1.5e3</span>)'),
        ("x = rb'a\\'b' # c", 'x = <span class="ts">rb&#39;a\\&#39;b&#39;</span> <span class="tc"># c</span>'),
        ("s = 'open", 's = <span class="ts">&#39;open</span>'),
    ],
)
def test_each_kind_of_token_has_its_class(source: str, row: str) -> None:
    assert lines(source) == (row,)


def test_a_string_over_lines_is_coloured_on_each() -> None:
    assert lines('"""a\nb"""') == (
        '<span class="ts">&#34;&#34;&#34;a</span>',
        '<span class="ts">b&#34;&#34;&#34;</span>',
    )


@given(st.text(st.sampled_from("ab1 \n\t'\"#%!@\\<&()[]=\x00\u202e")))
def test_the_text_of_any_source_survives(source: str) -> None:
    assert unmarked(lines(source)) == visible(source)
    assert unmarked(plain_lines(source)) == visible(source)


def test_there_are_as_many_rows_as_lines() -> None:
    assert len(lines(BATCHNORM)) == BATCHNORM.count("\n") + 1
