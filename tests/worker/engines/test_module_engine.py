"""Modules and packages, imported from scratch."""

import pytest

from tests.worker.conftest import Open, Worker


def opened(open_worker: Open, module: str, **files: str) -> Worker:
    contents = {name: text.encode() for name, text in files.items()}
    return open_worker(engine="module", module=module, files=contents)


def test_a_module_is_imported_and_not_run_as_a_program(open_worker: Open) -> None:
    source = (
        "print('imported')\ndef f(x): return x * 2\nname = __name__\nif __name__ == '__main__':\n    raise SystemExit"
    )
    worker = opened(open_worker, "hw.py", **{"hw.py": source})
    reply = worker.cell("")
    assert (reply["status"], reply["outputs"][0]["text"]) == ("ok", "imported\n")
    assert worker.call("f", 2)["value"] == 4
    assert worker.get("name") == "hw"
    assert set(worker.ask("outline", names=[])["names"]) == {"f", "name"}


def test_what_was_defined_before_an_error_can_be_called(open_worker: Open) -> None:
    worker = opened(open_worker, "hw.py", **{"hw.py": "def f(): return 1\n\n1 / 0\n"})
    reply = worker.cell("")
    assert (reply["status"], reply["error"]["type"]) == ("raised", "ZeroDivisionError")
    assert (reply["error"]["line"], reply["error"]["cell"]) == (3, None)
    assert 'File "hw.py", line 3' in reply["error"]["traceback"]
    assert worker.call("f")["value"] == 1


def test_a_syntax_error_names_its_line(open_worker: Open) -> None:
    worker = opened(open_worker, "hw.py", **{"hw.py": "x = 1\ndef f(:\n"})
    assert worker.cell("")["error"]["line"] == 2
    assert worker.call("f")["status"] == "missing"


@pytest.mark.parametrize("package", ["cs231n", "CV7062610"])
@pytest.mark.parametrize("init", [True, False])
def test_relative_and_absolute_imports_inside_a_package(open_worker: Open, package: str, init: bool) -> None:
    net = f"from ..layers import *\nfrom {package} import optim\ndef loss(x): return affine(x)"
    files = {
        f"{package}/layers.py": "def affine(x): return x + 1",
        f"{package}/optim.py": "def sgd(w): return w - 1",
        f"{package}/classifiers/fc_net.py": net,
    }
    if init:
        files |= {f"{package}/__init__.py": "", f"{package}/classifiers/__init__.py": ""}
    worker = opened(open_worker, f"{package}/classifiers/fc_net.py", **files)
    assert worker.cell("")["status"] == "ok"
    assert worker.call("loss", 1)["value"] == 2
    assert worker.call("optim.sgd", 1)["value"] == 0


def test_a_folder_is_imported_whole_and_its_names_found_wherever_they_are(open_worker: Open) -> None:
    files = {
        "cs231n/layers.py": "from .optim import sgd\ndef affine(x): return sgd(x) + 1",
        "cs231n/optim.py": "def sgd(w): return w - 1",
        "cs231n/broken.py": "raise LookupError('elsewhere')",
        "cs231n/setup.py": "raise SystemExit('builds something')",
    }
    worker = opened(open_worker, "cs231n", **files)
    reply = worker.cell("")
    assert (reply["status"], reply["error"]["type"]) == ("raised", "LookupError")
    assert reply["notes"][0].startswith("cs231n/broken.py could not be imported: LookupError")
    assert worker.call("affine", 1)["value"] == 1
    assert worker.call("layers.affine", 1)["value"] == 1
    worker.ask("set", name="sgd", value=None)
    assert worker.call("affine", 1)["error"]["type"] == "TypeError"


def test_a_package_handed_in_without_its_folder(open_worker: Open) -> None:
    files = {
        "layers.py": "def affine(x): return x + 1",
        "classifiers/fc_net.py": "from ..layers import affine\nfrom course231.layers import affine as same\n"
        "def loss(x): return affine(x) + same(x)",
        "solver.py": "from course231 import layers",
    }
    worker = opened(open_worker, ".", **files)
    assert worker.cell("")["error"] is None
    assert worker.call("loss", 1)["value"] == 4


@pytest.mark.parametrize("name", ["random.py", "torch.py", "hw-3 (1).py", "class.py", "test.py"])
def test_a_file_may_have_an_unfortunate_name(open_worker: Open, name: str) -> None:
    worker = opened(
        open_worker, name, **{name: "import random\nimport torch\ndef f(): return [random.random() < 2, torch.ones(1)]"}
    )
    assert worker.cell("")["error"] is None
    assert worker.call("f")["value"][0] is True


def test_helpers_beside_the_module_are_found(open_worker: Open) -> None:
    worker = opened(open_worker, "hw.py", **{"hw.py": "from helper import g", "helper.py": "def g(): return 3"})
    worker.cell("")
    assert worker.call("g")["value"] == 3


def test_a_module_exported_from_a_notebook(open_worker: Open) -> None:
    source = (
        "get_ipython().system('pip install x')\n"
        "get_ipython().run_line_magic('matplotlib', 'inline')\nimport matplotlib.pyplot as plt\n"
        "plt.plot([1])\nplt.show()\ndisplay(3)"
    )
    worker = opened(open_worker, "hw.py", **{"hw.py": source})
    reply = worker.cell("")
    assert reply["error"] is None
    assert [output["kind"] for output in reply["outputs"]] == ["image", "text"]
    assert reply["notes"] == ["`!pip install x` was not run."]


def test_copies_work(open_worker: Open) -> None:
    worker = opened(open_worker, "hw.py", **{"hw.py": "n = 0\ndef f():\n    global n\n    n += 1\n    return n"})
    worker.cell("")
    assert [worker.fork().call("f")["value"] for _ in range(2)] == [1, 1]


def test_a_path_that_leads_outside_is_refused(open_worker: Open) -> None:
    for path in ("../x.py", "/tmp/x.py"):
        reply = open_worker().setup("module", files={path: b""}, module="x.py")
        assert reply["status"] == "refused"
