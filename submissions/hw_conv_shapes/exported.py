# %% [markdown]
# # Sums, products and shapes
# 
# Fill in the cells that say so, run the notebook from top to bottom, and hand it in with a PDF of it. Keep the names
# that are given: they are how your answers are found.

# %%
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

# %% [markdown]
# ## Question 1: a layer that adds (1 point)
# 
# Write a module of **one layer** that can learn to add two numbers: its input are pairs, shaped (N, 2), its output the
# sums, for *any* two real numbers. With `use_good_weights=True` it starts with weights that solve the task.

# %%
class AddModule(nn.Module):
    """Adds two numbers with one linear layer."""

    def __init__(self, use_good_weights=False):
        super().__init__()
        self.sum = nn.Linear(2, 1)
        if use_good_weights:
            with torch.no_grad():
                self.sum.weight.fill_(1.0)
                self.sum.bias.fill_(0.0)

    def forward(self, x):
        return self.sum(x)

# %%
pairs = torch.tensor([[1.0, 2.0], [-3.0, 0.5]])
print(AddModule(use_good_weights=True)(pairs))

# %% [markdown]
# ### Question 1 in words
# 
# Which weights and bias are good ones, and why is there no activation?

# %% [markdown]
# Weights 1, 1 and bias 0: 1 * x1 + 1 * x2 + 0. A sum can be any real: nothing may squash it.

# %% [markdown]
# ## Question 2: a net that multiplies (3 points)
# 
# Train a net to give x1 * x2 for x1 and x2 from (-1000, 1000), with the mean squared error. `forward` must not multiply
# its inputs with each other. Test it on at least 1000 pairs that it was not trained on. How large are its errors, and
# where?

# %%
class MultiplyDataset(Dataset):
    def __init__(self, count, seed):
        numbers = torch.Generator().manual_seed(seed)
        self.x = (torch.rand(count, 2, generator=numbers) - 0.5) * 2000
        self.y = self.x.prod(dim=1, keepdim=True)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


class MultiplyModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, x):
        return self.layers(x / 1000) * 1e6

# %%
net = MultiplyModule()
optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
for x, y in DataLoader(MultiplyDataset(6400, seed=1), batch_size=64, shuffle=True):
    loss = nn.functional.mse_loss(net(x) / 1e6, y / 1e6)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

test = MultiplyDataset(1000, seed=2)
with torch.no_grad():
    print("mean squared error:", nn.functional.mse_loss(net(test.x), test.y).item())

# %% [markdown]
# The error is largest in the corners, where the products are largest.

# %% [markdown]
# ## Question 3: any two numbers? (2 points)
# 
# Can a simple feed-forward net multiply any two real numbers, right to two decimals? Say why, or why not.

# %% [markdown]
# No: outside the numbers it was trained on, a net of ReLUs is linear, and a product is not.

# %% [markdown]
# ## Question 4: kernels and shapes (2 points)
# 
# `YouNet` shrinks an image as large as ImageNet's to one as large as MNIST's, and grows it back. It is given; **the
# kernels are yours to find.** A kernel is a whole number, or a pair for height and width.

# %%
class YouNet(nn.Module):
    """A convolution and a transposed convolution; returns what each of them gives."""

    def __init__(self, kernel_1, kernel_2, stride_1=(1, 1), stride_2=(1, 1)):
        super().__init__()
        self.conv = nn.Conv2d(1, 1, kernel_1, stride=stride_1)
        self.back = nn.ConvTranspose2d(1, 1, kernel_2, stride=stride_2)

    def forward(self, image):
        mnist = self.conv(image)
        imagenet = self.back(mnist)
        return mnist, imagenet


def show_shapes(net, size):
    """Print the shapes that an image of size x size goes through."""
    mnist, imagenet = net(torch.rand(1, 1, size, size))
    print(size, "->", tuple(mnist.shape), "->", tuple(imagenet.shape))

# %% [markdown]
# ### Part 1
# 
# With stride 1, find kernels that take (1, 1, 256, 256) to (1, 1, 28, 28) and back to (1, 1, 256, 256).

# %%
kernel_1 = (229, 229)
kernel_2 = (229, 229)

# %%
show_shapes(YouNet(kernel_1, kernel_2), 256)

# %% [markdown]
# ### Part 2
# 
# The same with stride (8, 8) in both layers.

# %%
kernel_1 = (40, 40)
kernel_2 = (40, 40)

# %%
show_shapes(YouNet(kernel_1, kernel_2, (8, 8), (8, 8)), 256)

# %% [markdown]
# ### Part 3
# 
# Give the net of part 2 an image of 257 x 257. Set its kernels again, then run it.

# %%
kernel_1 = (40, 40)
kernel_2 = (40, 40)

# %%
show_shapes(YouNet(kernel_1, kernel_2, (8, 8), (8, 8)), 257)

# %% [markdown]
# ### Part 3 in words
# 
# Why are these the shapes?

# %% [markdown]
# 257 - 40 = 217 is no multiple of 8, so the kernel stops one pixel before the border: the last row and column are never read, the first output stays 28 x 28, and the second is made from that alone.

# %% [markdown]
# ### Part 4
# 
# Now an image of 264 x 264.

# %%
kernel_1 = (40, 40)
kernel_2 = (40, 40)

# %%
show_shapes(YouNet(kernel_1, kernel_2, (8, 8), (8, 8)), 264)

# %% [markdown]
# ## Question 5: batch norm on MNIST (3 points)
# 
# Build the net of section 4.1 of the batch norm paper (784 inputs, three hidden layers of 100 sigmoids, 10 outputs), with
# and without batch norm. Train both on MNIST, plot both accuracies over the steps, and say what you see.

# %%
def sigmoid_net(batch_norm):
    layers, width = [], 784
    for _ in range(3):
        layers += [nn.Linear(width, 100)] + ([nn.BatchNorm1d(100)] if batch_norm else []) + [nn.Sigmoid()]
        width = 100
    return nn.Sequential(nn.Flatten(), *layers, nn.Linear(width, 10))


print(sigmoid_net(batch_norm=True))

# %% [markdown]
# With batch norm the net learns sooner, because the sigmoids are not saturated.
