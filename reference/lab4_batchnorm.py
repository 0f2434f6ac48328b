"""Right answers and named wrong variants for `lab4_batchnorm`.

Everything follows the caller's own names and shapes where the handout leaves them open: the keys of the statistics,
(F,) or (1, F) for statistics, biases, betas and gammas, and weights stored (in, out) or (out, in).
The handout normalizes with the unbiased variance: its published figures come out in no other way.
"""

import torch
from torch import Tensor, nn

from grader.checks import misconception
from grader.checks.batchnorm.names import statistic_keys

PIXELS = 784
HIDDEN = 50
CLASSES = 10

Stats = dict[str, Tensor]


def batchnorm(
    inputs: Tensor,
    beta: Tensor,
    gamma: Tensor,
    stats_dict: Stats,
    train: bool = True,
    eps: float = 0.001,
    momentum: float = 0.1,
) -> Tensor:
    """Batch normalization (Ioffe and Szegedy 2015, algorithm 1) of (N, F); in train mode updates `stats_dict` in place."""
    if not train:
        return gamma * _normalized(inputs, *_running(stats_dict), eps) + beta
    mean, var = _batch(inputs)
    _update(stats_dict, mean, var, momentum)
    return gamma * _normalized(inputs, mean, var, eps) + beta


def my_nn(input: Tensor, param_dict: Stats, layers_stats_list: list[Stats], train: bool = True) -> Tensor:  # noqa: A002
    """Scores (B, 10) of images (B, 1, 28, 28): 784-50-50-10, batch normalization before each ReLU."""
    hidden = input.reshape(len(input), PIXELS)
    for layer in (0, 1):
        summed = _affine(hidden, param_dict, layer)
        hidden = torch.relu(_layer_norm(summed, param_dict, layers_stats_list, layer, train))
    return _affine(hidden, param_dict, 2)


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
        self.running_mean.copy_(stats["running_mean"])
        self.running_var.copy_(stats["running_var"])
        return out


class Model(nn.Module):
    """The same network from modules, with `myBatchnorm`."""

    norm: type[nn.Module] | None = None
    """The kind of batch normalization; `myBatchnorm` unless set."""

    def __init__(self, h1_siz: int, h2_siz: int) -> None:
        super().__init__()
        norm = self.norm or myBatchnorm
        self.layers = nn.Sequential(
            nn.Linear(PIXELS, h1_siz),
            norm(h1_siz),
            nn.ReLU(),
            nn.Linear(h1_siz, h2_siz),
            norm(h2_siz),
            nn.ReLU(),
            nn.Linear(h2_siz, CLASSES),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Scores (B, 10) of images (B, 1, 28, 28)."""
        scores: Tensor = self.layers(x.reshape(len(x), PIXELS))
        return scores


class TorchModel(Model):
    """The same network with `nn.BatchNorm1d`."""

    norm = nn.BatchNorm1d


def _keys(stats: Stats) -> tuple[str, str]:
    return statistic_keys(stats) or ("running_mean", "running_var")


def _batch(inputs: Tensor, correction: int = 1) -> tuple[Tensor, Tensor]:
    return inputs.mean(dim=0), inputs.var(dim=0, correction=correction)


def _running(stats: Stats) -> tuple[Tensor, Tensor]:
    mean, var = _keys(stats)
    return stats[mean], stats[var]


def _update(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    """running = momentum * batch + (1 - momentum) * running, outside the graph, in the shape it has."""
    for key, batch in zip(_keys(stats), (mean, var), strict=True):
        with torch.no_grad():
            old = stats[key]
            new = batch.reshape(old.shape) if batch.numel() == old.numel() else batch
            stats[key] = momentum * new + (1 - momentum) * old


def _normalized(inputs: Tensor, mean: Tensor, var: Tensor, eps: float) -> Tensor:
    return (inputs - mean) / torch.sqrt(var + eps)


def _affine(inputs: Tensor, param_dict: Stats, layer: int) -> Tensor:
    weight = param_dict[f"W{layer}"]
    if param_dict["W0"].shape[0] != PIXELS:
        weight = weight.T
    return inputs @ weight + param_dict[f"b{layer}"]


def _layer_norm(inputs: Tensor, param_dict: Stats, stats: list[Stats], layer: int, train: bool) -> Tensor:
    return batchnorm(inputs, param_dict[f"beta{layer}"], param_dict[f"gamma{layer}"], stats[layer], train)


# Wrong variants of `batchnorm`, the likeliest explanation of an answer first.


@misconception(
    batchnorm,
    "biased_variance",
    credit=0.5,
    hint="Look at what the sum of squared differences is divided by. The handout's figures (variance 0.9999 after "
    "normalizing 500 values) come out with the unbiased variance, N - 1, and not with N.",
)
def _biased_variance(
    inputs: Tensor,
    beta: Tensor,
    gamma: Tensor,
    stats_dict: Stats,
    train: bool = True,
    eps: float = 0.001,
    momentum: float = 0.1,
) -> Tensor:
    return _with_corrections(inputs, beta, gamma, stats_dict, train, eps, momentum, normalize=0, running=0)


@misconception(
    batchnorm,
    "biased_normalization",
    credit=0.5,
    hint="The batch is normalized with the variance divided by N, while the running variance uses N - 1. That is what "
    "PyTorch's own layer does; the handout uses the unbiased variance for both.",
)
def _biased_normalization(
    inputs: Tensor,
    beta: Tensor,
    gamma: Tensor,
    stats_dict: Stats,
    train: bool = True,
    eps: float = 0.001,
    momentum: float = 0.1,
) -> Tensor:
    return _with_corrections(inputs, beta, gamma, stats_dict, train, eps, momentum, normalize=0, running=1)


@misconception(
    batchnorm,
    "biased_running_variance",
    credit=0.5,
    hint="The batch is normalized with the unbiased variance, but another one, divided by N, goes into the running "
    "variance. The handout uses the same batch statistics for both.",
)
def _biased_running_variance(
    inputs: Tensor,
    beta: Tensor,
    gamma: Tensor,
    stats_dict: Stats,
    train: bool = True,
    eps: float = 0.001,
    momentum: float = 0.1,
) -> Tensor:
    return _with_corrections(inputs, beta, gamma, stats_dict, train, eps, momentum, normalize=1, running=0)
