"""Writes the starter notebook of lab3_sgd, and the sample hand-ins that its test grades.

Run it from the checkout's top folder: `python tools/make_lab3_samples.py`. The same files come out every time.
"""

from lab3_styles import COMMENTED, OTHER
from sample_files import Cells, Files, archive, below, module, notebook, write

STARTER = "assignments/lab3_sgd/files/sgd.ipynb"
SAMPLES = "submissions/lab3_sgd"
BY_HAND = ("colab*",)
"""Samples that this does not write."""

START: Cells = {
    "text-title": """\
# A network trained with SGD by hand

You build a network from plain tensors, write its training yourself, and then let PyTorch's optimizer do the same. Fill
in the cells that say so, run the notebook from top to bottom, and hand it in. Keep the names that are given: they are
how your answers are found.""",
    "imports": """\
import math

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms""",
    "text-1": """\
## Question 1: data

Data loaders of MNIST's training and test images, as tensors (`ToTensor`), in minibatches of 128.""",
    "data": "train_dataloader = None\ntest_dataloader = None",
    "text-2": """\
## Question 2: a network of tensors

`f(x) = W2 relu(W1 relu(W0 x + b0) + b1) + b2`, with 784 inputs, two hidden layers that are **both 100 wide**, and 10
outputs. Its parameters are leaves that require gradients, in `param_dict` under `W0 b0 W1 b1 W2 b2`; weights are shaped
(fan_in, fan_out).""",
    "parameters": "param_dict = {\n    # your tensors here\n}",
    "my-nn": '''\
def my_nn(input, param_dict):
    """Scores (B, 10) of images (B, 28, 28) or (B, 1, 28, 28)."""
    # your code here''',
    "initialize": '''\
def initialize_nn(param_dict):
    """Draw the weights anew from N(0, 1/sqrt(fan_in)), and set the biases to 0."""
    # your code here''',
    "test": '''\
def test(dataloader):
    """Print mean cross-entropy and accuracy of the network in `param_dict` over all images of a data loader."""
    # your code here''',
    "try": "initialize_nn(param_dict)\ntest(test_dataloader)",
    "text-3": """\
## Question 3: SGD by hand

Train for 20 epochs with learning rate 0.01, `w = w - lr * grad`, **without `torch.optim`**. Store loss and accuracy of
every minibatch, plot both against the iterations, and test the network.""",
    "train": "# your training here",
    "plot": "# your plots and the test here",
    "text-3-answer": "*What do you see?*",
    "text-4": """\
## Question 4: SGD with PyTorch's optimizer

Initialize the network again, and train it in the same way with `torch.optim.SGD`. Are the curves similar?""",
    "optimizer": "# your training here",
    "text-4-answer": "*Your answer here.*",
    "text-5": """\
## Question 5 (optional): momentum

Train with momentum 0.9 by hand, `v = mu * v + grad`, `w = w - lr * v`, and then with `torch.optim.SGD`.""",
    "momentum": "# your training by hand here",
    "optimizer-momentum": "# your training with torch.optim here",
}

DATA = """\
train_set = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
test_set = datasets.MNIST("data", train=False, download=True, transform=transforms.ToTensor())
train_dataloader = DataLoader(train_set, batch_size=128, shuffle=True)
test_dataloader = DataLoader(test_set, batch_size=128)"""

PARAMETERS = """\
param_dict = {
    "W0": torch.zeros(784, 100, requires_grad=True),
    "b0": torch.zeros(100, requires_grad=True),
    "W1": torch.zeros(100, 100, requires_grad=True),
    "b1": torch.zeros(100, requires_grad=True),
    "W2": torch.zeros(100, 10, requires_grad=True),
    "b2": torch.zeros(10, requires_grad=True),
}"""

MY_NN = '''\
def my_nn(input, param_dict):
    """Scores (B, 10) of images (B, 28, 28) or (B, 1, 28, 28)."""
    x = input.view(-1, 784)
    x = F.relu(x @ param_dict["W0"] + param_dict["b0"])
    x = F.relu(x @ param_dict["W1"] + param_dict["b1"])
    return x @ param_dict["W2"] + param_dict["b2"]'''

