"""JUnit XML as Jenkins, GitLab and others read it (the xunit2 family: a test suite a question, a test case a check)."""

import re
from xml.etree import ElementTree as Tree

from grader.exports.wording import UNDECIDED, clean, marks, why
from grader.model import CheckResult, GradeReport, QuestionResult, Verdict

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(report: GradeReport) -> str:
    """The report as one XML document."""
    root = Tree.Element("testsuites", name=_text(f"{report.assignment} {report.submission.student}"))
    for question in report.questions:
        if question.checks:
            root.append(_suite(question, report))
    totals = [_counts(list(question.checks)) for question in report.questions]
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(counts[name] for counts in totals)))
    root.set("time", _seconds(sum(check.seconds for check in report.checks)))
    Tree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Tree.tostring(root, encoding="unicode") + "\n"


def _suite(question: QuestionResult, report: GradeReport) -> Tree.Element:
    suite = Tree.Element("testsuite", name=_text(f"{question.id} {question.title}"), hostname="localhost")
    for name, count in _counts(list(question.checks)).items():
        suite.set(name, str(count))
    suite.set("time", _seconds(sum(check.seconds for check in question.checks)))
    suite.set("timestamp", report.graded_at[:19])
    suite.extend(_case(check, report.assignment) for check in question.checks)
    return suite


def _case(check: CheckResult, assignment: str) -> Tree.Element:
    name = f"{check.sentence} ({marks(check)})"
    case = Tree.Element("testcase", name=_text(name), classname=_text(f"{assignment}.{check.question}"))
    case.set("time", _seconds(check.seconds))
    if kind := _kind(check):
        told = Tree.SubElement(case, kind, type=check.verdict.value, message=_text(why(check).partition("\n")[0]))
        told.text = _text(why(check))
    return case


def _kind(check: CheckResult) -> str:
    """The element that tells what happened: a grader's error is an error, a student's a failure."""
    if check.verdict is Verdict.PASSED:
        return ""
    if check.verdict is Verdict.GRADER_ERROR:
        return "error"
    return "skipped" if check.verdict in UNDECIDED else "failure"


def _counts(checks: list[CheckResult]) -> dict[str, int]:
    kinds = [_kind(check) for check in checks]
    of = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    return {"tests": len(checks), **{name: kinds.count(kind) for name, kind in of.items()}}


def _seconds(value: float) -> str:
    return f"{value:.3f}"


def _text(text: str) -> str:
    """Text without what XML 1.0 cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", clean(text))
