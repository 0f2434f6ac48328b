from pathlib import Path

import pytest

from grader.course import Course
from grader.model import GradeReport
from tests.cli.command import ROOT
from tests.homeworks.marks import All, Typical

HOMEWORK = "hw_conv_shapes"
TYPICAL = (
    "german_one_cell",
    "kernel_too_large",
    "perfect",
    "product_in_forward",
    "same_kernels",
    "stops_half_way",
    "untouched",
    "zipped",
)


class TestTypical(Typical):
    pass


@pytest.mark.slow
class TestAll(All):
    pass


def test_points_add_up_to_the_handouts(typical: dict[str, GradeReport]) -> None:
    hw = Course(ROOT).load(HOMEWORK)
    of_question = {"1": ("1", "1w"), "2": ("2", "2w"), "3": ("3",), "4": ("4", "4w"), "5": ("5", "5w")}
    sums = {number: sum(hw.questions[part].points for part in parts) for number, parts in of_question.items()}
    assert sums == {"1": 1, "2": 3, "3": 2, "4": 2, "5": 3}
    assert {report.max_points for report in typical.values()} == {11.0}


def test_asking_for_a_gpu_stops_nothing(typical: dict[str, GradeReport]) -> None:
    cells = typical["stops_half_way"].cells
    asking = [cell for cell in cells if "torch.cuda.is_available()" in cell.source]
    assert [(cell.status, bool(cell.notes)) for cell in asking] == [("ok", True)]
    assert len([cell for cell in cells if cell.index > asking[0].index]) == 10


def test_written_answers_reach_the_person_who_marks(typical: dict[str, GradeReport]) -> None:
    answers = {question.id: question.answer for question in typical["perfect"].questions if question.written}
    assert sorted(answers) == ["1w", "2w", "3", "4w", "5w"]
    assert "nothing may squash it" in answers["1w"]
    assert "outside the numbers it was trained on" in answers["3"]
    assert "217 is no multiple of 8" in answers["4w"]


def test_the_pdf_is_kept_for_the_person_who_marks(typical: dict[str, GradeReport]) -> None:
    kept = {name: report.submission.attachments for name, report in typical.items() if report.submission.attachments}
    assert {name: [Path(path).name for path in paths] for name, paths in kept.items()} == {
        "perfect": ["shapes.pdf"],
        "zipped": ["shapes.pdf"],
    }


def test_a_wrong_kernel_is_explained_with_its_numbers(typical: dict[str, GradeReport]) -> None:
    messages = {name: check.message for name in typical for check in typical[name].checks if check.id == "4/part_2"}
    assert "floor((256 - 41) / 8) + 1 = 27, not 28" in messages["kernel_too_large"]
    assert "(28 - 1) * 8 + 36 = 252, not 256" in messages["same_kernels"]
