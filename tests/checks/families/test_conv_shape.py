"""The conv-shape family: arithmetic against torch, every valid choice of kernels, mistakes named by their numbers."""

import itertools
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from grader.checks import Assigns, Check, Misconception, misconceptions_of
from grader.checks.families import conv_shape
from grader.checks.families.conv_shape import Pair, as_pair, conv_size, transposed_size
from grader.model import CheckResult, Verdict
from grader.sandbox.protocol import Sandbox
from reference import hw_conv_shapes
from tests.checks.submitted import results

YOUNET = """
import torch
from torch import nn

class YouNet(nn.Module):
    def __init__(self, kernel_1, kernel_2, stride_1=(1, 1), stride_2=(1, 1)):
        super().__init__()
        self.a = nn.Conv2d(1, 1, kernel_1, stride_1)
        self.b = nn.ConvTranspose2d(1, 1, kernel_2, stride_2)

    def forward(self, x):
        mnist = self.a(x)
        return mnist, self.b(mnist)
"""
BOTH = Assigns("kernel_2")


def asked(stride: int = 8, points: float = 1) -> Check:
    return conv_shape.kernels("sizes", question="4", points=points, sizes=(256, 28, 256), stride=stride, after=BOTH)


def chosen(sandbox: Sandbox, folder: Path, first: str, second: str, stride: int = 8, net: str = YOUNET) -> CheckResult:
    source = f"{net}\nkernel_1 = {first}\nkernel_2 = {second}\n"
    return results(sandbox, folder, hw_conv_shapes, [asked(stride)], source)["sizes"]


@pytest.mark.parametrize("stride", [1, 2, 8])
def test_arithmetic_is_what_torch_does(stride: int) -> None:
    for size, kernel in itertools.product((9, 16, 17), (1, 2, 5, 9)):
        image = torch.zeros(1, 1, size, size)
        small = nn.Conv2d(1, 1, kernel, stride)(image)
        assert small.shape[-1] == conv_size(size, kernel, stride)
        assert nn.ConvTranspose2d(1, 1, kernel, stride)(small).shape[-1] == transposed_size(
            small.shape[-1], kernel, stride
        )


def test_the_handouts_kernels() -> None:
    assert [kernel for kernel in range(1, 257) if conv_size(256, kernel, 1) == 28] == [229]
    assert [kernel for kernel in range(1, 257) if conv_size(256, kernel, 8) == 28] == list(range(33, 41))
    assert [kernel for kernel in range(1, 257) if transposed_size(28, kernel, 8) == 256] == [40]
    assert [kernel for kernel in range(33, 41) if conv_size(257, kernel, 8) == 28] == list(range(34, 41))
    assert [(conv_size(size, 33, 8), transposed_size(29, 40, 8)) for size in (257, 264)] == [(29, 264)] * 2


@pytest.mark.parametrize(
    ("value", "pair"),
    [
        (3, (3, 3)),
        ((3, 5), (3, 5)),
        ([3, 5], (3, 5)),
        (np.int64(7), (7, 7)),
        (np.array([7, 9]), (7, 9)),
        (torch.tensor([7, 9]), (7, 9)),
        ((torch.tensor(7), 3), (7, 3)),
        (None, None),
        (-3, None),
        (3.0, None),
        ("3", None),
        ((3,), None),
        ((3, 5, 7), None),
        ((3, None), None),
        (torch.ones(2), None),
        (torch.tensor(7), None),
        (torch.ones(2, 2, dtype=torch.int64), None),
    ],
)
def test_what_counts_as_a_kernel_is_what_torch_takes(value: Any, pair: Pair | None) -> None:
    assert as_pair(value) == pair
    if pair is None:
        with pytest.raises((TypeError, ValueError, RuntimeError)):
            nn.Conv2d(1, 1, value)(torch.zeros(1, 1, 16, 16))
    else:
        assert nn.Conv2d(1, 1, value).weight.shape == (1, 1, *pair)


@pytest.mark.parametrize("value", [True, 0, (5, 0)])
def test_what_torch_takes_but_nobody_means_is_no_kernel(value: object) -> None:
    assert as_pair(value) is None


