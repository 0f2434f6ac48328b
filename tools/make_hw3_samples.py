"""Writes the starter notebook of hw3_bn_convnet, and the sample hand-ins that its test grades.

Run it from the checkout's top folder: `python tools/make_hw3_samples.py`. The same files come out every time.
"""

from sample_files import Cells, Files, archive, below, module, notebook, write

STARTER = "assignments/hw3_bn_convnet/files/bn_convnet.ipynb"
SAMPLES = "submissions/hw3_bn_convnet"
BY_HAND = ("colab*",)
"""Samples that this does not write."""

START: Cells = {
    "text-title": """\
# The effect of batch normalization on a ConvNet

You write a small ConvNet, the same with batch normalization, and what it takes to train and compare them. Fill in the
cells that say so, run the notebook from top to bottom, and hand it in. Keep the names that are given: they are how your
answers are found.""",
    "imports": """\
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torchvision import datasets""",
    "text-data": "## Data\n\nA tenth of FashionMNIST's training images, standardized pixel by pixel: given.",
    "data": """\
np.random.seed(0)
train_set = datasets.FashionMNIST("data", train=True, download=True)
test_set = datasets.FashionMNIST("data", train=False, download=True)
kept = np.random.permutation(len(train_set))[: len(train_set) // 10]
X_train, y_train = train_set.data[kept].float().reshape(-1, 784), train_set.targets[kept]
X_test, y_test = test_set.data.float().reshape(-1, 784), test_set.targets
mean, deviation = X_train.mean(dim=0), X_train.std(dim=0)
X_train = (X_train - mean) / (deviation + 1e-6)
X_test = (X_test - mean) / (deviation + 1e-6)
print(X_train.shape, X_test.shape)""",
    "text-1": """\
## Question 1: a ConvNet

Images come as rows (n, 784). Convolution to 16 channels (5x5, padding 2), ReLU, max-pooling of 2; convolution to 32
channels (5x5, padding 2), ReLU, max-pooling of 2; a linear map to the classes.""",
    "convnet": '''\
class ConvNet(nn.Module):
    """A small ConvNet for images (n, 784) or (n, 1, 28, 28)."""

    def __init__(self, num_classes=10):
        super().__init__()
        # your layers here

    def forward(self, X):
        raise NotImplementedError''',
    "convnet-try": "net = ConvNet()\nprint(sum(p.numel() for p in net.parameters()), net(X_train[:3]).shape)",
    "text-2": "## Question 2: with batch normalization\n\nThe same with `nn.BatchNorm2d` after each max-pooling.",
    "bn-convnet": '''\
class BatchNormConvNet(nn.Module):
    """The same with batch normalization."""

    def __init__(self, num_classes=10):
        super().__init__()
        # your layers here

    def forward(self, X):
        raise NotImplementedError''',
    "text-3": """\
## Question 3: figures, and a pass of SGD

Objective: the mean cross-entropy. Accuracies and logs are computed in eval mode, without gradients, and leave the
network in the mode that they found. A pass makes round(n / batch_size) steps of SGD in train mode, without
`torch.optim`.""",
    "objective": '''\
def compute_objective(net, X, y):
    """Mean cross-entropy."""
    # your code here


def compute_accuracy(net, X, y):
    """Share of right answers."""
    # your code here


def compute_logs(net, X_train, y_train, X_test, y_test, verbose=False):
    """Train loss, train accuracy, test loss, test accuracy."""
    # your code here''',
    "pass": '''\
def minibatch_sgd_one_pass(net, X, y, learning_rate, batch_size, verbose=False):
    """One pass of minibatch SGD, in place."""
    # your code here''',
    "text-4": """\
## Question 4: local smoothness

`||grad f(w + u) - grad f(w)|| / ||u||` with `u` minus the learning rate times the gradient of a minibatch. The norms
are those of **all parameters stacked as one vector**; gradients are taken in train mode; the network's parameters are
in the end what they were.""",
    "smoothness": '''\
def compute_local_smoothness(net, X, y, learning_rate, batch_size):
    """How fast the gradient changes along a step of SGD."""
    # your code here''',
    "text-5": """\
## Question 5: both networks trained

10 passes with learning rate 0.04 and batches of 32 for each network. Keep the logs and the local smoothness of each
pass in the lists `logs` and `smoothness`. Plot both for both networks.""",
    "train": "# your training and plots here",
    "text-5-answer": "*What does batch normalization do?*",
}

CONVNET = '''\
class ConvNet(nn.Module):
    """A small ConvNet for images (n, 784) or (n, 1, 28, 28)."""

    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=5, padding=2)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=5, padding=2)
        self.linear = nn.Linear(32 * 7 * 7, num_classes)

    def forward(self, X):
        x = X.reshape(-1, 1, 28, 28)
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.linear(x.flatten(1))'''

