"""Right answers and named wrong variants for `lab4_batchnorm`.

Everything follows the caller's own names and shapes where the handout leaves them open: the keys of the statistics,
(F,) or (1, F) for statistics, biases, betas and gammas, and weights stored (in, out) or (out, in). In a dictionary of
statistics the mean comes first.
The handout normalizes with the unbiased variance: its published figures come out in no other way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from grader.checks import misconception

PIXELS = 784
HIDDEN = 50
CLASSES = 10

Stats = dict[str, Tensor]
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
        self.running_mean, self.running_var = stats["running_mean"], stats["running_var"]
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
    mean, var = stats
    return mean, var


def _batch(inputs: Tensor, correction: int = 1) -> Moments:
    return inputs.mean(dim=0), inputs.var(dim=0, correction=correction)


def _running(stats: Stats) -> Moments:
    mean, var = _keys(stats)
    return stats[mean], stats[var]


def _update(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    """Store running = momentum * batch + (1 - momentum) * running, outside the graph, in the shape it has."""
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


@dataclass(frozen=True)
class Steps:
    """The steps of `batchnorm`; a wrong variant replaces some of them."""

    batch: Callable[[Tensor], Moments] = _batch
    """What a batch is normalized with in train mode."""
    tracked: Callable[[Tensor], Moments] | None = None
    """What goes into the running statistics; the same unless set."""
    store: Callable[[Stats, Tensor, Tensor, float], None] = _update
    evaluate: Callable[[Tensor, Stats, float], Moments] = lambda inputs, stats, momentum: _running(stats)
    """What a batch is normalized with in eval mode."""
    normalized: Callable[[Tensor, Tensor, Tensor, float], Tensor] = _normalized
    scaled: Callable[[Tensor, Tensor, Tensor], Tensor] = lambda normal, beta, gamma: gamma * normal + beta

    def run(
        self,
        inputs: Tensor,
        beta: Tensor,
        gamma: Tensor,
        stats_dict: Stats,
        train: bool = True,
        eps: float = 0.001,
        momentum: float = 0.1,
    ) -> Tensor:
        """Batch normalization in these steps, with the signature of `batchnorm`."""
        if train:
            mean, var = self.batch(inputs)
            self.store(stats_dict, *(self.tracked or self.batch)(inputs), momentum)
        else:
            mean, var = self.evaluate(inputs, stats_dict, momentum)
        return self.scaled(self.normalized(inputs, mean, var, eps), beta, gamma)


def _wrong(name: str, credit: float, hint: str, steps: Steps) -> None:
    misconception(batchnorm, name, hint=hint, credit=credit)(steps.run)


def _biased(inputs: Tensor) -> Moments:
    return _batch(inputs, correction=0)


def _by_row(inputs: Tensor) -> Moments:
    return inputs.mean(dim=1, keepdim=True), inputs.var(dim=1, keepdim=True)


def _over_everything(inputs: Tensor) -> Moments:
    return inputs.mean(), inputs.var()


def _store_flipped(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    _update(stats, mean, var, 1 - momentum)


def _store_nothing(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    pass


def _store_batch(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    _update(stats, mean, var, 1.0)


def _store_fixed(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    _update(stats, mean, var, 0.1)


def _store_deviation(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    _update(stats, mean, var.sqrt(), momentum)


def _update_then_read(inputs: Tensor, stats: Stats, momentum: float) -> Moments:
    _update(stats, *_batch(inputs), momentum)
    return _running(stats)


def _read_then_update(inputs: Tensor, stats: Stats, momentum: float) -> Moments:
    used = _running(stats)
    _update(stats, *_batch(inputs), momentum)
    return used


def _update_and_ignore(inputs: Tensor, stats: Stats, momentum: float) -> Moments:
    _update(stats, *_batch(inputs), momentum)
    return _batch(inputs)


def _overwritten(inputs: Tensor, mean: Tensor, var: Tensor, eps: float) -> Tensor:
    return inputs.sub_(mean).div_(torch.sqrt(var + eps))


_wrong(
    "biased variance",
    0.5,
    "Look at what the sum of squared differences is divided by. The handout's figures (variance 0.9999 after "
    "normalizing 500 values) come out with the unbiased variance, N - 1, and not with N.",
    Steps(batch=_biased),
)
_wrong(
    "biased normalization",
    0.5,
    "The batch is normalized with a variance divided by N, while the running variance uses N - 1. PyTorch's own layer"
    " does that; the handout uses the unbiased variance for both.",
    Steps(batch=_biased, tracked=_batch),
)
_wrong(
    "biased running variance",
    0.5,
    "The batch is normalized with the unbiased variance, but another one, divided by N, goes into the running "
    "statistics. The handout uses the same variance for both.",
    Steps(tracked=_biased),
)
_wrong(
    "eps outside root",
    0.5,
    "Look at where eps stands: it belongs to the variance, under the square root, not to the standard deviation.",
    Steps(normalized=lambda inputs, mean, var, eps: (inputs - mean) / (torch.sqrt(var) + eps)),
)
_wrong(
    "eps missing",
    0.5,
    "What happens to a feature that is the same in the whole batch? The argument eps is there for that, and is not "
    "used.",
    Steps(normalized=lambda inputs, mean, var, eps: (inputs - mean) / torch.sqrt(var)),
)
_wrong(
    "variance for deviation",
    0.25,
    "The differences are divided by the variance. What must they be divided by so that the result has variance 1?",
    Steps(normalized=lambda inputs, mean, var, eps: (inputs - mean) / (var + eps)),
)
_wrong(
    "gamma beta swapped",
    0.5,
    "One of beta and gamma scales and the other one shifts. Look at which is which, and at their order in the "
    "signature.",
    Steps(scaled=lambda normal, beta, gamma: beta * normal + gamma),
)
_wrong(
    "gamma beta missing",
    0.25,
    "The output is normalized but not yet scaled and shifted: gamma and beta have no effect on it.",
    Steps(scaled=lambda normal, beta, gamma: normal),
)
_wrong(
    "statistics by row",
    0.0,
    "The statistics are taken over the features of each example. Batch normalization takes them over the examples, "
    "separately for each feature: look at the dimension that mean and var go along.",
    Steps(batch=_by_row),
)
_wrong(
    "statistics over everything",
    0.0,
    "One mean and one variance are computed for the whole batch. Each feature needs its own: give mean and var a "
    "dimension.",
    Steps(batch=_over_everything),
)
_wrong(
    "momentum flipped",
    0.25,
    "In the running update, momentum weighs the new batch and 1 - momentum what was there before. Here it is the "
    "other way round.",
    Steps(store=_store_flipped),
)
_wrong(
    "never stored",
    0.25,
    "The running statistics are as they were before the call: a new value was perhaps bound to a local name, and "
    "never put into the dictionary.",
    Steps(store=_store_nothing),
)
_wrong(
    "overwritten by batch",
    0.25,
    "The running statistics are those of the last batch alone. They should move only a little towards it: use "
    "momentum.",
    Steps(store=_store_batch),
)
_wrong(
    "running deviation",
    0.25,
    "The second running statistic follows the standard deviation. The handout tracks the variance.",
    Steps(store=_store_deviation),
)
_wrong(
    "constants hard coded",
    0.25,
    "The function takes eps and momentum as arguments, but another value than the default changes nothing.",
    Steps(
        store=_store_fixed,
        normalized=lambda inputs, mean, var, eps: _normalized(inputs, mean, var, 0.001),
    ),
)
_wrong(
    "batch statistics in eval",
    0.0,
    "In eval mode the output depends on the other examples of the batch. There the running statistics take the "
    "batch's place.",
    Steps(evaluate=lambda inputs, stats, momentum: _batch(inputs)),
)
_wrong(
    "mode ignored",
    0.0,
    "With train=False the function does what it does with train=True: it must not look at the batch's statistics "
    "then, nor change the running ones.",
    Steps(evaluate=_update_and_ignore),
)
_wrong(
    "updated in eval",
    0.25,
    "In eval mode the running statistics change with each call. Evaluating a network must not teach it anything.",
    Steps(evaluate=_read_then_update),
)
_wrong(
    "updated in eval before use",
    0.25,
    "In eval mode the running statistics are moved towards the batch before they are used. Evaluating a network must "
    "leave them alone.",
    Steps(evaluate=_update_then_read),
)
_wrong(
    "statistics detached",
    0.5,
    "The values are right but the gradient of the inputs is not: it has to flow through the batch's mean and variance"
    " too. Only the running statistics stay outside the graph.",
    Steps(batch=lambda inputs: _batch(inputs.detach())),
)
_wrong(
    "inputs overwritten",
    0.0,
    "The caller's own tensor is different after the call: an operation on it works in place (`-=`, `*=`, `sub_`, ...).",
    Steps(normalized=_overwritten),
)


@dataclass(frozen=True)
class Network:
    """The pieces of `my_nn`; a wrong variant replaces some of them."""

    hidden: Callable[[Tensor, Callable[[Tensor], Tensor]], Tensor] = lambda summed, norm: torch.relu(norm(summed))
    """A hidden layer, given the output of its linear map and its batch normalization."""
    scores: Callable[[Tensor], Tensor] = lambda scores: scores
    statistics: Callable[[int], int] = lambda layer: layer
    """Which entry of the list a layer uses."""
    mode: Callable[[bool], bool] = lambda train: train

    def run(
        self,
        input: Tensor,  # noqa: A002
        param_dict: Stats,
        layers_stats_list: list[Stats],
        train: bool = True,
    ) -> Tensor:
        """The network from these pieces, with the signature of `my_nn`."""
        active = input.reshape(len(input), PIXELS)
        for layer in (0, 1):
            stats = [layers_stats_list[self.statistics(layer)]] * 2
            norm = partial(_layer_norm, param_dict=param_dict, stats=stats, layer=layer, train=self.mode(train))
            active = self.hidden(_affine(active, param_dict, layer), norm)
        return self.scores(_affine(active, param_dict, 2))


def _wrong_network(name: str, credit: float, hint: str, network: Network) -> None:
    misconception(my_nn, name, hint=hint, credit=credit)(network.run)


_wrong_network(
    "batchnorm after activation",
    0.5,
    "The normalization stands after the activation. The handout puts it between the linear map and the ReLU.",
    Network(hidden=lambda summed, norm: norm(torch.relu(summed))),
)
_wrong_network(
    "batchnorm left out",
    0.0,
    "The output is that of the network without any batch normalization.",
    Network(hidden=lambda summed, norm: torch.relu(summed)),
)
_wrong_network(
    "activation left out",
    0.25,
    "No ReLU follows the normalization, so the network computes nothing that one linear layer could not.",
    Network(hidden=lambda summed, norm: norm(summed)),
)
_wrong_network(
    "softmax on scores",
    0.5,
    "The network ends with a softmax. PyTorch's cross-entropy takes the scores and applies its own: leave it out.",
    Network(scores=lambda scores: torch.softmax(scores, dim=1)),
)
_wrong_network(
    "relu on scores",
    0.5,
    "The last scores go through a ReLU, which throws the negative ones away. The last layer is only linear.",
    Network(scores=torch.relu),
)
_wrong_network(
    "train not passed on",
    0.25,
    "`my_nn` takes train, but the batch normalization inside is always in train mode: pass the argument on.",
    Network(mode=lambda train: True),
)
_wrong_network(
    "statistics shared",
    0.5,
    "Both hidden layers use the running statistics of the first one. Each layer has its own entry in the list.",
    Network(statistics=lambda layer: 0),
)
