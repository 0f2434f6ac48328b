"""The networks of `hw3_bn_convnet`, for images (n, 784) or (n, 1, 28, 28).

Two blocks of a convolution of 5x5 with padding 2, ReLU and max-pooling, then a linear map; batch normalization stands
at the end of each block.
"""

from torch import Tensor, nn

SIDE = 28


class ConvNet(nn.Module):
    """Convolutions to 16 and 32 channels, scores for each class: 28,938 parameters for 10 classes."""

    channels = (16, 32)
    flat = 32 * 7 * 7

    def __init__(self, num_classes: int = 10) -> None:
        super().__init__()
        first, second = self.channels
        blocks = (*self.block(1, first), *self.block(first, second))
        self.layers = nn.Sequential(*blocks, nn.Flatten(), *self.head(num_classes))

    def forward(self, X: Tensor) -> Tensor:
        """Scores (n, num_classes)."""
        scores: Tensor = self.layers(X.reshape(-1, 1, SIDE, SIDE))
        return scores

    def block(self, inside: int, outside: int) -> list[nn.Module]:
        """A convolution and what follows it."""
        return [self.convolution(inside, outside), nn.ReLU(), nn.MaxPool2d(2)]

    def convolution(self, inside: int, outside: int) -> nn.Module:
        """A convolution that keeps height and width."""
        return nn.Conv2d(inside, outside, 5, padding=2)

    def head(self, num_classes: int) -> list[nn.Module]:
        """From features to scores."""
        return [nn.Linear(self.flat, num_classes)]


class BatchNormConvNet(ConvNet):
    """The same with batch normalization after each max-pooling."""

    def block(self, inside: int, outside: int) -> list[nn.Module]:
        """A convolution and what follows it."""
        return [*super().block(inside, outside), nn.BatchNorm2d(outside)]
