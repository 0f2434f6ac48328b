"""Writes the starter notebook of lab4_batchnorm, and the sample hand-ins that its test grades.

Run it from the checkout's top folder: `python tools/make_lab4_samples.py`. The same files come out every time.
"""

import torch
from sample_files import Cells, Files, archive, below, module, notebook, pdf, run, write

STARTER = "assignments/lab4_batchnorm/files/batchnorm.ipynb"
SAMPLES = "submissions/lab4_batchnorm"
BY_HAND = (
    *("colab*", "german*", "biased_after_activation.ipynb", "flipped_mode_forgotten.ipynb", "module_only.ipynb"),
    "swapped_in_call.ipynb",
)
"""Samples that this does not write."""

START: Cells = {
    "text-title": """\
# Batch normalization

You write batch normalization twice: as a function, then as a module. Fill in the cells that say so, run the notebook
from top to bottom, and hand it in. Keep the names that are given: they are how your answers are found.""",
    "imports": """\
import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms""",
    "text-1-1": """\
## Question 1.1: a function

Batch normalization of `inputs` (N, F). In train mode, normalize with the batch's own mean and variance, and move the
statistics in `stats_dict` towards them, in place and outside backpropagation:

    running = momentum * batch + (1 - momentum) * running

In eval mode, normalize with the running statistics, and leave them alone.""",
    "batchnorm": '''\
def batchnorm(inputs, beta, gamma, stats_dict, train=True, eps=0.001, momentum=0.1):
    """Normalize each feature, scale it by gamma and shift it by beta."""
    # your code here''',
    "text-toy": "Try it on 500 numbers between 50 and 60. What should mean and variance be afterwards?",
    "toy": """\
torch.manual_seed(691)
toy_train_features = torch.rand(500, 1) * 10 + 50
toy_stats_dict = {"running_mean": torch.zeros(1), "running_var": torch.ones(1)}
beta = torch.zeros(1, requires_grad=True)
gamma = torch.ones(1, requires_grad=True)
print(f"before: mean {toy_train_features.mean():.4f}, variance {toy_train_features.var():.4f}")
bn_out_train = batchnorm(toy_train_features, beta, gamma, toy_stats_dict, train=True)""",
    "toy-after": 'print(f"after: mean {bn_out_train.mean():.4f}, variance {bn_out_train.var():.4f}")',
    "text-1-2": """\
## Question 1.2: a network

A network 784-50-50-10 for MNIST, with ReLU, and your batch normalization **before** each activation. Its parameters are
tensors in `param_dict`: `W0 b0 beta0 gamma0 W1 b1 beta1 gamma1 W2 b2`. Weights and biases start uniform in [-1, 1].
`layers_stats_list` holds one dictionary of running statistics for each hidden layer.""",
    "parameters": """\
param_dict = {
    # your tensors here
}
layers_stats_list = [
    # your statistics here
]""",
    "my-nn": '''\
def my_nn(input, param_dict, layers_stats_list, train=True):
    """Scores (B, 10) of images (B, 1, 28, 28)."""
    # your code here''',
    "initialize": '''\
def my_zero_grad(param_dict):
    """Clear the gradients of all parameters."""
    # your code here


def initialize_nn(param_dict, layers_stats_list):
    """Betas 0, gammas 1, weights and biases drawn anew; running means 0 and variances 1."""
    # your code here''',
    "text-1-3": """\
## Question 1.3: training

Train it on MNIST with SGD: 20 epochs, batches of 256, learning rate 0.01, cross-entropy. Plot the loss every 50
iterations.""",
    "data": """\
train_set = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
test_set = datasets.MNIST("data", train=False, download=True, transform=transforms.ToTensor())
train_dataloader = DataLoader(train_set, batch_size=256, shuffle=True)
test_dataloader = DataLoader(test_set, batch_size=256)""",
    "train": "# your training here",
    "text-1-4": """\
## Question 1.4: evaluation

Loss and accuracy of the trained network on both sets, with running statistics and without gradients. Why does
evaluation differ from training?""",
    "evaluate": "# your evaluation here",
    "text-1-4-answer": "*Your answer here.*",
    "text-2-1": """\
## Question 2.1 (optional): a module

The same as an `nn.Module`: gamma and beta are `nn.Parameter`s, the running statistics are buffers, and `self.training`
decides.""",
    "module": """\
class myBatchnorm(nn.Module):
    def __init__(self, num_features, epsilon=1e-3, momentum=0.1):
        super().__init__()
        # your code here

    def forward(self, x):
        raise NotImplementedError""",
    "text-2-2": """\
## Question 2.2 (optional): the network from modules

The same network from `nn.Linear`, your `myBatchnorm` and ReLU, and functions that train and test it.""",
    "model": """\
class Model(nn.Module):
    def __init__(self, h1_siz, h2_siz):
        super().__init__()
        # your layers here

    def forward(self, x):
        raise NotImplementedError""",
    "train-test": '''\
def train(model, dataloader, epochs=20, lr=0.01):
    """Train with SGD; the loss of every step."""
    # your code here


def test(model, dataloader):
    """Mean loss and accuracy."""
    # your code here''',
    "use-model": "# train and test your model here",
    "text-2-3": "## Question 2.3 (optional): PyTorch's layer\n\nThe same network with `nn.BatchNorm1d`.",
    "torch-model": "# your second Model here",
    "use-torch-model": "# train and test it here",
}

