"""Imports of what is not here."""

import pytest

from tests.worker.conftest import Open, Worker

IMPORTS = """
import made_up_plots as plots, json
import made_up.keras.layers
import made_up.summary as summary
from made_up_fast import njit, jit
from scipy.misc import imread_of_old
from json import *

plots.set(style="dark")
with plots.context("talk"):
    summary(made_up.keras.layers.Dense(3), (1, 28, 28)).show[0]

@njit
def one(x: "int | plots.Frame") -> int:
    return x + 1

@jit(nopython=True)
def two(x):
    return x + 2

class Env(plots.Base):
    def __init__(self):
        super().__init__()
        self.steps = one(two(0))
steps = Env().steps
"""


def test_the_rest_of_the_cell_runs(notebook: Worker) -> None:
    reply = notebook.cell(IMPORTS)
    assert reply["error"] is None
    assert [note.split("`")[1] for note in reply["notes"]] == [
        "made_up_plots", "made_up.keras.layers", "made_up.summary", "made_up_fast.njit", "made_up_fast.jit",
        "scipy.misc.imread_of_old",
    ]  # fmt: skip
    assert notebook.get("steps") == 3


@pytest.mark.parametrize("use", ["float(x)", "[y for y in x]", "x + 1", "1 - x", "x[0] > 2", "bool(x)", "len(x.y())"])
def test_nothing_is_computed_with_a_stand_in(notebook: Worker, use: str) -> None:
    reply = notebook.cell(f"import made_up\nx = made_up.read('x')\n{use}")
    assert (reply["error"]["type"], reply["error"]["line"]) == ("ModuleNotFoundError", 3)
    assert "`made_up.read()" in reply["error"]["message"]
    assert reply["error"]["message"].endswith("is needed, which could not be imported")


def test_a_stand_in_does_not_cross(notebook: Worker) -> None:
    notebook.cell("from made_up import net\ndef f(): return net.predict()")
    reply = notebook.fork().call("f")
    assert reply["value"].type_name == "NotInstalled"


def test_who_cares_for_a_missing_package_is_told(notebook: Worker) -> None:
    reply = notebook.cell(
        "import contextlib, importlib.util\n"
        "try:\n    import made_up\n    found = True\nexcept ImportError:\n    found = False\n"
        "with contextlib.suppress(ImportError):\n    import made_up\n    found = True\n"
        "spec = importlib.util.find_spec('made_up') is None"
    )
    assert (reply["error"], reply["notes"]) == (None, [])
    assert (notebook.get("found"), notebook.get("spec")) == (False, True)


def test_a_missing_part_leaves_its_package(notebook: Worker) -> None:
    assert (
        notebook.cell("import torch\nimport torch.made_up.x\ntorch.made_up.x.show()\ny = torch.ones(1)")["error"]
        is None
    )
    assert notebook.get("y").tolist() == [1]


def test_files_too(open_worker: Open) -> None:
    source = b"import made_up\nfrom . import nothing\ndef f():\n    import made_up_too\n    return 3\n"
    worker = open_worker(engine="module", module="hw.py", files={"hw.py": source})
    assert [note.split("`")[1] for note in worker.cell("")["notes"]] == ["made_up", "..nothing"]
    assert worker.call("f")["value"] == 3


def test_a_known_base_of_networks_is_one(notebook: Worker) -> None:
    source = "import made_up as pl\nclass Net(pl.LightningModule):\n    def forward(self, x): return x + 1\n"
    assert notebook.cell(f"{source}y = Net()(1)")["error"] is None
    assert notebook.get("y") == 2


def test_switched_off(open_worker: Open) -> None:
    assert (
        open_worker(engine="kernel", without=["absent"]).cell("import made_up")["error"]["type"]
        == "ModuleNotFoundError"
    )
    assert open_worker(engine="kernel").cell("import made_up")["error"] is None
