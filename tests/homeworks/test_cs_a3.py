from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.checks import misconceptions_of
from grader.course import Course
from grader.model import GradeReport
from reference import cs_a3
from tests.cli.command import ROOT
from tests.homeworks.marks import All, Typical

HOMEWORK = "cs_a3"
TYPICAL = ("norms_wrong", "older_year", "perfect", "python2", "three_files", "unbiased_batchnorm")
Array = NDArray[np.float64]


class TestTypical(Typical):
    pass


@pytest.mark.slow
class TestAll(All):
    pass


def test_written_answers_of_all_notebooks_reach_the_person_who_marks(typical: dict[str, GradeReport]) -> None:
    answers = {question.id: question.answer for question in typical["perfect"].questions if question.written}
    assert answers["inline"].count("It is easier with three layers") == 3
    assert answers["inline"].count("their signal fades from layer to layer") == 3


def test_a_mistake_in_a_layer_is_not_paid_again_where_it_is_used(typical: dict[str, GradeReport]) -> None:
    follow = {check.id for check in typical["unbiased_batchnorm"].checks if check.follow_through}
    assert {"spatial_batchnorm/spatial_batchnorm_forward", "net_batchnorm/batchnorm_loss"} <= follow
    assert {"batchnorm/batchnorm_backward", "batchnorm/batchnorm_backward_alt"} <= follow


def test_two_functions_that_are_wrong_alike_both_fail(typical: dict[str, GradeReport]) -> None:
    backward = next(check for check in typical["norms_wrong"].checks if check.id == "layernorm/layernorm_backward")
    own = [item for item in backward.expectations if item.label == "gradients of your own `layernorm_forward`"]
    assert [(item.passed, item.points) for item in own] == [(True, 0.0)]
    assert not backward.follow_through


def test_what_an_old_file_touches_is_named(typical: dict[str, GradeReport]) -> None:
    notes = "\n".join(note for cell in typical["python2"].cells for note in cell.notes)
    for name in ("past.builtins.xrange", ".im2col_cython.col2im_6d_cython"):
        assert f"`{name}` could not be imported" in notes
    assert "`def layernorm_backward(dout, cache):` was left out (SyntaxError: Missing parentheses" in notes
    assert "`def spatial_batchnorm_backward(dout, cache):` was left out (TabError" in notes


def test_the_parts_that_were_missing_are_named(typical: dict[str, GradeReport]) -> None:
    assert any("layer_utils.py" in note for note in typical["three_files"].notes)
    assert not any("layer_utils.py" in note for note in typical["older_year"].notes)


def test_points_add_up() -> None:
    questions = Course(ROOT).load(HOMEWORK).questions.values()
    assert sum(question.points for question in questions if not question.optional) == pytest.approx(100)
    assert sum(question.points for question in questions if question.written) == 16


def test_there_are_many_named_mistakes_with_a_hint_each() -> None:
    known = misconceptions_of(cs_a3)
    assert len(known) >= 45
    assert len({(item.function, item.name) for item in known}) == len(known)
    assert all(len(item.hint) > 20 and item.hint[-1] in ".?" for item in known)


def published_batch() -> tuple[Array, NDArray[np.int64]]:
    np.random.seed(231)
    return np.random.randn(2, 15), np.random.randint(10, size=(2,))


@pytest.mark.parametrize(
    ("option", "losses", "others"),
    [
        ("reg", {0.0: "2.2612", 3.14: "6.9965"}, {"normalization": "batchnorm"}),
        ("dropout", {1: "2.3005", 0.75: "2.3024", 0.5: "2.3043"}, {"seed": 123}),
    ],
)
def test_the_reference_reproduces_the_published_losses(
    option: str, losses: dict[float, str], others: dict[str, object]
) -> None:
    """The networks draw their weights one after the other, as in the handout's loop."""
    x, y = published_batch()
    came = {}
    for value in losses:
        options = {"weight_scale": 5e-2, "dtype": np.float64, **others, option: value}
        net = cs_a3.FullyConnectedNet([20, 30], input_dim=15, num_classes=10, **options)  # type: ignore[arg-type]
        came[value] = f"{net.loss(x, y)[0]:.4f}"
    assert came == losses


