from grader.model import Verdict
from grader.report.overview import survey
from tests.report.factory import check, crashed, empty, perfect, question, report, wrong


def test_mean_median_and_order() -> None:
    overview = survey([wrong("beta"), perfect("Alpha"), empty("gamma")])
    assert [one.submission.student for one in overview.reports] == ["Alpha", "beta", "gamma"]
    assert (overview.mean, overview.median, overview.max_points) == (5.5, 7.5, 13.0)


def test_an_empty_class_is_no_error() -> None:
    overview = survey([])
    assert (overview.mean, overview.median, overview.reports, overview.rates) == (0.0, 0.0, (), ())


def test_pass_rates_count_only_what_is_decided() -> None:
    verdicts = (Verdict.PASSED, Verdict.FAILED, Verdict.NEEDS_REVIEW, Verdict.GRADER_ERROR)
    reports = [report(v.value, question("1", "One", check("a", "A.", verdict=v))) for v in verdicts]
    (rate,) = survey(reports).rates
    assert (rate.passed, rate.decided) == (1, 2)


def test_whoever_needs_a_person_is_found() -> None:
    overview = survey([perfect(), wrong(), crashed(), empty()])
    assert [one.report.submission.student for one in overview.grader_errors] == ["Carl Gauss"]
    (review,) = overview.needs_review
    assert [check.id for check in review.checks] == ["test"]
    assert [question.id for question in review.answers] == ["1.5"]
    assert [one.submission.student for one in overview.unreadable] == ["Emmy Noether"]


def test_a_misconception_counts_a_student_once() -> None:
    (shared,) = survey([wrong("a"), wrong("b"), perfect("c")]).misconceptions
    assert (shared.diagnosis.name, len(shared.reports)) == ("biased_variance", 2)
