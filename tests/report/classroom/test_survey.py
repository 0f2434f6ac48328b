from grader.model import ErrorInfo, GradeReport, Verdict
from grader.report import redact
from grader.report.classroom import survey
from tests.report.factory import check, crashed, empty, perfect, question, report, wrong


def marked(student: str, *points: float) -> GradeReport:
    """A report with a check for each of the points, of 1 each."""
    checks = (
        check(f"c{n}", "It holds.", points=p, verdict=Verdict.PASSED if p == 1 else Verdict.FAILED)
        for n, p in enumerate(points)
    )
    return report(student, question("1", "One", *checks))


def test_mean_median_and_order() -> None:
    overview = survey([wrong("beta"), perfect("Alpha"), empty("gamma")])
    assert [one.submission.student for one in overview.reports] == ["Alpha", "beta", "gamma"]
    assert (overview.mean, overview.median, overview.max_points) == (5.5, 7.5, 13.0)
    assert overview.seconds == (1.74, 1.74)


def test_an_empty_class_is_no_error() -> None:
    overview = survey([])
    assert (overview.mean, overview.median, overview.reports, overview.rates, overview.questions) == (0, 0, (), (), ())


def test_pass_rates_count_only_what_is_decided() -> None:
    verdicts = (Verdict.PASSED, Verdict.FAILED, Verdict.NEEDS_REVIEW, Verdict.GRADER_ERROR)
    reports = [report(v.value, question("1", "One", check("a", "A.", verdict=v))) for v in verdicts]
    (rate,) = survey(reports).rates
    assert (rate.passed, rate.decided) == (1, 2)


def test_discrimination_tells_which_checks_go_with_the_rest() -> None:
    strong = [marked(f"s{n}", 1, 0, 1, 1, 1) for n in range(4)]
    weak = [marked(f"w{n}", 0, 1, 0, 0, 1) for n in range(4)]
    first, against, *_, always = survey([*strong, *weak]).rates
    assert first.discrimination is not None
    assert against.discrimination is not None
    assert always.discrimination is None, "everybody has the same"
    assert against.discrimination < 0.1
    assert survey(strong[:2] + weak[:2]).rates[0].discrimination is None, "too few students"


def test_questions_are_summed_up() -> None:
    (rate,) = survey([marked("a", 1, 1), marked("b", 1, 0)]).questions
    assert (rate.mean, rate.max_points, rate.full, rate.count) == (1.5, 2, 1, 2)


def test_whoever_needs_a_person_is_found() -> None:
    overview = survey([perfect(), wrong(), crashed(), empty()])
    (error,) = overview.grader_errors
    assert [one.submission.student for one in error.reports] == ["Carl Gauss"]
    review, answer = overview.needs_review
    assert (review.question, answer.question) == ("1.4", "1.5")
    assert [one.submission.student for one in overview.unreadable] == ["Emmy Noether"]


def test_answers_in_code_wait_for_a_person_too() -> None:
    nothing, words, code = (
        report(name, question("1.3", "Training", written=2, **given))
        for name, given in (("a", {}), ("b", {"answer": "It is 7."}), ("c", {"places": (4,)}))
    )
    (waiting,) = survey([nothing, words, code]).needs_review
    assert [one.submission.student for one in waiting.reports] == ["b", "c"]


def test_a_misconception_counts_a_student_once() -> None:
    (shared,) = survey([wrong("a"), wrong("b"), perfect("c")]).misconceptions
    assert (shared.name, shared.questions, len(shared.reports)) == ("biased variance", ("1.1",), 2)


def test_failures_without_a_diagnosis_are_grouped_by_what_went_wrong() -> None:
    error = ErrorInfo(type="NameError", message="x")
    raised = [
        report(name, question("1", "One", check("a", "A.", question="1", verdict=Verdict.RAISED, error=error)))
        for name in "ab"
    ]
    other = report("c", question("1", "One", check("a", "A.", question="1", verdict=Verdict.MISSING, message="No f.")))
    first, second = survey([*raised, other]).causes
    assert (first.questions, len(first.reports), second.hint) == (("1",), 2, "No f.")


def test_a_hidden_check_is_no_cause_where_a_public_one_tells_more() -> None:
    hidden = check("h", "H.", question="1", verdict=Verdict.FAILED, visibility="hidden")
    public = check("p", "P.", question="1", verdict=Verdict.FAILED, message="m")
    both = redact(report("a", question("1", "One", hidden, public)))
    alone = redact(report("b", question("1", "One", hidden)))
    assert [cause.check.id for cause in survey([both]).causes] == ["p"]
    assert [cause.check.id for cause in survey([alone]).causes] == ["h"]