BATCHNORM = '''\
def batchnorm(inputs, beta, gamma, stats_dict, train=True, eps=0.001, momentum=0.1):
    """Normalize each feature, scale it by gamma and shift it by beta."""
    if train:
        mean = inputs.mean(dim=0)
        var = inputs.var(dim=0)
        with torch.no_grad():
            stats_dict["running_mean"] = momentum * mean + (1 - momentum) * stats_dict["running_mean"]
            stats_dict["running_var"] = momentum * var + (1 - momentum) * stats_dict["running_var"]
    else:
        mean = stats_dict["running_mean"]
        var = stats_dict["running_var"]
    normalized = (inputs - mean) / torch.sqrt(var + eps)
    return gamma * normalized + beta'''

PARAMETERS = """\
def uniform(*shape):
    return (torch.rand(*shape) * 2 - 1).requires_grad_()


param_dict = {
    "W0": uniform(784, 50),
    "b0": uniform(50),
    "beta0": torch.zeros(50, requires_grad=True),
    "gamma0": torch.ones(50, requires_grad=True),
    "W1": uniform(50, 50),
    "b1": uniform(50),
    "beta1": torch.zeros(50, requires_grad=True),
    "gamma1": torch.ones(50, requires_grad=True),
    "W2": uniform(50, 10),
    "b2": uniform(10),
}
layers_stats_list = [{"running_mean": torch.zeros(50), "running_var": torch.ones(50)} for _ in range(2)]"""

MY_NN = '''\
def my_nn(input, param_dict, layers_stats_list, train=True):
    """Scores (B, 10) of images (B, 1, 28, 28)."""
    x = input.view(-1, 784)
    for i in range(2):
        x = x @ param_dict[f"W{i}"] + param_dict[f"b{i}"]
        x = batchnorm(x, param_dict[f"beta{i}"], param_dict[f"gamma{i}"], layers_stats_list[i], train)
        x = F.relu(x)
    return x @ param_dict["W2"] + param_dict["b2"]'''

INITIALIZE = '''\
def my_zero_grad(param_dict):
    """Clear the gradients of all parameters."""
    for parameter in param_dict.values():
        if parameter.grad is not None:
            parameter.grad.zero_()


def initialize_nn(param_dict, layers_stats_list):
    """Betas 0, gammas 1, weights and biases drawn anew; running means 0 and variances 1."""
    with torch.no_grad():
        for name, parameter in param_dict.items():
            if "beta" in name:
                parameter.zero_()
            elif "gamma" in name:
                parameter.fill_(1)
            else:
                parameter.uniform_(-1, 1)
    for stats in layers_stats_list:
        stats["running_mean"] = torch.zeros(50)
        stats["running_var"] = torch.ones(50)'''

