"""Renders graded submissions as HTML, CSV, JSON and terminal text. Reads the GradeReport and nothing else."""

from grader.report.brief import brief
from grader.report.classroom import render_class
from grader.report.errors import ReportError
from grader.report.look import PLAIN, Look
from grader.report.redaction import is_redacted, redact
from grader.report.replace import replace_file
from grader.report.schema_doc import describe_schema
from grader.report.self_check import counted, self_check_html, self_check_lines
from grader.report.spreadsheet import grades_csv, safe_cell
from grader.report.store import kept_attachments, read_failures, read_report, replace_page, write_class, write_student
from grader.report.student import render_student
from grader.report.terminal import line, safe_text, summary_table

__all__ = [
    "PLAIN",
    "Look",
    "ReportError",
    "brief",
    "counted",
    "describe_schema",
    "grades_csv",
    "is_redacted",
    "kept_attachments",
    "line",
    "read_failures",
    "read_report",
    "redact",
    "render_class",
    "render_student",
    "replace_file",
    "replace_page",
    "safe_cell",
    "safe_text",
    "self_check_html",
    "self_check_lines",
    "summary_table",
    "write_class",
    "write_student",
]
