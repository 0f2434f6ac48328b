import pytest

from grader.checks.asking.source import Source
from grader.checks.families.products import products_of_inputs
from grader.model import Cell, CellKind, Notebook

HELPERS = """
def times(a, b):
    return a * b

def scaled(a, factor):
    return a * factor
"""


def products(body: str, arguments: str = "x", methods: str = "") -> tuple[str, ...]:
    lines = [HELPERS, methods, "class Net(Base):", f"    def forward(self, {arguments}):"]
    lines += [f"        {line}" for line in body.splitlines()]
    lines += ["    def both(self, a, b):", "        return torch.mul(a, b)"]
    cell = Cell(index=0, kind=CellKind.CODE, source="\n".join(lines))
    return products_of_inputs(Source(Notebook(path="", cells=(cell,))), "Net.forward")


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        ("x", "return x[:, 0] * x[:, 1]"),
        ("a, b", "return self.layer(a * b)"),
        ("a, b", "a *= b\nreturn a"),
        ("x", "a, b = x.split(1, dim=1)\nreturn self.layers(torch.cat([a, b, a.mul(b)]))"),
        ("x", "return x.prod(dim=1)"),
        ("x", "return x ** 2"),
        ("x", "return torch.square(x[:, :1] + x[:, 1:])"),
        ("x", "return torch.einsum('i,i->i', x[:, 0], x[:, 1])"),
        ("x", "a, b = torch.split(x, 1, dim=1)\nreturn ((a + b) ** 2 - (a - b) ** 2) / 4"),
        ("x", "x = x / 1000\nx *= x.flip(1)\nreturn x"),
        ("x", "if x.ndim:\n    return x[0] @ x[1]"),
        ("a, b", "return a / (1 / b)"),
        ("a, b", "return times(a, b)"),
        ("a, b", "return self.both(b=b, a=a)"),
        ("x", "p = 1\nfor column in x.unbind(1):\n    p = p * column\nreturn p"),
        ("x", "p = 1\nfor column in x.unbind(1):\n    p *= column\nreturn p"),
        ("a, b", "if self.training:\n    return self.layer(a)\nreturn a @ b"),
    ],
)
def test_products_are_found(arguments: str, body: str) -> None:
    assert products(body, arguments)


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        ("x", "return self.layers(x / 1000) * 1e6"),
        ("x", "h = torch.relu(self.first(x))\nreturn h * h"),
        ("x", "x = self.first(x)\nreturn x * x"),
        ("a, b", "return self.layers(torch.cat([a, b], dim=1))"),
        ("a, b", "a = scaled(a, 0.001)\nreturn self.layers(a + b)"),
        ("x", "for layer in self.layers:\n    x = layer(x)\nreturn x * self.scale"),
        ("x", "return self.gate(x) * x"),
        ("x", "return 2 * x + x * 3"),
        ("x", "scale = x.shape[0]\nreturn scale * scale * 2.0"),
    ],
)
def test_what_multiplies_no_inputs_is_not_taken_for_it(arguments: str, body: str) -> None:
    assert products(body, arguments) == ()


def test_a_product_is_shown_as_it_is_written() -> None:
    assert products("a, b = x[:, :1], x[:, 1:]\nreturn a * b") == ("a * b",)
