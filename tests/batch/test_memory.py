import json
from pathlib import Path

import pytest

from grader.batch import Again, Memory, remembering
from grader.checks import Assignment
from grader.checks.origins import FRAME
from grader.checks.seeds import Seeds
from grader.course import Course
from grader.gradebook import Gradebook
from grader.model import Handin, Submission, Verdict
from grader.pipeline import Options
from tests.cli.command import make_course
from tests.gradebook.handed_in import graded

pytestmark = pytest.mark.usefixtures("own_modules")
SEEDS = Seeds(b"secret", "doubling")
NOTHING = Assignment("hw", title="Homework", reference=json)


def remembered(url: str, fingerprint: str, again: Again = "what changed") -> Memory:
    return Memory((url,), NOTHING, fingerprint, {FRAME: ""}, again)


def handed_in(student: str = "ada", digest: str = "d1") -> Submission:
    handin = Handin(student=student, slug=student, path=Path(f"{student}.ipynb"))
    return Submission(handin=handin, files=(), main=None, digest=digest)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'book.db'}"


def record(url: str, memory: Memory, *, broken: bool = False) -> None:
    report = graded("ada")
    if broken:
        check = report.checks[0].model_copy(update={"verdict": Verdict.GRADER_ERROR})
        question = report.questions[0].model_copy(update={"checks": (check,)})
        report = report.model_copy(update={"questions": (question,)})
    book = Gradebook.open(url, "lecturer")
    book.record(report, key=memory.key(handed_in()), origins=memory.origins)
    book.close()


def recalled(memory: Memory, submission: Submission) -> bool:
    with memory.open() as recall:
        return recall(submission) is not None


def test_the_same_hand_in_is_recalled_and_no_other(url: str) -> None:
    memory = remembered(url, "f1")
    record(url, memory)
    assert recalled(memory, handed_in())
    assert not recalled(memory, handed_in(digest="d2"))
    assert not recalled(memory, handed_in("bob"))
    assert not recalled(remembered(url, "f2"), handed_in())


def test_what_to_grade_again_can_be_more_or_less(url: str) -> None:
    record(url, remembered(url, "f1"))
    assert recalled(remembered(url, "f2", "new hand-ins"), handed_in())
    assert not recalled(remembered(url, "f2", "new hand-ins"), handed_in(digest="d2"))
    assert not recalled(remembered(url, "f1", "everything"), handed_in())


def test_a_failure_of_the_grader_is_tried_again(url: str) -> None:
    record(url, remembered(url, "f1"), broken=True)
    assert not recalled(remembered(url, "f1"), handed_in())
    assert not recalled(remembered(url, "f1", "new hand-ins"), handed_in())


def test_a_result_depends_on_all_of_its_surroundings(tmp_path: Path) -> None:
    course = Course(make_course(tmp_path))

    def now(options: Options = Options(), seeds: Seeds = SEEDS, tier: int | None = None) -> str:  # noqa: B008  (frozen)
        return remembering([], course.root, course.load("doubling"), seeds, options, tier=tier).fingerprint

    seen = [now(), now(Options(engine="kernel")), now(seeds=Seeds(b"other", "doubling")), now(tier=1)]
    (course.root / "assignments" / "doubling" / "table.csv").write_text("1,2\n")
    seen.append(now())
    assert len(set(seen)) == len(seen)
    (course.root / "assignments" / "doubling" / "policy.toml").write_text("teams = true\n")
    assert now() == seen[-1]


def test_after_a_repair_only_its_question_is_left(url: str, tmp_path: Path) -> None:
    course = Course(make_course(tmp_path))

    def memory() -> Memory:
        return remembering([url], course.root, course.load("doubling"), SEEDS, Options())

    first = memory()
    book = Gradebook.open(url, "lecturer")
    book.record(graded("ada"), key=first.key(handed_in()), origins=first.origins)
    book.close()
    file = course.root / "assignments" / "doubling" / "assignment.py"
    file.write_text(file.read_text().replace("(3, 2)", "(4, 2)"))
    with memory().open() as recall:
        known = recall(handed_in())
    assert known is not None
    assert known.left == {"1/doubles"}