BN_CONVNET = '''\
class BatchNormConvNet(nn.Module):
    """The same with batch normalization."""

    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=5, padding=2)
        self.bn1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=5, padding=2)
        self.bn2 = nn.BatchNorm2d(32)
        self.linear = nn.Linear(32 * 7 * 7, num_classes)

    def forward(self, X):
        x = X.reshape(-1, 1, 28, 28)
        x = self.bn1(F.max_pool2d(F.relu(self.conv1(x)), 2))
        x = self.bn2(F.max_pool2d(F.relu(self.conv2(x)), 2))
        return self.linear(x.flatten(1))'''

OBJECTIVE = '''\
def compute_objective(net, X, y):
    """Mean cross-entropy."""
    return F.cross_entropy(net(X), y)


@torch.no_grad()
def compute_accuracy(net, X, y):
    """Share of right answers."""
    was_training = net.training
    net.eval()
    right = net(X).argmax(dim=1) == y
    net.train(was_training)
    return right.float().mean().item()


@torch.no_grad()
def compute_logs(net, X_train, y_train, X_test, y_test, verbose=False):
    """Train loss, train accuracy, test loss, test accuracy."""
    was_training = net.training
    net.eval()
    train_loss = compute_objective(net, X_train, y_train).item()
    train_accuracy = compute_accuracy(net, X_train, y_train)
    test_loss = compute_objective(net, X_test, y_test).item()
    test_accuracy = compute_accuracy(net, X_test, y_test)
    net.train(was_training)
    if verbose:
        print(f"train {train_loss:.3f}, {train_accuracy:.3f}; test {test_loss:.3f}, {test_accuracy:.3f}")
    return train_loss, train_accuracy, test_loss, test_accuracy'''

PASS = '''\
def minibatch_sgd_one_pass(net, X, y, learning_rate, batch_size, verbose=False):
    """One pass of minibatch SGD, in place."""
    net.train()
    for step in range(round(len(X) / batch_size)):
        rows = np.random.choice(len(X), size=batch_size)
        objective = compute_objective(net, X[rows], y[rows])
        gradients = torch.autograd.grad(objective, list(net.parameters()))
        with torch.no_grad():
            for w, g in zip(net.parameters(), gradients):
                w -= learning_rate * g
    return net'''

SMOOTHNESS = '''\
def compute_local_smoothness(net, X, y, learning_rate, batch_size):
    """How fast the gradient changes along a step of SGD."""
    net.train()
    parameters = list(net.parameters())

    def gradient(X, y):
        return torch.autograd.grad(compute_objective(net, X, y), parameters)

    def norm(tensors):
        return torch.sqrt(sum((t**2).sum() for t in tensors))

    rows = np.random.choice(len(X), size=batch_size, replace=False)
    u = [-learning_rate * g for g in gradient(X[rows], y[rows])]
    before = gradient(X, y)
    with torch.no_grad():
        for w, step in zip(parameters, u):
            w += step
    after = gradient(X, y)
    with torch.no_grad():
        for w, step in zip(parameters, u):
            w -= step
    return (norm([a - b for a, b in zip(after, before)]) / norm(u)).item()'''

TRAIN = """\
def train(net, passes=10, learning_rate=0.04, batch_size=32):
    logs, smoothness = [compute_logs(net, X_train, y_train, X_test, y_test)], []
    for _ in range(passes):
        smoothness.append(compute_local_smoothness(net, X_train, y_train, learning_rate, batch_size))
        minibatch_sgd_one_pass(net, X_train, y_train, learning_rate, batch_size)
        logs.append(compute_logs(net, X_train, y_train, X_test, y_test, verbose=True))
    return logs, smoothness


torch.manual_seed(0)
logs, smoothness = train(ConvNet())
bn_logs, bn_smoothness = train(BatchNormConvNet())
for index, name in enumerate(["train loss", "train accuracy", "test loss", "test accuracy"]):
    plt.figure()
    plt.plot([row[index] for row in logs], label="ConvNet")
    plt.plot([row[index] for row in bn_logs], label="with batch norm")
    plt.title(name)
    plt.legend()
plt.figure()
plt.plot(smoothness, label="ConvNet")
plt.plot(bn_smoothness, label="with batch norm")
plt.legend()
plt.show()"""

RIGHT: Cells = {
    **START,
    "convnet": CONVNET,
    "bn-convnet": BN_CONVNET,
    "objective": OBJECTIVE,
    "pass": PASS,
    "smoothness": SMOOTHNESS,
    "train": TRAIN,
    "text-5-answer": "The net with batch norm learns faster, and its gradients change more slowly along a step.",
}

