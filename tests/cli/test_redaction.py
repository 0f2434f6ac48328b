"""Markers planted in hidden inputs, expected outputs and hand-ins, and sought in every output of a real run."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import Ran, grade_py, notebook

INPUT, EXPECTED, NUMBER = "HIDDENINPUT7391", "HIDDENOUTPUT7391", "7391.25"
MARKERS = (INPUT, EXPECTED, NUMBER)
ASSIGNMENT = f'''
from grader.checks import Assignment, Context
from reference import secretive

hw = Assignment("secretive", title="Secretive", reference=secretive)

@hw.check("1", points=1)
def known(t: Context) -> None:
    """`echo` gives back a text."""
    t.expect.close("text", t.student.echo("public"), "public!")

@hw.check("2", points=1, visibility="hidden")
def texts(t: Context) -> None:
    """`echo` does so for other texts."""
    t.expect.close("text", t.student.echo("{INPUT}"), t.reference.echo("{INPUT}").value, hint="{EXPECTED}")

@hw.check("3", points=1, visibility="hidden")
def numbers(t: Context) -> None:
    """`shift` adds one."""
    x = 0 * t.gen.normal(8) + {NUMBER}
    t.expect.close("{EXPECTED}", t.student.shift(x), t.reference.shift(x).value)
    t.expect.true("{EXPECTED}", False, message="{EXPECTED} {INPUT}", got=t.student.shift(x))
'''
REFERENCE = f'''
def echo(text):
    return "{EXPECTED}"

def shift(x):
    return x + 1
'''
LEAKS = {
    "returns": "def echo(text): return text\ndef shift(x): return x",
    "prints": "import sys\ndef echo(text): print(text)\ndef shift(x): print(x, file=sys.stderr)",
    "raises": "def echo(text): raise ValueError(text)\ndef shift(x): raise type(str(x[0].item()), (Exception,), {})(x)",
    "warns": "import warnings\ndef echo(text): warnings.warn(text)\ndef shift(x): return {str(v): v for v in x}",
    "keeps": "seen = []\ndef echo(text): return seen.append(text) or seen\ndef shift(x): return seen.append(x) or seen",
}
"""Ways of carrying out what one is given, by student."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """A class in which everybody tries to carry hidden inputs out, each with a marker of their own in the code."""
    course = tmp_path_factory.mktemp("course")
    for path, text in {
        "assignments/secretive/assignment.py": ASSIGNMENT,
        "reference/__init__.py": "",
        "reference/secretive.py": REFERENCE,
        **{f"class/{name}.ipynb": notebook(f"mine = 'OWNWORK{name}'", code) for name, code in LEAKS.items()},
    }.items():
        (course / path).parent.mkdir(parents=True, exist_ok=True)
        (course / path).write_text(text)
    ran = grade_py(course, "grade", "secretive", course / "class", "--json")
    again = grade_py(course, "report", course / "reports/secretive", "--feedback", "files", "--language", "de")
    assert (ran.code, again.code) == (0, 0), (ran, again)
    return course / "reports/secretive", ran


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every file, those inside archives too."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                yield from ((f"{path.name}/{name}", archive.read(name).decode()) for name in archive.namelist())
        else:
            yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


def test_nothing_that_hidden_checks_saw_is_written_anywhere(run: tuple[Path, Ran]) -> None:
    folder, ran = run
    outputs = [*written(folder), ("standard output", ran.out), ("standard error", ran.err)]
    assert len(outputs) > 15
    assert [(name, marker) for name, text in outputs for marker in MARKERS if marker in text] == []


def test_nobody_finds_the_work_of_others(run: tuple[Path, Ran]) -> None:
    folder, _ = run
    for name in LEAKS:
        page = "".join(text for _, text in written(folder / name))
        assert f"OWNWORK{name}" in page
        assert [other for other in LEAKS if other != name and f"OWNWORK{other}" in page] == []


def test_the_public_check_shows_what_it_saw(run: tuple[Path, Ran]) -> None:
    folder, _ = run
    assert "public!" in (folder / "returns" / "report.html").read_text()
