"""Notebooks like those that students hand in for the five homeworks: short, with all that makes slicing hard."""

IMPORTS = """
%matplotlib inline
import torch
import torchvision
from torch import nn
import torch.nn.functional as F
import numpy as np
import matplotlib.pyplot as plt
plt.rcParams['figure.figsize'] = (10.0, 8.0)
"""
COLAB = """
from google.colab import drive
drive.mount('/content/drive')
%cd /content/drive/MyDrive/hw
!pip install torchinfo
"""
MNIST = """
train_set = torchvision.datasets.MNIST('data', train=True, download=True, transform=torchvision.transforms.ToTensor())
test_set = torchvision.datasets.MNIST('data', train=False, download=True, transform=torchvision.transforms.ToTensor())
train_dataloader = torch.utils.data.DataLoader(train_set, batch_size=128, shuffle=True)
test_dataloader = torch.utils.data.DataLoader(test_set, batch_size=128)
"""

LAB3_SGD = {
    "colab": COLAB,
    "imports": IMPORTS,
    "data": MNIST,
    "parameters": """
h = 100
param_dict = {
    'W0': torch.rand(784, h) * 2 - 1, 'b0': torch.rand(h) * 2 - 1,
    'W1': torch.rand(h, 10) * 2 - 1, 'b1': torch.rand(10) * 2 - 1,
}
for name, param in param_dict.items():
    param.requires_grad = True
""",
    "my_nn": """
def my_nn(input, param_dict):
    x = input.view(-1, 28 * 28)
    x = F.relu(x @ param_dict['W0'] + param_dict['b0'])
    return x @ param_dict['W1'] + param_dict['b1']
""",
    "try my_nn": "print(my_nn(torch.rand(2, 28, 28), param_dict).shape)",
    "initialize_nn": """
def initialize_nn(param_dict):
    for name, param in param_dict.items():
        if name[0] == 'W':
            nn.init.normal_(param, 0, 1 / np.sqrt(param.shape[0]))
        else:
            nn.init.zeros_(param)
""",
    "test": """
def test(test_dataloader):
    hits = 0
    with torch.no_grad():
        for X, y in test_dataloader:
            hits += (my_nn(X, param_dict).argmax(1) == y).sum().item()
    print(f'Accuracy: {hits / len(test_dataloader.dataset):.2%}')

initialize_nn(param_dict)
test(test_dataloader)
""",
    "sgd by hand": """
initialize_nn(param_dict)
lr = 0.01
losses_hand, accs_hand = [], []
for epoch in range(20):
    for X, y in train_dataloader:
        loss = F.cross_entropy(my_nn(X, param_dict), y)
        loss.backward()
        with torch.no_grad():
            for name in param_dict:
                param_dict[name] -= lr * param_dict[name].grad
                param_dict[name].grad.zero_()
        losses_hand.append(loss.item())
test(test_dataloader)
""",
    "plot": "plt.plot(losses_hand)\nplt.xlabel('iterations')\nplt.show()",
    "train_SGD": """
def train_SGD(optimizer, epochs=20):
    losses = []
    for epoch in range(epochs):
        for X, y in train_dataloader:
            optimizer.zero_grad()
            loss = F.cross_entropy(my_nn(X, param_dict), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses
""",
    "torch sgd": """
initialize_nn(param_dict)
losses_optim = train_SGD(torch.optim.SGD(param_dict.values(), lr=0.01))
test(test_dataloader)
""",
    "plot both": "plt.plot(losses_hand, label='by hand')\nplt.plot(losses_optim, label='torch.optim')\nplt.legend()",
}