TRAIN = """\
initialize_nn(param_dict, layers_stats_list)
losses, accuracies = [], []
lr = 0.01
for epoch in range(20):
    for images, labels in train_dataloader:
        scores = my_nn(images, param_dict, layers_stats_list, train=True)
        loss = F.cross_entropy(scores, labels)
        my_zero_grad(param_dict)
        loss.backward()
        with torch.no_grad():
            for parameter in param_dict.values():
                parameter -= lr * parameter.grad
        losses.append(loss.item())
        accuracies.append((scores.argmax(dim=1) == labels).float().mean().item())
    print(f"epoch {epoch + 1}: loss {losses[-1]:.4f}, accuracy {accuracies[-1]:.4f}")

plt.plot(range(0, len(losses), 50), losses[::50])
plt.xlabel("iteration")
plt.ylabel("loss")
plt.show()"""

ADAM = (
    TRAIN.replace("lr = 0.01", "optimizer = torch.optim.Adam(param_dict.values(), lr=0.01)")
    .replace("my_zero_grad(param_dict)", "optimizer.zero_grad()")
    .replace(
        """\
        with torch.no_grad():
            for parameter in param_dict.values():
                parameter -= lr * parameter.grad
""",
        "        optimizer.step()\n",
    )
)

EVALUATE = """\
def evaluate(dataloader):
    total, right, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            scores = my_nn(images, param_dict, layers_stats_list, train=False)
            total += F.cross_entropy(scores, labels, reduction="sum").item()
            right += (scores.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    return total / count, right / count


for name, dataloader in (("train", train_dataloader), ("test", test_dataloader)):
    loss, accuracy = evaluate(dataloader)
    print(f"{name}: loss {loss:.4f}, accuracy {accuracy:.4f}")"""

MODULE = """\
class myBatchnorm(nn.Module):
    def __init__(self, num_features, epsilon=1e-3, momentum=0.1):
        super().__init__()
        self.epsilon = epsilon
        self.momentum = momentum
        self.gamma = nn.Parameter(torch.ones(num_features))
        self.beta = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x):
        if self.training:
            mean = x.mean(dim=0)
            var = x.var(dim=0)
            with torch.no_grad():
                self.running_mean += self.momentum * (mean - self.running_mean)
                self.running_var += self.momentum * (var - self.running_var)
        else:
            mean, var = self.running_mean, self.running_var
        return self.gamma * (x - mean) / torch.sqrt(var + self.epsilon) + self.beta"""

MODEL = """\
class Model(nn.Module):
    def __init__(self, h1_siz, h2_siz):
        super().__init__()
        self.linear1 = nn.Linear(784, h1_siz)
        self.bn1 = myBatchnorm(h1_siz)
        self.linear2 = nn.Linear(h1_siz, h2_siz)
        self.bn2 = myBatchnorm(h2_siz)
        self.linear3 = nn.Linear(h2_siz, 10)

    def forward(self, x):
        x = x.view(x.shape[0], -1)
        x = F.relu(self.bn1(self.linear1(x)))
        x = F.relu(self.bn2(self.linear2(x)))
        return self.linear3(x)"""

TRAIN_TEST = '''\
def train(model, dataloader, epochs=20, lr=0.01):
    """Train with SGD; the loss of every step."""
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    model.train()
    for _ in range(epochs):
        for images, labels in dataloader:
            loss = F.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


def test(model, dataloader):
    """Mean loss and accuracy."""
    model.eval()
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            scores = model(images)
            loss += F.cross_entropy(scores, labels, reduction="sum").item()
            right += (scores.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    return loss / count, right / count'''

USE_MODEL = """\
model = Model(50, 50)
losses_own = train(model, train_dataloader)
print("loss and accuracy:", test(model, test_dataloader))"""

