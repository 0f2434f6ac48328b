import runpy
from pathlib import Path

import nbformat
import pytest

from grader.course import Course
from grader.model import GradeReport
from tests.homeworks.samples import ROOT, differences, expected, graded

HOMEWORK = "hw_conv_shapes"
SAMPLES = expected(HOMEWORK)
NOTEBOOKS = sorted((ROOT / "submissions" / HOMEWORK).rglob("*.ipynb"))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, GradeReport]:
    return graded(HOMEWORK, tmp_path_factory.mktemp("reports"))


def test_every_sample_is_graded_and_expected(reports: dict[str, GradeReport]) -> None:
    assert sorted(reports) == sorted(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_marks_are_what_a_person_would_give(name: str, reports: dict[str, GradeReport]) -> None:
    assert differences(reports[name], SAMPLES[name]) == []


def test_points_add_up_to_the_handouts(reports: dict[str, GradeReport]) -> None:
    hw = Course(ROOT).load(HOMEWORK)
    of_question = {"1": ("1", "1w"), "2": ("2", "2w"), "3": ("3",), "4": ("4", "4w"), "5": ("5", "5w")}
    sums = {number: sum(hw.questions[part].points for part in parts) for number, parts in of_question.items()}
    assert sums == {"1": 1, "2": 3, "3": 2, "4": 2, "5": 3}
    assert {report.max_points for report in reports.values()} == {11.0}


def test_asking_for_a_gpu_stops_nothing(reports: dict[str, GradeReport]) -> None:
    cells = reports["stops_half_way"].cells
    asking = [cell for cell in cells if "torch.cuda.is_available()" in cell.source]
    assert [(cell.status, bool(cell.notes)) for cell in asking] == [("ok", True)]
    assert len([cell for cell in cells if cell.index > asking[0].index]) == 11


def test_written_answers_reach_the_person_who_marks(reports: dict[str, GradeReport]) -> None:
    answers = {question.id: question.answer for question in reports["perfect"].questions if question.written}
    assert sorted(answers) == ["1w", "2w", "3", "4w", "5w"]
    assert "nothing may squash it" in answers["1w"]
    assert "outside the numbers it was trained on" in answers["3"]
    assert "217 is no multiple of 8" in answers["4w"]


def test_the_pdf_is_kept_for_the_person_who_marks(reports: dict[str, GradeReport]) -> None:
    kept = {name: report.submission.attachments for name, report in reports.items() if report.submission.attachments}
    assert {name: [Path(path).name for path in paths] for name, paths in kept.items()} == {
        "perfect": ["shapes.pdf"],
        "zipped": ["shapes.pdf"],
    }


def test_a_wrong_kernel_is_explained_with_its_numbers(reports: dict[str, GradeReport]) -> None:
    messages = {name: check.message for name in reports for check in reports[name].checks if check.id == "4/part_2"}
    assert "floor((256 - 41) / 8) + 1 = 27, not 28" in messages["kernel_too_large"]
    assert "(28 - 1) * 8 + 36 = 252, not 256" in messages["same_kernels"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_sample_notebooks_are_valid(path: Path) -> None:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]  # it has no types
    nbformat.validate(notebook)


def test_the_untouched_sample_is_the_starter() -> None:
    starter = ROOT / "assignments" / HOMEWORK / "files" / "shapes.ipynb"
    assert (ROOT / "submissions" / HOMEWORK / "untouched.ipynb").read_bytes() == starter.read_bytes()


def test_the_samples_are_those_that_the_tool_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "tools")
    tool = runpy.run_path(str(ROOT / "tools" / "make_conv_samples.py"))
    written = {name: tool["notebook"]({**tool["START"], **changes}) for name, changes in tool["NOTEBOOKS"].items()}
    folder = ROOT / "submissions" / HOMEWORK
    made = [path for path in NOTEBOOKS if not path.name.startswith("colab")]
    assert {str(path.relative_to(folder).with_suffix("")): path.read_text("utf-8") for path in made} == written
