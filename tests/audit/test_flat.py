"""References laid flat: one file that defines what the reference defines, wrong variants in their places."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.audit import flat_source
from grader.checks import AuthorError, Misconception, misconceptions_of

HOMEWORKS = ("lab3_sgd", "lab4_batchnorm", "hw_conv_shapes", "hw3_bn_convnet", "cs_a3")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a reference of the test's own, `flat_reference.hw`, on the path."""
    folder = tmp_path / "flat_reference" / "hw"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.startswith("flat_reference")]:
        del sys.modules[name]


def run(source: str) -> dict[str, object]:
    names: dict[str, object] = {"__name__": "hand_in"}
    exec(compile(source, "flat", "exec"), names)
    return names


@pytest.mark.parametrize("homework", HOMEWORKS)
def test_every_reference_can_be_laid_flat_with_the_variants_of_each_of_its_modules(homework: str) -> None:
    reference = importlib.import_module(f"reference.{homework}")
    known = misconceptions_of(reference)
    for home in {item.home: item for item in known}.values():
        declared = {(item.function, item.name) for item in known if item.home == home.home}
        assert declared <= set(run(flat_source(reference, home))["_KNOWN"])  # type: ignore[call-overload]
    assert {item.function for item in known} <= run(flat_source(reference)).keys()


def test_the_variant_stands_in_the_functions_place_and_the_right_one_is_what_it_calls(package: Path) -> None:
    (package / "right.py").write_text(
        "def double(x):\n    return 2 * x\n\ndef four_times(x):\n    return double(double(x))\n"
    )
    (package / "wrong.py").write_text(
        "from grader.checks import misconception\nfrom flat_reference.hw.right import double as right_double\n"
        '@misconception(right_double, "one more", hint="Look again.")\ndef _more(x):\n    return right_double(x) + 1\n'
    )
    (package / "__init__.py").write_text(
        "from flat_reference.hw import wrong\nfrom flat_reference.hw.right import double, four_times\n"
    )
    reference = importlib.import_module("flat_reference.hw")
    wrong: Misconception = misconceptions_of(reference)[0]
    right, names = run(flat_source(reference)), run(flat_source(reference, wrong))
    assert [each["four_times"](3) for each in (right, names)] == [12, 15]  # type: ignore[operator]
    assert names["double"].__name__ == "_more"  # type: ignore[attr-defined]


def test_two_meanings_of_one_name_are_refused(package: Path) -> None:
    (package / "one.py").write_text("def helper():\n    return 1\n\ndef first():\n    return helper()\n")
    (package / "two.py").write_text("def helper():\n    return 2\n\ndef second():\n    return helper()\n")
    (package / "__init__.py").write_text(
        "from flat_reference.hw.one import first\nfrom flat_reference.hw.two import second\n"
    )
    with pytest.raises(AuthorError, match=r"two modules of flat_reference\.hw define `helper`: rename one of them"):
        flat_source(importlib.import_module("flat_reference.hw"))


def test_a_module_imported_whole_is_refused(package: Path) -> None:
    (package / "one.py").write_text("def first():\n    return 1\n")
    (package / "__init__.py").write_text("from flat_reference.hw import one\n\ndef second():\n    return one.first()\n")
    with pytest.raises(AuthorError, match="import the names you need from `one`"):
        flat_source(importlib.import_module("flat_reference.hw"))