USE_TORCH_MODEL = """\
torch_model = Model(50, 50)
losses_torch = train(torch_model, train_dataloader)
print("loss and accuracy:", test(torch_model, test_dataloader))
plt.plot(losses_own, label="own")
plt.plot(losses_torch, label="nn.BatchNorm1d")
plt.legend()
plt.show()"""

ANSWER = (
    "In training each image is normalized with the others of its batch, so its scores depend on them. In evaluation "
    "the result for an image must be its own, also when it comes alone; so the averages kept during training are used, "
    "and they are not changed, because the test set must not teach the network anything."
)

REQUIRED: Cells = {
    "batchnorm": BATCHNORM,
    "parameters": PARAMETERS,
    "my-nn": MY_NN,
    "initialize": INITIALIZE,
    "train": TRAIN,
    "evaluate": EVALUATE,
    "text-1-4-answer": ANSWER,
}
OPTIONAL: Cells = {
    "module": MODULE,
    "model": MODEL,
    "train-test": TRAIN_TEST,
    "use-model": USE_MODEL,
    "torch-model": MODEL.replace("myBatchnorm", "nn.BatchNorm1d"),
    "use-torch-model": USE_TORCH_MODEL,
}
RIGHT = {**START, **REQUIRED, **OPTIONAL}
NOTHING_OPTIONAL = {
    **START,
    **REQUIRED,
    **dict.fromkeys(OPTIONAL),
    **dict.fromkeys(("text-2-1", "text-2-2", "text-2-3")),
}

# The same in another hand: own parameter names and keys, statistics (1, F), weights (out, in), updates in place.
OTHER = {
    "colab-mount": "from google.colab import drive\n\ndrive.mount('/content/drive')",
    "colab-folder": "%cd /content/drive/MyDrive/deep_learning/lab4\n!pip install -q torchvision",
    **RIGHT,
    "batchnorm": """\
def batchnorm(x, b, g, stats, train=True, epsilon=0.001, alpha=0.1):
    if not train:
        return (x - stats["mean"]) / (stats["var"] + epsilon).sqrt() * g + b
    n = x.shape[0]
    mu = x.sum(0, keepdim=True) / n
    diff = x - mu
    sigma2 = (diff ** 2).sum(0, keepdim=True) / (n - 1)
    stats["mean"].mul_(1 - alpha).add_(alpha * mu.detach())
    stats["var"].mul_(1 - alpha).add_(alpha * sigma2.detach())
    return diff * (sigma2 + epsilon).rsqrt() * g + b""",
    "toy": """\
torch.manual_seed(691)
toy_train_features = torch.rand(500, 1) * 10 + 50
toy_stats_dict = {"mean": torch.zeros(1, 1), "var": torch.ones(1, 1)}
beta = torch.zeros(1, 1, requires_grad=True)
gamma = torch.ones(1, 1, requires_grad=True)
print(toy_train_features.mean().item(), toy_train_features.var().item())
bn_out_train = batchnorm(toy_train_features, beta, gamma, toy_stats_dict)""",
    "toy-after": "print(bn_out_train.mean().item(), bn_out_train.var().item())",
    "parameters": """\
sizes = [784, 50, 50, 10]
param_dict = {}
for i in range(3):
    param_dict["W%d" % i] = torch.empty(sizes[i + 1], sizes[i]).uniform_(-1, 1).requires_grad_(True)
    param_dict["b%d" % i] = torch.empty(1, sizes[i + 1]).uniform_(-1, 1).requires_grad_(True)
    if i < 2:
        param_dict["beta%d" % i] = torch.zeros(1, sizes[i + 1]).requires_grad_(True)
        param_dict["gamma%d" % i] = torch.ones(1, sizes[i + 1]).requires_grad_(True)
layers_stats_list = [{"mean": torch.zeros(1, 50), "var": torch.ones(1, 50)},
                     {"mean": torch.zeros(1, 50), "var": torch.ones(1, 50)}]""",
    "my-nn": """\
def my_nn(input, param_dict, layers_stats_list, train=True):
    p = param_dict
    h = input.flatten(start_dim=1)
    z0 = F.linear(h, p["W0"]) + p["b0"]
    h0 = torch.clamp(batchnorm(x=z0, b=p["beta0"], g=p["gamma0"], stats=layers_stats_list[0], train=train), min=0)
    z1 = F.linear(h0, p["W1"]) + p["b1"]
    h1 = torch.clamp(batchnorm(x=z1, b=p["beta1"], g=p["gamma1"], stats=layers_stats_list[1], train=train), min=0)
    return F.linear(h1, p["W2"]) + p["b2"]""",
    "initialize": """\
def my_zero_grad(param_dict):
    for k in param_dict:
        param_dict[k].grad = None

def initialize_nn(param_dict, layers_stats_list):
    for k, v in param_dict.items():
        if k.startswith("beta"):
            nn.init.zeros_(v)
        elif k.startswith("gamma"):
            nn.init.ones_(v)
        else:
            v.data = torch.rand(v.shape) * 2 - 1
    for s in layers_stats_list:
        s["mean"].fill_(0.)
        s["var"].fill_(1.)""",
    "module": """\
class myBatchnorm(nn.Module):
    def __init__(self, n, eps=1e-3, alpha=.1):
        super(myBatchnorm, self).__init__()
        self.w = nn.Parameter(torch.ones(1, n))
        self.s = nn.Parameter(torch.zeros(1, n))
        self.eps, self.alpha = eps, alpha
        self.register_buffer("mu_hat", torch.zeros(1, n))
        self.register_buffer("var_hat", torch.ones(1, n))

    def forward(self, x):
        stats = {"mean": self.mu_hat, "var": self.var_hat}
        return batchnorm(x, self.s, self.w, stats, self.training, self.eps, self.alpha)""",
    "model": """\
class Model(nn.Module):
    def __init__(self, h1_siz, h2_siz):
        super(Model, self).__init__()
        self.out = nn.Linear(h2_siz, 10)
        self.hidden = nn.Sequential(nn.Linear(784, h1_siz), myBatchnorm(h1_siz), nn.ReLU(),
                                    nn.Linear(h1_siz, h2_siz), myBatchnorm(h2_siz), nn.ReLU())

    def forward(self, x):
        return self.out(self.hidden(x.flatten(1)))""",
    "train-test": TRAIN_TEST.replace('"""Mean loss and accuracy."""', '"""Accuracy and mean loss."""').replace(
        "return loss / count, right / count", "return right / count, loss / count"
    ),
    "torch-model": MODEL.replace("myBatchnorm", "nn.BatchNorm1d"),
}

