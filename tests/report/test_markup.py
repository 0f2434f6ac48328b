import pytest

from grader.report.markup import answer, html_output
from tests.report.factory import PAYLOADS
from tests.report.page import Page

HARMLESS = {
    "a", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h4", "hr", "i", "kbd", "li",
    "ol", "p", "pre", "s", "small", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u",
    "ul",
}  # fmt: skip
MATH = {
    "math", "mfrac", "mi", "mn", "mo", "mover", "mroot", "mrow", "mspace", "msqrt", "msub", "msubsup", "msup", "mtable",
    "mtd", "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
TRICKS = (
    *PAYLOADS,
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<a href='java&#115;cript:alert(1)'>x</a><a href=' javascript:alert(1)'>y</a><a href='data:text/html,x'>z</a>",
    "<form action=https://evil.example><input name=q><button>Go</button></form>",
    "<div style='position:fixed;inset:0' class=banner id=marks onclick=alert(1)>over everything</div>",
    "<template><script>alert(1)</script></template><base href=https://evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<table background=https://evil.example><td style=x>1",
)


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("render", [html_output, answer])
def test_nothing_live_survives(trick: str, render: type[str]) -> None:
    page = Page(render(trick))
    assert {tag for tag, _ in page.elements} <= HARMLESS
    assert {name for _, attributes in page.elements for name in attributes} <= {"href", "rel", "colspan", "rowspan"}
    assert all(address.startswith(("https://", "http://", "mailto:")) for address in page.values("href"))


def test_a_table_of_pandas_keeps_its_structure_and_loses_its_style() -> None:
    html = '<style scoped>td{}</style><table class="dataframe"><tr style="x"><th colspan="2">a</th></tr></table>'
    assert html_output(html) == '<table><tbody><tr><th colspan="2">a</th></tr></tbody></table>'


def test_html_outputs_have_no_headings_or_links_to_pose_as_the_page() -> None:
    assert html_output("<h1>Passed</h1><a href='https://e.example'>x</a>") == "Passedx"


def test_formulas_of_an_answer_are_set() -> None:
    html = answer(r"With $x_1$ and $$\frac{a}{2}$$, not $5 or $6.")
    assert '<math display="inline"><mrow><msub><mi>x</mi><mn>1</mn></msub></mrow></math>' in html
    assert '<math display="block"><mrow><mfrac><mrow><mi>a</mi></mrow>' in html
    assert html.endswith("not $5 or $6.</p>\n")


@pytest.mark.parametrize("typed", [f"${'{' * 300}$", f"${'x' * 2_000}$", r"$\frac{$"])
def test_what_is_no_formula_stays_as_typed(typed: str) -> None:
    assert answer(typed) == f"<p><code>{typed}</code></p>\n"


@pytest.mark.parametrize(
    "trick",
    [
        *TRICKS,
        r"\text{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(//evil)}{x}",
        r'\class{" onmouseover="alert(1)}{x}',
    ],
)
def test_a_formula_is_no_way_in(trick: str) -> None:
    page = Page(answer("$" + trick.replace("\n", " ").replace("$", "") + "$"))
    assert {tag for tag, _ in page.elements} <= HARMLESS | MATH
    assert {name for _, attributes in page.elements for name in attributes} <= {"display", "stretchy", "href", "rel"}
    assert all(address.startswith(("https://", "http://", "mailto:")) for address in page.values("href"))


def test_an_answer_has_markdown_tables_lists_and_lowered_headings() -> None:
    assert answer("# Why\n\n- **a**") == "<h4>Why</h4>\n<ul>\n<li><strong>a</strong></li>\n</ul>\n"
    assert "<th>a</th>" in answer("|a|\n|-|\n|1|")


def test_raw_html_and_images_of_an_answer_show_as_text() -> None:
    assert answer("<b>x</b> ![plot](http://e.example/p.png)") == "<p>&lt;b&gt;x&lt;/b&gt; <em>[image: plot]</em></p>\n"


def test_control_characters_cannot_come_back_as_entities() -> None:
    assert html_output("&#x202E;x") == "⟦U+202E⟧x"
    assert answer("&#x202E;x") == "<p>⟦U+202E⟧x</p>\n"
