# What a notebook holds besides the reference's functions; `grade.py audit` hands it in behind them.

# %% [markdown]
# ## Question 2

# %%
class MultiplyDataset(torch.utils.data.Dataset):
    def __init__(self, count=1000):
        self.pairs = (torch.rand(count, 2) - 0.5) * 2000

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        return self.pairs[index], self.pairs[index].prod(dim=0, keepdim=True)

# %% wrong: few pairs
class MultiplyDataset(torch.utils.data.Dataset):
    def __init__(self, count=100):
        self.pairs = (torch.rand(count, 2) - 0.5) * 2000

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        return self.pairs[index], self.pairs[index].prod(dim=0, keepdim=True)

# %% wrong: pairs beyond the range
class MultiplyDataset(torch.utils.data.Dataset):
    def __init__(self, count=1000):
        self.pairs = (torch.rand(count, 2) - 0.5) * 8000

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        return self.pairs[index], self.pairs[index].prod(dim=0, keepdim=True)

# %% wrong: sums for products
class MultiplyDataset(torch.utils.data.Dataset):
    def __init__(self, count=1000):
        self.pairs = (torch.rand(count, 2) - 0.5) * 2000

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        return self.pairs[index], self.pairs[index].sum(dim=0, keepdim=True)

# %%
class MultiplyModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x):
        return self.layers(x / 1000) * 1e6

# %% wrong: inputs multiplied
class MultiplyModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x):
        return self.layers(x[:, :1] * x[:, 1:] / 1000 @ torch.ones(1, 2)) * 1000

# %% wrong: nothing to train
class MultiplyModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.relu

    def forward(self, x):
        return self.layers(x.sum(dim=1, keepdim=True))

# %% wrong: two numbers for a pair
class MultiplyModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Linear(2, 2)

    def forward(self, x):
        return self.layers(x)

# %% wrong: the first number ignored
class MultiplyModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Linear(1, 1)

    def forward(self, x):
        return self.layers(x[:, 1:])

# %% wrong: the second number ignored
class MultiplyModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Linear(1, 1)

    def forward(self, x):
        return self.layers(x[:, :1])

# %% [markdown]
# ## Question 4

# %%
def kernels_for(sizes, stride):
    """The kernels that whoever believes in `layer_outputs` chooses: the smallest second one, the middle first one."""
    sides = range(20, 240)
    fitting = [
        (second, first)
        for second in sides
        for first in sides
        if layer_outputs(sizes, ((first, first), (second, second)), (stride, stride))
        == ((sizes[1], sizes[1]), (sizes[2], sizes[2]))
    ]
    second = min(fitting)[0]
    firsts = [first for other, first in fitting if other == second]
    return firsts[len(firsts) // 2], second

# %% wrong: padding added to the given network
def kernels_for(sizes, stride):
    return (229, 229) if stride == 1 else (40, 40)


class YouNet(nn.Module):
    def __init__(self, kernel_1, kernel_2, stride_1=(1, 1), stride_2=(1, 1)):
        super().__init__()
        self.shrink = nn.Conv2d(1, 1, kernel_1, stride=stride_1, padding=4)
        self.grow = nn.ConvTranspose2d(1, 1, kernel_2, stride=stride_2, padding=4)

    def forward(self, image):
        mnist = self.shrink(image)
        return mnist, self.grow(mnist)

# %% [markdown]
# ### Part 1

# %%
kernel_1, kernel_2 = kernels_for((256, 28, 256), 1)

# %% [markdown]
# ### Part 2

# %%
kernel_1, kernel_2 = kernels_for((256, 28, 256), 8)

# %% [markdown]
# ### Part 3

# %%
kernel_1, kernel_2 = (40, 40), (40, 40)

# %% wrong: the kernel larger than the image
kernel_1, kernel_2 = (260, 260), (40, 40)

# %% [markdown]
# ### Part 4

# %%
kernel_1, kernel_2 = (40, 40), (40, 40)
