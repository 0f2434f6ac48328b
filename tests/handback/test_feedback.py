import io
import zipfile
from pathlib import Path

import pytest

from grader.handback import pack
from grader.model import GradeReport
from tests.report.factory import crashed, perfect, report

SOURCES = {
    "canvas": ("lovelaceada_LATE_4711_98765_lab4-2.ipynb", "lovelaceada_LATE_4711_98765_report.html"),
    "moodle": ("Ada Lovelace_4711_assignsubmission_file_", "Ada Lovelace_4711_assignsubmission_file_/report.html"),
    "files": ("whatever.zip", "ada.html"),
}


def written(folder: Path, *reports: GradeReport) -> dict[Path, GradeReport]:
    pages = {folder / one.submission.slug: one for one in reports}
    for place, one in pages.items():
        place.mkdir()
        (place / "report.html").write_text(f"page of {one.submission.student}")
    return pages


@pytest.mark.parametrize("form", SOURCES)
def test_a_page_goes_back_under_the_name_that_the_platform_knows(form: str, tmp_path: Path) -> None:
    source, name = SOURCES[form]
    packed = pack(written(tmp_path, report("Ada", slug="ada", source=source)), form)
    with zipfile.ZipFile(io.BytesIO(packed.archive)) as archive:
        assert archive.namelist() == [name]
        assert archive.read(name) == b"page of Ada"
    assert (packed.count, packed.left_out) == (1, ())


def test_who_is_not_in_the_archive_is_told(tmp_path: Path) -> None:
    canvas = SOURCES["canvas"][0]
    pages = written(
        tmp_path,
        report("Ada", slug="ada", source=canvas),
        report("Bob", slug="bob", source=canvas.replace("4711", "4712")),
        perfect("By hand"),
        crashed(),
    )
    packed = pack(pages, "canvas", ["Bob"])
    assert packed.count == 1
    assert packed.left_out == (
        ("Bob", "withheld"), ("By hand", "not a download of canvas"), ("Carl Gauss", "the grader failed in it"),
    )  # fmt: skip


def test_the_same_reports_make_the_same_archive(tmp_path: Path) -> None:
    pages = written(tmp_path, perfect("a"), perfect("b"))
    assert pack(pages, "files") == pack(dict(reversed(pages.items())), "files")
