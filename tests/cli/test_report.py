import zipfile
from pathlib import Path

import pytest

from grader.report import read_report, redact, write_class, write_student
from tests.cli.command import grade_py
from tests.report.factory import crashed, perfect, wrong


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Reports of an earlier run, with pages that are out of date."""
    folder = tmp_path / "reports" / "lab4_batchnorm"
    for one in (perfect(), wrong(), crashed()):
        place = folder / one.submission.slug
        write_student(redact(one), place, attachments=dict.fromkeys(one.submission.attachments, b"%PDF"))
        (place / "report.html").write_text("old")
    write_class([], folder, failures=[("Kurt Gödel", "The archive is damaged.")])
    return folder


def test_stored_reports_are_rendered_again_in_another_language_and_packed(reports: Path, tmp_path: Path) -> None:
    before = (reports / "blaise_pascal" / "report.json").read_bytes()
    ran = grade_py(
        tmp_path, "report", reports, "--language", "de", "--feedback", "files", "--withhold", "Blaise Pascal"
    )
    assert ran.code == 0, ran
    assert "Was zuerst zu tun ist" in (reports / "blaise_pascal" / "report.html").read_text()
    overview = (reports / "index.html").read_text()
    assert "Übersicht des Kurses" in overview
    assert "Kurt Gödel" in overview, "who has no report is not forgotten"
    assert (reports / "blaise_pascal" / "report.json").read_bytes() == before
    assert (reports / "ada_lovelace" / "files" / "answers.pdf").read_bytes() == b"%PDF"
    assert zipfile.ZipFile(reports / "feedback-files.zip").namelist() == ["ada_lovelace.html"]
    assert "left out: Blaise Pascal: withheld" in ran.words
    assert "left out: Carl Gauss: the grader failed in it" in ran.words


@pytest.mark.slow
def test_pseudonyms_go_to_another_folder_and_name_nobody(reports: Path, tmp_path: Path) -> None:
    ran = grade_py(tmp_path, "report", reports, "--pseudonyms", "--out", tmp_path / "away")
    assert ran.code == 0, ran
    away = tmp_path / "away" / "lab4_batchnorm"
    assert sorted(path.name for path in away.iterdir()) == [
        "grades.csv", "index.html", "student-0001", "student-0002", "student-0003",
    ]  # fmt: skip
    for path in away.rglob("*.*"):
        text = path.read_text().lower() if path.is_file() else ""
        assert not [name for name in ("lovelace", "pascal", "gauss", "gödel") if name in text], path
    assert (reports / "pseudonyms.csv").exists()
    assert (reports / "ada_lovelace" / "report.html").read_text() == "old"
    assert read_report(away / "student-0001" / "report.json").submission.student == "student-0001"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--pseudonyms"], "give --out"),
        (["--feedback", "email"], "'email' is not one of canvas, moodle, files"),
        (["--withhold", "Blaise Pascla"], "there is no student 'Blaise Pascla'"),
        (["--language", "fr"], "There are no texts in 'fr'"),
        (["--theme", "nowhere"], "there is no folder nowhere"),
    ],
)
def test_wrong_usage_is_named_before_anything_is_written(
    arguments: list[str], message: str, reports: Path, tmp_path: Path
) -> None:
    ran = grade_py(tmp_path, "report", reports, *arguments)
    assert (ran.code, message in ran.words) == (2, True), ran
    assert (reports / "ada_lovelace" / "report.html").read_text() == "old"


@pytest.mark.slow
def test_a_folder_without_reports_is_named(tmp_path: Path) -> None:
    ran = grade_py(tmp_path, "report", tmp_path)
    assert ran.code == 1
    assert f"There is no report in {tmp_path}" in ran.words
