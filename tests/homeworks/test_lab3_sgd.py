import pytest
import torch

from grader.checks import misconceptions_of
from grader.course import Course
from grader.model import GradeReport
from reference import lab3_sgd
from reference.lab3_sgd.network import fresh
from tests.cli.command import ROOT
from tests.homeworks.marks import All, Typical

HOMEWORK = "lab3_sgd"
TYPICAL = ("no_markdown", "other_style", "perfect", "softmax_in_net", "stale_parameters", "untouched")
ASSIGNMENT = Course(ROOT).load(HOMEWORK)


class TestTypical(Typical):
    pass


@pytest.mark.slow
class TestAll(All):
    pass


def test_a_mistake_in_the_network_is_not_paid_again_in_its_training(typical: dict[str, GradeReport]) -> None:
    follow = {check.id for check in typical["softmax_in_net"].checks if check.follow_through}
    assert {"2/tested", "3/steps", "3/recorded", "4/optimizer_steps", "5/momentum_steps"} <= follow
    assert not any(check.follow_through for check in typical["perfect"].checks)


def test_the_written_answers_reach_the_person_who_marks(typical: dict[str, GradeReport]) -> None:
    answers = {question.id: question.answer for question in typical["perfect"].questions if question.written}
    assert sorted(answers) == ["3w", "4w"]
    assert "falls quickly in the first epoch" in answers["3w"]
    assert "the same up to the random start" in answers["4w"]


def test_points_add_up() -> None:
    points = {name: question.points for name, question in ASSIGNMENT.questions.items()}
    assert points == {"1": 1, "2": 3.5, "3": 2.5, "3w": 0.5, "4": 2, "4w": 0.5, "5": 1.5}
    assert ASSIGNMENT.max_points == 10


def test_both_widths_of_an_earlier_lab_have_their_name() -> None:
    named = {item.name: item.variant() for item in misconceptions_of(lab3_sgd) if item.function == "parameter_shapes"}
    assert named["hidden width 50"]["W1"] == (50, 50)  # type: ignore[index]
    assert len({str(shapes) for shapes in named.values()}) == len(named)


def test_the_reference_agrees_with_the_optimizer_of_pytorch() -> None:
    torch.manual_seed(3)
    batches = [(torch.rand(16, 1, 28, 28), torch.arange(16) % 10) for _ in range(2)]
    start = fresh()
    for train, momentum in ((lab3_sgd.train_SGD, 0.0), (lab3_sgd.train_momentum, 0.9)):
        by_hand, by_torch = (
            {name: value.detach().clone().requires_grad_() for name, value in start.items()} for _ in "ab"
        )
        train(by_hand, batches, epochs=3)
        optimizer = torch.optim.SGD(by_torch.values(), lr=0.01, momentum=momentum)
        for images, labels_ in batches * 3:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(lab3_sgd.my_nn(images, by_torch), labels_).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        torch.testing.assert_close(by_hand, by_torch)
