"""Wrong variants of the fully connected network and its loss: each overrides the piece that is wrong."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache
from reference.cs_a3.layers import relu_backward, relu_forward, svm_loss
from reference.cs_a3.nets import FullyConnectedNet as RightNet
from reference.cs_a3.nets import Params

Net = type[RightNet]


def wrong_net(name: str, credit: float, hint: str) -> Callable[[Net], Net]:
    """Declare the decorated class as a wrong variant of the network."""
    return misconception(RightNet, name, hint=hint, credit=credit)


@wrong_net("relu on the scores", 0.25, "The last layer is only affine: scores may be negative.")
class _ReluOnScores(RightNet):
    def forward(self, X: Array) -> tuple[Array, list[Cache]]:
        scores, caches = super().forward(X)
        scores, cache = relu_forward(scores)
        return scores, [*caches, cache]

    def backward(self, dout: Array, caches: Sequence[Cache]) -> Params:
        return super().backward(relu_backward(dout, caches[-1]), caches[:-1])


@wrong_net("no relu", 0.25, "Without an activation between them, all layers together compute one affine map.")
class _NoRelu(RightNet):
    stages = ("affine", "norm", "drop")


@wrong_net("relu left out of the backward pass", 0.25, "Where the ReLU gave 0, no gradient comes back.")
class _ReluForwardOnly(RightNet):
    undone = ("drop", "norm", "affine")


@wrong_net("loss summed", 0.5, "The loss is a mean over the batch, and so are its gradients.")
class _Summed(RightNet):
    def loss(self, X: Array, y: Any = None) -> Any:
        result = super().loss(X, y)
        return result if y is None else (result[0] * len(X), {name: grad * len(X) for name, grad in result[1].items()})


@wrong_net("loss alone summed", 0.5, "The loss is a mean over the batch, as its gradients are.")
class _LossSummed(RightNet):
    def loss(self, X: Array, y: Any = None) -> Any:
        result = super().loss(X, y)
        return result if y is None else (self.penalty() + (result[0] - self.penalty()) * len(X), result[1])


@wrong_net("hinge loss", 0.25, "The network ends with a softmax loss.")
class _Hinge(RightNet):
    def loss(self, X: Array, y: Any = None) -> Any:
        if y is None:
            return super().loss(X)
        self.set_mode("train")
        scores, caches = self.forward(X.astype(self.dtype))
        loss, dscores = svm_loss(scores, y)
        grads = {name: grad + self.penalty_gradient(name) for name, grad in self.backward(dscores, caches).items()}
        return loss + self.penalty(), grads


@wrong_net(
    "softmax on the scores", 0.25, "`softmax_loss` takes the scores and applies its own softmax: leave yours out."
)
class _Softmax(RightNet):
    def forward(self, X: Array) -> tuple[Array, list[Cache]]:
        scores, caches = super().forward(X)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True), caches
