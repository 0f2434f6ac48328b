"""What every homework's samples have to hold to; each homework's tests inherit it."""

from grader.model import GradeReport
from tests.homeworks.samples import differences, expected


class Typical:
    """A few samples, in one command."""

    def test_marks_are_what_a_person_would_give(self, homework: str, typical: dict[str, GradeReport]) -> None:
        """As `expected.toml` says."""
        samples = expected(homework)
        found = {name: differences(report, samples[name]) for name, report in typical.items()}
        assert {name: lines for name, lines in found.items() if lines} == {}


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
