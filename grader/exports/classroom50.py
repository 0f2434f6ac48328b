"""Classroom 50's `result.json`: scores are whole numbers, so points are given in hundredths.

Its runner writes who owns the repository, the kind of assignment and the time of the submission over what stands here.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from grader.exports.wording import title, why
from grader.model import CheckResult, GradeReport, Verdict
from grader.report import counted

SCHEMA = "classroom50/result/v1"
_SCALE = 100
_FROM = {
    "classroom": ("CLASSROOM",),
    "assignment": ("ASSIGNMENT",),
    "assignment_type": ("ASSIGNMENT_TYPE",),
    "owner": ("OWNER", "USERNAME"),
    "submission": ("SUBMISSION_TAG",),
    "commit": ("COMMIT_URL",),
    "release": ("RELEASE_URL",),
    "review": ("REVIEW_URL", "COMMIT_URL"),
}


def classroom50_result(report: GradeReport, environment: Mapping[str, str]) -> str:
    """The text of `result.json`. `environment`: the variables that the runner sets; strings must not be empty."""
    tests = [_test(check) for check in counted(report)]
    most = sum(int(test["max-score"]) for test in tests)
    document = {
        "schema": SCHEMA,
        **{name: _said(environment, *variables) for name, variables in _FROM.items()},
        "datetime": f"{datetime.fromisoformat(report.graded_at).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "score": min(sum(int(test["score"]) for test in tests), most),
        "max-score": most,
        "tests": tests,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _said(environment: Mapping[str, str], *variables: str) -> str:
    """The first of some variables that says something."""
    return next((environment[name] for name in variables if environment.get(name)), "unknown")


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
