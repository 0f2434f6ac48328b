"""Right answers to the lab in styles of their own: other names and other structure, and no word of Markdown."""

from sample_files import Cells

OTHER: Cells = {
    "text-1": "# Lab 3\n\n### Q1. Data",
    "text-2": "### Q2. Network",
    "text-3": "### Q3. SGD",
    "text-4": "### Q4. optim",
    "text-5": "### Q5. Momentum",
    "imports": """\
from google.colab import drive
drive.mount('/content/drive')
%matplotlib inline
import numpy as np
import torch, torchvision
import torch.nn.functional as F
import torch.optim as optim
import matplotlib.pyplot as plt
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")""",
    "data": """\
tf = torchvision.transforms.ToTensor()
mnist = torchvision.datasets.MNIST(root='./data', train=True, transform=tf, download=True)
mnist_test = torchvision.datasets.MNIST(root='./data', train=False, transform=tf)
train_dataloader = torch.utils.data.DataLoader(mnist, batch_size=64, shuffle=True, num_workers=2)
test_dataloader = torch.utils.data.DataLoader(mnist_test, batch_size=64)""",
    "parameters": """\
def make(*shape):
    t = torch.randn(*shape) * 0.01
    t.requires_grad = True
    return t

param_dict = {}
sizes = [784, 100, 100, 10]
for i in range(3):
    param_dict['W%d' % i] = make(sizes[i + 1], sizes[i])
    param_dict['b%d' % i] = make(1, sizes[i + 1])""",
    "my-nn": """\
def my_nn(x, params):
    h = x.reshape(x.size(0), -1)
    for i in range(3):
        h = h.mm(params['W%d' % i].t()) + params['b%d' % i]
        if i < 2:
            h = h.clamp(min=0)
    return h""",
    "initialize": """\
def initialize_nn(d):
    for k in d:
        if k[0] == 'W':
            fan_in = d[k].shape[1]
            d[k] = torch.normal(0., (1 / fan_in ** 0.5) ** 0.5, d[k].shape)  # 1/sqrt(fan_in) taken as the variance
        else:
            d[k] = torch.zeros(d[k].shape)
        d[k].requires_grad_(True)""",
    "test": """\
def test(loader):
    all_scores, all_labels = [], []
    for x, y in loader:
        all_scores.append(my_nn(x, param_dict).detach())
        all_labels.append(y)
    s, y = torch.cat(all_scores), torch.cat(all_labels)
    print('Test loss:', F.cross_entropy(s, y).item())
    print('Test acc:', (s.max(1)[1] == y).numpy().mean())""",
    "train": """\
train_dataloader = torch.utils.data.DataLoader(mnist, batch_size=128, shuffle=True)

def train_SGD(params, n_epochs, lr=1e-2, mu=0.0):
    history = {'loss': [], 'acc': []}
    v = {k: torch.zeros_like(p) for k, p in params.items()}
    for ep in range(n_epochs):
        for i, (x, y) in enumerate(train_dataloader):
            out = my_nn(x.to(device), params)
            loss = -torch.log_softmax(out, 1)[torch.arange(len(y)), y].mean()
            grads = torch.autograd.grad(loss, list(params.values()))
            for k, g in zip(params, grads):
                v[k] = mu * v[k] + g
                params[k].data = params[k].data - lr * v[k]
            history['loss'].append(loss)
            history['acc'].append(100. * (out.argmax(1) == y).sum() / len(y))
    return history

initialize_nn(param_dict)
history = train_SGD(param_dict, 20)""",
    "plot": "plt.plot([float(l) for l in history['loss']]); plt.show()\ntest(test_dataloader)",
    "optimizer": """\
initialize_nn(param_dict)
opt = optim.SGD(list(param_dict.values()), lr=1e-2)
criterion = torch.nn.CrossEntropyLoss()

def step(x, y):
    loss = criterion(my_nn(x, param_dict), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()

curve = np.array([step(x, y) for _ in range(20) for x, y in train_dataloader])
plt.plot(curve)""",
    "momentum": "initialize_nn(param_dict)\nhist2 = train_SGD(param_dict, 20, mu=0.9)",
    "optimizer-momentum": """\
initialize_nn(param_dict)
opt = optim.SGD(list(param_dict.values()), lr=1e-2, momentum=0.9)
curve2 = np.array([step(x, y) for _ in range(20) for x, y in train_dataloader])""",
}

