"""Stand-ins: what real hand-ins expect around them."""

import pytest

from tests.worker.conftest import Open, Worker


def ok(worker: Worker, source: str) -> list[str]:
    """Run a cell that must succeed; its notes."""
    reply = worker.cell(source)
    assert reply["error"] is None, reply["error"]
    notes: list[str] = reply["notes"]
    return notes


def test_each_thing_is_noted_once_a_cell(notebook: Worker) -> None:
    note = "`%cd /content` was not run."
    assert ok(notebook, "%cd /content\n%cd /content") == [note]
    assert ok(notebook, "%cd /content") == [note]
    assert ok(notebook, "x = 1") == []


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("!pip install tqdm", "`!pip install tqdm` was not run."),
        ("files = !ls\nassert files == []", "`!ls` was not run."),
        ("%pip install -q x", "`%pip install -q x` was not run."),
        ("%load_ext autoreload\n%autoreload 2", "`%load_ext autoreload` was not run."),
        ("cd /content", "`%cd /content` was not run."),
        ("%ls", "`!ls"),
        ("%%bash\ncd x\nmake", "`%%bash` was not run."),
        ("%%bash -e\nmake", "`%%bash -e` was not run."),
        ("%matplotlib notebook", "`%matplotlib notebook` was taken as `%matplotlib inline`."),
        ("%timeit 1 + 1", "`%timeit` ran its code once."),
        ("%%timeit -n 10\nx = 1", "`%%timeit` ran its code once."),
        ("%watermark -v", "`%watermark -v` was not run."),
        ("%%wandb\nx = 1\nassert x", "`%%wandb` is not known here: its cell was run without it."),
        ("%%cython\ncdef int f(int x):\n    return x", "`%%cython` is not known here: its cell was not run."),
    ],
)
def test_magics_and_commands(notebook: Worker, source: str, note: str) -> None:
    assert ok(notebook, source)[0].startswith(note)


def test_timing_magics_keep_what_they_run(notebook: Worker) -> None:
    ok(notebook, "%%time\nx = 1\nif x:\n    %time y = 2")
    assert (notebook.get("x"), notebook.get("y")) == (1, 2)


def test_help_shows_nothing_and_harms_nothing(notebook: Worker) -> None:
    assert ok(notebook, "len?") == []


def test_colab(notebook: Worker) -> None:
    notes = ok(
        notebook,
        "import sys\nassert 'google.colab' not in sys.modules\nfrom google.colab import drive, files\n"
        "drive.mount('/content/drive')\nassert files.upload() == {}\nimport google.colab.output",
    )
    assert notes[0] == "`colab.drive.mount` did nothing: the notebook does not run on Colab."


def test_tqdm(notebook: Worker) -> None:
    notes = ok(
        notebook,
        "from tqdm.auto import tqdm, trange\nfrom tqdm import tqdm as other\ntotal = 0\nbar = tqdm([1, 2], desc='x')\n"
        "for n in bar:\n    total += n\n    bar.set_postfix(loss=1)\n"
        "with tqdm(total=3) as b: b.update(2)\nassert len(bar) == 2 and list(trange(2)) == [0, 1]",
    )
    assert notes == ["`tqdm` is not installed: loops run without a progress bar."]
    assert notebook.get("total") == 3


def test_prompts_are_answered_with_nothing_but_not_for_ever(notebook: Worker) -> None:
    for prompt in ("assert input('name?') == ''", "import getpass; assert getpass.getpass() == ''"):
        assert "nobody is there" in ok(notebook, prompt)[0]
    reply = notebook.cell("while input('sure?') != 'yes': pass")
    assert reply["error"]["type"] == "EOFError"
    assert "nobody is there" in reply["error"]["message"]


GPU = """
import torch
from torch import nn
device = torch.device("cuda")
x = torch.zeros(2, device="cuda") + torch.ones(2).cuda() + torch.ones(2).to(device)
x = x + torch.ones(2).to("cuda:0", torch.float32)
net = nn.Linear(2, 1).cuda().to(device)
inside = nn.Linear(2, 1, device="cuda")(x)
y = net(x.to(device, non_blocking=True)).type(torch.cuda.FloatTensor)
with torch.device("cuda"):
    z = torch.ones(1)
torch.set_default_device("cuda")
w = torch.ones(1)
places = {str(tensor.device) for tensor in (x, y, z, w, inside, net.weight)}
"""


def test_what_is_sent_to_a_gpu_stays_on_the_cpu(notebook: Worker) -> None:
    assert ok(notebook, GPU) == ["there is no GPU: what was sent to `cuda` stayed on the CPU."]
    assert ok(notebook, "places = list(places)\navailable = torch.cuda.is_available()") == []
    assert (notebook.get("places"), notebook.get("available")) == (["cpu"], False)
    notebook.cell("def f(t): return t.cuda() * 2")
    assert notebook.fork().call("f", 3.0)["status"] == "raised"