@pytest.mark.parametrize(
    ("first", "second", "stride"),
    [
        ("229", "(229, 229)", 1),
        ("33", "40", 8),
        ("(34, 40)", "[40, 40]", 8),
        ("torch.Size([40, 33])", "torch.tensor([40, 40])", 8),
        ("__import__('numpy').int64(36)", "(torch.tensor(40), 40)", 8),
    ],
)
def test_valid_kernels_pass(first: str, second: str, stride: int, sandbox: Sandbox, tmp_path: Path) -> None:
    found = chosen(sandbox, tmp_path, first, second, stride)
    assert (found.verdict, found.points) == (Verdict.PASSED, 1), found.message


WRONG = [
    ("228", "228", 1, 0.25, "one pixel forgotten"),
    ("32", "32", 8, 0.25, "one pixel forgotten"),
    ("228", "229", 1, 0.5, "one pixel forgotten in the convolution"),
    ("229", "228", 1, 0.5, "one step too many in the transposed convolution"),
    ("229", "229", 8, 0, "stride ignored"),
    ("40", "35", 8, 0.5, "kernels swapped"),
    ("36", "36", 8, 0.5, "same kernel for both layers"),
    ("41", "40", 8, 0.5, "rounded up"),
    ("(40, 41)", "40", 8, 0.5, "rounded up"),
    ("3", "5", 8, 0, ""),
]


@pytest.mark.parametrize(("first", "second", "stride", "points", "diagnosis"), WRONG)
def test_wrong_kernels_are_named(
    first: str, second: str, stride: int, points: float, diagnosis: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    found = chosen(sandbox, tmp_path, first, second, stride)
    assert found.verdict is (Verdict.PARTIAL if points else Verdict.FAILED)
    assert (found.points, found.diagnosis.name if found.diagnosis else "") == (points, diagnosis), found.message


def test_every_misconception_of_the_sizes_is_tried() -> None:
    named = {item.name for item in misconceptions_of(hw_conv_shapes) if item.function == "layer_outputs"}
    assert named == {diagnosis for *_, diagnosis in WRONG if diagnosis}


@pytest.mark.parametrize(
    "item", [item for item in misconceptions_of(hw_conv_shapes) if item.function == "layer_outputs"]
)
def test_no_misconception_would_refuse_every_right_kernel(item: Misconception) -> None:
    """A variant differs from the reference for some kernels, so that it can be told from it."""
    right = hw_conv_shapes.layer_outputs
    grid = [((first, first), (second, second)) for first in range(20, 60) for second in range(20, 60)]
    assert any(item.variant((256, 28, 256), pair, (8, 8)) != right((256, 28, 256), pair, (8, 8)) for pair in grid)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("41", "40", "`kernel_1` (41, 41) and stride 8, 256 pixels become floor((256 - 41) / 8) + 1 = 27, not 28"),
        ("40", "(40, 39)", "(28 - 1) * 8 + 40 = 256 in height and (28 - 1) * 8 + 39 = 255 in width, not 256"),
        ("None", "40", "`kernel_1` is None; a kernel is a whole number"),
        ("40", "'40'", "`kernel_2` is '40'; a kernel is a whole number"),
    ],
)
def test_messages_say_what_is_wrong(first: str, second: str, message: str, sandbox: Sandbox, tmp_path: Path) -> None:
    assert message in chosen(sandbox, tmp_path, first, second).message


def test_one_usable_kernel_of_two_keeps_its_points(sandbox: Sandbox, tmp_path: Path) -> None:
    found = chosen(sandbox, tmp_path, "40", "None")
    assert (found.verdict, found.points) == (Verdict.PARTIAL, 0.5)
    assert [item.passed for item in found.expectations] == [True, False, False]


def test_a_kernel_larger_than_the_image_is_not_run(sandbox: Sandbox, tmp_path: Path) -> None:
    found = chosen(sandbox, tmp_path, "300", "40")
    assert found.expectations[2].differences[0].message == "`YouNet` was not run: `kernel_1` is larger than the image"
    assert [call.call for call in found.calls] == []


