"""The notebooks of the samples of `cs_a3`: their cells, and what is wrong in some of them."""

import re

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

COLAB = """from google.colab import drive
drive.mount("/content/drive")
FOLDERNAME = "course/assignment2"
%cd /content/drive/My\\ Drive/$FOLDERNAME/PACKAGE/datasets/
!bash get_datasets.sh
%cd ../../"""
IMPORTS = """import numpy as np
from PACKAGE.classifiers.fc_net import *
from PACKAGE.data_utils import get_CIFAR10_data
from PACKAGE.solver import Solver
%load_ext autoreload
%autoreload 2"""
LOADED = """data = get_CIFAR10_data()
for k, v in data.items():
    print(f"{k}: {v.shape}")"""
TRAINED = """best_model = None
model = FullyConnectedNet([100, 100], weight_scale=2e-2)
solver = Solver(model, data, num_epochs=20, batch_size=100, update_rule='adam')
solver.train()
best_model = model"""
ANSWERS = (
    "It is easier with three layers: the gradients pass fewer small weights on their way.",
    "The weights of the deeper network need a larger scale, or their signal fades from layer to layer.",
)
SETUP = """import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader, sampler
import torchvision.datasets as dset
import torchvision.transforms as T

USE_GPU = True
dtype = torch.float32
if USE_GPU and torch.cuda.is_available():
    device = torch.device("cuda")
else:
    device = torch.device("cpu")
print_every = 100
print("using device:", device)"""
DATA = """NUM_TRAIN = 49000
transform = T.Compose([T.ToTensor(), T.Normalize((0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010))])
cifar10_train = dset.CIFAR10("./cs231n/datasets", train=True, download=True, transform=transform)
loader_train = DataLoader(cifar10_train, batch_size=64, sampler=sampler.SubsetRandomSampler(range(NUM_TRAIN)))
cifar10_val = dset.CIFAR10("./cs231n/datasets", train=True, download=True, transform=transform)
loader_val = DataLoader(cifar10_val, batch_size=64, sampler=sampler.SubsetRandomSampler(range(NUM_TRAIN, 50000)))"""
FLATTEN = """def flatten(x):
    return x.view(x.shape[0], -1)


class Flatten(nn.Module):
    def forward(self, x):
        return flatten(x)"""
TRAIN = """def check_accuracy_part34(loader, model):
    num_correct, num_samples = 0, 0
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            scores = model(x.to(device=device, dtype=dtype))
            num_correct += (scores.max(1)[1] == y.to(device=device)).sum()
            num_samples += len(y)
    print("Got %d / %d correct" % (num_correct, num_samples))


def train_part34(model, optimizer, epochs=1):
    model = model.to(device=device)
    for e in range(epochs):
        for t, (x, y) in enumerate(loader_train):
            model.train()
            loss = F.cross_entropy(model(x.to(device=device, dtype=dtype)), y.to(device=device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if t % print_every == 0:
                print("Iteration %d, loss = %.4f" % (t, loss.item()))
                check_accuracy_part34(loader_val, model)"""
BARE = """def three_layer_convnet(x, params):
    conv_w1, conv_b1, conv_w2, conv_b2, fc_w, fc_b = params
    x = F.relu(F.conv2d(x, conv_w1, conv_b1, padding=2))
    x = F.relu(F.conv2d(x, conv_w2, conv_b2, padding=1))
    scores = flatten(x).mm(fc_w) + fc_b
    return scores"""
MODULE = """class ThreeLayerConvNet(nn.Module):
    def __init__(self, in_channel, channel_1, channel_2, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channel, channel_1, 5, padding=2)
        nn.init.kaiming_normal_(self.conv1.weight)
        nn.init.constant_(self.conv1.bias, 0)
        self.conv2 = nn.Conv2d(channel_1, channel_2, 3, padding=1)
        nn.init.kaiming_normal_(self.conv2.weight)
        nn.init.constant_(self.conv2.bias, 0)
        self.fc = nn.Linear(channel_2 * 32 * 32, num_classes)
        nn.init.kaiming_normal_(self.fc.weight)
        nn.init.constant_(self.fc.bias, 0)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        return self.fc(flatten(x))"""
