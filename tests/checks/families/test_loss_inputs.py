import pytest

from grader.checks.asking.source import Source
from grader.checks.families.loss_inputs import softmax_before_loss
from grader.model import Cell, CellKind, Notebook


@pytest.mark.parametrize(
    ("code", "fed"),
    [
        ("loss = F.cross_entropy(F.softmax(net(x), dim=1), y)", True),
        ("loss = F.cross_entropy(input=torch.softmax(net(x), 1), target=y)", True),
        ("loss = nn.CrossEntropyLoss()(net(x).softmax(1), y)", True),
        ("criterion = nn.CrossEntropyLoss()\nloss = criterion(nn.Softmax(dim=1)(net(x)), y)", True),
        ("soft = nn.Softmax(1)\ndef f():\n    p = soft(net(x))\n    return F.cross_entropy(p, y)", True),
        ("scores = net(x)\nscores = F.softmax(scores, 1)\nloss = F.cross_entropy(scores, y)", True),
        ("scores = net(x)\nloss = F.cross_entropy(scores, y)\nscores = F.softmax(scores, 1)", False),
        ("p = F.softmax(net(x), 1)\nloss = F.cross_entropy(net(x), y)", False),
        ("def p(x):\n    s = F.softmax(x, 1)\ndef f(s):\n    return F.cross_entropy(s, y)", False),
        ("T.c = nn.CrossEntropyLoss()\ndef f(self):\n    s = F.softmax(net(x), 1)\n    return self.c(s, y)", True),
        ("loss = F.nll_loss(F.log_softmax(net(x), 1), y)", False),
        ("loss = F.mse_loss(F.softmax(net(x), 1), y)", False),
        ("loss = F.cross_entropy(net(x), y)", False),
        ("", False),
    ],
)
def test_what_goes_into_a_cross_entropy(code: str, fed: bool) -> None:
    notebook = Notebook(path="hw.ipynb", cells=(Cell(index=0, kind=CellKind.CODE, source=code),))
    assert softmax_before_loss(Source(notebook)) is fed