LAB4_BATCHNORM = {
    "imports": IMPORTS,
    "toy data": """
torch.manual_seed(691)
toy_train_features = torch.rand(500, 1) * 10 + 50
toy_stats_dict = {'running_mean': torch.zeros(1), 'running_var': torch.ones(1)}
beta, gamma = torch.zeros(1), torch.ones(1)
""",
    "batchnorm": """
def batchnorm(inputs, beta, gamma, stats_dict, train=True, eps=0.001, momentum=0.1):
    if train:
        mean, var = inputs.mean(0), inputs.var(0)
        with torch.no_grad():
            stats_dict['running_mean'] = momentum * mean + (1 - momentum) * stats_dict['running_mean']
            stats_dict['running_var'] = momentum * var + (1 - momentum) * stats_dict['running_var']
    else:
        mean, var = stats_dict['running_mean'], stats_dict['running_var']
    return gamma * (inputs - mean) / torch.sqrt(var + eps) + beta
""",
    "toy run": """
bn_out_train = batchnorm(toy_train_features, beta, gamma, toy_stats_dict)
print(bn_out_train.mean(), bn_out_train.var())
""",
    "data": MNIST,
    "my_nn": """
def my_nn(input, param_dict, layers_stats_list, train=True):
    x = input.view(-1, 784) @ param_dict['W0'] + param_dict['b0']
    x = F.relu(batchnorm(x, param_dict['beta0'], param_dict['gamma0'], layers_stats_list[0], train))
    return x @ param_dict['W1'] + param_dict['b1']
""",
    "my_zero_grad": "def my_zero_grad(param_dict):\n    for p in param_dict.values():\n        p.grad = None",
    "train by hand": """
for epoch in range(20):
    for X, y in train_dataloader:
        my_zero_grad(param_dict)
        loss = F.cross_entropy(my_nn(X, param_dict, layers_stats_list), y)
        loss.backward()
        for p in param_dict.values():
            p.data -= 0.01 * p.grad
""",
    "module": """
class myBatchnorm(nn.Module):
    def __init__(self, num_features, epsilon=1e-3, momentum=.1):
        super().__init__()
        self.register_buffer('mean', torch.zeros(num_features))
        self.gamma = nn.Parameter(torch.ones(num_features))

    def forward(self, x):
        return self.gamma * (x - x.mean(0))


class Model(nn.Module):
    def __init__(self, h1_siz, h2_siz):
        super().__init__()
        self.norm = myBatchnorm(h1_siz)
""",
    "train module": """
model = Model(50, 50)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
def train(model, loader, optimizer, losses=[]):
    for X, y in loader:
        loss = F.cross_entropy(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
""",
    "run module": "own_losses = [train(model, train_dataloader, optimizer) for epoch in range(20)]",
    "torch module": """
class Model(nn.Module):
    def __init__(self, h1_siz, h2_siz):
        super().__init__()
        self.norm = nn.BatchNorm1d(h1_siz)
""",
    "run torch module": """
model = Model(50, 50)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
torch_losses = [train(model, train_dataloader, optimizer) for epoch in range(20)]
""",
}

HW_CONV_SHAPES = {
    "imports": IMPORTS,
    "AddModule": """
class AddModule(nn.Module):
    def __init__(self, use_good_weights=False):
        super().__init__()
""",
    "multiply": """
print(torch.cuda.get_device_name())
net = MultiplyModule().to('cuda')
optimizer = torch.optim.Adam(net.parameters())
for x, y in torch.utils.data.DataLoader(MultiplyDataset(6400)):
    F.mse_loss(net(x), y).backward()
    optimizer.step()
""",
    "YouNet": """
class YouNet(nn.Module):
    def __init__(self, kernel_1, kernel_2, stride_1=(1, 1), stride_2=(1, 1)):
        super().__init__()
        self.conv = nn.Conv2d(1, 1, kernel_1, stride=stride_1)
""",
    "part 1": "kernel_1 = (229, 229)\nkernel_2 = (229, 229)",
    "run 1": "print(YouNet(kernel_1, kernel_2)(torch.rand(1, 1, 256, 256)).shape)",
    "part 2": "kernel_1 = (40, 40)\nkernel_2 = kernel_1",
    "run 2": "print(YouNet(kernel_1, kernel_2, (8, 8), (8, 8))(torch.rand(1, 1, 256, 256)).shape)",
    "part 3": "imagenet_pixels = 257\nkernel_2 = (40, imagenet_pixels - 217)",
}

HW3_CONVNET = {
    "imports": IMPORTS,
    "data": """
def get_data(train):
    data = torchvision.datasets.FashionMNIST('data', train=train, download=True)
    return data.data[::10].float(), data.targets[::10]

X_train, y_train = get_data(True)
X_test, y_test = get_data(False)
X_train = (X_train - X_train.mean(0)) / (X_train.std(0) + 1e-6)
""",
    "ConvNet": "class ConvNet(nn.Module):\n    def __init__(self, num_classes=10):\n        super().__init__()",
    "objective": "def compute_objective(net, X, y):\n    return F.cross_entropy(net(X), y)",
    "logs": """
def compute_accuracy(net, X, y):
    return (net(X).argmax(1) == y).float().mean().item()

def compute_logs(net, X_train, y_train, X_test, y_test, verbose=False):
    return compute_objective(net, X_train, y_train).item(), compute_accuracy(net, X_train, y_train)
""",
    "pass": """
def minibatch_sgd_one_pass(net, X, y, learning_rate, batch_size, verbose=False):
    for i in range(round(len(X) / batch_size)):
        net.zero_grad()
        compute_objective(net, X, y).backward()
        with torch.no_grad():
            for p in net.parameters():
                p -= learning_rate * p.grad
""",
    "smoothness": """
def compute_local_smoothness(net, X, y, learning_rate, batch_size):
    compute_objective(net, X, y).backward()
""",
    "train": """
net1 = ConvNet()
logs_net1 = []
for epoch in range(10):
    minibatch_sgd_one_pass(net1, X_train, y_train, 0.04, 32)
    logs_net1.append(compute_logs(net1, X_train, y_train, X_test, y_test))
""",
    "BatchNormConvNet": "class BatchNormConvNet(ConvNet):\n    pass",
    "train again": """
net2 = BatchNormConvNet()
logs_net2 = [compute_logs(net2, X_train, y_train, X_test, y_test)]
for epoch in range(10):
    minibatch_sgd_one_pass(net2, X_train, y_train, 0.04, 32)
    logs_net2.append(compute_logs(net2, X_train, y_train, X_test, y_test))
""",
    "plot": "for logs in (logs_net1, logs_net2):\n    plt.plot(*zip(*logs))",
}

