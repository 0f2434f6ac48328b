from pathlib import Path

import pytest

from grader.checks.origins import FRAME, affected, origins
from grader.course import Course
from tests.cli.command import ASSIGNMENT, REFERENCE, make_course

pytestmark = pytest.mark.usefixtures("own_modules")
BOTH = frozenset({"1/doubles", "2/halves"})


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(make_course(tmp_path))


def now(course: Course, assignment: str = ASSIGNMENT, reference: str = REFERENCE) -> dict[str, str]:
    files = [course.root / "assignments" / "doubling" / "assignment.py", course.root / "reference" / "doubling.py"]
    for path, text in zip(files, (assignment, reference), strict=True):
        path.write_text(text)
    return origins(course.load("doubling"), files)


@pytest.mark.parametrize(
    ("old", "new", "concerned"),
    [
        ("t.gen.normal((3, 2))", "t.gen.normal((4, 2))", {"1/doubles"}),
        ("points=1", "points=2", {"2/halves"}),
        ("gives half", "returns half", {"2/halves"}),
        ("x = t.gen.normal(4)", "x = t.gen.normal(4)  # four of them", set()),
        ("hw = Assignment", "SCALE = 2\nhw = Assignment", None),
        ("def halves", "def halved", {"2/halved"}),
    ],
)
def test_a_change_of_a_check_concerns_its_question(
    course: Course, old: str, new: str, concerned: set[str] | None
) -> None:
    before, after = now(course), now(course, ASSIGNMENT.replace(old, new))
    assert affected(before, after, course.load("doubling")) == concerned


@pytest.mark.parametrize(
    ("old", "new", "concerned"),
    [
        ("x * 2", "2 * x", {"1/doubles"}),
        ("x / 2", "0.5 * x", {"2/halves"}),
        ("return x * x", "return x ** 2", {"1/doubles"}),
        ("credit=0.5", "credit=0.25", {"1/doubles"}),
        ("def halve(x):\n    return x / 2", "def halve(x):\n    return double(x) / 4", {"2/halves"}),
        ("from grader", "import math\nfrom grader", None),
    ],
)
def test_a_change_of_a_reference_concerns_who_uses_it(
    course: Course, old: str, new: str, concerned: set[str] | None
) -> None:
    before, after = now(course), now(course, reference=REFERENCE.replace(old, new))
    assert affected(before, after, course.load("doubling")) == concerned


def test_a_helper_concerns_whoever_reaches_it(course: Course) -> None:
    helped = REFERENCE.replace("return x / 2", "return helper(x)") + "\n\ndef helper(x):\n    return x / 2\n"
    before, after = (
        now(course, reference=helped),
        now(course, reference=helped.replace("return x / 2", "return x * 0.5")),
    )
    assert affected(before, after, course.load("doubling")) == frozenset({"2/halves"})


def test_what_a_family_made_depends_on_everything(course: Course) -> None:
    made = ASSIGNMENT + (
        "\nfrom grader.checks import Check\n"
        'hw.use(Check("made", "3", 1, lambda t: t.expect.true("yes", True), "It is made."))\n'
    )
    before, after = now(course, made), now(course, made, REFERENCE.replace("x / 2", "0.5 * x"))
    assert affected(before, after, course.load("doubling")) == frozenset({"2/halves", "3/made"})


def test_nothing_known_means_everything(course: Course) -> None:
    assert affected({}, now(course), course.load("doubling")) is None
    assert affected({FRAME: now(course)[FRAME]}, now(course), course.load("doubling")) == BOTH
