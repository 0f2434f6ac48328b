import json
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.model import GradeReport
from grader.report import (
    ReportError,
    grades_csv,
    read_failures,
    read_report,
    redact,
    render_student,
    write_class,
    write_student,
)
from tests.report import factory

SAMPLES = (factory.perfect, factory.wrong, factory.crashed, factory.empty, factory.hostile)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_report_comes_back_as_it_was_written(sample: Callable[[], GradeReport], tmp_path: Path) -> None:
    report = redact(sample())
    write_student(report, tmp_path / "x")
    back = read_report(tmp_path / "x" / "report.json")
    assert back.model_dump_json() == report.model_dump_json()
    assert render_student(back) == render_student(report) == (tmp_path / "x" / "report.html").read_text()


def test_values_that_json_does_not_have_come_back(tmp_path: Path) -> None:
    write_student(redact(factory.wrong()), tmp_path / "x")
    assert '"worst_got":"NaN"' in (tmp_path / "x" / "report.json").read_text().replace(" ", "")
    statistics = read_report(tmp_path / "x" / "report.json").checks[1].expectations[1]
    assert str(statistics.differences[0].worst_got) == "nan"


def test_attachments_are_kept_where_the_page_links_to_them(tmp_path: Path) -> None:
    report = factory.hostile()
    write_student(report, tmp_path / "x", attachments={name: name.encode() for name in report.submission.attachments})
    kept = sorted(path.name for path in (tmp_path / "x" / "files").iterdir())
    assert len(kept) == 4
    page = (tmp_path / "x" / "report.html").read_text()
    assert all(f'href="files/{name}"' in page for name in kept)
    assert not [name for name in kept if name.endswith(("html", "passwd"))]


@pytest.mark.parametrize("write", [lambda r, p: write_student(r, p / "x"), lambda r, p: write_class([r], p)])
def test_an_unredacted_report_is_refused(write: Callable[[GradeReport, Path], None], tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"blaise_pascal still holds what hidden checks saw\. Pass redact"):
        write(factory.wrong(), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_private_folder_holds_everything(tmp_path: Path) -> None:
    write_student(factory.wrong(), tmp_path / "x", private=True)
    assert factory.SECRET in (tmp_path / "x" / "report.html").read_text()
    assert read_report(tmp_path / "x" / "report.json").checks[3].seed == 4021


def test_the_class_files_and_what_a_killed_run_left(tmp_path: Path) -> None:
    (tmp_path / ".ada.0f.partial").mkdir()
    reports = [redact(factory.wrong()), factory.empty()]
    write_class(reports, tmp_path, failures=[("x", "Unreadable.")])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["failures.json", "grades.csv", "index.html"]
    assert read_failures(tmp_path) == [("x", "Unreadable.")]
    assert (tmp_path / "grades.csv").read_bytes().decode() == grades_csv(reports)
    assert "<h1>Batch normalization</h1>" in (tmp_path / "index.html").read_text()
    write_class([], tmp_path, title="Lab 4")
    assert "<h1>Lab 4</h1>" in (tmp_path / "index.html").read_text()
    assert read_failures(tmp_path) == []


def test_damaged_failures_are_named(tmp_path: Path) -> None:
    (tmp_path / "failures.json").write_text('["x"]')
    with pytest.raises(ReportError, match=r"failures\.json is damaged"):
        read_failures(tmp_path)


def damaged(**changes: object) -> str:
    return json.dumps(json.loads(factory.empty().model_dump_json()) | changes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not a report: it does not hold JSON. Give a report.json."),
        ("[" * 100_000, "is not a report: it does not hold JSON. Give a report.json."),
        ("[1]", "is not a report: it has no schema_version. Give a report.json."),
        ('{"schema_version": "1"}', "is not a report: it has no schema_version. Give a report.json."),
        (
            damaged(schema_version=2),
            "has schema version 2; this grader reads 1. Use the grader that wrote it, or a newer",
        ),
        (damaged(schema_version=0), "has schema version 0; this grader reads 1. Grade the submission again."),
        (damaged(points="many"), "is damaged at points: Input should be a valid number"),
        (damaged(extra=1), "is damaged at extra: Extra inputs are not permitted. Grade the submission again."),
    ],
)
def test_what_is_not_a_report_is_said_in_one_line(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(text)
    with pytest.raises(ReportError) as caught:
        read_report(path)
    assert str(caught.value).startswith(f"{path} {message}")
    assert "\n" not in str(caught.value)


def test_a_missing_or_binary_report(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"^Cannot read .*none\.json: No such file or directory\.$"):
        read_report(tmp_path / "none.json")
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe")
    with pytest.raises(ReportError, match="does not hold JSON"):
        read_report(tmp_path / "binary.json")
