import sys
import types
from collections.abc import Iterator

import pytest

from grader.checks import AuthorError, misconception, misconceptions_of
from grader.checks.expected.misconceptions import reachable
from grader.checks.expected.parts import parts_of
from grader.checks.expected.reference import substituted

FILES = {
    "several": "from several.layers import layer\nfrom several.nets import Net, net\nfrom several import wrong\n",
    "several.layers": "def layer(x):\n    return _inner(x)\n\ndef _inner(x):\n    return x + 1\n",
    "several.nets": (
        "from several.layers import layer\n\n"
        "def net(x):\n    return layer(layer(x))\n\n"
        "class Base:\n    def run(self, x):\n        return net(x)\n\n"
        "class Net(Base):\n    pass\n"
    ),
    "several.wrong": (
        "from grader.checks import misconception\n"
        "from several.layers import layer as right\n\n"
        "@misconception(right, 'twice', hint='Once.')\n"
        "def twice(x):\n    return right(right(x))\n"
    ),
}


@pytest.fixture
def several() -> Iterator[types.ModuleType]:
    """A reference that is a package of several modules."""
    for name in reversed(FILES):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["several"].__path__ = []
    for name in ("several.layers", "several.nets", "several.wrong", "several"):
        exec(FILES[name], vars(sys.modules[name]))
    yield sys.modules["several"]
    for name in FILES:
        del sys.modules[name]


def test_a_package_is_made_of_its_modules(several: types.ModuleType) -> None:
    assert [part.__name__ for part in parts_of(several)] == list(FILES)


def test_variants_may_stand_in_a_module_of_their_own(several: types.ModuleType) -> None:
    assert [(item.function, item.name) for item in misconceptions_of(several)] == [("layer", "twice")]


def test_a_replacement_is_used_by_all_modules_and_knows_the_right_function(several: types.ModuleType) -> None:
    variant = misconceptions_of(several)[0].variant
    with substituted(several, {"layer": variant}):
        assert several.net(0) == 4
        assert several.Net().run(0) == 4
    assert several.net(0) == 2


def test_what_can_be_reached_is_followed_through_modules_and_classes(several: types.ModuleType) -> None:
    assert reachable(several, {"Net"}) == {"Net", "net", "layer"}
    assert reachable(several, {"layer", "no such name"}) == {"layer"}


def test_two_variants_of_one_function_cannot_share_a_name() -> None:
    def function(x: int) -> int:
        return x

    misconception(function, "same", hint="Look again.")(function)
    with pytest.raises(AuthorError, match="two misconceptions of function are called 'same'"):
        misconception(function, "same", hint="Look again.")(function)


@pytest.mark.parametrize("credit", [-0.1, 1.0])
def test_a_credit_is_a_share_below_all(credit: float) -> None:
    with pytest.raises(AuthorError, match="credit"):
        misconception(test_a_credit_is_a_share_below_all, "x", hint="Look again.", credit=credit)
