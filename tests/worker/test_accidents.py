"""What students do without meaning harm: the worker's own code must not stumble over it."""

import pytest

from tests.worker.conftest import Open, Worker

ACCIDENTS = {
    "builtins shadowed": "print = len = list = type = isinstance = str = dict = object = open = 3",
    "builtins replaced": "import builtins\n"
    "for name in ('len', 'isinstance', 'print', 'type'): setattr(builtins, name, None)",
    "builtins deleted": "import builtins\ndel builtins.len, builtins.str",
    "torch patched": "import torch\n"
    "torch.allclose = torch.tensor = torch.manual_seed = torch.no_grad = lambda *a, **k: True",
    "seeds patched": "import random, torch, numpy\nrandom.seed = numpy.random.seed = torch.manual_seed = None",
    "default dtype": "import torch\ntorch.set_default_dtype(torch.float64)",
    "default device": "import torch\ntorch.set_default_device('meta')",
    "no grad": "import torch\ntorch.set_grad_enabled(False)",
    "inference mode": "import torch\ntorch.inference_mode().__enter__()",
    "deterministic": "import torch\ntorch.use_deterministic_algorithms(True)\ntorch.autograd.set_detect_anomaly(True)",
    "threads": "import torch\ntorch.set_num_threads(4)",
    "elsewhere": "import os\nos.mkdir('sub')\nos.chdir('sub')",
    "gone": "import os, shutil\nos.mkdir('sub')\nos.chdir('sub')\nos.rmdir('../sub')",
    "stdout closed": "import sys\nsys.stdout.close()\nsys.stderr.close()",
    "stdout moved": "import sys, io\nsys.stdout = sys.stderr = io.StringIO()",
    "stdout gone": "import sys\nsys.stdout = sys.stderr = None",
    "NumPy raises": "import numpy as np\nnp.seterr(all='raise')",
    "warnings raise": "import warnings\nwarnings.simplefilter('error')",
    "warnings patched": "import warnings\nwarnings.warn = warnings.showwarning = lambda *a, **k: None",
    "plots interactive": "import matplotlib.pyplot as plt\nplt.ion()\nplt.figure()",
    "a thread": "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
    "a busy thread": "import threading\ndef spin():\n    while True: pass\n"
    "threading.Thread(target=spin, daemon=True).start()",
    "signals taken": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_DFL)\n"
    "signal.signal(signal.SIGALRM, signal.SIG_IGN)",
    "shallow recursion": "import sys\nsys.setrecursionlimit(sys.getrecursionlimit() // 4)",
    "traced": "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)",
    "no collection": "import gc\ngc.disable()",
    "modules removed": "import sys\n"
    "for name in ('json', 'traceback', 'linecache', 'socket'): sys.modules.pop(name, None)",
    "time patched": "import time\ntime.time = time.perf_counter = time.monotonic = lambda: 0",
    "special names": "__name__ = '__student__'\n_ = In = Out = get_ipython = 1",
    "exit hook": "import atexit\natexit.register(print, 'bye')",
    "shell taken apart": "ip = get_ipython()\nip.payload_manager = ip.user_expressions = None",
    "history": "Out.clear(); In.clear()",
}


@pytest.mark.parametrize("engine", ["shell", "kernel"])
@pytest.mark.parametrize("accident", ACCIDENTS)
def test_cells_and_calls_go_on_after(open_worker: Open, engine: str, accident: str) -> None:
    worker = open_worker(engine=engine)
    worker.cell("import torch\nimport numpy as np")
    worker.cell(
        "def f(x):\n    import warnings\n    warnings.warn('careful')\n    y = torch.rand(2)\n"
        "    return x * y, np.float64(1) / np.float64(0)"
    )
    expected = _call(worker)
    worker.cell(ACCIDENTS[accident], index=1)
    assert _call(worker) == expected
    reply = worker.cell("import os, sys\nsys.stdout.write(f'again\\n')\ny = 5", index=2)
    assert [output["text"] for output in reply["outputs"] if output["kind"] == "text"][:1] == ["again\n"]
    assert worker.get("y") == 5
    branch = worker.fork()
    assert _call(branch) == expected


def _call(worker: Worker) -> tuple[object, ...]:
    import torch

    x = torch.ones(2, requires_grad=True)
    reply = worker.call("f", x, seed=7, cotangent=[torch.ones(2), None])
    assert reply["status"] == "ok", reply
    product, infinite = reply["value"]
    gradient = reply["grads"]["arguments"]["0"]
    careful = "UserWarning: careful" in reply["warnings"]
    return (product.dtype, product.tolist(), float(infinite), gradient.tolist(), careful)


def test_a_package_that_is_named_like_ours_is_the_student_s(open_worker: Open) -> None:
    files = {"grader/__init__.py": b"", "grader/wire.py": b"MINE = 1"}
    worker = open_worker(engine="shell", files=files)
    reply = worker.cell("import grader.wire\nx = grader.wire.MINE\nimport sys\nours = 'grader.worker' in sys.modules")
    assert reply["status"] == "ok", reply
    assert (worker.get("x"), worker.get("ours")) == (1, False)


def test_our_code_cannot_be_imported(shell: Worker) -> None:
    assert shell.cell("try:\n    import grader\nexcept ModuleNotFoundError:\n    gone = True")["error"] is None
    assert shell.get("gone") is True
