"""Every kind of report in every format, held against the rules of those who read it."""

import base64
import json
import re
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest

from grader.exports import (
    annotations,
    classroom50_result,
    crashed_result,
    fenced,
    gradescope_result,
    junit_xml,
    markdown_summary,
    reporter_result,
)
from grader.model import GradeReport
from grader.report import redact
from tests.report import factory

REPORTS = [
    pytest.param(redact(make()), id=make.__name__)
    for make in (factory.perfect, factory.wrong, factory.crashed, factory.empty, factory.hostile)
]
every_report = pytest.mark.parametrize("report", REPORTS)

CHILDREN = {"testsuites": {"testsuite"}, "testsuite": {"testcase"}, "testcase": {"failure", "error", "skipped"}}
ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname"},
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message", "type"},
}
"""Of the xunit2 schema, what we use."""


@every_report
def test_junit_keeps_to_its_schema(report: GradeReport) -> None:
    root = Tree.fromstring(junit_xml(report))
    for element in root.iter():
        assert element.attrib.keys() <= ATTRIBUTES[element.tag], element.tag
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
    for suite in root.iter("testsuite"):
        assert {"name", "tests", "failures", "errors"} <= suite.attrib.keys()
        assert int(suite.attrib["tests"]) == len(suite)
        for kind in ("failure", "error"):
            assert int(suite.attrib[f"{kind}s"]) == len(list(suite.iter(kind)))
        assert re.fullmatch(r"\d+\.\d{3}", suite.attrib["time"])
    assert int(root.attrib["tests"]) == len(report.checks)


@every_report
def test_the_classroom_reporter_gets_the_same_points_in_both_its_ways(report: GradeReport) -> None:
    result = json.loads(base64.b64decode(reporter_result(report)))
    tests = result["tests"]
    assert tests
    for test in tests:
        assert test.keys() == {"name", "status", "score", "message", "test_code", "filename", "line_no", "duration"}
        assert test["status"] in ("pass", "fail", "error")
    total = sum(test["score"] for test in tests)
    passed = sum(test["status"] == "pass" for test in tests)
    assert total == pytest.approx(sum(check.points for check in report.checks))
    assert total == pytest.approx(passed / len(tests) * result["max_score"])
    assert (result["status"] == "pass") == (passed == len(tests))


@every_report
def test_classroom_50_gets_whole_numbers_that_add_up(report: GradeReport) -> None:
    result = json.loads(
        classroom50_result(report, {"CLASSROOM": "ml", "ASSIGNMENT": "lab4", "SUBMISSION_TAG": "submit/1"})
    )
    assert result["schema"] == "classroom50/result/v1"
    texts = ("classroom", "assignment", "submission", "commit", "release", "review", "datetime")
    assert all(isinstance(result[name], str) and result[name] for name in texts)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", result["datetime"])
    for part in (result, *result["tests"]):
        assert type(part["score"]) is type(part["max-score"]) is int
        assert 0 <= part["score"] <= part["max-score"]
    assert sum(test["score"] for test in result["tests"]) == result["score"]
    assert all(isinstance(test["test-name"], str) and type(test["passed"]) is bool for test in result["tests"])


@every_report
def test_gradescope_gets_every_check_with_its_visibility(report: GradeReport) -> None:
    result = json.loads(gradescope_result(report))
    assert result["score"] == pytest.approx(report.points)
    assert len(result["tests"]) == len(report.checks)
    for test, check in zip(result["tests"], report.checks, strict=True):
        assert test["status"] in ("passed", "failed")
        assert test["visibility"] == ("visible" if check.visibility == "public" else "after_published")
        assert 0 <= test["score"] <= test["max_score"]
        assert test["output_format"] == test["name_format"] == "text"


def test_gradescope_reads_dates_and_earlier_submissions() -> None:
    metadata = {
        "created_at": "2026-03-02T10:00:00.000000-08:00",
        "assignment": {"due_date": "2026-03-01T23:59:00.000000-08:00", "total_points": "20.0"},
        "previous_submissions": [{"score": "3.0"}, {"score": "7.5"}],
    }
    output = json.loads(gradescope_result(redact(factory.perfect()), metadata=metadata))["output"]
    assert "Handed in after the due date (2026-03-01T23:59" in output
    assert "Earlier submissions: 2, the last with 7.5 points." in output


def test_gradescope_is_told_of_a_crash() -> None:
    result = json.loads(crashed_result("no torch\x1b[31m"))
    assert "The autograder failed, not your work: no torch" in result["output"]
    assert result["tests"] == []


@every_report
def test_no_format_shows_what_hidden_checks_saw(report: GradeReport) -> None:
    formats = [
        junit_xml(report),
        base64.b64decode(reporter_result(report)).decode(),
        classroom50_result(report, {}),
        gradescope_result(report),
        markdown_summary(report),
        *annotations(report, Path("/repo"), Path("/repo/work.ipynb")),
    ]
    assert not any(factory.SECRET in text for text in formats)


@pytest.mark.parametrize(
    "text", ["::error::forged", "  ::set-output name=a::b", "a ##[error]forged", "a\r::warning::b", "x\n::add-mask::y"]
)
def test_what_a_submission_prints_is_no_command(text: str) -> None:
    first, *middle, last = fenced(text).splitlines()
    token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", first)
    assert token
    assert last == f"::{token[1]}::"
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in middle)


@every_report
def test_an_annotation_is_one_line_and_one_command(report: GradeReport) -> None:
    for command in annotations(report, Path("/repo"), Path("/repo/work, one.ipynb")):
        assert "\n" not in command
        assert "\r" not in command
        found = re.fullmatch(r"::(error|warning|notice) file=([^,:]*),line=\d+,title=([^,:]*)::(.*)", command)
        assert found
        assert "%2C" in found[2]
        assert not found[4].startswith("::")


def test_markup_of_a_submission_is_text_in_the_summary() -> None:
    text = markdown_summary(redact(factory.hostile()))
    assert not re.search(r"(?<!\\)[<`]", text.replace("> ", ""))
