# What a notebook holds besides the reference's functions; `grade.py audit` hands it in behind them.

# %% [markdown]
# ## Question 1

# %%
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

train_set = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
test_set = datasets.MNIST("data", train=False, download=True, transform=transforms.ToTensor())
train_dataloader = DataLoader(train_set, batch_size=128, shuffle=True)
test_dataloader = DataLoader(test_set, batch_size=128)

# %% wrong: images as bytes
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

train_set = datasets.MNIST("data", train=True, download=True, transform=transforms.PILToTensor())
test_set = datasets.MNIST("data", train=False, download=True, transform=transforms.PILToTensor())
train_dataloader = DataLoader(train_set, batch_size=128, shuffle=True)
test_dataloader = DataLoader(test_set, batch_size=128)

# %% wrong: tested on the training images
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

train_set = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
train_dataloader = DataLoader(train_set, batch_size=128, shuffle=True)
test_dataloader = DataLoader(train_set, batch_size=128)

# %% [markdown]
# ## Question 2

# %%
param_dict = {name: torch.zeros(shape, requires_grad=True) for name, shape in parameter_shapes().items()}
initialize_nn(param_dict)

# %% wrong: biases are not trained
param_dict = {
    name: torch.zeros(shape, requires_grad=name.startswith("W")) for name, shape in parameter_shapes().items()
}
initialize_nn(param_dict)

# %% wrong: new tensors without gradients
param_dict = {name: torch.zeros(shape, requires_grad=True) for name, shape in parameter_shapes().items()}


def initialize_nn(param_dict):
    for name, parameter in param_dict.items():
        drawn = torch.randn(parameter.shape) * parameter.shape[0] ** -0.5
        param_dict[name] = drawn if name.startswith("W") else torch.zeros(parameter.shape)

# %% [markdown]
# ## Question 3

# %%
initialize_nn(param_dict)
losses, accuracies = train_SGD(param_dict, train_dataloader)

# %% wrong: an optimizer in place of the loop
initialize_nn(param_dict)
optimizer = torch.optim.SGD(param_dict.values(), lr=0.01)
losses, accuracies = [], []
for epoch in range(20):
    for images, labels in train_dataloader:
        scores = my_nn(images, param_dict)
        loss = F.cross_entropy(scores, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        accuracies.append((scores.argmax(dim=1) == labels).float().mean().item())

# %% [markdown]
# ## Question 4

# %%
initialize_nn(param_dict)
optimizer = torch.optim.SGD(param_dict.values(), lr=0.01)
optim_losses = []
for epoch in range(20):
    for images, labels in train_dataloader:
        loss = F.cross_entropy(my_nn(images, param_dict), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        optim_losses.append(loss.item())

# %% wrong: by hand once more
initialize_nn(param_dict)
optim_losses, optim_accuracies = train_SGD(param_dict, train_dataloader)

# %% wrong: parameters never change
optimizer = torch.optim.SGD(param_dict.values(), lr=0.01)
param_dict = {name: torch.zeros(shape, requires_grad=True) for name, shape in parameter_shapes().items()}
initialize_nn(param_dict)
optim_losses = []
for epoch in range(20):
    for images, labels in train_dataloader:
        loss = F.cross_entropy(my_nn(images, param_dict), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        optim_losses.append(loss.item())

# %% [markdown]
# ## Question 5

# %%
initialize_nn(param_dict)
momentum_losses, momentum_accuracies = train_momentum(param_dict, train_dataloader)

# %%
initialize_nn(param_dict)
optimizer = torch.optim.SGD(param_dict.values(), lr=0.01, momentum=0.9)
for epoch in range(20):
    for images, labels in train_dataloader:
        optimizer.zero_grad()
        F.cross_entropy(my_nn(images, param_dict), labels).backward()
        optimizer.step()

# %% wrong: Nesterov momentum
initialize_nn(param_dict)
optimizer = torch.optim.SGD(param_dict.values(), lr=0.01, momentum=0.9, nesterov=True)
for epoch in range(20):
    for images, labels in train_dataloader:
        optimizer.zero_grad()
        F.cross_entropy(my_nn(images, param_dict), labels).backward()
        optimizer.step()
