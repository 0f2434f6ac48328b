"""The notebook that every harness of the benchmarks grades."""

import inspect
import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.course.reference import twelve

TRAINING = """
torch.manual_seed(0)
w = torch.randn(2, 1, 3, 3, requires_grad=True)
v = torch.randn(32, 10, requires_grad=True)
images, labels = torch.randn(64, 1, 8, 8), torch.randint(0, 10, (64,))
optimizer = torch.optim.SGD([w, v], lr=0.01)
for epoch in range(3):
    optimizer.zero_grad()
    value = loss(network(images, [w, v]), labels)
    value.backward()
    optimizer.step()
    print(epoch, value.item())
"""


def cells() -> list[str]:
    """Imports, one cell a question, and three training steps."""
    imports = "import torch\nimport torch.nn.functional as nnf"
    answers = [twelve.batchnorm, twelve.momentum_step, twelve.conv_size, (twelve.network, twelve.loss)]
    sources = [
        "\n\n".join(inspect.getsource(function) for function in (answer if isinstance(answer, tuple) else (answer,)))
        for answer in answers
    ]
    return [imports, "Stats = dict", *sources, TRAINING]


def write(path: Path, sources: Sequence[str]) -> None:
    """Write a notebook of these cells."""
    parts: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "id": f"c{index}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": text,
        }
        for index, text in enumerate(sources)
    ]
    document = {"cells": parts, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(document), encoding="utf-8")
