"""What GitHub Classroom's reporter (`autograding-grading-reporter`) reads from a runner.

Its versions disagree on the points: one adds up the tests' scores, the other takes the share of tests that pass. Both
give the same where all tests weigh the same and are passed or not; so a check counts as several tests, one for each
unit of points, as long as that is not too many. Names and messages are printed to the log as they are.
"""

import base64
import json
import math
from collections.abc import Iterator

from grader.exports.actions import disarmed
from grader.exports.wording import clean, title, why
from grader.model import CheckResult, GradeReport, Verdict
from grader.report import counted

_MOST_TESTS = 100
_CENTS = 100


def reporter_result(report: GradeReport) -> str:
    """The value of a runner's `result` output: base64 of JSON."""
    checks = [check for check in counted(report) if check.max_points > 0]
    tests = [test for check in checks for test in _tests(check, _unit(checks))] or [_nothing(report)]
    document = {
        "version": 1,
        "status": _status(report, tests),
        "max_score": round(sum(check.max_points for check in checks), 4),
        "tests": tests,
    }
    return base64.b64encode(json.dumps(document).encode()).decode()


def _unit(checks: list[CheckResult]) -> int | None:
    """Hundredths of a point that divide every check's points and marks; None where that makes too many tests."""
    cents = [round(_CENTS * value) for check in checks for value in (check.points, check.max_points)]
    exact = all(math.isclose(_CENTS * check.points, round(_CENTS * check.points), abs_tol=1e-6) for check in checks)
    unit = math.gcd(*cents)
    total = sum(round(_CENTS * check.max_points) for check in checks)
    return unit if exact and unit and total / unit <= _MOST_TESTS else None


def _tests(check: CheckResult, unit: int | None) -> Iterator[dict[str, object]]:
    if unit is None:
        yield _test(check, title(check), check.verdict is Verdict.PASSED, check.points)
        return
    count, passed = (round(_CENTS * value) // unit for value in (check.max_points, check.points))
    for number in range(1, count + 1):
        name = title(check) if count == 1 else f"{title(check)} ({number} of {count})"
        yield _test(check, name, number <= passed, unit / _CENTS if number <= passed else 0)


def _test(check: CheckResult, name: str, passed: bool, score: float) -> dict[str, object]:
    wrong = "error" if check.verdict is Verdict.GRADER_ERROR else "fail"
    return {
        "name": disarmed(name),
        "status": "pass" if passed else wrong,
        "score": score,
        "message": "" if passed else disarmed(why(check)),
        "test_code": check.id,
        "filename": "",
        "line_no": 0,
        "duration": round(1000 * check.seconds),
    }


def _nothing(report: GradeReport) -> dict[str, object]:
    """The reporter cannot read an empty list."""
    fields = {
        "name": report.title,
        "status": "error",
        "score": 0,
        "message": disarmed(clean(report.problem or "nothing was checked")),
    }
    return {**fields, "test_code": "", "filename": "", "line_no": 0, "duration": 0}


def _status(report: GradeReport, tests: list[dict[str, object]]) -> str:
    kinds = {test["status"] for test in tests}
    if report.grader_failed or "error" in kinds:
        return "error"
    return "fail" if "fail" in kinds else "pass"
