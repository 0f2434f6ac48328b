"""Calling `test`, whose parameters the handout leaves open: by the names that the submission gave them."""

from torch import Tensor

from assignments.lab4_batchnorm.my_nn import image_forms
from grader.checks import Context, Raised, Refused, StudentObject


def scores_of(net: StudentObject, images: Tensor) -> Tensor:
    """Scores of images, flattened where the network does not take them as they come."""
    first, second = image_forms(images)
    try:
        return net(first).tensor()
    except Raised:
        return net(second).tensor()


def test_arguments(t: Context, net: StudentObject, loader: StudentObject) -> list[object]:
    """What `test` is to be called with, by the names that the submission gave its parameters."""
    described = t.student.outline("test").get("test")
    names = described.get("parameters") if isinstance(described, dict) else None
    return [
        argument_for(str(name), t, net, loader) for name in (names if isinstance(names, list) else ["model", "loader"])
    ]


def argument_for(name: str, t: Context, net: StudentObject, loader: StudentObject) -> object:
    """The argument that a parameter of that name means. Raises `Refused` for a name that tells nothing."""
    meanings = {("model", "net"): net, ("load", "data"): loader, ("device",): "cpu"}
    for words, value in meanings.items():
        if any(word in name.lower() for word in words):
            return value
    if any(word in name.lower() for word in ("loss", "crit")):
        return t.make.module("CrossEntropyLoss")
    raise Refused(f"it cannot be told what `test` wants as `{name}`; name its parameters `model` and `dataloader`")


def as_number(value: object) -> float | None:
    """A number, or a tensor of one; None for anything else."""
    if isinstance(value, Tensor) and value.numel() == 1 and not value.is_complex():
        return float(value)
    return float(value) if isinstance(value, int | float) else None
