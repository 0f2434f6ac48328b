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
from grader.model import GradeReport, Verdict
from grader.report import redact
from tests.exports.rules import (
    JUNIT_ATTRIBUTES,
    JUNIT_CHILDREN,
    Classroom50Result,
    GradescopeResult,
    ReporterResult,
)
from tests.report import factory

REPORTS = [
    pytest.param(redact(make()), id=make.__name__)
    for make in (factory.perfect, factory.wrong, factory.crashed, factory.empty, factory.hostile)
]
every_report = pytest.mark.parametrize("report", REPORTS)

RUNNER = {
    "CLASSROOM": "ml",
    "ASSIGNMENT": "lab4",
    "ASSIGNMENT_TYPE": "individual",
    "OWNER": "ada",
    "SUBMISSION_TAG": "submit/2026-03-02T10-00-00Z-0badcafe",
}
"""What Classroom 50 tells."""


@every_report
def test_junit_keeps_to_both_schemas(report: GradeReport) -> None:
    root = Tree.fromstring(junit_xml(report))
    for element in root.iter():
        assert element.attrib.keys() == JUNIT_ATTRIBUTES.get(element.tag, set()), element.tag
        order = JUNIT_CHILDREN.get(element.tag, [])
        places = [order.index(child.tag) for child in element]
        assert places == sorted(places)
    for case in root.iter("testcase"):
        assert len(case) <= 1
        assert re.fullmatch(r"\d+\.\d{3}", case.attrib["time"])
    assert len(list(root.iter("testcase"))) == len(report.checks)


@every_report
def test_junit_suites_count_what_is_in_them(report: GradeReport) -> None:
    suites = list(Tree.fromstring(junit_xml(report)))
    assert [suite.attrib["id"] for suite in suites] == [str(number) for number in range(len(suites))]
    for suite in suites:
        assert [len(suite.findall(once)) for once in ("properties", "system-out", "system-err")] == [1, 1, 1]
        assert suite.attrib["name"].strip()
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])
        counted = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error"}
        for name, path in {**counted, "skipped": "testcase/skipped"}.items():
            assert int(suite.attrib[name]) == len(suite.findall(path))


@every_report
def test_the_classroom_reporter_gets_the_same_points_in_both_its_ways(report: GradeReport) -> None:
    result = ReporterResult.model_validate_json(base64.b64decode(reporter_result(report)))
    assert result.added == pytest.approx(sum(check.points for check in report.checks))
    assert result.added == pytest.approx(result.shared)
    assert (result.status == "pass") == all(test.status == "pass" for test in result.tests)


def test_what_the_classroom_reporter_prints_is_no_command() -> None:
    forged = factory.check("works", "It works.", question="1", verdict=Verdict.RAISED, message="no\n::error::forged")
    report = redact(factory.report("Ada", factory.question("1", "One", forged)))
    result = ReporterResult.model_validate_json(base64.b64decode(reporter_result(report)))
    assert "forged" in result.tests[0].message
    assert not any(line.lstrip().startswith("::") for line in result.tests[0].message.splitlines())


@every_report
def test_classroom_50_gets_whole_numbers_that_add_up(report: GradeReport) -> None:
    result = Classroom50Result.model_validate_json(classroom50_result(report, RUNNER))
    assert sum(test.score for test in result.tests) == result.score
    assert sum(test.max_score for test in result.tests) == result.max_score


@every_report
def test_gradescope_gets_every_check_with_its_visibility(report: GradeReport) -> None:
    result = GradescopeResult.model_validate_json(gradescope_result(report))
    assert result.score == pytest.approx(report.points)
    for test, check in zip(result.tests, report.checks, strict=True):
        assert test.visibility == ("visible" if check.visibility == "public" else "after_published")
        assert 0 <= test.score <= test.max_score


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
    result = GradescopeResult.model_validate_json(crashed_result("no torch\x1b[31m"))
    assert "The autograder failed, not your work: no torch" in result.output
    assert result.tests == []


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
