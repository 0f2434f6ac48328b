# %% [markdown]
# # The effect of batch normalization on a ConvNet
# 
# You write a small ConvNet, the same with batch normalization, and what it takes to train and compare them. Fill in the
# cells that say so, run the notebook from top to bottom, and hand it in. Keep the names that are given: they are how your
# answers are found.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torchvision import datasets

# %% [markdown]
# ## Data
# 
# A tenth of FashionMNIST's training images, standardized pixel by pixel: given.

# %%
np.random.seed(0)
train_set = datasets.FashionMNIST("data", train=True, download=True)
test_set = datasets.FashionMNIST("data", train=False, download=True)
kept = np.random.permutation(len(train_set))[: len(train_set) // 10]
X_train, y_train = train_set.data[kept].float().reshape(-1, 784), train_set.targets[kept]
X_test, y_test = test_set.data.float().reshape(-1, 784), test_set.targets
mean, deviation = X_train.mean(dim=0), X_train.std(dim=0)
X_train = (X_train - mean) / (deviation + 1e-6)
X_test = (X_test - mean) / (deviation + 1e-6)
print(X_train.shape, X_test.shape)

# %% [markdown]
# ## Question 1: a ConvNet
# 
# Images come as rows (n, 784). Convolution to 16 channels (5x5, padding 2), ReLU, max-pooling of 2; convolution to 32
# channels (5x5, padding 2), ReLU, max-pooling of 2; a linear map to the classes.

# %%
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
        return self.linear(x.flatten(1))

# %%
net = ConvNet()
print(sum(p.numel() for p in net.parameters()), net(X_train[:3]).shape)

# %% [markdown]
# ## Question 2: with batch normalization
# 
# The same with `nn.BatchNorm2d` after each max-pooling.

# %%
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
        return self.linear(x.flatten(1))

# %% [markdown]
# ## Question 3: figures, and a pass of SGD
# 
# Objective: the mean cross-entropy. Accuracies and logs are computed in eval mode, without gradients, and leave the
# network in the mode that they found. A pass makes round(n / batch_size) steps of SGD in train mode, without
# `torch.optim`.

# %%
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
    return train_loss, train_accuracy, test_loss, test_accuracy

# %%
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
    return net

# %% [markdown]
# ## Question 4: local smoothness
# 
# `||grad f(w + u) - grad f(w)|| / ||u||` with `u` minus the learning rate times the gradient of a minibatch. The norms
# are those of **all parameters stacked as one vector**; gradients are taken in train mode; the network's parameters are
# in the end what they were.

# %%
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
    return (norm([a - b for a, b in zip(after, before)]) / norm(u)).item()

# %% [markdown]
# ## Question 5: both networks trained
# 
# 10 passes with learning rate 0.04 and batches of 32 for each network. Keep the logs and the local smoothness of each
# pass in the lists `logs` and `smoothness`. Plot both for both networks.

# %%
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
plt.show()

# %% [markdown]
# The net with batch norm learns faster, and its gradients change more slowly along a step.
