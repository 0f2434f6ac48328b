"""Gradescope's `results.json`."""

import datetime
import json
from collections.abc import Mapping
from typing import Any

from grader.exports.wording import clean, title, why
from grader.model import CheckResult, GradeReport, Verdict

_HIDDEN = "hidden"


def gradescope_result(
    report: GradeReport, *, hidden: str = "after_published", metadata: Mapping[str, Any] | None = None
) -> str:
    """The text of `results.json`. `hidden`: when students see hidden checks' outcomes. `metadata`: Gradescope's own."""
    document = {
        "score": round(report.points, 4),
        "execution_time": round(report.seconds, 3),
        "output": _overview(report, metadata or {}),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": _HIDDEN,
        "extra_data": {"grader": report.environment.grader, "digest": report.submission.digest},
        "tests": [_test(check, hidden) for check in report.checks],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def crashed_result(reason: str) -> str:
    """What is written when there is no report: no marks, and the reason."""
    text = f"The autograder failed, not your work: {clean(reason)[:2000]}\nYour instructor has to run it again."
    return (
        json.dumps({"score": 0, "output": text, "visibility": "visible", "stdout_visibility": _HIDDEN, "tests": []})
        + "\n"
    )


def _test(check: CheckResult, hidden: str) -> dict[str, object]:
    return {
        "name": title(check),
        "name_format": "text",
        "number": check.question,
        "score": round(check.points, 4),
        "max_score": round(check.max_points, 4),
        "status": "passed" if check.verdict is Verdict.PASSED else "failed",
        "output": why(check),
        "output_format": "text",
        "tags": [check.visibility, check.verdict.value],
        "visibility": "visible" if check.visibility == "public" else hidden,
        "extra_data": {"id": check.id},
    }


def _overview(report: GradeReport, metadata: Mapping[str, Any]) -> str:
    lines = [report.problem, *report.notes, *_late(metadata)]
    if report.undecided:
        lines.append(f"{report.undecided:g} points are still to be decided by a person.")
    previous = metadata.get("previous_submissions")
    if isinstance(previous, list) and previous:
        lines.append(f"Earlier submissions: {len(previous)}, the last with {previous[-1].get('score', '?')} points.")
    return clean("\n".join(filter(None, lines)))


def _late(metadata: Mapping[str, Any]) -> list[str]:
    assignment = metadata.get("assignment")
    due = str(assignment.get("due_date") or "") if isinstance(assignment, dict) else ""
    created = str(metadata.get("created_at") or "")
    return [f"Handed in after the due date ({due})."] if due and created and _moment(created) > _moment(due) else []


def _moment(text: str) -> float:
    """Seconds of an ISO 8601 time with a zone; 0 for anything else."""
    try:
        return datetime.datetime.fromisoformat(text).timestamp()
    except ValueError:
        return 0.0
