"""The convolutional network of the PyTorch notebook: three affine maps with two ReLUs between, and what trains it."""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional

SIDE = 32
"""Images are 3 x 32 x 32 (CIFAR-10)."""
Choice = dict[str, object]


def three_layer_convnet(x: Tensor, params: Sequence[Tensor]) -> Tensor:
    """Scores (N, C) of images (N, 3, H, W).

    `params`: weight and bias of a 5x5 convolution with padding 2 and of a 3x3 convolution with padding 1, each followed
    by a ReLU, and weight (channels * H * W, C) and bias of a linear map.
    """
    conv_w1, conv_b1, conv_w2, conv_b2, fc_w, fc_b = params
    x = functional.relu(functional.conv2d(x, conv_w1, conv_b1, padding=2))
    x = functional.relu(functional.conv2d(x, conv_w2, conv_b2, padding=1))
    return x.flatten(1) @ fc_w + fc_b


class ThreeLayerConvNet(nn.Module):
    """The same network as a module, with Kaiming-normal weights (He et al. 2015)."""

    def __init__(self, in_channel: int, channel_1: int, channel_2: int, num_classes: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channel, channel_1, 5, padding=2)
        self.conv2 = nn.Conv2d(channel_1, channel_2, 3, padding=1)
        self.fc = nn.Linear(channel_2 * SIDE * SIDE, num_classes)
        for layer in (self.conv1, self.conv2, self.fc):
            self.initialize(layer.weight)

    def initialize(self, weight: Tensor) -> None:
        """Draw one layer's weights."""
        nn.init.kaiming_normal_(weight)

    def forward(self, x: Tensor) -> Tensor:
        """Scores (N, num_classes) of images (N, in_channel, 32, 32)."""
        x = functional.relu(self.conv2(functional.relu(self.conv1(x))))
        scores: Tensor = self.fc(x.flatten(1))
        return scores


def module_optimizer() -> Choice:
    """What part III trains with: plain SGD."""
    return {"optimizer": "SGD", "momentum": 0.0, "nesterov": False}


def network_ending() -> str:
    """What part V's network ends with: scores, because the loss has the softmax."""
    return "scores"


def sequential_optimizer() -> Choice:
    """What part IV trains with: SGD with Nesterov momentum 0.9."""
    return {"optimizer": "SGD", "momentum": 0.9, "nesterov": True}