OTHER: Cells = {
    **RIGHT,
    "text-1": "# HW 3\n\n### 1. ConvNet",
    "text-2": "### 2. BatchNorm",
    "text-3": "### 3. Functions",
    "text-4": "### 4. Smoothness",
    "text-5": "### 5. Training",
    "imports": """\
from google.colab import drive
drive.mount('/content/drive')
%matplotlib inline
import copy, random
import torch, torchvision
import numpy as np
import torch.nn as nn
import matplotlib.pyplot as plt
from torchvision import datasets
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")""",
    "convnet": """\
class ConvNet(torch.nn.Module):
    def __init__(self, num_classes=10):
        super(ConvNet, self).__init__()
        self.fc = nn.Linear(1568, num_classes)
        self.pool = nn.MaxPool2d(2, 2)
        self.act = nn.ReLU(inplace=True)
        self.c2 = nn.Conv2d(16, 32, (5, 5), stride=1, padding='same')
        self.c1 = nn.Conv2d(1, 16, (5, 5), stride=1, padding='same')

    def forward(self, x):
        if x.dim() == 2:
            x = x.view(x.shape[0], 1, 28, 28)
        x = self.act(self.pool(self.c1(x)))
        x = self.act(self.pool(self.c2(x)))
        return self.fc(torch.flatten(x, 1))""",
    "bn-convnet": """\
class BatchNormConvNet(ConvNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        self.norms = nn.ModuleList([nn.BatchNorm2d(16), nn.BatchNorm2d(32)])

    def forward(self, x):
        x = x.view(-1, 1, 28, 28)
        for conv, norm in zip([self.c1, self.c2], self.norms):
            x = norm(self.pool(self.act(conv(x))))
        return self.fc(x.reshape(len(x), -1))""",
    "objective": """\
criterion = nn.CrossEntropyLoss()

def compute_objective(model, inputs, targets):
    return criterion(model(inputs), targets)

def compute_accuracy(model, X, y):
    mode = model.training
    model.eval()
    with torch.no_grad():
        pred = torch.max(model(X), 1)[1]
    if mode:
        model.train()
    return 100. * (pred == y).sum() / y.shape[0]

def compute_logs(model, X_train, y_train, X_test, y_test, verbose=False):
    mode = model.training
    model.eval()
    with torch.no_grad():
        out = [f(model, X, y) for X, y in ((X_train, y_train), (X_test, y_test))
               for f in (compute_objective, compute_accuracy)]
    model.train(mode)
    return out""",
    "pass": """\
def minibatch_sgd_one_pass(model, X, y, learning_rate, batch_size, verbose=False):
    order = list(range(X.shape[0]))
    random.shuffle(order)
    n_updates = int(round(X.shape[0] / batch_size))
    model.train()
    for i in range(n_updates):
        idx = order[i * batch_size:(i + 1) * batch_size]
        loss = compute_objective(model, X[idx], y[idx])
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data.sub_(learning_rate * p.grad)""",
    "smoothness": """\
def flat_grad(model, X, y):
    model.train()
    model.zero_grad()
    compute_objective(model, X, y).backward()
    return torch.cat([p.grad.view(-1) for p in model.parameters()])

def compute_local_smoothness(model, X, y, learning_rate, batch_size):
    other = copy.deepcopy(model)
    idx = torch.randperm(X.shape[0])[:batch_size]
    u = -learning_rate * flat_grad(model, X[idx], y[idx])
    w = torch.nn.utils.parameters_to_vector(model.parameters())
    torch.nn.utils.vector_to_parameters(w + u, other.parameters())
    return (flat_grad(other, X, y) - flat_grad(model, X, y)).norm() / u.norm()""",
    "train": """\
logs, smoothness = [], []
model = ConvNet()
for epoch in range(10):
    minibatch_sgd_one_pass(model, X_train, y_train, 0.04, 32)
    logs.append(compute_logs(model, X_train, y_train, X_test, y_test))
    smoothness.append(compute_local_smoothness(model, X_train, y_train, 0.04, 32))
logs_bn, smoothness_bn = [], []
model = BatchNormConvNet()
for epoch in range(10):
    minibatch_sgd_one_pass(model, X_train, y_train, 0.04, 32)
    logs_bn.append(compute_logs(model, X_train, y_train, X_test, y_test))
    smoothness_bn.append(compute_local_smoothness(model, X_train, y_train, 0.04, 32))
plt.plot(np.array(logs)[:, 0]); plt.plot(np.array(logs_bn)[:, 0])""",
}