def numeric(function: Callable[[Array], Array | float], x: Array, dout: Array | float) -> Array:
    """Gradient of sum(function(x) * dout) by central differences."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(*x.shape):
        step = np.zeros_like(x)
        step[place] = 1e-6
        gradient[place] = np.sum((function(x + step) - np.asarray(function(x - step))) * dout) / 2e-6
    return gradient


def gradient_cases() -> dict[str, tuple[str, str, tuple[object, ...], int]]:
    """Forward and backward pass, arguments, and how many of them have gradients."""
    draw = np.random.default_rng(5).normal
    images, channels = draw(size=(2, 4, 3, 5)), (draw(size=4), draw(size=4))
    conv = (draw(size=(2, 3, 5, 7)), draw(size=(2, 3, 3, 3)), draw(size=2), {"stride": 2, "pad": 1})
    pool = {"pool_height": 2, "pool_width": 3, "stride": 1}
    rows = (draw(size=(5, 4)), *channels)
    return {
        "affine": ("affine_forward", "affine_backward", (draw(size=(3, 2, 2)), draw(size=(4, 5)), draw(size=5)), 3),
        "relu": ("relu_forward", "relu_backward", (draw(size=(3, 4)),), 1),
        "batchnorm": ("batchnorm_forward", "batchnorm_backward", (*rows, {"mode": "train"}), 3),
        "batchnorm_alt": ("batchnorm_forward", "batchnorm_backward_alt", (*rows, {"mode": "train"}), 3),
        "batchnorm_test": ("batchnorm_forward", "batchnorm_backward", (*rows, {"mode": "test"}), 3),
        "layernorm": ("layernorm_forward", "layernorm_backward", (*rows, {}), 3),
        "spatial": (
            "spatial_batchnorm_forward",
            "spatial_batchnorm_backward",
            (images, *channels, {"mode": "train"}),
            3,
        ),
        "group": ("spatial_groupnorm_forward", "spatial_groupnorm_backward", (images, *channels, 2, {}), 3),
        "conv": ("conv_forward_naive", "conv_backward_naive", conv, 3),
        "max_pool": ("max_pool_forward_naive", "max_pool_backward_naive", (images, pool), 1),
        "dropout": ("dropout_forward", "dropout_backward", (images, {"mode": "train", "p": 0.4, "seed": 3}), 1),
    }


@pytest.mark.parametrize("name", gradient_cases())
def test_the_references_backward_passes_are_gradients_of_its_forward_passes(name: str) -> None:
    forward, backward, arguments, count = gradient_cases()[name]
    out, cache = getattr(cs_a3, forward)(*arguments)
    dout = np.random.default_rng(6).normal(size=out.shape)
    came = getattr(cs_a3, backward)(dout, cache)
    for which, gradient in enumerate(came if count > 1 else [came]):

        def moved(value: Array, which: int = which) -> Array:
            changed = [value if index == which else argument for index, argument in enumerate(arguments)]
            result: Array = getattr(cs_a3, forward)(*changed)[0]
            return result

        value = arguments[which]
        assert isinstance(value, np.ndarray)
        np.testing.assert_allclose(gradient, numeric(moved, value, dout), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("loss", [cs_a3.softmax_loss, cs_a3.svm_loss], ids=["softmax_loss", "svm_loss"])
def test_the_references_losses_have_their_gradients(loss: Callable[..., tuple[float, Array]]) -> None:
    x, y = np.random.default_rng(5).normal(size=(4, 3)), np.array([0, 2, 1, 1])
    np.testing.assert_allclose(loss(x, y)[1], numeric(lambda value: loss(value, y)[0], x, 1.0), rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("reg", [0.0, 3.14])
@pytest.mark.parametrize(
    "options", [{}, {"normalization": "batchnorm"}, {"use_batchnorm": True}, {"dropout": 0.5}], ids=str
)
def test_the_references_network_has_the_gradients_of_its_loss(options: dict[str, object], reg: float) -> None:
    x, y = published_batch()
    net = cs_a3.FullyConnectedNet(
        [6, 5],
        input_dim=15,
        reg=reg,
        weight_scale=0.5,
        dtype=np.float64,
        seed=7,
        **options,  # type: ignore[arg-type]
    )
    _, grads = net.loss(x, y)
    assert sorted(grads) == sorted(net.params)
    for name, gradient in grads.items():

        def loss(value: Array, name: str = name) -> float:
            net.params[name] = value
            return float(net.loss(x, y)[0])

        before = net.params[name]
        np.testing.assert_allclose(gradient, numeric(loss, before, 1.0), rtol=1e-3, atol=1e-6)
        net.params[name] = before
