import runpy
from pathlib import Path

import nbformat
import pytest
import torch

from grader.checks import misconceptions_of
from grader.course import Course
from grader.model import GradeReport
from reference import lab3_sgd
from reference.lab3_sgd.network import fresh
from tests.homeworks.samples import ROOT, differences, expected, graded

HOMEWORK = "lab3_sgd"
SAMPLES = expected(HOMEWORK)
FAST = ("no_markdown", "other_style", "softmax_in_net", "stale_parameters", "untouched")
NOTEBOOKS = sorted((ROOT / "submissions" / HOMEWORK).rglob("*.ipynb"))
ASSIGNMENT = Course(ROOT).load(HOMEWORK)


@pytest.mark.parametrize("name", FAST)
def test_typical_samples_get_what_a_person_would_give(name: str, tmp_path: Path) -> None:
    report = graded(HOMEWORK, tmp_path, "--only", name)[name]
    assert differences(report, SAMPLES[name]) == []


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, GradeReport]:
    return graded(HOMEWORK, tmp_path_factory.mktemp("reports"))


@pytest.mark.slow
def test_every_sample_is_graded_and_expected(reports: dict[str, GradeReport]) -> None:
    assert sorted(reports) == sorted(SAMPLES)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_marks_are_what_a_person_would_give(name: str, reports: dict[str, GradeReport]) -> None:
    assert differences(reports[name], SAMPLES[name]) == []


@pytest.mark.slow
def test_a_mistake_in_the_network_is_not_paid_again_in_its_training(reports: dict[str, GradeReport]) -> None:
    follow = {check.id for check in reports["softmax_in_net"].checks if check.follow_through}
    assert {"2/tested", "3/steps", "3/recorded", "4/optimizer_steps", "5/momentum_steps"} <= follow
    assert not any(check.follow_through for check in reports["perfect"].checks)


@pytest.mark.slow
def test_the_written_answers_reach_the_person_who_marks(reports: dict[str, GradeReport]) -> None:
    answers = {question.id: question.answer for question in reports["perfect"].questions if question.written}
    assert sorted(answers) == ["3w", "4w"]
    assert "falls quickly in the first epoch" in answers["3w"]
    assert "the same up to the random start" in answers["4w"]


def test_points_add_up() -> None:
    points = {name: question.points for name, question in ASSIGNMENT.questions.items()}
    assert points == {"1": 1, "2": 3.5, "3": 2.5, "3w": 0.5, "4": 2, "4w": 0.5, "5": 1.5}
    assert ASSIGNMENT.max_points == 10


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_sample_notebooks_are_valid(path: Path) -> None:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]  # it has no types
    nbformat.validate(notebook)


def test_the_samples_are_those_that_the_tool_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "tools")
    written = runpy.run_path(str(ROOT / "tools" / "make_lab3_samples.py"))["contents"]()
    folder = ROOT / "submissions" / HOMEWORK
    kept = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    by_hand = {name for name in kept if name.startswith(("colab", "expected.toml"))}
    assert {name: kept[name] for name in kept.keys() - by_hand} == written


def test_the_untouched_sample_is_the_starter() -> None:
    starter = ROOT / "assignments" / HOMEWORK / "files" / "sgd.ipynb"
    assert (ROOT / "submissions" / HOMEWORK / "untouched.ipynb").read_bytes() == starter.read_bytes()


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
