# %% [markdown]
# # Batch normalization
# 
# You write batch normalization twice: as a function, then as a module. Fill in the cells that say so, run the notebook
# from top to bottom, and hand it in. Keep the names that are given: they are how your answers are found.

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

# %% [markdown]
# ## Question 1.1: a function
# 
# Batch normalization of `inputs` (N, F). In train mode, normalize with the batch's own mean and variance, and move the
# statistics in `stats_dict` towards them, in place and outside backpropagation:
# 
#     running = momentum * batch + (1 - momentum) * running
# 
# In eval mode, normalize with the running statistics, and leave them alone.

# %%
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
    return gamma * normalized + beta

# %% [markdown]
# Try it on 500 numbers between 50 and 60. What should mean and variance be afterwards?

# %%
torch.manual_seed(691)
toy_train_features = torch.rand(500, 1) * 10 + 50
toy_stats_dict = {"running_mean": torch.zeros(1), "running_var": torch.ones(1)}
beta = torch.zeros(1, requires_grad=True)
gamma = torch.ones(1, requires_grad=True)
print(f"before: mean {toy_train_features.mean():.4f}, variance {toy_train_features.var():.4f}")
bn_out_train = batchnorm(toy_train_features, beta, gamma, toy_stats_dict, train=True)

# %%
print(f"after: mean {bn_out_train.mean():.4f}, variance {bn_out_train.var():.4f}")

# %% [markdown]
# ## Question 1.2: a network
# 
# A network 784-50-50-10 for MNIST, with ReLU, and your batch normalization **before** each activation. Its parameters are
# tensors in `param_dict`: `W0 b0 beta0 gamma0 W1 b1 beta1 gamma1 W2 b2`. Weights and biases start uniform in [-1, 1].
# `layers_stats_list` holds one dictionary of running statistics for each hidden layer.

# %%
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
layers_stats_list = [{"running_mean": torch.zeros(50), "running_var": torch.ones(50)} for _ in range(2)]

# %%
def my_nn(input, param_dict, layers_stats_list, train=True):
    """Scores (B, 10) of images (B, 1, 28, 28)."""
    x = input.view(-1, 784)
    for i in range(2):
        x = x @ param_dict[f"W{i}"] + param_dict[f"b{i}"]
        x = batchnorm(x, param_dict[f"beta{i}"], param_dict[f"gamma{i}"], layers_stats_list[i], train)
        x = F.relu(x)
    return x @ param_dict["W2"] + param_dict["b2"]

# %%
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
        stats["running_var"] = torch.ones(50)

# %% [markdown]
# ## Question 1.3: training
# 
# Train it on MNIST with SGD: 20 epochs, batches of 256, learning rate 0.01, cross-entropy. Plot the loss every 50
# iterations.

# %%
train_set = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
test_set = datasets.MNIST("data", train=False, download=True, transform=transforms.ToTensor())
train_dataloader = DataLoader(train_set, batch_size=256, shuffle=True)
test_dataloader = DataLoader(test_set, batch_size=256)

# %%
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
plt.show()

# %% [markdown]
# ## Question 1.4: evaluation
# 
# Loss and accuracy of the trained network on both sets, with running statistics and without gradients. Why does
# evaluation differ from training?

# %%
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
    print(f"{name}: loss {loss:.4f}, accuracy {accuracy:.4f}")

# %% [markdown]
# In training each image is normalized with the others of its batch, so its scores depend on them. In evaluation the result for an image must be its own, also when it comes alone; so the averages kept during training are used, and they are not changed, because the test set must not teach the network anything.
