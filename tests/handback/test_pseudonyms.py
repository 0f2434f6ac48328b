from pathlib import Path

import pytest

from grader.handback import disguise
from grader.handback.pseudonyms import KEY
from grader.model import CellResult, GradeReport, Output
from grader.report import ReportError
from tests.report.factory import perfect, png, question, report, wrong


def named(student: str, slug: str = "") -> GradeReport:
    cells = (
        CellResult(
            index=0,
            source="# Lovelace, Ada\nADA = max(1, 2)  # ada_lovelace",
            status="ok",
            outputs=(Output(kind="text", text="by Ada Lovelace!"), Output(kind="image", image_png=png())),
        ),
    )
    return report(
        student, question("1", "One", answer="I, Ada  Lovelace"), cells=cells, attachments=("cv.pdf",), slug=slug
    )


def test_no_name_is_left_and_everything_else_stays(tmp_path: Path) -> None:
    whole = named("Ada Lovelace")
    (hidden,) = disguise([whole], tmp_path)
    text = hidden.model_dump_json().lower()
    assert "lovelace" not in text.replace("ada  lovelace", ""), "two spaces are not the name as the grader knows it"
    assert hidden.submission.source == "student-0001.ipynb"
    assert hidden.submission.attachments == hidden.submission.files == ()
    assert hidden.submission.digest == ""
    assert hidden.cells[0].source.endswith("ADA = max(1, 2)  # student-0001")
    assert hidden.cells[0].outputs[1] == whole.cells[0].outputs[1]
    assert (hidden.points, hidden.max_points) == (whole.points, whole.max_points)


def test_a_name_that_is_a_word_of_the_format_breaks_nothing(tmp_path: Path) -> None:
    (hidden,) = disguise([wrong("failed")], tmp_path)
    assert [check.verdict for check in hidden.checks] == [check.verdict for check in wrong().checks]
    assert GradeReport.model_validate_json(hidden.model_dump_json()).submission.student == "student-0001"


def test_the_key_stays_and_newcomers_get_free_numbers(tmp_path: Path) -> None:
    first = disguise([perfect("Ada Lovelace"), wrong("Blaise Pascal")], tmp_path)
    again = disguise([perfect("Ada Lovelace"), wrong("Blaise Pascal"), perfect("Emmy Noether")], tmp_path)
    assert [one.submission.slug for one in again] == ["student-0001", "student-0002", "student-0003"]
    assert again[:2] == first
    assert (tmp_path / KEY).read_text().splitlines()[0] == "folder,pseudonym"


def test_numbers_are_drawn_by_lot(tmp_path: Path) -> None:
    orders = set()
    for run in range(12):
        folder = tmp_path / str(run)
        disguise([perfect(f"student {letter}") for letter in "abcd"], folder)
        orders.add((folder / KEY).read_text())
    assert len(orders) > 1


def test_a_damaged_key_is_named(tmp_path: Path) -> None:
    (tmp_path / KEY).write_text("folder,pseudonym\na,b,c\n")
    with pytest.raises(ReportError, match=r"pseudonyms\.csv is damaged"):
        disguise([perfect()], tmp_path)
