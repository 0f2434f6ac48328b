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


@wrong_net(
    "dropout twice beside a normalization, undone once",
    0.5,
    "One dropout follows each ReLU: is it called in two places?",
)
class _TwiceUndoneOnce(_TwiceBesideNorm):
    def drop_backward(self, dout: Array, cache: Cache) -> Array:
        first, second = cache
        return super(_TwiceBesideNorm, self).drop_backward(dout, second if self.again() else first)


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


@wrong_net(
    "dropout undone after the normalization", 0.5, "Backwards, the steps of a layer are undone from the last one on."
)
class _DropUndoneLate(RightNet):
    undone = ("relu", "norm", "drop", "affine")


@wrong_net(
    "dropout before the relu, undone after the normalization",
    0.5,
    "Backwards, the steps of a layer are undone from the last one on: what is the dropout's place?",
)
class _DropEarlyUndoneLate(_DropUndoneLate):
    stages = ("affine", "norm", "drop", "relu")


@wrong_net("dropout before the normalization", 0.5, "Dropout follows the ReLU, and the ReLU follows the normalization.")
class _DropsBeforeNorm(RightNet):
    stages = ("affine", "drop", "norm", "relu")


class _SomeDropped(RightNet):
    """Only some hidden layers have dropout."""

    def dropped(self, layer: int) -> bool:
        return True

    def stage_forward(self, stage: str, x: Array, layer: int) -> tuple[Array, Cache]:
        skipped = stage == "drop" and not self.dropped(layer)
        return (x, None) if skipped else super().stage_forward(stage, x, layer)

    def stage_backward(self, stage: str, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        skipped = stage == "drop" and not self.dropped(layer)
        return (dout, {}) if skipped else super().stage_backward(stage, dout, cache, layer)


@wrong_net("no dropout after the first layer", 0.5, "Dropout follows each hidden layer: is the first among them?")
class _FirstNotDropped(_SomeDropped):
    def dropped(self, layer: int) -> bool:
        return layer > 1


@wrong_net("dropout after the first layer alone", 0.5, "Dropout follows each hidden layer: is it within the loop?")
class _FirstDroppedAlone(_SomeDropped):
    def dropped(self, layer: int) -> bool:
        return layer == 1


@wrong_net("no dropout after the last hidden layer", 0.5, "Dropout follows each hidden layer: is the loop left early?")
class _LastNotDropped(_SomeDropped):
    def dropped(self, layer: int) -> bool:
        return layer < self.num_layers - 1


@wrong_net(
    "dropout after the last hidden layer alone", 0.5, "Dropout follows each hidden layer: is it within the loop?"
)
class _LastDroppedAlone(_SomeDropped):
    def dropped(self, layer: int) -> bool:
        return layer == self.num_layers - 1


@wrong_net("dropout on the scores alone", 0.25, "Dropout follows each hidden layer, and not the last affine map.")
class _ScoresDroppedAlone(_DropsScores, _SomeDropped):
    def dropped(self, layer: int) -> bool:
        return False
