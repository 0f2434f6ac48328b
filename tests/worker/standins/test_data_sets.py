"""Data sets: torchvision's loaders, the course helper, readers by hand; small data, and indices of the full sets."""

import struct
from pathlib import Path
from typing import Any

import pytest

from tests.worker.conftest import Open, Worker
from tests.worker.standins.test_standins import ok


def write_idx(path: Path, sizes: tuple[int, ...], values: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack(f">BBBB{len(sizes)}I", 0, 0, 8, len(sizes), *sizes) + values)


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A data folder with an MNIST of three training images, made read-only."""
    for name, count in (("train", 3), ("t10k", 1)):
        raw = tmp_path / "data" / "MNIST" / "raw"
        write_idx(raw / f"{name}-images-idx3-ubyte", (count, 28, 28), bytes(count * 784))
        write_idx(raw / f"{name}-labels-idx1-ubyte", (count,), bytes(range(count)))
    return str(tmp_path / "data")


def test_torchvision_data_sets_come_from_the_data_folder(open_worker: Open, data: str) -> None:
    for engine in ("shell", "kernel"):
        worker = open_worker(engine=engine, data=data)
        notes = ok(
            worker,
            "import torchvision\nfrom torchvision.datasets import MNIST\nfrom torchvision import transforms\n"
            "train = torchvision.datasets.MNIST('./data', train=True, download=True, transform=transforms.ToTensor())\n"
            "test = MNIST(root='/content/x', train=False)\nsizes = [len(train), len(test)]\nlabels = train.targets",
        )
        assert notes[0] == "MNIST was not downloaded."
        assert notes[1] == "MNIST was read from the grader's data folder: 3 examples, which stand for 60000."
        assert worker.get("sizes") == [3, 1]
        assert worker.get("labels").tolist() == [0, 1, 2]
        assert worker.ask("collect")["files"] == {}


@pytest.mark.parametrize("name", ["FashionMNIST", "CIFAR10"])
def test_a_data_set_that_is_not_there_is_told(open_worker: Open, data: str, name: str) -> None:
    for folder in (data, None):
        worker = open_worker(engine="shell", data=folder)
        error: dict[str, Any] = worker.cell(f"from torchvision.datasets import {name}\n{name}('x', download=True)")[
            "error"
        ]
        assert (error["type"], name in error["message"]) == ("FileNotFoundError", True)


@pytest.fixture
def notebook(open_worker: Open, checkout: Path) -> Worker:
    """A notebook beside the data that comes with the grader."""
    return open_worker(engine="shell", data=str(checkout / "assignments" / "data"))


def test_the_data_sets_that_come_with_the_grader_are_read(notebook: Worker) -> None:
    ok(
        notebook,
        "from torchvision import datasets\n"
        "known = datasets.MNIST, datasets.FashionMNIST, datasets.CIFAR10\n"
        "sizes = [len(one('x', train=train, download=True)) for one in known for train in (True, False)]",
    )
    assert notebook.get("sizes") == [1500, 297, 1000, 200, 1000, 200]


FULL_LENGTH = """
import numpy as np, torch
from torch.utils.data import DataLoader, Subset, random_split, sampler
from torchvision import datasets, transforms
cifar = datasets.CIFAR10("x", train=True, download=True, transform=transforms.ToTensor())
loaders = [
    DataLoader(cifar, batch_size=100, sampler=sampler.SubsetRandomSampler(indices))
    for indices in (range(49000), range(49000, 49500))
]
batches = [sum(1 for _ in loader) for loader in loaders]
parts = [len(part) for part in random_split(cifar, [45000, 5000])]
lengths = [len(Subset(cifar, range(45000))), len(Subset(cifar, range(1500)))]
lengths += [sum(1 for _ in cifar), len(cifar.data[49000:]), cifar[49999][0].shape[0]]
mnist = datasets.MNIST("x")
x, y = mnist.data.view(-1, 784).float() / 255, mnist.targets
valid = [len(x[50000:]), len(y[50000:]), len(x[:6000]), len(y[torch.randperm(60000)[:6000]])]
valid += [len(x[:50000][49000:]), len(mnist.data.numpy()[range(59000, 60000)])]
shapes = [x.reshape(60000, 28, 28), x[:6000].view((6000, 1, 784)), mnist.data.numpy()[:6000].reshape(6000, -1)]
shapes = [tuple(each.shape) for each in shapes]
weight = torch.zeros(784, 10, requires_grad=True)
(x @ weight).sum().backward()
kinds = [type(x @ weight) is torch.Tensor, type(weight.grad) is torch.Tensor, type(x[:2]) is torch.Tensor]
"""


def test_indices_of_the_full_length_are_followed(notebook: Worker) -> None:
    ok(notebook, FULL_LENGTH)
    assert notebook.get("batches") == [10, 5]
    assert notebook.get("parts") == [900, 100]
    assert notebook.get("lengths") == [900, 100, 1000, 1000, 3]
    assert notebook.get("valid") == [250, 250, 150, 150, 1000, 1000]
    assert notebook.get("shapes") == [(1500, 28, 28), (150, 1, 784), (150, 784)]
    assert notebook.get("kinds") == [True, True, True]


ONE_BY_ONE = """
from torchvision import datasets
mnist = datasets.MNIST("x")
pairs = [mnist[i] for i in range(6000)]
labels = [mnist[i][1] for i in range(6000)]
appended = []
for i in range(6000):
    appended.append(mnist.targets[i])
numbered = [(i, mnist[i]) for i in range(2000)]
filled = list(range(1600))
for i in range(1600):
    filled[i] = mnist[i]
