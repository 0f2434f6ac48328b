import pytest
from torch import nn

from assignments.hw_conv_shapes.sigmoid_nets import form_of, misfit, shown
from grader.checks.families.weights import reference_layers
from reference.hw_conv_shapes.nets import Hidden, NormedPaperNet, PaperNet

OUTER = nn.Linear(784, 100), nn.Linear(100, 10)
NORMED, PLAIN = "100 units, batch norm", "100 units"


@pytest.mark.parametrize(
    ("net", "form", "misfits"),
    [
        (PaperNet(), [PLAIN] * 3, (0, 3)),
        (NormedPaperNet((Hidden(biased=False, normed=True),) * 3), ["100 units, no bias, batch norm"] * 3, (3, 0)),
        (NormedPaperNet((Hidden(), Hidden(60, normed=True))), [PLAIN, "60 units, batch norm"], (2, 3)),
        (nn.Sequential(OUTER[0], nn.Sigmoid(), nn.BatchNorm1d(100), OUTER[1]), [NORMED], (3, 2)),
        (nn.Sequential(*OUTER, nn.BatchNorm1d(10)), [], None),
        (nn.Sequential(nn.BatchNorm1d(784), *OUTER), [], None),
        (nn.Sequential(OUTER[0], nn.Linear(90, 10)), [], None),
        (nn.Conv2d(1, 1, 3), [], None),
        (nn.Linear(784, 100), [], None),
    ],
    ids=["plain", "normed", "mixed", "after", "normed scores", "normed images", "no chain", "convolution", "no scores"],
)
def test_hidden_layers_are_read_from_a_network(
    net: nn.Module, form: list[str], misfits: tuple[int, int] | None
) -> None:
    found = form_of(reference_layers(net))
    assert shown(found) == " - ".join(form)
    assert misfits is None or (misfit(found, normed=False), misfit(found, normed=True)) == misfits