def test_a_changed_network_loses_a_fifth(sandbox: Sandbox, tmp_path: Path) -> None:
    padded = YOUNET.replace("kernel_1, stride_1", "kernel_1, stride_1, padding=8")
    found = chosen(sandbox, tmp_path, "40", "40", net=padded)
    assert (found.verdict, found.points) == (Verdict.PARTIAL, 0.8)


def test_a_network_that_fails_leaves_the_kernels_their_points(sandbox: Sandbox, tmp_path: Path) -> None:
    found = chosen(sandbox, tmp_path, "40", "40", net=YOUNET.replace("return mnist, ", "return mnist +"))
    assert (found.verdict, found.points) == (Verdict.RAISED, 0.8)
    found = chosen(sandbox, tmp_path, "40", "40", net="")
    assert (found.verdict, found.points) == (Verdict.MISSING, 0.8)


def test_kernels_that_are_not_set_are_missing(sandbox: Sandbox, tmp_path: Path) -> None:
    found = results(sandbox, tmp_path, hw_conv_shapes, [asked()], YOUNET + "\nkernel_2 = 40\n")["sizes"]
    assert (found.verdict, found.points) == (Verdict.MISSING, 0)
    assert "kernel_1 is not defined" in found.message.replace("`", "")


@pytest.mark.parametrize(
    ("first", "size", "shapes"),
    [("40", 257, (28, 256)), ("33", 257, (29, 264)), ("40", 264, (29, 264)), ("41", 257, (28, 256))],
)
def test_other_sizes_follow_the_students_kernels(
    first: str, size: int, shapes: Pair, sandbox: Sandbox, tmp_path: Path
) -> None:
    check = conv_shape.outputs("other", question="4", points=1, size=size, stride=8, after=BOTH)
    source = f"{YOUNET}\nkernel_1 = {first}\nkernel_2 = 40\n"
    found = results(sandbox, tmp_path, hw_conv_shapes, [check], source)["other"]
    assert (found.verdict, found.points) == (Verdict.PASSED, 1), found.message
    expected = found.expectations[0].expected
    assert expected is not None
    assert all(f"(1, 1, {side}, {side})" in expected.text for side in shapes)


def test_each_part_is_judged_by_the_state_after_its_own_cell(sandbox: Sandbox, tmp_path: Path) -> None:
    """Parts bind the same names; the value at the end of the notebook is only the last one's."""
    cells = [YOUNET, "kernel_1 = kernel_2 = 229", "kernel_1, kernel_2 = 33, 40", "kernel_1 = kernel_2 = None"]
    checks = [
        conv_shape.kernels(
            f"part_{nth}",
            question="4",
            points=1,
            sizes=(256, 28, 256),
            stride=stride,
            after=Assigns("kernel_2", nth),
        )
        for nth, stride in ((1, 1), (2, 8), (3, 8), (4, 8))
    ]
    source = "\n\n".join(f"# %%\n{cell}" for cell in cells)
    found = results(sandbox, tmp_path, hw_conv_shapes, checks, source)
    assert [check.verdict for check in found.values()] == [
        Verdict.PASSED,
        Verdict.PASSED,
        Verdict.FAILED,
        Verdict.MISSING,
    ]


def test_another_network_and_names_can_be_asked_for(sandbox: Sandbox, tmp_path: Path) -> None:
    network = conv_shape.Network("Autoencoder", ("k_in", "k_out"))
    check = conv_shape.kernels(
        "own", question="1", points=1, sizes=(16, 5, 16), stride=3, after=Assigns("k_out"), network=network
    )
    reference = types.ModuleType("reference_of_another")
    reference.__dict__.update(layer_outputs=hw_conv_shapes.layer_outputs)
    source = YOUNET.replace("YouNet", "Autoencoder") + "\nk_in, k_out = 4, 4\n"
    assert results(sandbox, tmp_path, reference, [check], source)["own"].verdict is Verdict.PASSED