BEFORE_POOL = BN_CONVNET.replace(
    "self.bn1(F.max_pool2d(F.relu(self.conv1(x)), 2))", "F.max_pool2d(self.bn1(F.relu(self.conv1(x))), 2)"
).replace("self.bn2(F.max_pool2d(F.relu(self.conv2(x)), 2))", "F.max_pool2d(self.bn2(F.relu(self.conv2(x))), 2)")
BEFORE_RELU = BN_CONVNET.replace(
    "self.bn1(F.max_pool2d(F.relu(self.conv1(x)), 2))", "F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 2)"
).replace("self.bn2(F.max_pool2d(F.relu(self.conv2(x)), 2))", "F.max_pool2d(F.relu(self.bn2(self.conv2(x))), 2)")
SOFTMAX = CONVNET.replace("return self.linear(x.flatten(1))", "return F.softmax(self.linear(x.flatten(1)), dim=1)")
FLATTEN = CONVNET.replace("32 * 7 * 7", "32 * 14 * 14")
NO_PADDING = CONVNET.replace(", padding=2", "").replace("32 * 7 * 7", "32 * 4 * 4")
MODE_LEFT = OBJECTIVE.replace("    net.train(was_training)\n", "")
MODE_IGNORED = OBJECTIVE.replace("    net.eval()\n", "")
INT_DIVISION = OBJECTIVE.replace("right.float().mean().item()", "right.sum().item() // len(y)")
SUMMED = OBJECTIVE.replace("F.cross_entropy(net(X), y)", 'F.cross_entropy(net(X), y, reduction="sum")')
SUM_OF_NORMS = SMOOTHNESS.replace("sum((t**2).sum() for t in tensors)", "sum(t.norm() for t in tensors)")
WRONG_STEP = SMOOTHNESS.replace("-learning_rate * g", "learning_rate * g")
KEPT_STEP = SMOOTHNESS.replace(
    """\
    with torch.no_grad():
        for w, step in zip(parameters, u):
            w -= step
""",
    "",
)
OPTIMIZER_PASS = '''\
def minibatch_sgd_one_pass(net, X, y, learning_rate, batch_size, verbose=False):
    """One pass of minibatch SGD, in place."""
    optimizer = torch.optim.SGD(net.parameters(), lr=learning_rate)
    net.train()
    for rows in torch.randperm(len(X)).split(batch_size):
        optimizer.zero_grad()
        compute_objective(net, X[rows], y[rows]).backward()
        optimizer.step()'''
ALL_DATA_PASS = PASS.replace("X[rows], y[rows]", "X, y")

NOTEBOOKS: dict[str, Cells] = {
    "untouched": START,
    "perfect": RIGHT,
    "other_style": OTHER,
    "norm_before_pool": {**RIGHT, "bn-convnet": BEFORE_POOL, "smoothness": SUM_OF_NORMS},
    "norm_before_relu": {**RIGHT, "bn-convnet": BEFORE_RELU},
    "softmax": {**RIGHT, "convnet": SOFTMAX},
    "flatten": {**RIGHT, "convnet": FLATTEN, "convnet-try": None},
    "no_padding": {**RIGHT, "convnet": NO_PADDING},
    "mode_left": {**RIGHT, "objective": MODE_LEFT},
    "mode_ignored": {**RIGHT, "objective": MODE_IGNORED},
    "int_division": {**RIGHT, "objective": INT_DIVISION, "smoothness": WRONG_STEP},
    "summed_objective": {**RIGHT, "objective": SUMMED, "train": TRAIN.replace("=0.04,", "=0.04 / 32,")},
    "optimizer": {**RIGHT, "pass": OPTIMIZER_PASS},
    "all_data": {**RIGHT, "pass": ALL_DATA_PASS, "smoothness": KEPT_STEP},
    "syntax_error": {**RIGHT, "bn-convnet": BN_CONVNET.replace("nn.BatchNorm2d(16)", "nn.BatchNorm2d(16")},
    "stops_half_way": {**RIGHT, "smoothness": None, "train": None, "text-5-answer": None},
}


def contents() -> Files:
    """Every file that this writes."""
    inside = {"hw3/bn_convnet.ipynb": notebook(RIGHT).encode(), "hw3/notes.txt": b"Nothing to add.\n"}
    samples = {
        **{f"{name}.ipynb": notebook(cells) for name, cells in NOTEBOOKS.items()},
        "exported.py": module(RIGHT),
        "zipped.zip": archive(inside),
    }
    return {STARTER: notebook(START).encode(), **below(SAMPLES, samples)}


if __name__ == "__main__":
    write(contents())
