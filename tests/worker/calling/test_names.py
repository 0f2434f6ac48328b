"""Reading, binding and listing names, and the scratch folder."""

import torch

from grader.wire import Opaque
from tests.worker.conftest import Open, Worker


def test_get_follows_attributes_and_items(notebook: Worker) -> None:
    notebook.cell("class A: pass\na = A()\na.sizes = {'kernel': (3, [4, 5])}")
    target = {"name": "a.sizes", "path": [["kernel"], [1], [0]]}
    assert notebook.ask("get", target=target, hold=False)["value"] == 4


def test_get_tells_what_is_missing(notebook: Worker) -> None:
    notebook.cell("kernel_1 = {'size': 3}\nfrom torch import nn\nnet = nn.Linear(1, 1)")
    for target, reason, near in (
        ({"name": "kernel_2"}, "kernel_2 is not defined", ["kernel_1"]),
        ({"name": "kernel_1", "path": [["sise"]]}, "kernel_1 has no item 'sise'", ["size"]),
        ({"name": "net.wieght"}, "net has no attribute wieght", ["weight"]),
    ):
        reply = notebook.ask("get", target=target, hold=False)
        assert (reply["status"], reply["reason"]) == ("missing", reason)
        assert near[0] in reply["near"]


def test_an_attribute_that_raises_is_told(shell: Worker) -> None:
    shell.cell("class A:\n    @property\n    def x(self): raise ValueError('no')\na = A()")
    assert shell.ask("get", target={"name": "a.x"}, hold=False)["error"]["type"] == "ValueError"


def test_get_can_hold_what_could_cross(shell: Worker) -> None:
    shell.cell("losses = [1.0, 2.0]")
    held = shell.ask("get", target={"name": "losses"}, hold=True)["value"]
    assert held == Opaque("list", held.handle)
    shell.cell("losses.append(3.0)")
    assert shell.ask("get", target={"handle": held.handle}, hold=False)["value"] == [1.0, 2.0, 3.0]


def test_set_binds_what_functions_see(notebook: Worker) -> None:
    notebook.cell("param_dict = {}\ndef f(): return param_dict['W'] * 2")
    assert notebook.ask("set", name="param_dict", value={"W": torch.ones(1)})["status"] == "ok"
    assert notebook.call("f")["value"].tolist() == [2]


def test_a_dictionary_takes_the_form_of_the_one_that_is_kept(notebook: Worker) -> None:
    notebook.cell(
        "import torch\nparam_dict = torch.nn.ParameterDict({'W': torch.zeros(1)})\n"
        "def count(x, param_dict): return len(list(param_dict.parameters()))\ndef total(): return count(0, param_dict)"
    )
    given = {"W": torch.ones(1), "b": torch.ones(1)}
    reply = notebook.call("count", 1, given, signature=["x", "param_dict"])
    assert (reply["value"], sorted(reply["arguments"]["param_dict"])) == (2, ["W", "b"])
    assert notebook.call("total")["value"] == 1
    assert notebook.ask("set", name="param_dict", value=given)["status"] == "ok"
    assert notebook.call("total")["value"] == 2


def test_outline_lists_what_the_submission_defined(notebook: Worker) -> None:
    notebook.cell(
        "import torch\nfrom torch import nn\nfrom math import sqrt\n"
        "from torch.nn.functional import relu\nLinear = nn.Linear\n"
        "class Net(nn.Module):\n    def __init__(self, n, *sizes): pass\n"
        "def f(x, *, eps=1, **rest): pass\nx = 3\nnet = nn.ReLU()\n3\n"
        "@torch.no_grad()\ndef g(y): pass"
    )
    names = notebook.ask("outline", names=[])["names"]
    assert names == {
        "Net": {"kind": "class", "parameters": ["n", "*sizes"], "type": "type"},
        "f": {"kind": "function", "parameters": ["x", "eps", "**rest"], "type": "function"},
        "g": {"kind": "function", "parameters": ["y"], "type": "function"},
        "x": {"kind": "value", "parameters": [], "type": "int"},
        "net": {"kind": "value", "parameters": [], "type": "ReLU"},
    }


def test_collect_fetches_what_the_cells_wrote(open_worker: Open) -> None:
    worker = open_worker(engine="shell", files={"given.txt": b"given"})
    worker.cell(
        "import os\nos.mkdir('out')\nopen('out/a.bin', 'wb').write(b'1')\n"
        "os.symlink('/etc/passwd', 'link')\nos.mkfifo('pipe')"
    )
    reply = worker.ask("collect")
    assert reply["files"] == {"given.txt": b"given", "out/a.bin": b"1"}
    assert reply["left_out"] == []


def test_collect_is_bounded(shell: Worker) -> None:
    shell.cell("with open('large', 'wb') as file:\n    file.truncate(1 << 40)\nopen('small', 'w').write('x')")
    reply = shell.ask("collect")
    assert (list(reply["files"]), reply["left_out"]) == (["small"], ["large"])
