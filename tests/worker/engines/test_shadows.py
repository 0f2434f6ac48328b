"""Files of a hand-in that are named like a library."""

import pytest

from tests.worker.conftest import Open

LOUD = "print('LOADED', __name__)\n"
LIBRARIES = ("torch", "json", "random", "numpy", "wave", "typing", "IPython")
IMPORTS = """
import json
import torch.nn as nn
from random import mine, randint
import wave, grader.utils
from torch import nn as also
from grader import utils
values = (json.mine, json.dumps([1]), mine, randint(3, 3), nn is also, grader.utils.x, utils.x, hasattr(wave, "open"))
"""
FILES = {
    "json.py": b"mine = 'json'\n",
    "random.py": b"import random\nmine = random.randint(5, 5)\n",
    "torch.py": b"raise SystemExit('hostile')\n",
    "wave.py": b"x = 1\n",
    "grader/utils.py": b"x = 7\n",
    "helper.py": IMPORTS.encode(),
}


@pytest.mark.parametrize("engine", ["shell", "kernel"])
def test_own_code_gets_its_own_file_and_what_it_lacks_from_the_library(open_worker: Open, engine: str) -> None:
    worker = open_worker(engine=engine, files=FILES)
    for source in (IMPORTS, "from helper import values"):
        reply = worker.cell(source)
        assert reply["status"] == "ok", reply
        assert worker.get("values") == ("json", "[1]", 5, 3, True, 7, 7, True)


def test_nobody_else_finds_them(open_worker: Open) -> None:
    files = {f"{name}.py": LOUD.encode() for name in (*LIBRARIES, "sitecustomize", "conftest")}
    worker = open_worker(engine="shell", files=files)
    source = f"""
import importlib, os, sys
for name in {LIBRARIES!r}:
    module = importlib.import_module(name)
    assert not str(module.__spec__.origin).startswith(os.getcwd()), module
sys.modules.pop("wave")
exec("import wave", {{"__name__": "a.library", "__file__": "/usr/lib/library.py"}})
assert hasattr(sys.modules["wave"], "Wave_read")
import torch, numpy
result = torch.ones(2).numpy().tolist()
"""
    reply = worker.cell(source)
    assert reply["status"] == "ok", reply
    assert [output["text"].split() for output in reply["outputs"]] == [
        ["LOADED", "handin.torch", "LOADED", "handin.numpy"]
    ]
    assert worker.get("result") == [1.0, 1.0]


def test_the_student_is_warned(open_worker: Open) -> None:
    worker = open_worker()
    notes = worker.setup(files={"random.py": b"", "conftest.py": b"", "mine.py": b"", "data/x.txt": b""})["notes"]
    assert [("`random`" in note, "`conftest.py`" in note) for note in notes] == [(False, True), (True, False)]


def test_a_module_beside_them_is_imported(open_worker: Open) -> None:
    worker = open_worker(engine="module", module="hw.py", files={**FILES, "hw.py": IMPORTS.encode()})
    reply = worker.cell("")
    assert reply["status"] == "ok", reply
    assert worker.get("values")[:3] == ("json", "[1]", 5)