BIASED = BATCHNORM.replace("inputs.var(dim=0)", "inputs.var(dim=0, unbiased=False)")
GRAPH = BATCHNORM.replace("        with torch.no_grad():\n    ", "").replace(
    "\n            stats_dict", "\n        stats_dict"
)
FLIPPED = """\
def batchnorm(inputs, beta, gamma, stats_dict, train=True, eps=0.001, momentum=0.1):
    mean = inputs.mean(dim=0)
    var = inputs.var(dim=0)
    with torch.no_grad():
        new_mean = (1 - momentum) * mean + momentum * stats_dict["running_mean"]
        new_var = (1 - momentum) * var + momentum * stats_dict["running_var"]
    if not train:
        mean = stats_dict["running_mean"]
        var = stats_dict["running_var"]
    stats_dict["running_mean"] = new_mean
    stats_dict["running_var"] = new_var
    return gamma * (inputs - mean) / torch.sqrt(var + eps) + beta"""
NEVER_STORED = """\
def batchnorm(inputs, beta, gamma, stats_dict, train=True, eps=0.001, momentum=0.1):
    running_mean = stats_dict["running_mean"]
    running_var = stats_dict["running_var"]
    if train:
        mean = inputs.mean(dim=0)
        var = inputs.var(dim=0)
        running_mean = momentum * mean.detach() + (1 - momentum) * running_mean
        running_var = momentum * var.detach() + (1 - momentum) * running_var
    else:
        mean, var = running_mean, running_var
    return gamma * (inputs - mean) / torch.sqrt(var + eps) + beta"""
