"""Classroom 50's `result.json`: scores are whole numbers, so points are given in hundredths."""

import json
from collections.abc import Mapping

from grader.exports.wording import counted, title, why
from grader.model import CheckResult, GradeReport, Verdict

SCHEMA = "classroom50/result/v1"
_SCALE = 100
_FROM = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}


def classroom50_result(report: GradeReport, environment: Mapping[str, str]) -> str:
    """The text of `result.json`. `environment`: the variables that the runner sets; strings must not be empty."""
    tests = [_test(check) for check in counted(report)]
    most = sum(int(test["max-score"]) for test in tests)
    document = {
        "schema": SCHEMA,
        **{name: environment.get(variable) or "unknown" for name, variable in _FROM.items()},
        "datetime": report.graded_at,
        "score": min(sum(int(test["score"]) for test in tests), most),
        "max-score": most,
        "tests": tests,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _test(check: CheckResult) -> dict[str, str | int | bool]:
    most = round(_SCALE * check.max_points)
    return {
        "test-name": title(check),
        "passed": check.verdict is Verdict.PASSED,
        "score": max(0, min(round(_SCALE * check.points), most)),
        "max-score": most,
        "message": why(check),
        "id": check.id,
    }
