"""What `new` writes, and what it refuses."""

import json
from pathlib import Path

import pytest

from grader.course import Course
from grader.scaffold import ScaffoldError, scaffold
from tests.cli.command import grade_py

FILES = [
    "assignments/fresh/assignment.py",
    "assignments/fresh/files/fresh.ipynb",
    "reference/fresh.py",
    "submissions/fresh/right.ipynb",
    "submissions/fresh/wrong.ipynb",
]


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]]


def test_a_new_assignment_audits_without_a_hole(tmp_path: Path) -> None:
    made = grade_py(tmp_path, "new", "fresh", "--course", tmp_path, "--title", 'Fresh "start"')
    assert (made.code, made.out.splitlines()[:-1]) == (0, FILES)
    audited = grade_py(tmp_path, "audit", "fresh", "--verbose", minutes=5)
    assert audited.code == 0, audited.words
    assert "diagnosed as themselves: 100.0% (2 of 2)" in audited.words
    assert "over the batch │ 3.00 │ itself 2" in audited.words
    assert (tmp_path / "reports" / "fresh" / "audit.html").exists()


def test_the_three_notebooks_differ_in_the_answer_alone(tmp_path: Path) -> None:
    scaffold(tmp_path, "fresh", "Fresh")
    starter, right, wrong = (sources(tmp_path / path) for path in (FILES[1], FILES[3], FILES[4]))
    assert [len({*texts}) for texts in zip(starter, right, wrong, strict=True)] == [1, 1, 1, 3, 1, 1]
    assert starter[0].startswith("# Fresh\n")


def test_a_second_assignment_goes_beside_the_first(tmp_path: Path) -> None:
    for name in ("one", "two"):
        scaffold(tmp_path, name, name)
    assert Course(tmp_path).names() == ["one", "two"]
    assert (tmp_path / "reference" / "__init__.py").read_text("utf-8").startswith('"""')


@pytest.mark.parametrize(
    ("name", "better"),
    [("Lab 5", "lab_5"), ("5th", "th"), ("class", "class_hw"), ("data", "data_hw"), ("../x", "x"), ("", "lab5")],
)
def test_a_name_that_cannot_be_one_is_refused_with_a_better_one(name: str, better: str, tmp_path: Path) -> None:
    with pytest.raises(ScaffoldError, match=rf"take small letters, digits and _, such as {better}$"):
        scaffold(tmp_path, name, "T")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["assignments/fresh", "submissions/fresh", "reference/fresh.py"])
def test_nothing_that_is_there_is_replaced(path: str, tmp_path: Path) -> None:
    (tmp_path / path).mkdir(parents=True)
    with pytest.raises(ScaffoldError, match=f"{path} is there already; take another name"):
        scaffold(tmp_path, "fresh", "Fresh")
    assert not (tmp_path / "assignments" / "fresh" / "assignment.py").exists()
