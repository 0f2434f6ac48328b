# %% [markdown]
# # A network trained with SGD by hand
# 
# You build a network from plain tensors, write its training yourself, and then let PyTorch's optimizer do the same. Fill
# in the cells that say so, run the notebook from top to bottom, and hand it in. Keep the names that are given: they are
# how your answers are found.

# %%
import math

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

# %% [markdown]
# ## Question 1: data
# 
# Data loaders of MNIST's training and test images, as tensors (`ToTensor`), in minibatches of 128.

# %%
train_set = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
test_set = datasets.MNIST("data", train=False, download=True, transform=transforms.ToTensor())
train_dataloader = DataLoader(train_set, batch_size=128, shuffle=True)
test_dataloader = DataLoader(test_set, batch_size=128)

# %% [markdown]
# ## Question 2: a network of tensors
# 
# `f(x) = W2 relu(W1 relu(W0 x + b0) + b1) + b2`, with 784 inputs, two hidden layers that are **both 100 wide**, and 10
# outputs. Its parameters are leaves that require gradients, in `param_dict` under `W0 b0 W1 b1 W2 b2`; weights are shaped
# (fan_in, fan_out).

# %%
param_dict = {
    "W0": torch.zeros(784, 100, requires_grad=True),
    "b0": torch.zeros(100, requires_grad=True),
    "W1": torch.zeros(100, 100, requires_grad=True),
    "b1": torch.zeros(100, requires_grad=True),
    "W2": torch.zeros(100, 10, requires_grad=True),
    "b2": torch.zeros(10, requires_grad=True),
}

# %%
def my_nn(input, param_dict):
    """Scores (B, 10) of images (B, 28, 28) or (B, 1, 28, 28)."""
    x = input.view(-1, 784)
    x = F.relu(x @ param_dict["W0"] + param_dict["b0"])
    x = F.relu(x @ param_dict["W1"] + param_dict["b1"])
    return x @ param_dict["W2"] + param_dict["b2"]

# %%
def initialize_nn(param_dict):
    """Draw the weights anew from N(0, 1/sqrt(fan_in)), and set the biases to 0."""
    with torch.no_grad():
        for name, p in param_dict.items():
            if name.startswith("W"):
                p.normal_(0, 1 / math.sqrt(p.shape[0]))
            else:
                p.zero_()

# %%
def test(dataloader):
    """Print mean cross-entropy and accuracy of the network in `param_dict` over all images of a data loader."""
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            scores = my_nn(images, param_dict)
            loss += F.cross_entropy(scores, labels, reduction="sum").item()
            right += (scores.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    print(f"loss {loss / count:.4f}, accuracy {100 * right / count:.2f} %")

# %%
initialize_nn(param_dict)
test(test_dataloader)

# %% [markdown]
# ## Question 3: SGD by hand
# 
# Train for 20 epochs with learning rate 0.01, `w = w - lr * grad`, **without `torch.optim`**. Store loss and accuracy of
# every minibatch, plot both against the iterations, and test the network.

# %%
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
    print(f"epoch {epoch + 1}: loss {losses[-1]:.4f}, accuracy {accuracies[-1]:.4f}")

# %%
plt.plot(losses, label="loss")
plt.plot(accuracies, label="accuracy")
plt.xlabel("iteration")
plt.legend()
plt.show()
test(test_dataloader)

# %% [markdown]
# The loss falls quickly in the first epoch and slowly afterwards; the accuracy mirrors it.

# %% [markdown]
# ## Question 4: SGD with PyTorch's optimizer
# 
# Initialize the network again, and train it in the same way with `torch.optim.SGD`. Are the curves similar?

# %%
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
test(test_dataloader)

# %% [markdown]
# They are the same up to the random start and the order of the minibatches.

# %% [markdown]
# ## Question 5 (optional): momentum
# 
# Train with momentum 0.9 by hand, `v = mu * v + grad`, `w = w - lr * v`, and then with `torch.optim.SGD`.

# %%
# your training by hand here

# %%
# your training with torch.optim here
