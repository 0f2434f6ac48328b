"""Downloads of known files, by whatever fetches and unpacks them; and of everything else, which is told."""

from pathlib import Path

import pytest

from tests.worker.conftest import Open, Worker
from tests.worker.standins.test_standins import ok

CIFAR = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
LABELS = "http://yann.lecun.com/exdb/mnist/t10k-labels-idx1-ubyte.gz"
TAKEN = "was not downloaded: it was taken from the grader's data folder."


@pytest.fixture
def notebook(open_worker: Open, checkout: Path) -> Worker:
    """A notebook beside the data that comes with the grader."""
    return open_worker(engine="shell", data=str(checkout / "assignments" / "data"))


BY_REQUESTS = f"""
import pickle, requests, tarfile
with requests.get("{CIFAR}", stream=True) as answer:
    answer.raise_for_status()
    size = int(answer.headers["content-length"])
    with open("cifar.tgz", "wb") as f:
        for chunk in answer.iter_content(chunk_size=8192):
            f.write(chunk)
"""
BY_URLLIB = f"import urllib.request\nurllib.request.urlretrieve('{CIFAR}', 'cifar.tgz')"
BY_TORCHVISION = (
    f"from torchvision.datasets.utils import download_url\ndownload_url('{CIFAR}', '.', 'cifar.tgz', 'md5')"
)
BY_TORCH = f"import torch\ntorch.hub.download_url_to_file('{CIFAR}', 'cifar.tgz')"
BY_COMMAND = f"!wget -q {CIFAR} -O cifar.tgz && mkdir -p there"
BY_PROGRAM = f"import subprocess\nsubprocess.run(['curl', '-o', 'cifar.tgz', '{CIFAR}'], check=True)"
UNPACKED = """
import pickle, tarfile
with tarfile.open("cifar.tgz") as archive:
    archive.extractall("there")
with open("there/cifar-10-batches-py/data_batch_1", "rb") as f:
    batch = pickle.load(f, encoding="bytes")
images = list(batch[b"data"].reshape(10000, 3, 32, 32).shape)
"""


@pytest.mark.parametrize("fetch", [BY_REQUESTS, BY_URLLIB, BY_TORCHVISION, BY_TORCH, BY_COMMAND, BY_PROGRAM])
def test_the_archive_of_cifar_is_fetched_and_read_in_full_length(notebook: Worker, fetch: str) -> None:
    assert ok(notebook, fetch) == [f"{CIFAR} {TAKEN}"]
    assert ok(notebook, UNPACKED) == ["data_batch_1 was read from the grader's data folder."]
    assert notebook.get("images") == [10000, 3, 32, 32]


@pytest.mark.parametrize(
    "unpack",
    [
        f"!wget {CIFAR}\n!tar -xzf cifar-10-python.tar.gz -C there",
        f"!curl -O {CIFAR}; tar xzf cifar-10-python.tar.gz --directory=there",
        "import shutil\nshutil.unpack_archive('cifar-10-python.tar.gz', 'there')",
        f"from torchvision.datasets.utils import download_and_extract_archive as get\nget('{CIFAR}', 'there')",
    ],
)
def test_archives_are_unpacked(notebook: Worker, unpack: str) -> None:
    ok(notebook, f"!mkdir there\n{unpack}\nimport os\nnames = os.listdir('there/cifar-10-batches-py')")
    assert "test_batch" in notebook.get("names")


def test_other_files_of_known_data_sets(notebook: Worker) -> None:
    ok(
        notebook,
        f"import gzip, pickle, wget\nimport numpy as np\nname = wget.download('{LABELS}', out='a.gz')\n"
        f"!wget -P folder {LABELS}\n!gunzip folder/t10k-labels-idx1-ubyte.gz\n"
        "same = gzip.open(name).read() == open('folder/t10k-labels-idx1-ubyte', 'rb').read()\n"
        "arrays = np.load('mnist.npz')\nshape = list(arrays['x_test'].shape)\n"
        "parts = pickle.load(gzip.open('data/mnist/mnist.pkl.gz'), encoding='latin-1')\n"
        "rows = [len(y) for _, y in parts] + [parts[0][0].shape[1], float(parts[0][0].max())]",
    )
    assert (notebook.get("same"), notebook.get("shape")) == (True, [297, 28, 28])
    assert notebook.get("rows") == [1250, 250, 297, 784, 1.0]


PACKAGED = """
import tensorflow as tf
from keras.datasets import cifar10
from sklearn.datasets import fetch_openml
(x, y), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
(c, d), _ = cifar10.load_data()
X, labels = fetch_openml("mnist_784", version=1, return_X_y=True, as_frame=False)
both = fetch_openml("mnist_784").target
sizes = [list(part.shape) for part in (x, y_test, c, d, X, x[:50000][49000:], X[60000:])]
kinds = [type(labels[0]).__name__, type(both[3]).__name__]
"""


def test_data_sets_of_absent_packages(notebook: Worker) -> None:
    notes = ok(notebook, PACKAGED)
    assert "MNIST was read from the data folder: 1500 examples, which stand for 60000." in notes
    sizes = notebook.get("sizes")
    assert sizes[:5] == [[1500, 28, 28], [297], [1000, 32, 32, 3], [1000, 1], [1797, 784]]
    assert [rows for rows, *_ in sizes[5:]] == [1000, 257]
    assert notebook.get("kinds") == ["str", "str"]


@pytest.mark.parametrize(
    ("fetch", "kind"),
    [
        ("import requests\nrequests.get('https://x.example/a.json').json()", "ConnectionError"),
        ("import requests\nwith requests.Session() as s: s.get('https://x.example/a.json')", "ConnectionError"),
        ("import gdown\ngdown.download(id='x.example/a.json', output='a')", "URLError"),
    ],
)
def test_other_downloads_are_told(notebook: Worker, fetch: str, kind: str) -> None:
    error = notebook.cell(fetch)["error"]
    assert (error["type"], "there is no network" in error["message"]) == (kind, True)


def test_who_cares_for_a_failed_request_is_told(notebook: Worker) -> None:
    ok(
        notebook,
        "import requests\ntry:\n    requests.get('https://x.example')\n    found = True\n"
        "except requests.exceptions.RequestException:\n    found = False",
    )
    assert notebook.get("found") is False


COMMANDS = """
import os, subprocess, sys
subprocess.check_call([sys.executable, "-m", "pip", "install", "torchinfo"])
code = os.system("ls")
shown = subprocess.run("nvidia-smi", shell=True, capture_output=True, text=True).stdout + subprocess.getoutput("ls")
!unzip nothing.zip
!cat /etc/passwd | wc
"""


def test_no_program_is_started(notebook: Worker) -> None:
    notes = ok(notebook, COMMANDS)
    assert [note.rsplit(" ", 3)[-3:] for note in notes] == [["was", "not", "run."]] * 5
    assert (notebook.get("code"), notebook.get("shown")) == (127, "")


def test_networks_keep_their_own_weights(notebook: Worker) -> None:
    address = "https://download.pytorch.org/models/alexnet-owt-7be5be79.pth"
    notes = ok(
        notebook,
        "import torch\nfrom torch.utils import model_zoo\nfrom torchvision.models import alexnet\n"
        f"alexnet().load_state_dict(model_zoo.load_url('{address}'))\n"
        "net = torch.hub.load('pytorch/vision:v0.10.0', 'resnet18', pretrained=True)\nkind = type(net).__name__",
    )
    assert [note.split(" cannot ")[1] for note in notes] == ["be downloaded: the network keeps random ones."] * 2
    assert notebook.get("kind") == "ResNet"
