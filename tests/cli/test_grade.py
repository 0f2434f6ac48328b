import contextlib
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.model import GradeReport, Verdict
from grader.report import read_failures, read_report
from tests.cli.command import RIGHT, grade_py, make_course, notebook


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_course(tmp_path_factory.mktemp("course"))


@pytest.fixture
def handins(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ada.ipynb").write_text(notebook(RIGHT))
    (folder / "bob.py").write_text("def double(x):\n    return x * x\n")
    return folder


def report_of(out: Path, student: str) -> GradeReport:
    return read_report(out / "doubling" / student / "report.json")


def test_a_class_is_graded_into_reports_table_and_overview(course: Path, handins: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    ran = grade_py(course, "grade", "doubling", handins, "--out", out)
    assert ran.code == 0, ran
    assert "ada │ 3 / 3 │ 100 %" in ran.words
    assert "bob │ 1 / 3 │ 33 %" in ran.words
    assert str(out / "doubling" / "index.html") in ran.words
    bob = report_of(out, "bob")
    assert [check.verdict for check in bob.checks] == [Verdict.PARTIAL, Verdict.MISSING]
    assert bob.checks[0].diagnosis is not None
    assert bob.checks[0].diagnosis.name == "squared"
    assert bob.checks[1].redacted
    folder = out / "doubling"
    assert {path.name for path in folder.iterdir()} == {"ada", "bob", "index.html", "grades.csv"}
    assert {path.name for path in (folder / "ada").iterdir()} == {"report.html", "report.json"}
    assert (folder / "grades.csv").read_text().splitlines()[1].startswith("ada,3,3")


def test_json_is_all_that_goes_to_standard_output(course: Path, handins: Path, tmp_path: Path) -> None:
    ran = grade_py(course, "grade", "doubling", handins, "--out", tmp_path / "r", "--json", "--jobs", "1")
    document = json.loads(ran.out)
    assert [report["submission"]["student"] for report in document["reports"]] == ["ada", "bob"]
    assert document["failures"] == []


def test_both_engines_give_the_same_marks(course: Path, handins: Path, tmp_path: Path) -> None:
    (handins / "eve.ipynb").write_text(notebook("1 / 0", RIGHT, "double = lambda x: x * 3"))
    marks = {}
    for engine in ("shell", "kernel"):
        ran = grade_py(
            course, "grade", "doubling", handins, "--out", tmp_path / engine, "--engine", engine, "--jobs", "1"
        )
        assert ran.code == 0, ran
        eve = report_of(tmp_path / engine, "eve")
        marks[engine] = [(check.verdict, check.points) for check in eve.checks]
        assert [cell.status for cell in eve.cells] == ["raised", "ok", "ok"]
        assert eve.environment.engine == engine
    assert marks["shell"] == marks["kernel"] == [(Verdict.FAILED, 0.0), (Verdict.PASSED, 1.0)]


@pytest.mark.slow
def test_what_nothing_has_changed_for_is_not_graded_again(tmp_path: Path, handins: Path) -> None:
    course, out = make_course(tmp_path / "course"), tmp_path / "out"
    command = ("grade", "doubling", handins, "--out", out)
    assert "graded before" not in grade_py(course, *command).words
    first = (out / "doubling" / "ada" / "report.json").read_bytes()
    shutil.rmtree(out)
    (handins / "bob.py").write_text(RIGHT)
    again = grade_py(course, *command)
    assert "1 graded before and unchanged" in again.words
    assert (out / "doubling" / "ada" / "report.json").read_bytes() == first
    assert report_of(out, "bob").points == 3
    reference = course / "reference" / "doubling.py"
    reference.write_text(reference.read_text().replace("x * 2", "x * 3"))
    assert "2 graded before" in grade_py(course, *command, "--changed").words
    assert report_of(out, "ada").points == 3
    assert "graded before" not in grade_py(course, *command).words
    assert report_of(out, "ada").points == 1


def test_only_one_student_is_graded_again_and_the_others_stay_in_the_overview(
    course: Path, handins: Path, tmp_path: Path
) -> None:
    out = tmp_path / "reports"
    grade_py(course, "grade", "doubling", handins, "--out", out, "--jobs", "1")
    before = report_of(out, "ada")
    (out / "doubling" / "failures.json").write_text('[["bob", "the disk was full"], ["zoe", "the disk was full"]]')
    (handins / "bob.py").write_text(RIGHT)
    ran = grade_py(course, "grade", "doubling", handins, "--out", out, "--jobs", "1", "--only", "bob")
    assert ran.code == 0, ran
    assert report_of(out, "bob").points == 3
    assert report_of(out, "ada") == before
    overview = (out / "doubling" / "grades.csv").read_text()
    assert "ada,3,3" in overview
    assert "bob,3,3" in overview
    assert read_failures(out / "doubling") == [("zoe", "the disk was full")]
    alone = grade_py(course, "grade", "doubling", handins / "bob.py", "--out", out)
    assert "not in the overview, though reports of an earlier run are there: ada" in alone.words


def test_a_puzzling_handin_is_shown_whole_and_replaces_no_report(course: Path, handins: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    (handins / "ada.ipynb").write_text(notebook(RIGHT.replace("0.5", "0.25"), "open('made.txt', 'w').write('kept')"))
    ran = grade_py(
        course,
        "grade",
        "doubling",
        handins,
        "--out",
        out,
        "--jobs",
        "1",
        "--only",
        "ada",
        "--question",
        "2",
        "--verbose",
        "--keep",
    )
    assert ran.code == 0, ran
    for part in ("2/halves [hidden] failed 0/1", "> halve(x)", "x = Tensor (4,)", "MISS output"):
        assert part in ran.words, part
    assert not (out / "doubling" / "ada").exists()
    assert (out / "doubling" / ".debug" / "ada" / "scratch" / "made.txt").read_text() == "kept"


WRONG_USAGE = {
    "no such path": (("doubling", "nowhere.ipynb"), "nowhere.ipynb"),
    "no such assignment": (("dubbling", "."), "there is no assignment 'dubbling'; there is: doubling"),
    "no such student": (("doubling", "CLASS", "--only", "zoe"), "there is no student 'zoe'"),
    "no such question": (("doubling", "CLASS", "--question", "9"), "there is no question '9'; there is: 1, 2"),
    "no such tier": (("doubling", "CLASS", "--sandbox", "tier9"), "'tier9' is not one of auto"),
    "no such engine": (("doubling", "CLASS", "--engine", "warp"), "'warp' is neither shell nor kernel"),
    "no such data": (("doubling", "CLASS", "--data", "nodata"), "there is no folder nodata"),
    "no course": (("doubling", "CLASS", "--course", "/"), "no course found"),
}


@pytest.mark.parametrize("case", WRONG_USAGE)
def test_wrong_usage_is_one_clear_line_and_exit_code_2(case: str, course: Path, handins: Path, tmp_path: Path) -> None:
    arguments, says = WRONG_USAGE[case]
    out = tmp_path / "reports"
    ran = grade_py(course, "grade", *(str(handins) if word == "CLASS" else word for word in arguments), "--out", out)
    assert ran.code == 2, ran
    assert says in ran.words
    assert "Traceback" not in ran.err
    assert not out.exists()


def test_two_handins_with_one_id_are_refused(course: Path, handins: Path, tmp_path: Path) -> None:
    (handins / "ada.py").write_text(RIGHT)
    ran = grade_py(course, "grade", "doubling", handins, "--out", tmp_path / "reports")
    assert ran.code == 2, ran
    assert "ada.ipynb" in ran.words
    assert "ada.py" in ran.words
    assert "Traceback" not in ran.err


def test_what_cannot_be_read_gets_a_report_that_says_why(course: Path, handins: Path, tmp_path: Path) -> None:
    (handins / "cut.zip").write_bytes(b"PK\x03\x04 and then nothing")
    (handins / "text.ipynb").write_text("this is no notebook")
    with zipfile.ZipFile(handins / "good.zip", "w") as archive:
        archive.writestr("hw.ipynb", notebook(RIGHT))
    out = tmp_path / "reports"
    ran = grade_py(course, "grade", "doubling", handins, "--out", out)
    assert ran.code == 0, ran
    for student in ("cut", "text"):
        report = report_of(out, student)
        assert report.problem
        assert {check.verdict for check in report.checks} == {Verdict.NOT_RUN}
    assert report_of(out, "good").points == 3


def test_an_assignment_that_fails_on_load_says_where(course: Path, handins: Path, tmp_path: Path) -> None:
    broken = make_course(tmp_path / "broken")
    (broken / "assignments" / "doubling" / "assignment.py").write_text("import torch\nx = torch.nope\n")
    ran = grade_py(broken, "grade", "doubling", handins, "--out", tmp_path / "reports")
    assert ran.code == 2, ran
    assert "assignment.py:2 failed: AttributeError" in ran.words
    assert "Traceback" not in ran.err


def test_a_check_that_fails_itself_costs_nothing_is_shouted_and_exits_with_1(handins: Path, tmp_path: Path) -> None:
    course = make_course(tmp_path / "faulty")
    path = course / "assignments" / "doubling" / "assignment.py"
    path.write_text(path.read_text().replace("x = t.gen.normal(4)", "x = t.gen.normal(4) / {}"))
    out = tmp_path / "reports"
    ran = grade_py(course, "grade", "doubling", handins, "--out", out, "--jobs", "1")
    assert ran.code == 1, ran
    ada = report_of(out, "ada")
    assert (ada.checks[0].verdict, ada.checks[1].verdict) == (Verdict.PASSED, Verdict.GRADER_ERROR)
    assert (ada.points, ada.undecided) == (2.0, 1.0)
    assert "the grader itself failed" in ran.words
    assert "ada, 2/halves: The grader failed here, not the submission: TypeError" in ran.words
    assert "TypeError" not in (out / "doubling" / "ada" / "report.html").read_text()


def test_a_folder_of_reports_that_cannot_be_written_is_one_line(course: Path, handins: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    ran = grade_py(course, "grade", "doubling", handins, "--out", tmp_path / "taken")
    assert ran.code == 1, ran
    assert "taken" in ran.words
    assert "Traceback" not in ran.err


def fill(disk: Path) -> None:
    """Write until nothing more fits."""
    with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
        while filler.write(b"x" * 512):
            pass


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("a small file system can only be mounted as root")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk], check=True, timeout=10)
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True, timeout=10)


def test_a_full_disk_loses_no_earlier_report(course: Path, handins: Path, small_disk: Path) -> None:
    assert grade_py(course, "grade", "doubling", handins, "--out", small_disk, "--jobs", "1").code == 0
    before = (small_disk / "doubling" / "ada" / "report.json").read_bytes()
    fill(small_disk)
    ran = grade_py(course, "grade", "doubling", handins, "--out", small_disk, "--jobs", "1")
    assert ran.code == 1, ran
    assert "No space left" in ran.words
    assert "Traceback" not in ran.err
    assert (small_disk / "doubling" / "ada" / "report.json").read_bytes() == before
    left = {path.name for path in (small_disk / "doubling").iterdir()}
    assert left == {"ada", "bob", "index.html", "grades.csv"}