COMMENTED: Cells = {
    "data": """\
# lab 3
import torch as th
from torch.nn.functional import cross_entropy, relu, softmax, linear
from torchvision import datasets, transforms
tf = transforms.ToTensor()
mnist_train = datasets.MNIST('/content/data', train=True, download=True, transform=tf)
mnist_test = datasets.MNIST('/content/data', train=False, download=True, transform=tf)
BATCH_SIZE, LR, EPOCHS = 128, 0.01, 20
train_dataloader = th.utils.data.DataLoader(mnist_train, batch_size=BATCH_SIZE, shuffle=True, drop_last=True)
test_dataloader = th.utils.data.DataLoader(mnist_test, batch_size=BATCH_SIZE)""",
    "parameters": """\
HIDDEN = 100
def new_param(*shape):
    return th.nn.Parameter(th.zeros(*shape))
param_dict = {"W0": new_param(784, HIDDEN), "b0": new_param(HIDDEN), "W1": new_param(HIDDEN, HIDDEN),
              "b1": new_param(HIDDEN), "W2": new_param(HIDDEN, 10), "b2": new_param(10)}""",
    "my-nn": """\
def my_nn(input, param_dict):
    z = th.flatten(input, start_dim=1)
    z = relu(linear(z, param_dict["W0"].t(), param_dict["b0"]))
    z = relu(linear(z, param_dict["W1"].t(), param_dict["b1"]))
    return linear(z, param_dict["W2"].t(), param_dict["b2"])""",
    "initialize": """\
@th.no_grad()
def initialize_nn(param_dict):
    for i in range(3):
        W, b = param_dict["W%d" % i], param_dict["b%d" % i]
        W.copy_(th.randn_like(W) * W.shape[0] ** -0.5)
        b.mul_(0)
    return param_dict
param_dict = initialize_nn(param_dict)""",
    "test": """\
def test(dataloader):
    all_out, all_y = [], []
    for x, y in dataloader:
        all_out.append(my_nn(x, param_dict).detach()); all_y.append(y)
    out, y = th.cat(all_out), th.cat(all_y)
    print("loss = %f, accuracy = %f" % (cross_entropy(out, y), (out.argmax(1) == y).double().mean()))
test(test_dataloader)""",
    "train": """\
# 3. SGD without torch.optim
def sgd_step(params, lr):
    with th.no_grad():
        for p in params:
            p.sub_(p.grad, alpha=lr)
            p.grad.zero_()

def train_SGD(dataloader, param_dict, loss_fn, step, epochs):
    history = {"loss": [], "acc": []}
    for _ in range(epochs):
        for x, y in dataloader:
            out = my_nn(x, param_dict)
            loss = loss_fn(out, y)
            loss.backward()
            step()
            history["loss"].append(float(loss))
            history["acc"].append(float((out.argmax(1) == y).double().mean()))
    return history
param_dict = initialize_nn(param_dict)
history = train_SGD(train_dataloader, param_dict, cross_entropy, lambda: sgd_step(param_dict.values(), LR), EPOCHS)
test(test_dataloader)""",
    "optimizer": """\
# 4. with torch.optim
def optim_step(optimizer):
    def step():
        optimizer.step()
        optimizer.zero_grad()
    return step
param_dict = initialize_nn(param_dict)
optimizers = {"sgd": th.optim.SGD, "adam": th.optim.Adam}
choice = "sgd"
optimizer = optimizers[choice](param_dict.values(), lr=LR)
history_optim = train_SGD(train_dataloader, param_dict, cross_entropy, optim_step(optimizer), EPOCHS)
test(test_dataloader)""",
}
