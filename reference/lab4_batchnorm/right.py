"""Right answers for `lab4_batchnorm`.

Everything follows the caller's own names and shapes where the handout leaves them open: the keys of the statistics,
(F,) or (1, F) for statistics, biases, betas and gammas, and weights stored (in, out) or (out, in). In a dictionary of
statistics the mean comes first.
The handout normalizes with the unbiased variance: its published figures come out in no other way.
"""

import torch
from torch import Tensor, nn

PIXELS = 784
CLASSES = 10
HIDDEN = 50

Stats = dict[str, Tensor]
Shapes = dict[str, tuple[int, ...]]
Moments = tuple[Tensor, Tensor]


def batchnorm(
    inputs: Tensor,
    beta: Tensor,
    gamma: Tensor,
    stats_dict: Stats,
    train: bool = True,
    eps: float = 0.001,
    momentum: float = 0.1,
) -> Tensor:
    """Batch normalization (Ioffe and Szegedy 2015, algorithm 1) of (N, F).

    In train mode `stats_dict` is updated in place, outside the graph.
    """
    if not train:
        return gamma * normalized(inputs, *running_moments(stats_dict), eps) + beta
    mean, var = batch_moments(inputs)
    update(stats_dict, mean, var, momentum)
    return gamma * normalized(inputs, mean, var, eps) + beta


def parameter_shapes() -> Shapes:
    """Shapes of everything in `param_dict`, weights as (fan_in, fan_out)."""
    return shapes_of(HIDDEN)


def shapes_of(width: int) -> Shapes:
    """The shapes of a network with two hidden layers of that width."""
    widths = (PIXELS, width, width, CLASSES)
    shapes: Shapes = {}
    for layer in range(3):
        shapes |= {f"W{layer}": (widths[layer], widths[layer + 1]), f"b{layer}": (widths[layer + 1],)}
        if layer < 2:
            shapes |= {f"beta{layer}": (width,), f"gamma{layer}": (width,)}
    return shapes


def my_nn(input: Tensor, param_dict: Stats, layers_stats_list: list[Stats], train: bool = True) -> Tensor:  # noqa: A002
    """Scores (B, 10) of images (B, 1, 28, 28): 784-50-50-10, batch normalization before each ReLU."""
    hidden = input.reshape(len(input), PIXELS)
    for layer in (0, 1):
        summed = affine(hidden, param_dict, layer)
        hidden = torch.relu(norm_layer(summed, param_dict, layers_stats_list, layer, train))
    return affine(hidden, param_dict, 2)


def initialize_nn(param_dict: Stats, layers_stats_list: list[Stats]) -> None:
    """Weights and biases uniform in [-1, 1], betas 0, gammas 1, running means 0 and variances 1, all in place."""
    with torch.no_grad():
        for name, parameter in param_dict.items():
            if name.startswith(("beta", "gamma")):
                parameter.fill_(float(name.startswith("gamma")))
            else:
                parameter.uniform_(-1, 1)
    for stats in layers_stats_list:
        mean, var = _keys(stats)
        stats[mean] = torch.zeros_like(stats[mean])
        stats[var] = torch.ones_like(stats[var])


def my_zero_grad(param_dict: Stats) -> None:
    """Clear the gradients of all parameters."""
    for parameter in param_dict.values():
        parameter.grad = None


class myBatchnorm(nn.Module):  # noqa: N801  (the handout's name)
    """Batch normalization as a module: gamma and beta are parameters, the running statistics buffers."""

    running_mean: Tensor
    running_var: Tensor

    def __init__(self, num_features: int, epsilon: float = 1e-3, momentum: float = 0.1) -> None:
        super().__init__()
        self.epsilon, self.momentum = epsilon, momentum
        self.gamma = nn.Parameter(torch.ones(num_features))
        self.beta = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x: Tensor) -> Tensor:
        """(N, F) to (N, F); `training` decides which statistics are used."""
        stats = {"running_mean": self.running_mean, "running_var": self.running_var}
        out = batchnorm(x, self.beta, self.gamma, stats, self.training, self.epsilon, self.momentum)
        self.running_mean, self.running_var = stats["running_mean"], stats["running_var"]
        return out


class Model(nn.Module):
    """The same network from modules, with `myBatchnorm`."""

    norm: type[nn.Module] | None = None
    """The kind of batch normalization; `myBatchnorm` unless set."""

    def __init__(self, h1_siz: int, h2_siz: int) -> None:
        super().__init__()
        hidden = [layer for sizes in ((PIXELS, h1_siz), (h1_siz, h2_siz)) for layer in self.hidden(*sizes)]
        self.layers = nn.Sequential(*hidden, *self.last(h2_siz))

    def hidden(self, fan_in: int, fan_out: int) -> list[nn.Module]:
        """The modules of a hidden layer."""
        norm = self.norm or myBatchnorm
        return [nn.Linear(fan_in, fan_out), norm(fan_out), nn.ReLU()]

    def last(self, fan_in: int) -> list[nn.Module]:
        """The modules that give the scores."""
        return [nn.Linear(fan_in, CLASSES)]

    def forward(self, x: Tensor) -> Tensor:
        """Scores (B, 10) of images (B, 1, 28, 28)."""
        scores: Tensor = self.layers(x.reshape(len(x), PIXELS))
        return scores


class TorchModel(Model):
    """The same network with `nn.BatchNorm1d`."""

    norm = nn.BatchNorm1d


def _keys(stats: Stats) -> tuple[str, str]:
    mean, var = stats
    return mean, var


def batch_moments(inputs: Tensor, correction: int = 1) -> Moments:
    """Mean and variance (F,) of a batch (N, F), divided by N - correction."""
    return inputs.mean(dim=0), inputs.var(dim=0, correction=correction)


def running_moments(stats: Stats) -> Moments:
    """The running mean and variance."""
    mean, var = _keys(stats)
    return stats[mean], stats[var]


def update(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    """Store running = momentum * batch + (1 - momentum) * running, outside the graph, in the shape it has."""
    for key, batch in zip(_keys(stats), (mean, var), strict=True):
        with torch.no_grad():
            old = stats[key]
            new = batch.reshape(old.shape) if batch.numel() == old.numel() else batch
            stats[key] = momentum * new + (1 - momentum) * old


def normalized(inputs: Tensor, mean: Tensor, var: Tensor, eps: float) -> Tensor:
    """Inputs (N, F) with mean 0 and variance 1 under these statistics."""
    return (inputs - mean) / torch.sqrt(var + eps)


def affine(inputs: Tensor, param_dict: Stats, layer: int) -> Tensor:
    """One linear map of the network, whichever way round it stores its weights."""
    weight = param_dict[f"W{layer}"]
    if param_dict["W0"].shape[0] != PIXELS:
        weight = weight.T
    return inputs @ weight + param_dict[f"b{layer}"]


def norm_layer(inputs: Tensor, param_dict: Stats, stats: list[Stats], layer: int, train: bool) -> Tensor:
    """The batch normalization of one hidden layer of the network."""
    return batchnorm(inputs, param_dict[f"beta{layer}"], param_dict[f"gamma{layer}"], stats[layer], train)