own = [filled[i] for i in range(1600)]
same = [label for _, label in pairs] == labels == appended
sizes = [len(each) for each in (pairs, numbered, own, [mnist[i] for i in range(1500)])]
"""


def test_rows_that_are_picked_one_by_one_are_a_share_too(notebook: Worker) -> None:
    assert len(ok(notebook, ONE_BY_ONE)) == 2
    assert notebook.get("sizes") == [150, 2000, 1600, 1500]
    assert notebook.get("same") is True


def test_what_is_prepared_in_place_stays_together(notebook: Worker) -> None:
    ok(
        notebook,
        "from torchvision import datasets\nmnist = datasets.MNIST('x', train=False)\n"
        "x, y = mnist.data.float().flatten(1), mnist.targets\nx -= x.mean(0)\nx /= 2\n"
        "sizes = [len(each[:300]) for each in (x, y)]",
    )
    assert notebook.get("sizes") == [100, 100]


HELPER = """
import os, pickle
import numpy as np

def load_CIFAR_batch(filename):
    with open(filename, "rb") as f:
        datadict = pickle.load(f, encoding="latin1")
    X = datadict["data"].reshape(10000, 3, 32, 32).transpose(0, 2, 3, 1)
    return X.astype("float32"), np.array(datadict["labels"])

def load_CIFAR10(ROOT):
    xs, ys = zip(*(load_CIFAR_batch(os.path.join(ROOT, f"data_batch_{b}")) for b in range(1, 6)))
    return (np.concatenate(xs), np.concatenate(ys), *load_CIFAR_batch(os.path.join(ROOT, "test_batch")))

ROOT = "/content/drive/My Drive/cs231n/datasets/cifar-10-batches-py"
X, y, X_test, y_test = load_CIFAR10(ROOT)
mask = list(range(49000, 50000))
X_val, y_val = X[mask], y[mask]
mask = list(range(49000))
X_train, y_train = X[mask], y[mask]
X_train -= np.mean(X_train, axis=0)
mask = np.random.choice(49000, 50, replace=False)
X_dev, y_dev = X_train[mask], y_train[mask]
sizes = [list(part.shape) for part in (X_train, y_train, X_val, y_val, X_dev, y_dev, X_test[:1000], y_test[:1000])]
together = bool((X[[700, 49700]] == X[[700, 700]]).all() and (y[[700, 49700]] == y[700]).all())
"""


def test_the_course_helper_gives_what_is_here(notebook: Worker) -> None:
    assert ok(notebook, HELPER) == [
        "CIFAR-10 was read from the grader's data folder: 1000 examples, which stand for 50000."
    ]
    counts = [sizes[0] for sizes in notebook.get("sizes")]
    assert counts == [980, 980, 1000, 1000, 50, 50, 100, 100]
    assert notebook.get("together") is True


def test_the_course_helper_need_not_be_handed_in(notebook: Worker) -> None:
    source = "from cs682.data_utils import load_CIFAR10\nX, y, _, _ = load_CIFAR10('x/cifar-10-batches-py')"
    assert ok(notebook, f"{source}\nsize = len(X[range(49000)])")[0].startswith("CIFAR-10 was read")
    assert notebook.get("size") == 980


@pytest.mark.slow
def test_readers_by_hand_get_full_length(notebook: Worker) -> None:
    notebook.cell(HELPER)
    ok(
        notebook,
        "import gzip\nX, y = load_CIFAR_batch(ROOT + '/test_batch')\n"
        "with gzip.open('../data/fashion/t10k-images-idx3-ubyte.gz') as f:\n"
        "    images = np.frombuffer(f.read(), np.uint8, offset=16).reshape(10000, 28, 28)\n"
        "raw = pickle.load(open('cifar-10-batches-py/data_batch_2', 'rb'), encoding='bytes')\n"
        "sizes = [list(X.shape), list(images.shape), [len(raw[b'labels'])], [len(os.listdir(ROOT))]]\n"
        "there = [os.path.exists(ROOT), os.path.isfile('train-labels-idx1-ubyte'), os.path.exists('other')]",
    )
    assert notebook.get("sizes") == [[10000, 32, 32, 3], [10000, 28, 28], [10000], [7]]
    assert notebook.get("there") == [True, True, False]


def test_own_files_come_first(notebook: Worker) -> None:
    notebook.cell("import os, pickle\nos.makedirs('cifar-10-batches-py')\nname = 'cifar-10-batches-py/test_batch'")
    assert ok(notebook, "with open(name, 'wb') as f: pickle.dump(3, f)\nvalue = pickle.load(open(name, 'rb'))") == []
    assert notebook.get("value") == 3


FETCHED = """
import gzip, urllib.request
url = "http://yann.lecun.com/exdb/mnist/t10k-labels-idx1-ubyte.gz"
name, _ = urllib.request.urlretrieve(url, "labels.gz")
kept = gzip.open(name).read()
read = gzip.decompress(urllib.request.urlopen(urllib.request.Request(url)).read())
same, length = kept == read, len(read)
"""


def test_known_files_that_are_fetched_come_from_the_data_folder(open_worker: Open, data: str) -> None:
    worker = open_worker(engine="shell", data=data)
    note = ok(worker, FETCHED)[0]
    assert note.startswith(
        "http://yann.lecun.com/exdb/mnist/t10k-labels-idx1-ubyte.gz was not downloaded: it was taken"
    )
    assert (worker.get("same"), worker.get("length")) == (True, 8 + 10_000)
