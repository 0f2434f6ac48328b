import re
import string
import tomllib
from pathlib import Path

import pytest

from grader.report import Look, ReportError, render_class, render_student
from grader.report.look import TEXTS
from tests.report.factory import hostile, perfect, wrong
from tests.report.page import Page

LANGUAGES = sorted(path.stem for path in TEXTS.glob("*.toml"))
TEMPLATES = sorted(path for path in TEXTS.parent.glob("templates/*.html") if path.stem != "audit")
"""All but the page for authors, which speaks the language of the command line."""


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_with_its_values(language: str) -> None:
    english, other = Look().texts.entries, Look(language).texts.entries
    assert {key: fields(text) for key, text in other.items()} == {key: fields(text) for key, text in english.items()}
    document = (TEXTS / f"{language}.toml").read_text(encoding="utf-8")
    assert sum(map(len, tomllib.loads(document).values())) == sum(
        map(len, tomllib.loads((TEXTS / "en.toml").read_text(encoding="utf-8")).values())
    ), "left to English"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_holds_a_text_of_its_own(path: Path) -> None:
    words = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    left = set(re.findall(r"[A-Za-z]{2,}", words))
    assert left <= {"page", "wide", "SHA", "grader", "Python", "torch", "NumPy", "grades", "csv"}


def test_reports_speak_german() -> None:
    german = Look("de")
    page = Page(render_student(wrong(), look=german))
    assert '<html lang="de">' in page.html
    assert "Was zuerst zu tun ist" in page.words()
    assert "Was dein Code zurückgab, weicht vom Erwarteten ab." in page.words(), "of a hidden check"
    assert "Übersicht des Kurses" in Page(render_class([perfect(), wrong()], title="x", look=german)).words()


def test_pages_are_in_the_assignments_language_unless_another_is_asked_for() -> None:
    report = perfect().model_copy(update={"language": "de"})
    assert 'lang="de"' in render_student(report)
    assert 'lang="de"' in render_class([report], title="Class")
    assert 'lang="en"' in render_student(report, look=Look("en"))
    assert 'lang="en"' in render_student(perfect())


def test_a_language_without_texts_is_named() -> None:
    with pytest.raises(ReportError, match=r"no texts in 'fr'\. There is: de, en\. .* texts/fr\.toml"):
        render_student(perfect(), look=Look("fr"))


def test_a_theme_changes_style_texts_and_templates(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text(":root { --link: #123456; }")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/en.toml").write_text('[fix]\ntitle = "Do <this> first"\n')
    (tmp_path / "student.html").write_text(
        '{% extends "default/student.html" %}{% block foot %}<p>University of X</p>{% endblock %}'
    )
    page = Page(render_student(wrong(), look=Look(theme=tmp_path)))
    assert "--link: #123456" in page.html
    assert "Do <this> first" in page.words()
    assert page.words().endswith("University of X")
    assert "What to fix first" in Page(render_student(wrong())).words()


def test_a_new_language_comes_with_a_theme(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/fr.toml").write_text('[fix]\ntitle = "À corriger"\n')
    words = Page(render_student(wrong(), look=Look("fr", tmp_path))).words()
    assert "À corriger" in words
    assert "Marks" in words, "English where there is no translation yet"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("texts/en.toml", "no toml", "Cannot read the texts"),
        ("student.html", "{{ nothing.here }}", "student.html cannot be filled in: 'nothing' is undefined"),
        (
            "texts/en.toml",
            '[student]\nof = "of {least}"',
            r"text student.of cannot be filled in: 'least'. It may hold {most}",
        ),
        ("student.html", "{% if %}", "student.html cannot be filled in"),
    ],
)
def test_a_broken_theme_is_named(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / name).write_text(content)
    with pytest.raises(ReportError, match=message):
        render_student(perfect(), look=Look(theme=tmp_path))


def test_values_are_escaped_wherever_they_are_filled_in() -> None:
    texts = Look().texts
    assert texts.markup("check.cause", name="<b>\u202e") == "Likely cause: &lt;b&gt;⟦U+202E⟧."
    assert "<script" not in render_student(hostile(), look=Look("de"))
