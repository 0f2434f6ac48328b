import pytest

from grader.slicing import Definition, definitions
from tests.slicing.programs import notebook


def paths(*cells: str) -> list[tuple[int, str, str]]:
    return [(one.cell, one.kind, one.path) for one in definitions(notebook(*cells))]


def test_a_function_is_given_with_its_parameters() -> None:
    [function] = definitions(notebook("\ndef f(a, /, b, c=1, *d, e, g=2, **h):\n    x = 1"))
    assert function == Definition(0, 2, "f", "f", "function", ("a", "b", "c", "*d", "e", "g", "**h"))


def test_a_class_is_given_with_its_bases_and_methods() -> None:
    source = (
        "class Net(nn.Module, A):\n    k = 3\n    def __init__(self, a): pass\n    async def forward(self, x): pass"
    )
    net, init, forward = definitions(notebook(source))
    assert net == Definition(0, 1, "Net", "Net", "class", (), ("nn.Module", "A"), ("__init__", "forward"))
    assert (init.path, init.parameters, init.line) == ("Net.__init__", ("self", "a"), 3)
    assert (forward.path, forward.kind) == ("Net.forward", "function")


def test_what_was_pasted_into_other_functions_and_classes_is_found_by_its_path() -> None:
    source = "def f():\n    if x:\n        class A:\n            def g(self):\n                def h(): pass"
    assert [path for _, _, path in paths(source)] == ["f", "f.A", "f.A.g", "f.A.g.h"]


def test_duplicates_are_all_there_in_order() -> None:
    assert paths("def f(): pass", "def f(): pass\ndef f(): pass") == [
        (0, "function", "f"),
        (1, "function", "f"),
        (1, "function", "f"),
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("x = y = 1", ["value x", "value y"]),
        ("x = 1\nx += 1", ["value x"]),
        ("f = lambda a: a", ["function f"]),
        ("import a.b, c as d", ["import a", "import d"]),
        ("from a import b as c", ["import c"]),
        ("from a import *", []),
        ("for i in range(3):\n    x = [j for j in y]", ["value i", "value x"]),
        ("with open('a') as f:\n    x = 1", ["value f", "value x"]),
        ("try:\n    import a\nexcept E:\n    a = 1", ["import a", "value a"]),
        ("match x:\n    case [y, *z]:\n        w = 1", ["value y", "value z", "value w"]),
        ("if (n := 1):\n    def f(): x = 1", ["value n", "function f"]),
        ("x.a = 1\ny[0] = 1\ndel z", []),
        ("%time x = 1\n!ls", ["value x"]),
        ("x = (", []),
        ("", []),
    ],
)
def test_what_a_cell_defines(source: str, found: list[str]) -> None:
    assert [f"{kind} {path}" for _, kind, path in paths(source)] == found


def test_a_cell_that_is_nested_too_deeply_has_no_definitions() -> None:
    assert paths("x = " + "lambda: " * 900 + "1", "y = 1") == [(1, "value", "y")]