def test_calls_may_go_to_the_gpu_too(notebook: Worker) -> None:
    import torch

    notebook.cell("def f(t): return t.to('cuda') * 2")
    assert notebook.fork().call("f", torch.ones(1))["value"].tolist() == [2]


def test_styles_of_figures_stop_nothing(notebook: Worker) -> None:
    use = "import matplotlib.pyplot as plt\nplt.style.use"
    assert ok(notebook, f"{use}('seaborn-whitegrid')\ngrid = plt.rcParams['axes.grid']") == []
    assert notebook.get("grid") is True
    assert ok(notebook, f"{use}('made_up')") == ["matplotlib's style made_up is not there: figures look as usual."]


NO_GPU = """
import torch
from torch import nn
assert torch.cuda.is_available(), "choose a GPU runtime"
if not torch.cuda.is_available():
    raise SystemError("no GPU")
net = nn.DataParallel(nn.Linear(2, 1)).cuda().to(0)
torch.save(net, "net.pth")
net = torch.compile(torch.load("net.pth", map_location="cuda:0"))
draw = torch.randn(2, generator=torch.Generator(device="cuda").manual_seed(1), device="mps")
start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
with torch.cuda.device(0), torch.cuda.stream(torch.cuda.Stream()), torch.autocast("cuda", enabled=False):
    start.record()
    out = net(draw.cuda()[None])
end.record()
assert start.elapsed_time(end) >= 0
"""


def test_what_only_a_gpu_has_is_done_without(notebook: Worker) -> None:
    assert ok(notebook, NO_GPU) == [
        "the notebook's demand for a GPU was left out: there is none, and everything runs on the CPU.",
        "there is no GPU: what was sent to `cuda` stayed on the CPU.",
        "`torch.compile` left the network as it is.",
    ]
    assert notebook.cell("assert torch.cuda.is_available() or False, 1")["status"] == "raised"


OLD = """
import numpy as np, torch
print "starts"
x = np.ones(2, dtype=np.float) * np.Inf
y = np.lib.pad(x, 1, "constant")
class Net:
    def total(self):
        for name, value in {"W": 3}.iteritems():
            return value
total = Net().total() + sum({"a": 1}.itervalues())
n = int(np.product(np.reshape(np.ones(4), newshape=(2, 2)).shape)) + len(xrange(3))
squares = np.sum(n ** 2 for n in (1, 2)) + np.sum([1, 2], axis=0)
batches = iter(torch.utils.data.DataLoader([1, 2], batch_size=2))
first = batches.next().tolist()
step = torch.optim.lr_scheduler.StepLR(torch.optim.SGD([torch.ones(1)], lr=0.1), step_size=3, verbose=True)
get_ipython().magic("matplotlib inline")
"""


def test_code_of_older_years_runs(open_worker: Open) -> None:
    worker = open_worker(engine="shell", max_batches=3)
    notes = [note.split("`")[1] for note in ok(worker, OLD)]
    assert notes == [".iteritems()", ".itervalues()", "np.float", "np.Inf", "np.lib.pad", "np.product", "np.sum"]
    assert worker.get("total") == 4
    assert (worker.get("n"), worker.get("squares"), worker.get("first")) == (7, 8, [1, 2])
    assert worker.cell("np.made_up")["error"]["type"] == "AttributeError"
    assert ok(worker, "np.bool(1)") == []


ONE_ELEMENT = """
import numpy as np
one, two, grads = np.zeros(3), np.zeros((2, 3)), {"b1": np.zeros(2)}

def pair():
    return np.array([3.0]), np.array([[4.0]])

one[0] = np.array([1.0])
one[1] += np.array([[2.0]])
one[2], two[1] = pair()
grads["b%d" % 1][1] = np.ones(1)
two[0][two[0] == 0] = np.array([5.0])
kept = {}
kept["w"] = other = np.ones(1)
kept["v"], c = pair()
"""


def test_an_array_of_one_element_fits_in_an_element_as_it_once_did(notebook: Worker) -> None:
    assert ok(notebook, ONE_ELEMENT) == [
        "An array of one element was stored as the number that older NumPy took it for."
    ]
    assert notebook.get("one").tolist() == [1, 2, 3]
    assert notebook.get("two").tolist() == [[5, 5, 5], [4, 4, 4]]
    assert notebook.get("grads")["b1"].tolist() == [0, 1]
    assert [notebook.get(name).shape for name in ("other", "c")] == [(1,), (1, 1)]
    assert {name: value.shape for name, value in notebook.get("kept").items()} == {"w": (1,), "v": (1,)}


