"""The network of section 4.1 of Ioffe and Szegedy 2015 on images (N, 1, 28, 28), with and without batch norm."""

from torch import Tensor, nn

INPUTS, WIDTH, CLASSES = 784, 100, 10


class SigmoidNet(nn.Module):
    """784 inputs, three hidden layers of 100 sigmoids, 10 scores."""

    depth = 3
    """Hidden layers that are asked for."""

    def __init__(self, bias: bool = True, depth: int = 0) -> None:
        """`bias` is that of the hidden layers, of which there are `depth`, or as many as are asked for."""
        super().__init__()
        inputs = [INPUTS, *[WIDTH] * ((depth or self.depth) - 1)]
        layers = [each for size in inputs for each in self.hidden(nn.Linear(size, WIDTH, bias=bias))]
        self.layers = nn.Sequential(*layers, nn.Linear(WIDTH, CLASSES))

    def hidden(self, linear: nn.Linear) -> list[nn.Module]:
        """The modules of a hidden layer, in order."""
        return [linear, nn.Sigmoid()]

    def forward(self, images: Tensor) -> Tensor:
        """Scores (N, 10)."""
        scores: Tensor = self.layers(images.flatten(1))
        return scores


class NormedSigmoidNet(SigmoidNet):
    """The same with batch norm before each sigmoid."""

    def hidden(self, linear: nn.Linear) -> list[nn.Module]:
        """See `SigmoidNet`."""
        return [linear, nn.BatchNorm1d(linear.out_features), nn.Sigmoid()]
