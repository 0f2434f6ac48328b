"""What every homework's samples have to hold to; each homework's tests inherit it."""

from pathlib import Path

from grader.model import GradeReport
from tests.homeworks.samples import differences, expected, graded


class Typical:
    """A few samples, one command each."""

    def test_marks_are_what_a_person_would_give(self, homework: str, typical: str, tmp_path: Path) -> None:
        """As `expected.toml` says."""
        report = graded(homework, tmp_path, "--only", typical)[typical]
        assert differences(report, expected(homework)[typical]) == []


class All:
    """All samples, in one command."""

    def test_every_sample_is_graded_and_expected(self, homework: str, reports: dict[str, GradeReport]) -> None:
        """No sample without a report or without expected marks."""
        assert sorted(reports) == sorted(expected(homework))

    def test_marks_are_what_a_person_would_give(
        self, homework: str, sample: str, reports: dict[str, GradeReport]
    ) -> None:
        """As `expected.toml` says."""
        assert differences(reports[sample], expected(homework)[sample]) == []
