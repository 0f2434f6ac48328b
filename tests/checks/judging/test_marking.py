import pytest

from grader.checks import AuthorError
from grader.checks.errors import Missing, Raised
from grader.checks.judging.expect import Recorded
from grader.checks.judging.marking import costing_once, mark
from grader.model import CallShown, CheckResult, Diagnosis, Difference, Verdict

WRONG = (Difference(path="", kind="value", message="expected 1, got 2"),)


def item(passed: bool, points: float | None = None, label: str = "output") -> Recorded:
    return Recorded(label, () if passed else WRONG, points, "", None, None)


@pytest.mark.parametrize(
    ("max_points", "recorded", "verdict", "points"),
    [
        (2.0, [item(True), item(True)], Verdict.PASSED, 2.0),
        (2.0, [item(True), item(False)], Verdict.PARTIAL, 1.0),
        (2.0, [item(False), item(False)], Verdict.FAILED, 0.0),
        (2.0, [item(True, 1.5), item(False, 0.5)], Verdict.PARTIAL, 1.5),
        (2.0, [item(False, 1.5), item(True, 0.5)], Verdict.PARTIAL, 0.5),
        (3.0, [item(True, 1.0), item(True), item(False)], Verdict.PARTIAL, 2.0),
        (1.0, [item(True), item(True), item(False)], Verdict.PARTIAL, 0.6667),
        (0.0, [item(False)], Verdict.FAILED, 0.0),
    ],
)
def test_points_are_the_sum_of_passed_shares(
    max_points: float, recorded: list[Recorded], verdict: Verdict, points: float
) -> None:
    marked = mark(max_points, recorded, None)
    assert (marked.verdict, marked.points) == (verdict, points)
    assert sum(marked.shares) == pytest.approx(max_points)


def test_the_message_of_a_miss_names_the_first_comparison_that_missed() -> None:
    assert mark(1.0, [item(True), item(False, label="running mean")], None).message == (
        "running mean: expected 1, got 2."
    )


def test_a_fault_keeps_named_points_that_passed_before_it_and_no_others() -> None:
    recorded = [item(True, 0.5), item(False, 0.25), item(True)]
    marked = mark(2.0, recorded, Raised("ValueError: no"))
    assert (marked.verdict, marked.points, marked.message) == (Verdict.RAISED, 0.5, "ValueError: no.")


def test_a_fault_before_any_comparison_gives_its_verdict_and_nothing() -> None:
    marked = mark(2.0, [], Missing("`f` is not defined"))
    assert (marked.verdict, marked.points) == (Verdict.MISSING, 0.0)


def test_comparing_nothing_is_the_authors_mistake() -> None:
    with pytest.raises(AuthorError, match="compared nothing"):
        mark(1.0, [], None)


@pytest.mark.parametrize("points", [0.5, 1.5])
def test_named_points_must_add_up(points: float) -> None:
    with pytest.raises(AuthorError, match="worth"):
        mark(1.0, [item(True, points)], None)


def result(
    name: str,
    points: float,
    of: float,
    mistake: str = "",
    question: str = "1",
    at: str = "f",
    calls: tuple[str, ...] = (),
    *,
    whole: bool = True,
    credit: float = 0.25,
) -> CheckResult:
    diagnosis = Diagnosis(name=mistake, hint="Look again.", credit=credit, functions=(at,), whole=whole)
    return CheckResult(
        id=name,
        question=question,
        sentence=f"What {name} asks.",
        visibility="public",
        verdict=Verdict.PASSED if points == of else Verdict.FAILED,
        points=points,
        max_points=of,
        message="" if points == of else "Wrong.",
        diagnosis=diagnosis if mistake else None,
        calls=tuple(CallShown(call=call, arguments={}) for call in calls),
    )


def once(*results: CheckResult) -> dict[str, float]:
    return {name: each.points for name, each in costing_once({each.id: each for each in results}).items()}


def test_a_mistake_costs_each_question_once() -> None:
    found = once(result("a", 1, 2, "eps"), result("b", 0, 3, "eps"), result("c", 0, 2, "eps"))
    assert found == {"a": 2, "b": 0, "c": 2}


@pytest.mark.parametrize(
    "other",
    [
        result("b", 1, 2, "mean"),
        result("b", 1, 2, "eps", "2"),
        result("b", 1, 2, "eps", at="g"),
        result("b", 1, 2, "eps", whole=False),
        result("b", 1, 2),
    ],
)
def test_other_mistakes_questions_functions_and_what_is_unknown_cost_too(other: CheckResult) -> None:
    assert once(result("a", 1, 2, "eps"), other) == {"a": 1, "b": 1}


def test_a_mistake_in_a_function_that_is_called_by_name_costs_only_its_own_question() -> None:
    found = once(
        result("a", 1, 2, "eps", "1", calls=("f(x)",)),
        result("b", 0, 3, "eps", "2", calls=("g(x)", "f(x, train=False)")),
        result("c", 0, 3, "eps", "2", calls=("g(x)",)),
    )
    assert found == {"a": 1, "b": 3, "c": 0}


@pytest.mark.parametrize("by_chance", [0, 0.5])
def test_what_is_wrong_altogether_gets_nothing_back(by_chance: float) -> None:
    found = once(result("a", 0, 2, "eps", credit=0), result("b", by_chance, 2, "eps", credit=0))
    assert found == {"a": 0, "b": by_chance}


def test_what_costs_nothing_says_where_the_mistake_was_paid() -> None:
    first = costing_once({"a": result("a", 1, 3, "eps"), "b": result("b", 0, 1, "eps")})["b"]
    assert (first.verdict, first.message) == (Verdict.PASSED, "")
    assert first.diagnosis
    assert (first.diagnosis.name, first.diagnosis.credit) == ("eps", 1)
    assert first.follow_through == ("This mistake has cost points where “What a asks” is asked: it costs nothing here.")
