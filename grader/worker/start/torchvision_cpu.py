"""Import torchvision beside a PyTorch build that its compiled operators were not made for.

PyPI's torchvision for Linux is a CUDA build. Beside CPU-only PyTorch its library does not load, so the schemas of its
operators are unknown and the import fails while it registers their shape functions. Data sets, transforms and models do
not need the operators: with the schemas declared, the import succeeds.
"""

# mypy: allow-untyped-calls

import sys

import torch

from grader.worker.start.uncompiled import nothing_compiled

_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)
_libraries: list[torch.library.Library] = []
"""Keeps the declarations alive: they vanish with their library object."""


def import_torchvision() -> None:
    """Import torchvision, declaring its missing operators only where the plain import fails for want of them."""
    with nothing_compiled():
        try:
            import torchvision.datasets  # noqa: PLC0415
        except RuntimeError as error:
            if "torchvision::" not in str(error):
                raise
            _forget("torchvision")
            _declare()
            import torchvision.datasets  # noqa: F401, PLC0415


def _forget(package: str) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]


def _declare() -> None:
    library = torch.library.Library("torchvision", "DEF")
    for schema in _SCHEMAS:
        library.define(schema)
    _libraries.append(library)