def test_an_array_of_more_elements_does_not(notebook: Worker) -> None:
    error = notebook.cell("import numpy as np\na = np.zeros(3)\na[0] = np.ones(2)")["error"]
    assert error is not None
    assert (error["type"], error["line"]) == ("ValueError", 3)


def test_folders_are_made(notebook: Worker) -> None:
    assert ok(notebook, "!mkdir -p out/a\nopen('out/a/x', 'w').close()\n%mkdir b\nopen('b/x', 'w').close()") == []
    assert sorted(notebook.ask("collect")["files"]) == ["b/x", "out/a/x"]


def test_nothing_is_downloaded(notebook: Worker) -> None:
    reply = notebook.cell("from urllib.request import urlretrieve\nurlretrieve('http://x.example/a.zip', 'a.zip')")
    assert (reply["error"]["type"], "x.example/a.zip" in reply["error"]["message"]) == ("URLError", True)
    notes = ok(notebook, "from torchvision import models\nnet = models.alexnet(weights='DEFAULT')")
    assert notes == [
        "the trained weights AlexNet_Weights.IMAGENET1K_V1 cannot be downloaded: the network keeps random ones."
    ]


def test_files_that_mention_cuda_count(open_worker: Open) -> None:
    source = b"import torch\ndef f(t): return t.cuda()"
    worker = open_worker(engine="module", module="hw.py", files={"hw.py": source})
    assert worker.cell("")["error"] is None


def test_the_gpu_s_name_is_answered_unless_switched_off(open_worker: Open) -> None:
    source = "import torch\nname = torch.cuda.get_device_name()"
    assert ok(open_worker(engine="shell"), source) == ["`torch.cuda.get_device_name()` was answered without a GPU."]
    assert open_worker(engine="shell", without=["device_name"]).cell(source)["status"] == "raised"


def test_threads_and_window_systems(notebook: Worker) -> None:
    notes = ok(notebook, "import torch, matplotlib\ntorch.set_num_threads(8)\nmatplotlib.use('TkAgg')")
    assert notes == [
        "torch kept to one thread, where 8 were asked for.",
        "matplotlib's backend TkAgg was not chosen: figures are drawn inline.",
    ]


LOADER = """
import torch
from torch.utils.data import DataLoader, TensorDataset
loader = DataLoader(TensorDataset(torch.arange(10)), batch_size=2, num_workers=4, persistent_workers=True)
seen = [[x.tolist() for (x,) in loader] for epoch in range(2)]
first = next(iter(loader))[0].tolist()
length = len(loader)
"""


def test_passes_over_a_loader_are_cut(open_worker: Open) -> None:
    for engine in ("shell", "kernel"):
        worker = open_worker(engine=engine, max_batches=2)
        assert ok(worker, LOADER) == [
            "`DataLoader` loaded in the same process: `num_workers` was taken as 0.",
            "each pass over a `DataLoader` ended after 2 batches.",
        ]
        assert worker.get("seen") == [[[0, 1], [2, 3]]] * 2
        assert (worker.get("length"), worker.get("first")) == (2, [0, 1])


def test_loaders_that_a_check_makes_are_whole(open_worker: Open) -> None:
    import torch

    worker = open_worker(engine="shell", max_batches=1)
    worker.cell("def count(loader): return [len(loader), len(list(loader))]")
    options = {"tensors": [torch.arange(10)], "batch_size": 2, "shuffle": False}
    loader = worker.ask("make", kind="loader", options=options, seed=0)["value"]
    assert worker.call("count", loader)["value"] == [5, 5]


@pytest.mark.parametrize("most", [None, 2])
def test_iterators_of_loaders_have_next_as_they_had(open_worker: Open, most: int | None) -> None:
    worker = open_worker(engine="shell", max_batches=most)
    ok(worker, LOADER + "batches = iter(loader)\nsecond = (batches.next(), batches.next())[1][0].tolist()")
    assert worker.get("second") == [2, 3]


def test_a_short_loader_is_not_said_to_be_cut(open_worker: Open) -> None:
    worker = open_worker(engine="shell", max_batches=5)
    source = (
        "import torch\nfrom torch.utils.data import DataLoader\nn = len(list(DataLoader(list(range(4)), batch_size=2)))"
    )
    assert ok(worker, source) == []
    assert worker.get("n") == 2


def test_a_submission_has_no_arguments(notebook: Worker, open_worker: Open) -> None:
    ok(notebook, "import argparse, sys\nname, args = sys.argv, argparse.ArgumentParser().parse_args()")
    assert notebook.get("name") == ["notebook.py"]
    module = open_worker(engine="module", module="hw.py", files={"hw.py": b"import sys\nname = list(sys.argv)"})
    module.cell("")
    assert module.get("name") == ["hw.py"]