EPS_OUTSIDE = BATCHNORM.replace("torch.sqrt(var + eps)", "(torch.sqrt(var) + eps)")
AFTER = MY_NN.replace(
    """\
        x = batchnorm(x, param_dict[f"beta{i}"], param_dict[f"gamma{i}"], layers_stats_list[i], train)
        x = F.relu(x)
""",
    """\
        x = F.relu(x)
        x = batchnorm(x, param_dict[f"beta{i}"], param_dict[f"gamma{i}"], layers_stats_list[i], train)
""",
)
SHARED = MY_NN.replace("layers_stats_list[i], train)", "layers_stats_list[0], train)")
MODE_FORGOTTEN = MY_NN.replace("layers_stats_list[i], train)", "layers_stats_list[i])")
FUNCTIONAL_MODULE = (
    MODULE[: MODULE.index("        if self.training")]
    + """\
        stats = {"running_mean": self.running_mean, "running_var": self.running_var}
        out = batchnorm(x, self.beta, self.gamma, stats, self.training, self.epsilon, self.momentum)
        self.running_mean, self.running_var = stats["running_mean"], stats["running_var"]
        return out"""
)
NORMAL_INITIALIZE = INITIALIZE.replace("parameter.uniform_(-1, 1)", "parameter.normal_()")

NOTEBOOKS: dict[str, Cells] = {
    "untouched": START,
    "perfect": RIGHT,
    "other_style": OTHER,
    "biased_variance": {**RIGHT, "batchnorm": BIASED, "module": FUNCTIONAL_MODULE},
    "graph_kept": {**NOTHING_OPTIONAL, "batchnorm": GRAPH},
    "after_activation": {**NOTHING_OPTIONAL, "my-nn": AFTER, "initialize": NORMAL_INITIALIZE},
    "flipped_and_updated": {**NOTHING_OPTIONAL, "batchnorm": FLIPPED},
    "wrong_network": {**RIGHT, "my-nn": SHARED},
    "mode_forgotten": {**NOTHING_OPTIONAL, "my-nn": MODE_FORGOTTEN},
    "never_stored": {**NOTHING_OPTIONAL, "batchnorm": NEVER_STORED},
    "adam": {**NOTHING_OPTIONAL, "train": ADAM},
    "eps_outside": {**NOTHING_OPTIONAL, "batchnorm": EPS_OUTSIDE},
    "syntax_error": {**NOTHING_OPTIONAL, "my-nn": MY_NN.replace("train=True):", "train=True)")},
    "with_pdf/batchnorm": NOTHING_OPTIONAL,
}


def half_way() -> Cells:
    """The notebook breaks off in training: a GPU that is not there, and nothing after it."""
    kept = list(START)[: list(START).index("train") + 1]
    cells = {name: {**NOTHING_OPTIONAL, "train": TRAIN}[name] for name in kept}
    cells["train"] = 'assert torch.cuda.is_available(), "no GPU"\n' + TRAIN
    return cells


def contents() -> Files:
    """Every file that this writes."""
    notebooks = {**NOTEBOOKS, "stops_half_way": half_way()}
    inside = {"lab4/batchnorm.ipynb": notebook(RIGHT).encode(), "lab4/notes.txt": b"Nothing to add.\n"}
    samples = {
        **{f"{name}.ipynb": notebook(cells, printed(name, cells)) for name, cells in notebooks.items()},
        "with_pdf/answers.pdf": pdf("Why evaluation differs from training"),
        "exported.py": module(NOTHING_OPTIONAL),
        "zipped.zip": archive(inside),
    }
    return {STARTER: notebook(START).encode(), **below(SAMPLES, samples)}


def printed(name: str, cells: Cells) -> dict[str, str]:
    """What the first cells of a sample printed, for those that were handed in with outputs."""
    if name in {"untouched", "other_style"}:
        return {}
    return run(cells, ("batchnorm", "toy", "toy-after"), {"torch": torch})


if __name__ == "__main__":
    write(contents())
