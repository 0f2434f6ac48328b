"""The network of section 4.1 of Ioffe and Szegedy 2015 on images (N, 1, 28, 28), with and without batch norm."""

from dataclasses import dataclass

from torch import Tensor, nn

INPUTS, WIDTH, CLASSES = 784, 100, 10


@dataclass(frozen=True)
class Hidden:
    """A hidden layer, as somebody built it."""

    units: int = WIDTH
    biased: bool = True
    """Its linear map adds a bias."""
    normed: bool = False

    def __str__(self) -> str:
        extras = [", no bias" * (not self.biased), ", batch norm" * self.normed]
        return f"{self.units} units{''.join(extras)}"


Form = tuple[Hidden, ...]
"""All hidden layers."""


class PaperNet(nn.Module):
    """784 inputs, three hidden layers of 100 sigmoids, 10 scores."""

    depth = 3
    """Hidden layers that are asked for."""

    def __init__(self, form: Form = ()) -> None:
        """With hidden layers of the form given, or as they are asked for."""
        super().__init__()
        size, layers = INPUTS, []
        for hidden in form or self.asked(()):
            linear = nn.Linear(size, hidden.units, bias=hidden.biased)
            layers += self.hidden(linear, [self.norm(hidden)] if hidden.normed else [])
            size = hidden.units
        self.layers = nn.Sequential(*layers, nn.Linear(size, CLASSES))

    def asked(self, found: Form) -> Form:
        """The hidden layers that are asked for, by the side of those that were found."""
        beside = (*found, *[None] * self.depth)
        return tuple(self.asked_at(place, beside[place]) for place in range(self.depth))

    def asked_at(self, place: int, found: Hidden | None) -> Hidden:
        """One of them."""
        normed = self.normed(place, found)
        return Hidden(self.units(found), self.biased(found), normed)

    def units(self, found: Hidden | None) -> int:
        """How wide a hidden layer is to be."""
        return WIDTH

    def biased(self, found: Hidden | None) -> bool:
        """Whether it is to have a bias."""
        return True

    def normed(self, place: int, found: Hidden | None) -> bool:
        """Whether it is to have batch norm."""
        return False

    def norm(self, hidden: Hidden) -> nn.Module:
        """Its batch norm."""
        return nn.BatchNorm1d(hidden.units)

    def hidden(self, linear: nn.Module, norm: list[nn.Module]) -> list[nn.Module]:
        """The modules of a hidden layer, in order; `norm` is empty in a layer without."""
        return [linear, *norm, nn.Sigmoid()]

    def forward(self, images: Tensor) -> Tensor:
        """Scores (N, 10)."""
        scores: Tensor = self.layers(images.flatten(1))
        return scores


class NormedPaperNet(PaperNet):
    """The same with batch norm before each sigmoid, which takes the place of a bias before it."""

    def biased(self, found: Hidden | None) -> bool:
        """See `PaperNet`."""
        return found is None or found.biased

    def normed(self, place: int, found: Hidden | None) -> bool:
        """See `PaperNet`."""
        return True
