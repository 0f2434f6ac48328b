import os
import threading
from pathlib import Path

import pytest

from grader.course import Course, CourseError

GOOD = '''
import types
from grader.checks import Assignment, Context

hw = Assignment("hw", title="Home", reference=types.ModuleType("r"))

@hw.check("1", points=1)
def one(t: Context) -> None:
    """It works."""
'''


@pytest.fixture
def course(tmp_path: Path) -> Course:
    write(tmp_path, "good", GOOD)
    return Course(tmp_path)


def write(root: Path, name: str, source: str) -> None:
    folder = root / "assignments" / name
    folder.mkdir(parents=True)
    (folder / "assignment.py").write_text(source)


def test_a_course_is_found_from_below(course: Course) -> None:
    below = course.root / "assignments" / "good"
    assert Course.find(below).root == course.root


def test_no_course_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"no course found.*--course"):
        Course.find(tmp_path)


def test_load(course: Course) -> None:
    assert course.names() == ["good"]
    assert course.load("good").title == "Home"


def test_an_unknown_name_lists_near_ones(course: Course) -> None:
    with pytest.raises(CourseError, match=r"no assignment 'god'; there is: good"):
        course.load("god")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("x = 1 / 0", r"assignment.py:1 failed: ZeroDivisionError"),
        ("x = (", r"assignment.py:1 failed: SyntaxError"),
        ("raise SystemExit(3)", r"assignment.py:1 failed: SystemExit"),
        ("x = 1", r"must define exactly one Assignment, it defines 0"),
        (GOOD.partition("@")[0], "declares neither a check nor a question"),
        (GOOD.replace('    """It works."""', "    pass"), r"assignment.py:7: check 'one' has no docstring"),
        (GOOD.replace("points=1", "points=-1"), r"'1/one' has -1 points"),
    ],
)
def test_an_assignment_that_does_not_load_gives_one_line_with_its_place(course: Course, source: str, says: str) -> None:
    write(course.root, "bad", source)
    with pytest.raises(CourseError, match=says) as caught:
        course.load("bad")
    assert "\n" not in str(caught.value)


def test_the_secret_is_made_once_and_kept_to_its_owner(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_SECRET", raising=False)
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(course.secret())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found[0]) == 64
    path = course.root / ".grader" / "secret"
    assert path.stat().st_mode & 0o077 == 0
    assert os.listdir(path.parent) == ["secret"]


def test_the_environment_wins(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_SECRET", "from outside")
    assert course.secret() == b"from outside"
    assert not (course.root / ".grader").exists()
