"""JUnit XML: a test suite a question, a test case a check.

What is written satisfies both schemas in use: Jenkins's xunit2, and Apache Ant's stricter one, which forbids attributes
of the root and wants a suite's properties, output, package and number. GitLab and the rest read less.
"""

import re
from xml.etree import ElementTree as Tree

from grader.exports.wording import UNDECIDED, clean, marks, why
from grader.model import CheckResult, GradeReport, QuestionResult, Verdict

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(report: GradeReport) -> str:
    """The report as one XML document."""
    root = Tree.Element("testsuites")
    checked = (question for question in report.questions if question.checks)
    root.extend(_suite(number, question, report) for number, question in enumerate(checked))
    Tree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Tree.tostring(root, encoding="unicode") + "\n"


def _suite(number: int, question: QuestionResult, report: GradeReport) -> Tree.Element:
    suite = Tree.Element("testsuite", id=str(number), package=_text(report.assignment), hostname="localhost")
    suite.set("name", _text(f"{question.id} {question.title}"))
    for name, count in _counts(list(question.checks)).items():
        suite.set(name, str(count))
    suite.set("time", _seconds(sum(check.seconds for check in question.checks)))
    suite.set("timestamp", report.graded_at[:19])
    properties = Tree.SubElement(suite, "properties")
    Tree.SubElement(properties, "property", name="student", value=_text(report.submission.student))
    suite.extend(_case(check, report.assignment) for check in question.checks)
    suite.extend(Tree.Element(name) for name in ("system-out", "system-err"))
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
