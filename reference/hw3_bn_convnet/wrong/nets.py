"""Wrong networks."""

from collections.abc import Callable

from torch import nn

from grader.checks import misconception
from reference.hw3_bn_convnet.nets import BatchNormConvNet, ConvNet

Net = type[ConvNet]


def _with(net: Net, **changed: object) -> Net:
    """A network class with some of its methods or sizes changed."""
    return type(net.__name__, (net,), {"__module__": __name__, **changed})


def _wrong(name: str, credit: float, hint: str, *nets: Net, **changed: object) -> None:
    """Declare a wrong variant of one of the networks, or of both."""
    for net in nets or (ConvNet, BatchNormConvNet):
        misconception(net, name, hint=hint, credit=credit)(_with(net, **changed))


def _active(activation: Callable[[], nn.Module]) -> Callable[..., list[nn.Module]]:
    """A block with another activation."""

    def block(self: ConvNet, inside: int, outside: int) -> list[nn.Module]:
        norm = [nn.BatchNorm2d(outside)] if isinstance(self, BatchNormConvNet) else []
        return [self.convolution(inside, outside), activation(), nn.MaxPool2d(2), *norm]

    return block


def _pooled(pooling: Callable[[], nn.Module]) -> Callable[..., list[nn.Module]]:
    """A block with another pooling."""

    def block(self: ConvNet, inside: int, outside: int) -> list[nn.Module]:
        norm = [nn.BatchNorm2d(outside)] if isinstance(self, BatchNormConvNet) else []
        return [self.convolution(inside, outside), nn.ReLU(), pooling(), *norm]

    return block


def _only_first_active(self: ConvNet, inside: int, outside: int) -> list[nn.Module]:
    norm = [nn.BatchNorm2d(outside)] if isinstance(self, BatchNormConvNet) else []
    active = [nn.ReLU()] if inside == 1 else []
    return [self.convolution(inside, outside), *active, nn.MaxPool2d(2), *norm]


def _only_first_pooled(self: ConvNet, inside: int, outside: int) -> list[nn.Module]:
    norm = [nn.BatchNorm2d(outside)] if isinstance(self, BatchNormConvNet) else []
    pool = [nn.MaxPool2d(2)] if inside == 1 else []
    return [self.convolution(inside, outside), nn.ReLU(), *pool, *norm]


def _head(*behind: Callable[[], nn.Module]) -> Callable[..., list[nn.Module]]:
    """The linear map with something behind it."""

    def head(self: ConvNet, num_classes: int) -> list[nn.Module]:
        return [nn.Linear(self.flat, num_classes), *(make() for make in behind)]

    return head


def _deep_head(self: ConvNet, num_classes: int) -> list[nn.Module]:
    return [nn.Linear(self.flat, 128), nn.ReLU(), nn.Linear(128, num_classes)]


def _unbiased(self: ConvNet, inside: int, outside: int) -> nn.Module:
    return nn.Conv2d(inside, outside, 5, padding=2, bias=False)