INITIALIZE = '''\
def initialize_nn(param_dict):
    """Draw the weights anew from N(0, 1/sqrt(fan_in)), and set the biases to 0."""
    with torch.no_grad():
        for name, p in param_dict.items():
            if name.startswith("W"):
                p.normal_(0, 1 / math.sqrt(p.shape[0]))
            else:
                p.zero_()'''

TEST = '''\
def test(dataloader):
    """Print mean cross-entropy and accuracy of the network in `param_dict` over all images of a data loader."""
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            scores = my_nn(images, param_dict)
            loss += F.cross_entropy(scores, labels, reduction="sum").item()
            right += (scores.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    print(f"loss {loss / count:.4f}, accuracy {100 * right / count:.2f} %")'''

TRAIN = """\
initialize_nn(param_dict)
losses, accuracies = [], []
lr = 0.01
for epoch in range(20):
    for images, labels in train_dataloader:
        scores = my_nn(images, param_dict)
        loss = F.cross_entropy(scores, labels)
        loss.backward()
        with torch.no_grad():
            for p in param_dict.values():
                p -= lr * p.grad
                p.grad.zero_()
        losses.append(loss.item())
        accuracies.append((scores.argmax(dim=1) == labels).float().mean().item())
    print(f"epoch {epoch + 1}: loss {losses[-1]:.4f}, accuracy {accuracies[-1]:.4f}")"""

PLOT = """\
plt.plot(losses, label="loss")
plt.plot(accuracies, label="accuracy")
plt.xlabel("iteration")
plt.legend()
plt.show()
test(test_dataloader)"""

OPTIMIZER = """\
initialize_nn(param_dict)
optimizer = torch.optim.SGD(param_dict.values(), lr=0.01)
optim_losses, optim_accuracies = [], []
for epoch in range(20):
    for images, labels in train_dataloader:
        optimizer.zero_grad()
        scores = my_nn(images, param_dict)
        loss = F.cross_entropy(scores, labels)
        loss.backward()
        optimizer.step()
        optim_losses.append(loss.item())
        optim_accuracies.append((scores.argmax(dim=1) == labels).float().mean().item())
plt.plot(losses, label="by hand")
plt.plot(optim_losses, label="torch.optim")
plt.legend()
plt.show()
test(test_dataloader)"""

MOMENTUM = """\
initialize_nn(param_dict)
velocity = {name: torch.zeros_like(p) for name, p in param_dict.items()}
mu = 0.9
momentum_losses = []
for epoch in range(20):
    for images, labels in train_dataloader:
        loss = F.cross_entropy(my_nn(images, param_dict), labels)
        loss.backward()
        with torch.no_grad():
            for name, p in param_dict.items():
                velocity[name] = mu * velocity[name] + p.grad
                p -= lr * velocity[name]
                p.grad.zero_()
        momentum_losses.append(loss.item())
test(test_dataloader)"""

OPTIMIZER_MOMENTUM = OPTIMIZER.replace("lr=0.01)", "lr=0.01, momentum=0.9)").replace("optim_", "optim_momentum_")

WORDS: Cells = {
    "text-3-answer": "The loss falls quickly in the first epoch and slowly afterwards; the accuracy mirrors it.",
    "text-4-answer": "They are the same up to the random start and the order of the minibatches.",
}
REQUIRED: Cells = {
    **START,
    "data": DATA,
    "parameters": PARAMETERS,
    "my-nn": MY_NN,
    "initialize": INITIALIZE,
    "test": TEST,
    "train": TRAIN,
    "plot": PLOT,
    "optimizer": OPTIMIZER,
    **WORDS,
}
RIGHT: Cells = {**REQUIRED, "momentum": MOMENTUM, "optimizer-momentum": OPTIMIZER_MOMENTUM}

