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
    """What `test` is to be called with, by the names that the submission gave its parameters.

    A name that tells nothing means the network or the loader, if that is what no other name means. Raises `Refused`
    where it may mean either.
    """
    described = t.student.outline("test").get("test")
    listed = described.get("parameters") if isinstance(described, dict) else None
    names = [str(name) for name in listed] if isinstance(listed, list) else ["model", "loader"]
    meant = {name: argument_for(name, t, net, loader) for name in names}
    untold = [name for name, value in meant.items() if value is None]
    left = [value for value in (net, loader) if not any(value is other for other in meant.values())]
    if untold and len(untold) != len(left):
        wanted = f"it cannot be told what `test` wants as `{untold[0]}`"
        raise Refused(f"{wanted}; name its parameters `model` and `dataloader`")
    return [*(meant | dict(zip(untold, left, strict=False))).values()]


def argument_for(name: str, t: Context, net: StudentObject, loader: StudentObject) -> object:
    """The argument that a parameter of that name means; None for a name that tells nothing."""
    meanings = {("model", "net"): net, ("load", "data", "dl", "batches"): loader, ("device",): "cpu"}
    for words, value in meanings.items():
        if any(word in name.lower() for word in words):
            return value
    criterion = any(word in name.lower() for word in ("loss", "crit"))
    return t.make.module("CrossEntropyLoss") if criterion else None


def as_number(value: object) -> float | None:
    """A number, or a tensor of one; None for anything else."""
    if isinstance(value, Tensor) and value.numel() == 1 and not value.is_complex():
        return float(value)
    return float(value) if isinstance(value, int | float) else None
