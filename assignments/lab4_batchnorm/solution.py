# What a notebook holds besides the reference's functions; `grade.py audit` hands it in behind them.

# %% [markdown]
# ## Question 1.1

# %%
import torch
from torch import nn
from torch.nn import functional as F

toy_stats_dict = {"running_mean": torch.zeros(1), "running_var": torch.ones(1)}
beta, gamma = torch.zeros(1, requires_grad=True), torch.ones(1, requires_grad=True)
bn_out_train = batchnorm(torch.rand(500, 1) * 10 + 50, beta, gamma, toy_stats_dict)

# %% [markdown]
# ## Question 1.2

# %%
param_dict = {name: torch.empty(shape, requires_grad=True) for name, shape in parameter_shapes().items()}
layers_stats_list = [
    {"running_mean": torch.zeros_like(beta.detach()), "running_var": torch.ones_like(beta.detach())}
    for beta in (param_dict["beta0"], param_dict["beta1"])
]

# %% wrong: betas and gammas are not trained
param_dict = {
    name: torch.empty(shape, requires_grad=not name.startswith(("beta", "gamma")))
    for name, shape in parameter_shapes().items()
}
layers_stats_list = [{"running_mean": torch.zeros(50), "running_var": torch.ones(50)} for _ in range(2)]

# %%
initialize_nn(param_dict, layers_stats_list)

# %% wrong: statistics not reset
def initialize_nn(param_dict, layers_stats_list):
    with torch.no_grad():
        for name, parameter in param_dict.items():
            if name.startswith(("beta", "gamma")):
                parameter.fill_(float(name.startswith("gamma")))
            else:
                parameter.uniform_(-1, 1)


initialize_nn(param_dict, layers_stats_list)

# %% wrong: weights from a normal distribution
def initialize_nn(param_dict, layers_stats_list):
    with torch.no_grad():
        for name, parameter in param_dict.items():
            if name.startswith(("beta", "gamma")):
                parameter.fill_(float(name.startswith("gamma")))
            else:
                parameter.normal_()
    for stats in layers_stats_list:
        stats["running_mean"], stats["running_var"] = torch.zeros(50), torch.ones(50)


initialize_nn(param_dict, layers_stats_list)

# %% wrong: new tensors without gradients
def initialize_nn(param_dict, layers_stats_list):
    for name, parameter in param_dict.items():
        if name.startswith(("beta", "gamma")):
            param_dict[name] = torch.full(parameter.shape, float(name.startswith("gamma")))
        else:
            param_dict[name] = torch.rand(parameter.shape) * 2 - 1
    for stats in layers_stats_list:
        stats["running_mean"], stats["running_var"] = torch.zeros(50), torch.ones(50)


initialize_nn(param_dict, layers_stats_list)

# %%
my_zero_grad(param_dict)

# %% wrong: only weights cleared
def my_zero_grad(param_dict):
    for name, parameter in param_dict.items():
        if name.startswith("W"):
            parameter.grad = None


my_zero_grad(param_dict)

# %% wrong: the network detaches its hidden layers
_right_my_nn = my_nn


def my_nn(input, param_dict, layers_stats_list, train=True):
    hidden = {name: value if name in ("W2", "b2") else value.detach() for name, value in param_dict.items()}
    return _right_my_nn(input, hidden, layers_stats_list, train)

# %% [markdown]
# ## Question 1.3

# %%
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

train_set = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
train_dataloader = DataLoader(train_set, batch_size=256, shuffle=True)

# %%
initialize_nn(param_dict, layers_stats_list)
losses, accuracies = train_my_nn(param_dict, train_dataloader)

# %% wrong: Adam for SGD
initialize_nn(param_dict, layers_stats_list)
optimizer = torch.optim.Adam(param_dict.values(), lr=0.01)
for epoch in range(20):
    for images, labels in train_dataloader:
        optimizer.zero_grad()
        F.cross_entropy(my_nn(images, param_dict, layers_stats_list), labels).backward()
        optimizer.step()