_wrong(
    "softmax in the network",
    0.5,
    "The network ends with a softmax. PyTorch's cross-entropy takes the scores and applies its own: leave it out.",
    head=_head(lambda: nn.Softmax(dim=1)),
)
_wrong(
    "log-softmax in the network",
    0.75,
    "The network ends with a log-softmax. That does no harm in the cross-entropy, but what is asked for are the scores "
    "of a linear map.",
    head=_head(lambda: nn.LogSoftmax(dim=1)),
)
_wrong(
    "relu on scores",
    0.5,
    "The last scores go through a ReLU, which throws the negative ones away. The last layer is only linear.",
    head=_head(nn.ReLU),
)
_wrong(
    "no activation",
    0.25,
    "No ReLU follows the convolutions, so they are one linear map but for the pooling.",
    block=_active(nn.Identity),
)
_wrong(
    "second activation left out",
    0.5,
    "Only the first convolution has a ReLU behind it.",
    block=_only_first_active,
)
_wrong(
    "sigmoid for relu",
    0.5,
    "The convolutions have a sigmoid behind them where the handout asks for a ReLU.",
    block=_active(nn.Sigmoid),
)
_wrong(
    "average pooling",
    0.5,
    "The pooling takes the mean of each window, where its maximum is asked for.",
    block=_pooled(lambda: nn.AvgPool2d(2)),
)
_wrong(
    "no padding",
    0.5,
    "The images get smaller with each convolution. How much padding does a kernel of 5 need to keep their size?",
    convolution=lambda self, inside, outside: nn.Conv2d(inside, outside, 5),
    flat=32 * 4 * 4,
)
_wrong(
    "kernels of 3x3",
    0.5,
    "Look at the size of the kernels: the handout asks for larger ones.",
    convolution=lambda self, inside, outside: nn.Conv2d(inside, outside, 3, padding=1),
)
_wrong(
    "channels swapped",
    0.5,
    "Look at the number of channels of the two convolutions: which one has more?",
    channels=(32, 16),
    flat=16 * 7 * 7,
)
_wrong(
    "flatten size of the first pooling",
    0.5,
    "The linear map expects images of 14x14. How large are they after both poolings?",
    flat=32 * 14 * 14,
)
_wrong(
    "flatten size without pooling",
    0.5,
    "The linear map expects images of 28x28. How large are they after both poolings?",
    flat=32 * 28 * 28,
)
_wrong(
    "one pooling left out",
    0.5,
    "Only the first convolution is followed by a pooling, so the linear map gets four times as many features.",
    block=_only_first_pooled,
    flat=32 * 14 * 14,
)
_wrong(
    "one more linear layer",
    0.5,
    "Between the convolutions and the scores there is one linear layer too many.",
    head=_deep_head,
)
_wrong(
    "convolutions without bias",
    0.75,
    "The convolutions have no bias. The handout's number of parameters counts them.",
    convolution=_unbiased,
)


def _norm_before_pool(self: ConvNet, inside: int, outside: int) -> list[nn.Module]:
    return [self.convolution(inside, outside), nn.ReLU(), nn.BatchNorm2d(outside), nn.MaxPool2d(2)]


def _norm_before_relu(self: ConvNet, inside: int, outside: int) -> list[nn.Module]:
    return [self.convolution(inside, outside), nn.BatchNorm2d(outside), nn.ReLU(), nn.MaxPool2d(2)]


def _relu_after_norm(self: ConvNet, inside: int, outside: int) -> list[nn.Module]:
    return [self.convolution(inside, outside), nn.MaxPool2d(2), nn.BatchNorm2d(outside), nn.ReLU()]


def _norm_once(self: ConvNet, inside: int, outside: int) -> list[nn.Module]:
    norm = [nn.BatchNorm2d(outside)] if inside == 1 else []
    return [self.convolution(inside, outside), nn.ReLU(), nn.MaxPool2d(2), *norm]


def _forgetful(self: ConvNet, inside: int, outside: int) -> list[nn.Module]:
    norm = nn.BatchNorm2d(outside, track_running_stats=False)
    return [self.convolution(inside, outside), nn.ReLU(), nn.MaxPool2d(2), norm]


_wrong(
    "batch norm before the pool",
    0.5,
    "The normalization stands between the ReLU and the max-pooling. The handout puts it after the pooling.",
    BatchNormConvNet,
    block=_norm_before_pool,
)
_wrong(
    "batch norm before the ReLU",
    0.5,
    "The normalization stands between the convolution and the ReLU. The handout puts it after the pooling.",
    BatchNormConvNet,
    block=_norm_before_relu,
)
_wrong(
    "ReLU after the batch norm",
    0.5,
    "The ReLU stands behind the normalization. The handout has it right after the convolution.",
    BatchNormConvNet,
    block=_relu_after_norm,
)
_wrong(
    "batch norm only once",
    0.5,
    "Only one of the two poolings is followed by a normalization.",
    BatchNormConvNet,
    block=_norm_once,
)
_wrong(
    "batch norm left out",
    0.0,
    "There is no normalization in it: it is the network of the question before.",
    BatchNormConvNet,
    block=ConvNet.block,
)
_wrong(
    "no running statistics",
    0.5,
    "In eval mode the normalization still looks at the batch. It should use the statistics that it kept in training.",
    BatchNormConvNet,
    block=_forgetful,
)
