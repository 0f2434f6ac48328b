"""Imports all that a submission's process needs, and does once what is slow the first time.

The first optimizer, the first backward pass, the first cell and the first figure cost many times what later ones do.
"""

# mypy: allow-untyped-calls

import linecache
import sys
import types

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grader.worker.start.torchvision_cpu import import_torchvision
from grader.worker.start.uncompiled import defer_compiler


def _leave_out_debugger() -> None:
    """Keep the kernel from loading a debugger: it is of no use here, slow to import, and prints warnings."""
    stub = types.ModuleType("ipykernel.debugger")
    stub.Debugger = object  # type: ignore[attr-defined]
    stub._is_debugpy_available = False  # type: ignore[attr-defined]
    sys.modules.setdefault(stub.__name__, stub)


torch.set_num_threads(1)
defer_compiler()
import_torchvision()
_leave_out_debugger()

import tornado.platform.asyncio  # noqa: E402, F401  chosen, and otherwise imported, only when a loop is made
from matplotlib import font_manager  # noqa: E402

from grader.worker import serve  # noqa: E402, F401  with all that it imports
from grader.worker.engines.shell import close_shell, open_shell, silence_exit_advice  # noqa: E402
from grader.worker.output.recorder import Recorder  # noqa: E402

_FIGURE = """
%matplotlib inline
import matplotlib.pyplot as plt
plt.plot([1, 2], label="line")
plt.legend()
plt.show()
"""
_SEED = "import torch\ntorch.manual_seed(0)"
"""For each kind of GPU torch notes where this was called, lines of source included."""


def rehearse() -> None:
    """Run each kind of calculation, a cell that draws, and one that fails; leave a fresh shell for the workers."""
    _calculate()
    silence_exit_advice()
    main = sys.modules["__main__"]
    recorder = Recorder(1000)
    shell = open_shell(recorder)
    _leave_out_own_lines()
    for source in (_FIGURE, _SEED, "1 / 0", "1 +"):
        shell.run_cell(source, store_history=True)
    close_shell()
    sys.modules["__main__"] = main
    font_manager._get_font.cache_clear()  # type: ignore[attr-defined]  # each of its fonts is an open file
    if not any(output["kind"] == "image" for output in recorder.outputs()):
        raise RuntimeError("the warm-up drew no figure")
    open_shell(Recorder(0))


def _leave_out_own_lines() -> None:
    """Our own files are not there for the workers: nobody needs to look for lines of them."""
    own = [module.__file__ for name, module in list(sys.modules.items()) if name.startswith("grader.")]
    linecache.cache.update({path: (0, None, [], path) for path in own if path})


def _calculate() -> None:
    net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(72, 3))
    data = TensorDataset(torch.rand(4, 1, 8, 8), torch.tensor([0, 1, 2, 0]))
    for optimizer in (torch.optim.SGD(net.parameters(), lr=0.1), torch.optim.Adam(net.parameters())):
        for images, labels in DataLoader(data, batch_size=2, shuffle=True):
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(images), labels).backward()
            optimizer.step()
    np.linalg.norm(np.random.default_rng(0).normal(size=(8, 8)) @ np.ones((8, 8)))
