"""The network of section 4.1 of Ioffe and Szegedy 2015 on images (N, 1, 28, 28), with and without batch norm."""

from itertools import pairwise

from torch import Tensor, nn

WIDTHS = (784, 100, 100, 100, 10)


class SigmoidNet(nn.Module):
    """784 inputs, three hidden layers of 100 sigmoids, 10 scores."""

    def __init__(self, bias: bool = True) -> None:
        """`bias` is that of the hidden layers."""
        super().__init__()
        *hidden, (last, classes) = pairwise(WIDTHS)
        layers = [each for sizes in hidden for each in self.hidden(nn.Linear(*sizes, bias=bias))]
        self.layers = nn.Sequential(*layers, nn.Linear(last, classes))

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