MODULE_TRAIN = """learning_rate = 3e-3
channel_1 = 32
channel_2 = 16
model = ThreeLayerConvNet(3, channel_1, channel_2, 10)
optimizer = optim.SGD(model.parameters(), lr=learning_rate)
train_part34(model, optimizer)"""
SEQUENTIAL = """learning_rate = 1e-2
model = nn.Sequential(
    nn.Conv2d(3, 32, 5, padding=2),
    nn.ReLU(),
    nn.Conv2d(32, 16, 3, padding=1),
    nn.ReLU(),
    Flatten(),
    nn.Linear(16 * 32 * 32, 10),
)


def init_weights(m):
    if isinstance(m, (nn.Conv2d, nn.Linear)):
        nn.init.kaiming_normal_(m.weight)


model.apply(init_weights)
optimizer = optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9, nesterov=True)
train_part34(model, optimizer)"""
OPEN = """model = nn.Sequential(
    nn.Conv2d(3, 32, 3, padding=1),
    nn.BatchNorm2d(32),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3, padding=1),
    nn.BatchNorm2d(64),
    nn.ReLU(),
    nn.MaxPool2d(2),
    Flatten(),
    nn.Linear(64 * 8 * 8, 10),
)
optimizer = optim.Adam(model.parameters(), lr=1e-3)
train_part34(model, optimizer, epochs=10)"""
TWO_LAYERS = """model = nn.Sequential(Flatten(), nn.Linear(3 * 32 * 32, 4000), nn.ReLU(), nn.Linear(4000, 10))
optimizer = optim.SGD(model.parameters(), lr=1e-2, momentum=0.9, nesterov=True)
train_part34(model, optimizer)"""


def written(cells):
    """The text of a notebook."""
    notebook = new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    return nbformat.writes(notebook, version=4) + "\n"


KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def course(package, answered=True):
    """The course's notebooks, which train and ask, by name."""
    first, second = ANSWERS if answered else ["[FILL THIS IN]"] * 2
    code, text = new_code_cell, new_markdown_cell
    return {
        f"{title.replace(' ', '')}.ipynb": written(
            [
                code(COLAB.replace("PACKAGE", package)),
                text(f"# {title}"),
                code(IMPORTS.replace("PACKAGE", package)),
                code(LOADED),
                code(TRAINED),
                text(f"## Inline Question 1\nWhich network was harder to train, and why?\n\n## Answer:\n{first}\n"),
                text("## Inline Question 2\nWhat of the scale of the weights?"),
                text(f"## Answer:\n{second}\n"),
            ]
        )
        for title in ("Fully Connected Nets", "Batch Normalization", "Dropout")
    }


def pytorch(bare=BARE, module=MODULE, trained=MODULE_TRAIN, sequential=SEQUENTIAL, own=OPEN):
    """The PyTorch notebook, by name."""
    code, text = new_code_cell, new_markdown_cell
    cells = [
        text(
            "# PyTorch\nParts: Part I, Preparation; Part II, Barebones; Part III, Module; Part IV, Sequential; Part V."
        ),
        text("# Part I. Preparation"),
        code(SETUP),
        code(DATA),
        text("# Part II. Barebones PyTorch"),
        code(FLATTEN),
        code(bare),
        text("# Part III. PyTorch Module API"),
        code(module),
        code(TRAIN),
        text("### Train a Three-Layer ConvNet"),
        code(trained),
        text("# Part IV. PyTorch Sequential API"),
        code(TWO_LAYERS),
        code(sequential),
        text("# Part V. CIFAR-10 open-ended challenge"),
        code(own),
        text("## Describe what you did\nBatch normalization after each convolution, and Adam."),
    ]
    return {"PyTorch.ipynb": written(cells)}


UNDONE = {
    "bare": BARE.partition("    x = F.relu")[0] + "    scores = None\n    return scores",
    "module": MODULE.partition("        self.conv1")[0]
    + "        pass\n\n    def forward(self, x):\n        scores = None\n        return scores",
    "trained": "learning_rate = 3e-3\nmodel = None\noptimizer = None\ntrain_part34(model, optimizer)",
    "sequential": "model = None\noptimizer = None\ntrain_part34(model, optimizer)",
    "own": "model = None\noptimizer = None\ntrain_part34(model, optimizer, epochs=10)",
}
"""The template."""
WRONG = {
    "bare": BARE.replace("flatten(x).mm(fc_w) + fc_b", "F.softmax(flatten(x).mm(fc_w) + fc_b, dim=1)"),
    "module": re.sub(r"        nn\.init\..*\n", "", MODULE),
    "trained": MODULE_TRAIN.replace("optim.SGD", "optim.Adam"),
    "sequential": SEQUENTIAL.replace(", nesterov=True", ""),
    "own": OPEN.replace("    nn.Linear(64 * 8 * 8, 10),\n", "    nn.Linear(64 * 8 * 8, 10),\n    nn.Softmax(dim=1),\n"),
}
"""A softmax too many, weights as PyTorch draws them, other optimizers."""
OTHER_WORDS = {"module": re.sub(r"        nn\.init\.constant_.*\n", "", MODULE)}
"""Biases as PyTorch draws them."""
