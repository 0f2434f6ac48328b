import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from grader.worker.engines import lenient

Load = Callable[[str], ModuleType]


@pytest.fixture
def notes() -> list[str]:
    return []


@pytest.fixture
def load(tmp_path: Path, notes: list[str]) -> Iterator[Load]:
    """Write a module of a hand-in and import it."""
    path, hooks, modules = list(sys.path), list(sys.path_hooks), set(sys.modules)
    lenient.install(tmp_path, notes.append, lambda tree: tree)
    sys.path.insert(0, str(tmp_path))

    def write_and_import(source: str) -> ModuleType:
        package = tmp_path / "handed_in"
        package.mkdir()
        (package / "answers.py").write_text(source, encoding="utf-8")
        (package / "user.py").write_text("from .answers import *\nuses = sorted(vars())\n", encoding="utf-8")
        return importlib.import_module("handed_in.answers")

    yield write_and_import
    sys.path[:], sys.path_hooks[:] = path, hooks
    sys.path_importer_cache.clear()
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def test_a_sound_module_is_as_ever(load: Load, notes: list[str]) -> None:
    module = load(
        '"""Doc."""\nfrom __future__ import annotations\nx = 1\n\ndef f(a: Unknown) -> int:\n    return a + x\n'
    )
    assert (module.f(2), module.f.__code__.co_firstlineno, notes) == (3, 5, [])
    assert "f" in importlib.import_module("handed_in.user").uses


@pytest.mark.parametrize(
    "statement",
    ["from nowhere_to_be_found import forward", "import numpy as np; a = np.float(1)", "a = 1 / 0", "exit()"],
)
def test_a_statement_that_fails_is_left_out_with_a_note(statement: str, load: Load, notes: list[str]) -> None:
    module = load(f"x = 1\n{statement}\ny = 2\n")
    assert (module.x, module.y) == (1, 2)
    assert len(notes) == 1
    assert notes[0].startswith(f"handed_in/answers.py, line 2: `{statement}` was left out (")


BROKEN = {
    "exec": ("def broken(x):\n    exec 'y = x'\n    return x\n", SyntaxError, 5),
    "tabs": ("def broken(x):\n    if x:\n\treturn 1\n    return 2\n", TabError, 6),
    "raise": ("class broken(object):\n    def f(self):\n        raise ValueError, 'x'\n", SyntaxError, 6),
    "cut off": ("def broken(x):\n    y = (x *\n", SyntaxError, 5),
    "default": ("def broken(x, kind=unknown):\n    return x\n", NameError, None),
    "decorator": ("@unknown\ndef broken(x):\n    return x\n", NameError, None),
    "return": ("def broken(x):\n    nonlocal y\n", SyntaxError, 5),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_defined_raises_when_it_is_used(name: str, load: Load, notes: list[str]) -> None:
    source, error, line = BROKEN[name]
    after = "" if name == "cut off" else "\ndef after():\n    return 'after'\n"
    module = load(f"import os\n\n\n{source}{after}")
    with pytest.raises(error) as raised:
        module.broken(1)
    assert line is None or getattr(raised.value, "lineno", None) == line
    assert not after or module.after() == "after"
    assert len(notes) == 1
    assert "broken" in notes[0]
    assert error.__name__ in notes[0]


def test_definitions_in_texts_and_brackets_are_not_taken_for_such(load: Load) -> None:
    module = load(
        'def old(x):\n    print x\n\nTEXT = """\ndef not_here(x):\n    pass\n"""\ndef new(x):\n    return (x,\nx)\n'
    )
    assert module.new(1) == (1, 1)
    assert "not_here" in module.TEXT
    assert not hasattr(module, "not_here")


def test_other_encodings_are_read(tmp_path: Path, load: Load) -> None:
    load("x = 1\n")
    (tmp_path / "handed_in" / "old.py").write_bytes(b"def f():\n    return 'na\xefve'  # \x93quoted\x94\n")
    importlib.invalidate_caches()
    assert importlib.import_module("handed_in.old").f() == "na\xefve"


def test_modules_elsewhere_are_loaded_as_ever(tmp_path: Path, load: Load) -> None:
    load("x = 1\n")
    assert not isinstance(importlib.util.find_spec("pytest").loader, lenient.LenientLoader)  # type: ignore[union-attr]  # it is there
