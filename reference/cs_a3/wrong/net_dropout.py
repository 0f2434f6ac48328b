"""Wrong variants of the network's dropout."""

from collections.abc import Sequence

from reference.cs_a3.arrays import Array, Cache
from reference.cs_a3.nets import FullyConnectedNet as RightNet
from reference.cs_a3.nets import Params
from reference.cs_a3.wrong.nets import wrong_net


@wrong_net("dropped in the test", 0.25, "Scores without labels are those of test mode: does the dropout know?")
class _DropsInTest(RightNet):
    def set_mode(self, mode: str) -> None:
        super().set_mode(mode)
        self.dropout_param["mode"] = "train"


@wrong_net(
    "no dropout", 0.0, "With dropout asked for, training gives the same loss as without: is the option looked at?"
)
class _NoDropout(RightNet):
    def drop_forward(self, x: Array) -> tuple[Array, Cache]:
        return x, None

    def drop_backward(self, dout: Array, cache: Cache) -> Array:
        return dout


@wrong_net("dropout left out of the backward pass", 0.5, "What the forward pass dropped gets no gradient.")
class _NoDropBackward(RightNet):
    def drop_backward(self, dout: Array, cache: Cache) -> Array:
        return dout


@wrong_net("dropout on the scores", 0.25, "Dropout follows each hidden layer; the scores are all kept.")
class _DropsScores(RightNet):
    def forward(self, X: Array) -> tuple[Array, list[Cache]]:
        scores, caches = super().forward(X)
        scores, cache = self.drop_forward(scores)
        return scores, [*caches, cache]

    def backward(self, dout: Array, caches: Sequence[Cache]) -> Params:
        return super().backward(self.drop_backward(dout, caches[-1]), caches[:-1])


@wrong_net("dropout on the input", 0.5, "Dropout follows each ReLU; the input of the network is all kept.")
class _DropsInput(RightNet):
    def forward(self, X: Array) -> tuple[Array, list[Cache]]:
        return super().forward(self.drop_forward(X)[0])


@wrong_net("dropout twice beside a normalization", 0.5, "One dropout follows each ReLU: is it called in two places?")
class _TwiceBesideNorm(RightNet):
    def again(self) -> bool:
        return self.normalization is not None

    def drop_forward(self, x: Array) -> tuple[Array, Cache]:
        x, first = super().drop_forward(x)
        x, second = super().drop_forward(x) if self.again() else (x, None)
        return x, (first, second)

    def drop_backward(self, dout: Array, cache: Cache) -> Array:
        first, second = cache
        dout = super().drop_backward(dout, second) if self.again() else dout
        return super().drop_backward(dout, first)


@wrong_net("dropout twice", 0.5, "One dropout follows each ReLU: is it called in two places?")
class _Twice(_TwiceBesideNorm):
    def again(self) -> bool:
        return True


@wrong_net(
    "no dropout beside a normalization", 0.5, "Normalization and dropout can be asked for at once: are both there?"
)
class _EitherOr(RightNet):
    def drop_forward(self, x: Array) -> tuple[Array, Cache]:
        return (x, None) if self.normalization else super().drop_forward(x)

    def drop_backward(self, dout: Array, cache: Cache) -> Array:
        return dout if self.normalization else super().drop_backward(dout, cache)