CS_A3_PYTORCH = {
    "colab": "%cd drive/MyDrive/$FOLDERNAME/cs231n/datasets/\n!bash get_datasets.sh\n%cd ../..",
    "imports": IMPORTS + "import torch.optim as optim\nfrom torch.utils.data import DataLoader, sampler",
    "data": """
NUM_TRAIN = 49000
cifar10_train = torchvision.datasets.CIFAR10('data', train=True, download=True)
loader_train = DataLoader(cifar10_train, batch_size=64, sampler=sampler.SubsetRandomSampler(range(NUM_TRAIN)))
loader_val = DataLoader(cifar10_train, batch_size=64, sampler=sampler.SubsetRandomSampler(range(NUM_TRAIN, 50000)))
""",
    "device": """
USE_GPU = True
dtype = torch.float32
if USE_GPU and torch.cuda.is_available():
    device = torch.device('cuda')
else:
    device = torch.device('cpu')
print_every = 100
print('using device:', device)
""",
    "flatten": """
def flatten(x):
    return x.view(x.shape[0], -1)

def test_flatten():
    print(flatten(torch.arange(12).view(2, 1, 3, 2)))
test_flatten()
""",
    "three_layer_convnet": """
def three_layer_convnet(x, params):
    conv_w1, conv_b1, fc_w, fc_b = params
    return flatten(F.relu(F.conv2d(x, conv_w1, conv_b1, padding=2))).mm(fc_w) + fc_b
""",
    "shape test": """
def three_layer_convnet_test():
    print(three_layer_convnet(x, params))
three_layer_convnet_test()
""",
    "weights": """
def random_weight(shape):
    w = torch.randn(shape, device=device, dtype=dtype)
    w.requires_grad = True
    return w
""",
    "train_part2": """
def train_part2(model_fn, params, learning_rate):
    for t, (x, y) in enumerate(loader_train):
        loss = F.cross_entropy(model_fn(x.to(device=device, dtype=dtype), params), y)
        loss.backward()
        with torch.no_grad():
            for w in params:
                w -= learning_rate * w.grad
""",
    "part 2": """
params = [random_weight((32, 3, 5, 5)), random_weight((32,))]
train_part2(three_layer_convnet, params, 3e-3)
""",
    "ThreeLayerConvNet": """
class ThreeLayerConvNet(nn.Module):
    def __init__(self, in_channel, channel_1, channel_2, num_classes):
        super().__init__()
        self.conv = nn.Conv2d(in_channel, channel_1, 5, padding=2)
        nn.init.kaiming_normal_(self.conv.weight)

    def forward(self, x):
        return flatten(self.conv(x))

def test_ThreeLayerConvNet():
    print(ThreeLayerConvNet(3, 12, 8, 10)(torch.zeros((64, 3, 32, 32), dtype=dtype)).size())
test_ThreeLayerConvNet()
""",
    "train_part34": """
def train_part34(model, optimizer, epochs=1):
    model = model.to(device=device)
    for e in range(epochs):
        for t, (x, y) in enumerate(loader_train):
            loss = F.cross_entropy(model(x.to(device=device, dtype=dtype)), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
""",
    "part 3": """
model = ThreeLayerConvNet(3, 32, 16, 10)
optimizer = optim.SGD(model.parameters(), lr=3e-3)
train_part34(model, optimizer)
""",
    "part 4": """
class Flatten(nn.Module):
    def forward(self, x):
        return flatten(x)

model = nn.Sequential(nn.Conv2d(3, 32, 5, padding=2), Flatten(), nn.Linear(32, 10))
optimizer = optim.SGD(model.parameters(), lr=1e-2, momentum=0.9, nesterov=True)
train_part34(model, optimizer)
""",
    "part 5": """
model = nn.Sequential(nn.Conv2d(3, 64, 5), Flatten())
optimizer = optim.Adam(model.parameters())
train_part34(model, optimizer, epochs=10)
""",
    "accuracy": "best_model = model\ncheck_accuracy_part34(loader_test, best_model)",
}
