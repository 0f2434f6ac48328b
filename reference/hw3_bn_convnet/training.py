"""Figures and training of the networks: objective, accuracy, logs, a pass of SGD by hand, local smoothness.

Where the handout draws minibatches at random, these take the rows in their order: whoever needs other minibatches gives
the rows in another order.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

Logs = tuple[float, float, float, float]


def compute_objective(net: nn.Module, X: Tensor, y: Tensor) -> Tensor:
    """Mean cross-entropy of the scores."""
    return functional.cross_entropy(net(X), y)


def compute_accuracy(net: nn.Module, X: Tensor, y: Tensor) -> float:
    """Share of right answers in eval mode; the mode is left as it was found."""
    return Accuracy().run(net, X, y)


def compute_logs(
    net: nn.Module, X_train: Tensor, y_train: Tensor, X_test: Tensor, y_test: Tensor, verbose: bool = False
) -> Logs:
    """Train loss, train accuracy, test loss and test accuracy in eval mode; the mode is left as it was found."""
    return Logging().run(net, X_train, y_train, X_test, y_test, verbose)


def minibatch_sgd_one_pass(
    net: nn.Module, X: Tensor, y: Tensor, learning_rate: float, batch_size: int, verbose: bool = False
) -> nn.Module:
    """round(n / batch_size) steps of SGD in train mode, in place; the network itself is returned."""
    return Pass().run(net, X, y, learning_rate, batch_size, verbose)


def compute_local_smoothness(net: nn.Module, X: Tensor, y: Tensor, learning_rate: float, batch_size: int) -> float:
    """||grad f(w + u) - grad f(w)|| / ||u|| with u = -learning_rate * the gradient of a minibatch, in train mode.

    f is the objective on all of X and y; w, the parameters, are what they were afterwards.
    """
    return Smoothness().run(net, X, y, learning_rate, batch_size)


@contextlib.contextmanager
def evaluating(net: nn.Module) -> Iterator[None]:
    """Eval mode inside, and afterwards the mode that was found."""
    found = net.training
    net.eval()
    try:
        yield
    finally:
        net.train(found)


@contextlib.contextmanager
def left_evaluating(net: nn.Module) -> Iterator[None]:
    """Eval mode, also afterwards."""
    net.eval()
    yield


@contextlib.contextmanager
def left_training(net: nn.Module) -> Iterator[None]:
    """Eval mode inside, train mode afterwards."""
    net.eval()
    yield
    net.train()


@contextlib.contextmanager
def as_found(net: nn.Module) -> Iterator[None]:
    """No change of mode."""
    del net
    yield


Mode = Callable[[nn.Module], contextlib.AbstractContextManager[None]]


def share_of(hits: Tensor) -> float:
    """The share of what is true."""
    return float(hits.float().mean())


@dataclass(frozen=True)
class Accuracy:
    """The pieces of `compute_accuracy`; a wrong variant replaces some of them."""

    mode: Mode = evaluating
    share: Callable[[Tensor], float] = share_of

    def run(self, net: nn.Module, X: Tensor, y: Tensor) -> float:
        """The accuracy, with the signature of `compute_accuracy`."""
        with torch.no_grad(), self.mode(net):
            return self.share(net(X).argmax(dim=1) == y)


@dataclass(frozen=True)
class Logging:
    """The pieces of `compute_logs`; a wrong variant replaces some of them."""

    mode: Mode = evaluating
    share: Callable[[nn.Module, Tensor, Tensor], float] = lambda net, X, y: compute_accuracy(net, X, y)  # noqa: PLW0108
    """Looked up when it is called, so that a wrong variant may stand in its place."""
    arranged: Callable[[Logs], Logs] = lambda logs: logs

    def run(
        self,
        net: nn.Module,
        X_train: Tensor,
        y_train: Tensor,
        X_test: Tensor,
        y_test: Tensor,
        verbose: bool = False,
    ) -> Logs:
        """The four figures, with the signature of `compute_logs`."""
        with torch.no_grad(), self.mode(net):
            losses = [float(compute_objective(net, X, y)) for X, y in ((X_train, y_train), (X_test, y_test))]
            shares = [self.share(net, X, y) for X, y in ((X_train, y_train), (X_test, y_test))]
        return self.arranged((losses[0], shares[0], losses[1], shares[1]))


def _descend(parameter: Tensor, gradient: Tensor, learning_rate: float) -> None:
    parameter -= learning_rate * gradient


@dataclass(frozen=True)
class Pass:
    """The pieces of `minibatch_sgd_one_pass`; a wrong variant replaces some of them."""

    steps: Callable[[float], int] = round
    """From n / batch_size to the number of steps."""
    training: bool = True
    whole: bool = False
    """Every step is made on all of the data."""
    update: Callable[[Tensor, Tensor, float], None] = _descend
    clear: bool = True
    scale: Callable[[int], float] = lambda batch_size: 1.0
    """Factor of the learning rate."""

    def run(
        self, net: nn.Module, X: Tensor, y: Tensor, learning_rate: float, batch_size: int, verbose: bool = False
    ) -> nn.Module:
        """Train in place, with the signature of `minibatch_sgd_one_pass`."""
        net.train(self.training)
        sums = [torch.zeros_like(parameter) for parameter in net.parameters()]
        for step in range(self.steps(len(X) / batch_size)):
            rows = torch.arange(len(X)) if self.whole else _rows(step, batch_size, len(X))
            gradients = gradient(net, X[rows], y[rows])
            sums = gradients if self.clear else [one + other for one, other in zip(sums, gradients, strict=True)]
            with torch.no_grad():
                for parameter, each in zip(net.parameters(), sums, strict=True):
                    self.update(parameter, each, learning_rate * self.scale(batch_size))
        return net


def _rows(step: int, batch_size: int, count: int) -> Tensor:
    """The rows of a step; from the start again where there are none left."""
    return torch.arange(step * batch_size, (step + 1) * batch_size) % count


def gradient(net: nn.Module, X: Tensor, y: Tensor) -> list[Tensor]:
    """The gradient of the objective, parameter by parameter."""
    return list(torch.autograd.grad(compute_objective(net, X, y), list(net.parameters())))


def stacked(tensors: list[Tensor]) -> float:
    """The norm of all tensors as one vector."""
    return float(torch.cat([tensor.flatten() for tensor in tensors]).norm())


@dataclass(frozen=True)
class Smoothness:
    """The pieces of `compute_local_smoothness`; a wrong variant replaces some of them."""

    norm: Callable[[list[Tensor]], float] = stacked
    ratio: Callable[[float, float], float] = lambda change, step: change / step
    training: bool = True
    direction: Callable[[Tensor, float], Tensor] = lambda gradient, learning_rate: -learning_rate * gradient
    step_on_all: bool = False
    """u is made from all of the data."""
    f_on_batch: bool = False
    """f is the objective on the minibatch."""
    step_back: bool = True

    def run(self, net: nn.Module, X: Tensor, y: Tensor, learning_rate: float, batch_size: int) -> float:
        """The smoothness, with the signature of `compute_local_smoothness`."""
        net.train(self.training)
        batch, everything = (X[:batch_size], y[:batch_size]), (X, y)
        data = batch if self.f_on_batch else everything
        before = gradient(net, *data)
        along = before if self.step_on_all else gradient(net, *batch)
        step = [self.direction(each, learning_rate) for each in along]
        _move(net, step, 1)
        after = gradient(net, *data)
        if self.step_back:
            _move(net, step, -1)
        change = [new - old for new, old in zip(after, before, strict=True)]
        return self.ratio(self.norm(change), self.norm(step))


def _move(net: nn.Module, step: list[Tensor], sign: int) -> None:
    with torch.no_grad():
        for parameter, each in zip(net.parameters(), step, strict=True):
            parameter.add_(each, alpha=sign)
