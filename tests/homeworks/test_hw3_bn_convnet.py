import runpy
from pathlib import Path

import nbformat
import pytest
import torch

from grader.course import Course
from grader.model import GradeReport
from reference import hw3_bn_convnet
from tests.homeworks.samples import ROOT, differences, expected, graded

HOMEWORK = "hw3_bn_convnet"
SAMPLES = expected(HOMEWORK)
FAST = ("other_style", "norm_before_pool", "summed_objective", "untouched")
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
def test_a_wrong_objective_is_paid_once(reports: dict[str, GradeReport]) -> None:
    follow = {check.id for check in reports["summed_objective"].checks if check.follow_through}
    assert {"3/logs", "3/one_pass", "4/local_smoothness"} <= follow
    assert not any(check.follow_through for check in reports["perfect"].checks)


@pytest.mark.slow
def test_the_commentary_reaches_the_person_who_marks(reports: dict[str, GradeReport]) -> None:
    answers = {question.id: question.answer for question in reports["perfect"].questions if question.written}
    assert sorted(answers) == ["5w"]
    assert "learns faster" in answers["5w"]


def test_points_add_up() -> None:
    points = {name: question.points for name, question in ASSIGNMENT.questions.items()}
    assert points == {"1": 2, "2": 2, "3": 4, "4": 2, "5": 1, "5w": 1}
    assert ASSIGNMENT.max_points == 12


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_sample_notebooks_are_valid(path: Path) -> None:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]  # it has no types
    nbformat.validate(notebook)


def test_the_samples_are_those_that_the_tool_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "tools")
    written = runpy.run_path(str(ROOT / "tools" / "make_hw3_samples.py"))["contents"]()
    folder = ROOT / "submissions" / HOMEWORK
    kept = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    by_hand = {name for name in kept if name.startswith(("colab", "expected.toml"))}
    assert {name: kept[name] for name in kept.keys() - by_hand} == written


def test_the_untouched_sample_is_the_starter() -> None:
    starter = ROOT / "assignments" / HOMEWORK / "files" / "bn_convnet.ipynb"
    assert (ROOT / "submissions" / HOMEWORK / "untouched.ipynb").read_bytes() == starter.read_bytes()


def test_the_network_has_the_handouts_shapes() -> None:
    net, shapes = hw3_bn_convnet.ConvNet(), []
    X = torch.zeros(2, 784).reshape(-1, 1, 28, 28)
    for layer in net.layers:
        X = layer(X)
        shapes.append(tuple(X.shape[1:]))
    assert [shapes[index] for index in (0, 2, 3, 5)] == [(16, 28, 28), (16, 14, 14), (32, 14, 14), (32, 7, 7)]
    assert sum(value.numel() for value in net.parameters()) == 28_938
