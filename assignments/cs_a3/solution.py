# What a notebook holds besides the reference's functions; `grade.py audit` hands it in beside their package.

# %% [markdown]
# # Part II. Barebones PyTorch

# %%
import torch
from torch import nn, optim


def train_with(model, choice):
    """The optimizer of that kind and these options."""
    options = {name: value for name, value in choice.items() if name != "optimizer" and value is not None}
    return getattr(optim, choice["optimizer"])(model.parameters(), lr=1e-3, **options)

# %% [markdown]
# # Part III. PyTorch Module API

# %%
model = ThreeLayerConvNet(3, 32, 16, 10)
optimizer = train_with(model, module_optimizer())

# %% wrong: the first convolution is not trained
class ThreeLayerConvNet(ThreeLayerConvNet):
    def __init__(self, in_channel, channel_1, channel_2, num_classes):
        super().__init__(in_channel, channel_1, channel_2, num_classes)
        next(self.parameters()).requires_grad_(False)


model = ThreeLayerConvNet(3, 32, 16, 10)
optimizer = train_with(model, module_optimizer())

# %% wrong: a layer that is never used
class ThreeLayerConvNet(ThreeLayerConvNet):
    def __init__(self, in_channel, channel_1, channel_2, num_classes):
        super().__init__(in_channel, channel_1, channel_2, num_classes)
        self.extra = nn.Linear(num_classes, num_classes)


model = ThreeLayerConvNet(3, 32, 16, 10)
optimizer = train_with(model, module_optimizer())

# %% [markdown]
# # Part IV. PyTorch Sequential API

# %%
model = nn.Sequential(
    nn.Conv2d(3, 32, 5, padding=2),
    nn.ReLU(),
    nn.Conv2d(32, 16, 3, padding=1),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(16 * 32 * 32, 10),
)
for layer in (model[0], model[2], model[5]):
    nn.init.kaiming_normal_(layer.weight)
optimizer = train_with(model, sequential_optimizer())

# %% wrong: default initialization of the sequence
model = nn.Sequential(
    nn.Conv2d(3, 32, 5, padding=2),
    nn.ReLU(),
    nn.Conv2d(32, 16, 3, padding=1),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(16 * 32 * 32, 10),
)
optimizer = train_with(model, sequential_optimizer())

# %% wrong: second activation of the sequence left out
model = nn.Sequential(
    nn.Conv2d(3, 32, 5, padding=2),
    nn.ReLU(),
    nn.Conv2d(32, 16, 3, padding=1),
    nn.Flatten(),
    nn.Linear(16 * 32 * 32, 10),
)
for layer in (model[0], model[2], model[4]):
    nn.init.kaiming_normal_(layer.weight)
optimizer = train_with(model, sequential_optimizer())

# %% [markdown]
# # Part V. A network of your own

# %%
model = nn.Sequential(nn.Conv2d(3, 4, 3, stride=4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 8 * 8, 10))
if network_ending() == "probabilities":
    model.append(nn.Softmax(dim=1))
optimizer = optim.Adam(model.parameters(), lr=1e-3)