WIDTH_50 = PARAMETERS.replace("784, 100", "784, 50").replace("(100, 100", "(50, 50").replace("(100", "(50")
SOFTMAX = MY_NN.replace("return x @", "x = x @").replace('["b2"]', '["b2"]\n    return F.softmax(x, dim=1)')
UNIFORM = INITIALIZE.replace("p.normal_(0, 1 / math.sqrt(p.shape[0]))", "p.uniform_(-1, 1)")
RANDOM_BIASES = INITIALIZE.replace("p.zero_()", "p.normal_(0, 0.1)")
STALE = OPTIMIZER.replace(
    "initialize_nn(param_dict)\noptimizer = torch.optim.SGD(param_dict.values(), lr=0.01)",
    """\
optimizer = torch.optim.SGD(param_dict.values(), lr=0.01)
for name, p in param_dict.items():
    deviation = 1 / math.sqrt(p.shape[0]) if name.startswith("W") else 0
    param_dict[name] = (torch.randn(p.shape) * deviation).requires_grad_()""",
)
BATCH_MEANS = (
    TEST.replace(', reduction="sum"', "")
    .replace("right += (", "right += ((")
    .replace(".sum().item()", ").float().mean().item()")
    .replace("count += len(labels)", "count += 1")
)

SOFTMAX_LOSS = {
    name: source.replace("F.cross_entropy(scores,", "F.cross_entropy(F.softmax(scores, dim=1),")
    for name, source in (("train", TRAIN), ("optimizer", OPTIMIZER))
}
SUBTRACTED = MOMENTUM.replace("mu * velocity[name] + p.grad", "p.grad - mu * velocity[name]")
ONCE_AN_EPOCH = TRAIN.replace(
    """\
        losses.append(loss.item())
        accuracies.append((scores.argmax(dim=1) == labels).float().mean().item())
""",
    """\
    losses.append(loss.item())
    accuracies.append((scores.argmax(dim=1) == labels).float().mean().item())
""",
)
BY_OPTIMIZER = OPTIMIZER[: OPTIMIZER.index("plt.plot")].replace("optim_", "")

NOTEBOOKS: dict[str, Cells] = {
    "untouched": START,
    "perfect": RIGHT,
    "other_style": {**RIGHT, **OTHER},
    "no_markdown": COMMENTED,
    "width_50": {**RIGHT, "parameters": WIDTH_50},
    "softmax_in_net": {**RIGHT, "my-nn": SOFTMAX},
    "softmax_before_loss": {**REQUIRED, **SOFTMAX_LOSS},
    "uniform": {**REQUIRED, "initialize": UNIFORM},
    "random_biases": {**REQUIRED, "initialize": RANDOM_BIASES},
    "stale_parameters": {**REQUIRED, "optimizer": STALE},
    "never_cleared": {**REQUIRED, "train": TRAIN.replace("                p.grad.zero_()\n", "")},
    "wrong_shares": {
        **REQUIRED,
        "test": BATCH_MEANS,
        "train": TRAIN.replace(".float().mean().item())", ".sum().item() / 128)"),
    },
    "momentum_sign": {**RIGHT, "train": ONCE_AN_EPOCH, "momentum": SUBTRACTED},
    "optimizer_by_hand": {**REQUIRED, "train": BY_OPTIMIZER},
    "adam": {**REQUIRED, "optimizer": OPTIMIZER.replace("optim.SGD", "optim.Adam")},
    "syntax_error": {**REQUIRED, "initialize": INITIALIZE.replace("(param_dict):", "(param_dict)")},
    "stops_half_way": {**REQUIRED, "train": 'assert torch.cuda.is_available(), "no GPU"\n' + TRAIN},
}


def contents() -> Files:
    """Every file that this writes."""
    inside = {"lab3/sgd.ipynb": notebook(RIGHT).encode(), "lab3/notes.txt": b"Nothing to add.\n"}
    samples = {
        **{f"{name}.ipynb": notebook(cells) for name, cells in NOTEBOOKS.items()},
        "exported.py": module(REQUIRED),
        "zipped.zip": archive(inside),
    }
    return {STARTER: notebook(START).encode(), **below(SAMPLES, samples)}


if __name__ == "__main__":
    write(contents())
