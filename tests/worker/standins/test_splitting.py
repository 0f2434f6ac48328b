"""Splitting arrays without scikit-learn."""

from pathlib import Path

import numpy as np

from tests.worker.conftest import Open, Worker
from tests.worker.standins.test_data_sets import write_idx
from tests.worker.standins.test_standins import ok

IMPORTS = "import numpy as np, torch\nfrom sklearn.model_selection import train_test_split as split\n"
USED = """
X = torch.arange(20).reshape(10, 2)
X_train, X_test, y_train, y_test = split(X, list(range(10)), test_size=0.2, random_state=0, stratify=None)
shapes = [list(X_train.shape), list(X_test.shape), len(y_train), len(y_test)]
together = [row[0] for row in X_train.tolist()] == [2 * label for label in y_train]
rows = np.arange(10)
asked = ({}, {"test_size": 3}, {"train_size": 0.55}, {"train_size": 5, "test_size": 2}, {"test_size": 0.21})
sizes = [[len(part) for part in split(rows, **options)] for options in asked]
in_order = [part.tolist() for part in split(rows, test_size=2, shuffle=False)]
drawn = [part.tolist() for part in split(np.arange(5), test_size=2, random_state=42)]
"""


def test_rows_are_split_as_scikit_learn_splits_them(notebook: Worker) -> None:
    ok(notebook, IMPORTS + USED)
    assert notebook.get("shapes") == [[8, 2], [2, 2], 8, 2]
    assert notebook.get("together") is True
    assert notebook.get("sizes") == [[7, 3], [7, 3], [5, 5], [5, 2], [7, 3]]
    assert notebook.get("in_order") == [[*range(8)], [8, 9]]
    order = np.random.RandomState(42).permutation(5).tolist()
    assert notebook.get("drawn") == [order[2:], order[:2]]


def test_whole_numbers_speak_of_the_full_data_set(open_worker: Open, tmp_path: Path) -> None:
    for part in ("train", "t10k"):
        write_idx(tmp_path / "MNIST" / "raw" / f"{part}-images-idx3-ubyte", (10, 28, 28), bytes(7840))
        write_idx(tmp_path / "MNIST" / "raw" / f"{part}-labels-idx1-ubyte", (10,), bytes(10))
    worker = open_worker(data=str(tmp_path))
    ok(worker, IMPORTS + "from torchvision.datasets import MNIST\nparts = split(MNIST('.').data, test_size=12_000)")
    ok(worker, "sizes = [len(part) for part in parts]")
    assert worker.get("sizes") == [8, 2]
