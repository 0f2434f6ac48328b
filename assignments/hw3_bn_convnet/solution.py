# What a notebook holds besides the reference's functions; `grade.py audit` hands it in behind them.

# %% [markdown]
# ## Data

# %%
import torch

images, labels = torch.randn(48, 784), torch.arange(48) % 3
X_train, y_train, X_test, y_test = images[:32], labels[:32], images[32:], labels[32:]

# %% [markdown]
# ## Question 1

# %%
scores = ConvNet()(X_train)

# %% wrong: the first convolution is not trained
class ConvNet(ConvNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        next(self.parameters()).requires_grad_(False)

# %% [markdown]
# ## Question 2

# %%
scores = BatchNormConvNet()(X_train)

# %% wrong: batch norm without gamma and beta
class BatchNormConvNet(BatchNormConvNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        for module in self.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.requires_grad_(False)

# %% [markdown]
# ## Question 3

# %%
net = minibatch_sgd_one_pass(ConvNet(), X_train, y_train, 0.04, 16)

# %% wrong: an optimizer in place of the update
def minibatch_sgd_one_pass(net, X, y, learning_rate, batch_size, verbose=False):
    optimizer = torch.optim.SGD(net.parameters(), lr=learning_rate)
    net.train()
    for step in range(round(len(X) / batch_size)):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(X)
        optimizer.zero_grad()
        compute_objective(net, X[rows], y[rows]).backward()
        optimizer.step()
    return net

# %% [markdown]
# ## Question 5

# %%
def train(net, passes):
    logs, smoothness = [compute_logs(net, X_train, y_train, X_test, y_test)], []
    for _ in range(passes):
        smoothness.append(compute_local_smoothness(net, X_train, y_train, 0.04, 16))
        minibatch_sgd_one_pass(net, X_train, y_train, 0.04, 16)
        logs.append(compute_logs(net, X_train, y_train, X_test, y_test))
    return logs, smoothness


logs, smoothness = train(ConvNet(), 10)

# %% wrong: two passes
def train(net, passes):
    logs, smoothness = [compute_logs(net, X_train, y_train, X_test, y_test)], []
    for _ in range(passes):
        smoothness.append(compute_local_smoothness(net, X_train, y_train, 0.04, 16))
        minibatch_sgd_one_pass(net, X_train, y_train, 0.04, 16)
        logs.append(compute_logs(net, X_train, y_train, X_test, y_test))
    return logs, smoothness


logs, smoothness = train(ConvNet(), 2)

# %% wrong: test loss in place of smoothness
logs = [compute_logs(net, X_train, y_train, X_test, y_test) for _ in range(11)]
smoothness = [-entry[2] for entry in logs]
