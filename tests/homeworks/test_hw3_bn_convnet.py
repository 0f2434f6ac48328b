import pytest
import torch

from grader.course import Course
from grader.model import GradeReport
from reference import hw3_bn_convnet
from tests.cli.command import ROOT
from tests.homeworks.marks import All, Typical

HOMEWORK = "hw3_bn_convnet"
TYPICAL = ("other_style", "norm_before_pool", "perfect", "summed_objective", "untouched")
ASSIGNMENT = Course(ROOT).load(HOMEWORK)


class TestTypical(Typical):
    pass


@pytest.mark.slow
class TestAll(All):
    pass


def test_a_wrong_objective_is_paid_once(typical: dict[str, GradeReport]) -> None:
    follow = {check.id for check in typical["summed_objective"].checks if check.follow_through}
    assert {"3/logs", "3/one_pass", "4/local_smoothness"} <= follow
    assert not any(check.follow_through for check in typical["perfect"].checks)


def test_the_commentary_reaches_the_person_who_marks(typical: dict[str, GradeReport]) -> None:
    answers = {question.id: question.answer for question in typical["perfect"].questions if question.written}
    assert sorted(answers) == ["5w"]
    assert "learns faster" in answers["5w"]


def test_points_add_up() -> None:
    points = {name: question.points for name, question in ASSIGNMENT.questions.items()}
    assert points == {"1": 2, "2": 2, "3": 4, "4": 2, "5": 1, "5w": 1}
    assert ASSIGNMENT.max_points == 12


def test_the_network_has_the_handouts_shapes() -> None:
    net, shapes = hw3_bn_convnet.ConvNet(), []
    X = torch.zeros(2, 784).reshape(-1, 1, 28, 28)
    for layer in net.layers:
        X = layer(X)
        shapes.append(tuple(X.shape[1:]))
    assert [shapes[index] for index in (0, 2, 3, 5)] == [(16, 28, 28), (16, 14, 14), (32, 14, 14), (32, 7, 7)]
    assert sum(value.numel() for value in net.parameters()) == 28_938
