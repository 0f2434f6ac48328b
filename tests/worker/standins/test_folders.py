"""Paths of another machine."""

from tests.worker.conftest import Open, Worker
from tests.worker.standins.test_standins import ok

ELSEWHERE = """
import json, os, torch
from pathlib import Path
HOME = "/content/drive/MyDrive/hw"
os.makedirs(HOME + "/checkpoints", exist_ok=True)
with open(f"{HOME}/log.json", "w") as f:
    json.dump([1], f)
torch.save({"w": torch.ones(2)}, f"{HOME}/checkpoints/best.pth")
torch.save(torch.ones(1), "models/last.pth")
best = torch.load(f"{HOME}/checkpoints/best.pth")["w"].tolist()
known = [os.path.exists(HOME), os.path.isfile(HOME + "/log.json"), os.listdir(HOME)]
known.append(json.load(open(HOME + "/log.json")))
os.chdir(HOME)
here = os.path.exists("checkpoints")
"""


def test_what_is_written_there_is_read_from_there(notebook: Worker) -> None:
    notes = ok(notebook, ELSEWHERE)
    assert {note.split(" is of another machine")[0] for note in notes} == {
        f"/content/drive/MyDrive/hw{rest}" for rest in ("/checkpoints", "/log.json", "/checkpoints/best.pth")
    }
    assert (notebook.get("best"), notebook.get("here")) == ([1, 1], True)
    known = notebook.get("known")
    assert (known[:2], sorted(known[2]), known[3]) == ([True, True], ["checkpoints", "log.json"], [1])
    assert "models/last.pth" in notebook.ask("collect")["files"]


def test_a_folder_that_is_not_there_is_not_gone_to(notebook: Worker) -> None:
    notes = ok(notebook, "import os\nhere = os.getcwd()\nos.chdir('/content/gone')\nsame = os.getcwd() == here")
    assert notes == ["the folder /content/gone is not here: the notebook stayed where it was."]
    assert notebook.get("same") is True


def test_nothing_else_is_led_anywhere(notebook: Worker) -> None:
    for source in ("open('/content/gone')", "open('/proc/new', 'w')", "open('/usr/lib/gone')"):
        assert notebook.cell(source)["error"]["type"] in {"FileNotFoundError", "PermissionError", "OSError"}, source


def test_switched_off(open_worker: Open) -> None:
    error = open_worker(engine="shell", without=["folders"]).cell("import os\nos.chdir('/content/gone')")["error"]
    assert error["type"] == "FileNotFoundError"
