"""Trackers of experiments that are not installed."""

from tests.worker.conftest import Worker

TRACKED = """
import wandb
from argparse import Namespace
wandb.login(key="0")
with wandb.init(project="hw", config={"lr": 0.1, "width": 50}) as run:
    config = run.config
    config.epochs = 3
    wandb.watch(None)
    wandb.log({"loss": 1.0, "image": wandb.Image(None)})
read = [config.lr, wandb.config["width"], wandb.config.epochs]
wandb.init(config=Namespace(lr=0.2))
read.append(wandb.config.lr)
wandb.finish()
"""


def test_settings_given_to_a_tracker_come_back(notebook: Worker) -> None:
    reply = notebook.cell(TRACKED)
    assert reply["error"] is None
    assert [note.split("`")[1] for note in reply["notes"]] == ["wandb"]
    assert notebook.get("read") == [0.1, 50, 3, 0.2]


def test_a_setting_that_was_not_given_is_named(notebook: Worker) -> None:
    error = notebook.cell("import wandb\nwandb.init()\nwandb.config.lr")["error"]
    assert error["message"] == "`wandb.config` was given no `lr`"
