from pathlib import Path

import pytest
import torch

from grader.course import Course
from grader.model import GradeReport
from reference import lab4_batchnorm
from tests.cli.command import ROOT
from tests.homeworks.marks import All, Typical

HOMEWORK = "lab4_batchnorm"
TYPICAL = ("biased_variance", "colab", "other_style", "perfect", "untouched", "with_pdf", "wrong_network", "zipped")


class TestTypical(Typical):
    pass


@pytest.mark.slow
class TestAll(All):
    pass


def test_points_add_up(typical: dict[str, GradeReport]) -> None:
    questions = Course(ROOT).load(HOMEWORK).questions
    assert {name: question.points for name, question in questions.items() if not question.optional} == {
        "1.1": 4,
        "1.2": 4,
        "1.3": 1.5,
        "1.3w": 0.5,
        "1.4": 1.5,
        "1.4w": 0.5,
    }
    assert {report.max_points for report in typical.values()} == {12.0}


def test_a_mistake_in_the_function_is_not_paid_again_in_the_network(typical: dict[str, GradeReport]) -> None:
    follow = {check.id for check in typical["biased_variance"].checks if check.follow_through}
    assert {"1.2/network_output", "1.2/network_statistics", "2.1/train_output", "2.2/eval_output"} <= follow
    assert not any(check.follow_through for check in typical["perfect"].checks)


def test_the_written_answer_reaches_the_person_who_marks(typical: dict[str, GradeReport]) -> None:
    answers = {question.id: question.answer for question in typical["perfect"].questions if question.written}
    assert sorted(answers) == ["1.3w", "1.4w"]
    assert "the averages kept during training are used" in answers["1.4w"]


def test_the_pdf_is_kept_for_the_person_who_marks(typical: dict[str, GradeReport]) -> None:
    kept = {name: report.submission.attachments for name, report in typical.items() if report.submission.attachments}
    assert {name: [Path(path).name for path in paths] for name, paths in kept.items()} == {"with_pdf": ["answers.pdf"]}


def test_the_reference_reproduces_the_published_figures() -> None:
    torch.manual_seed(691)
    features = torch.rand(500, 1) * 10 + 50
    stats = {"running_mean": torch.zeros(1), "running_var": torch.ones(1)}
    out = lab4_batchnorm.batchnorm(features, torch.zeros(1), torch.ones(1), stats)
    assert (f"{features.mean():.4f}", f"{features.var():.4f}") == ("54.8908", "8.1866")
    assert abs(float(out.mean())) < 1e-4
    assert f"{out.var():.4f}" == "0.9999"


def test_the_steps_of_the_wrong_variants_are_those_of_the_right_function() -> None:
    torch.manual_seed(5)
    inputs, beta, gamma = torch.randn(7, 3), torch.randn(3), torch.randn(3)
    for train in (True, False):
        stats = [{"m": torch.ones(3), "v": torch.ones(3) * 2} for _ in range(2)]
        right = lab4_batchnorm.batchnorm(inputs, beta, gamma, stats[0], train, 0.1, 0.3)
        steps = lab4_batchnorm.wrong.Steps().run(inputs, beta, gamma, stats[1], train, 0.1, 0.3)
        torch.testing.assert_close(steps, right)
        torch.testing.assert_close(stats[1], stats[0])


def test_the_network_of_the_wrong_variants_is_the_right_one() -> None:
    torch.manual_seed(5)
    shapes = {"W0": (784, 50), "W1": (50, 50), "W2": (50, 10), **{f"b{layer}": (50,) for layer in (0, 1)}, "b2": (10,)}
    parameters = {name: torch.randn(shape) for name, shape in shapes.items()}
    parameters |= {f"{name}{layer}": torch.randn(50) for name in ("beta", "gamma") for layer in (0, 1)}
    stats = [{"m": torch.zeros(50), "v": torch.ones(50)} for _ in range(2)]
    images = torch.rand(6, 1, 28, 28)
    for train in (False, True):
        right = lab4_batchnorm.my_nn(images, parameters, [dict(entry) for entry in stats], train)
        torch.testing.assert_close(lab4_batchnorm.wrong_networks.Network().run(images, parameters, stats, train), right)