# %% [markdown]
# ## Question 1.4

# %%
scores = my_nn(torch.rand(8, 1, 28, 28), param_dict, layers_stats_list, train=False)

# %% [markdown]
# ## Question 2.1

# %%
norm = myBatchnorm(50)

# %% wrong: running statistics are no buffers
class myBatchnorm(nn.Module):
    def __init__(self, num_features, epsilon=1e-3, momentum=0.1):
        super().__init__()
        self.epsilon, self.momentum = epsilon, momentum
        self.gamma, self.beta = nn.Parameter(torch.ones(num_features)), nn.Parameter(torch.zeros(num_features))
        self.stats = {"mean": torch.zeros(num_features), "var": torch.ones(num_features)}

    def forward(self, x):
        return batchnorm(x, self.beta, self.gamma, self.stats, self.training, self.epsilon, self.momentum)

# %% wrong: gamma and beta are buffers
class myBatchnorm(nn.Module):
    def __init__(self, num_features, epsilon=1e-3, momentum=0.1):
        super().__init__()
        self.epsilon, self.momentum = epsilon, momentum
        for name, value in (("gamma", 1), ("running_var", 1), ("beta", 0), ("running_mean", 0)):
            self.register_buffer(name, torch.full((num_features,), float(value)))

    def forward(self, x):
        stats = {"mean": self.running_mean, "var": self.running_var}
        out = batchnorm(x, self.beta, self.gamma, stats, self.training, self.epsilon, self.momentum)
        self.running_mean, self.running_var = stats["mean"], stats["var"]
        return out

# %% wrong: gamma and beta never used by the module
class myBatchnorm(myBatchnorm):
    def forward(self, x):
        return (super().forward(x) - self.beta) / self.gamma

# %% wrong: the module always uses the batch's statistics
class myBatchnorm(myBatchnorm):
    def forward(self, x):
        mode, self.training = self.training, True
        out = super().forward(x)
        self.training = mode
        return out

# %% [markdown]
# ## Question 2.2

# %%
def test(model, dataloader):
    model.eval()
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            scores = model(images)
            loss += F.cross_entropy(scores, labels, reduction="sum").item()
            right += (scores.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    return loss / count, right / count


Model = Model

# %% wrong: loss summed, accuracy counted
def test(model, dataloader):
    model.eval()
    loss, right = 0.0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            scores = model(images)
            loss += F.cross_entropy(scores, labels, reduction="sum").item()
            right += (scores.argmax(dim=1) == labels).sum().item()
    return loss, right


Model = Model

# %% wrong: the last layer is never used
def test(model, dataloader):
    return 0.0, 0.0


class Model(Model):
    def __init__(self, h1_siz, h2_siz):
        super().__init__(h1_siz, h2_siz)
        self.extra = nn.Linear(h2_siz, 10)

# %% wrong: the first layer is not trained
def test(model, dataloader):
    return 0.0, 0.0


class Model(Model):
    def __init__(self, h1_siz, h2_siz):
        super().__init__(h1_siz, h2_siz)
        self.layers[0].requires_grad_(False)

# %% [markdown]
# ## Question 2.3

# %%
class Model(TorchModel):
    pass

# %% wrong: no batch normalization
class Model(nn.Module):
    def __init__(self, h1_siz, h2_siz):
        super().__init__()
        sizes = (784, h1_siz, h2_siz, 10)
        self.layers = nn.ModuleList(nn.Linear(one, other) for one, other in zip(sizes, sizes[1:]))

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.layers[:2]:
            x = F.relu(layer(x))
        return self.layers[2](x)

# %% wrong: batch normalization without gamma and beta
class Model(TorchModel):
    def __init__(self, h1_siz, h2_siz):
        super().__init__(h1_siz, h2_siz)
        for layer in self.layers:
            if isinstance(layer, nn.BatchNorm1d):
                layer.weight.requires_grad_(False)
                layer.bias.requires_grad_(False)
