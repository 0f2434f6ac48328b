"""Files of a hand-in that are named like a library, such as `random.py`, `torch.py` or a folder `grader`.

On a student's machine such a file hides the library from everybody, libraries among them. Here nobody finds it but
the hand-in's own code: for an import written there, the file is loaded as a module of the package `handin`; what it
does not define is taken from the library. Every other import finds the library, whatever lies in the hand-in.
"""

import builtins
import importlib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

TOP_NAME = "handin"
_OURS = "grader"
_RUN_BY_OTHERS = ("sitecustomize", "usercustomize", "conftest")
"""Files that Python or pytest would run by themselves; nothing does so here."""

_import, _import_module = builtins.__import__, importlib.import_module


def is_library(name: str, scratch: Path) -> bool:
    """Whether a top-level name means a module of Python, of an installed package or of the worker."""
    if name == _OURS or name in sys.stdlib_module_names or name in sys.modules:
        return not name.startswith("__")
    elsewhere = [entry for entry in sys.path if entry and not Path(entry).is_relative_to(scratch)]
    return PathFinder.find_spec(name, elsewhere) is not None


def shadows(scratch: Path) -> list[str]:
    """Top-level modules and packages of the hand-in that are named like a library."""
    files = (path for path in scratch.iterdir() if path.suffix == ".py" or any(path.glob("*.py")))
    return sorted(path.stem for path in files if is_library(path.stem, scratch))


def warning(name: str) -> str:
    """What the student is told of such a file."""
    if name in _RUN_BY_OTHERS:
        return f"`{name}.py` is a file like any other here: nothing runs it by itself."
    return (
        f"A file of your hand-in has the name of the library `{name}`. Only `import {name}` in your own code gets it, "
        f"and what it lacks is taken from the library. Give it another name."
    )


def install(scratch: Path, note: Callable[[str], None]) -> frozenset[str]:
    """From now on, shadows are found by imports of the hand-in's own code alone. Their names, which are noted."""
    names = frozenset(shadows(scratch))
    for name in sorted(names | {name for name in _RUN_BY_OTHERS if (scratch / f"{name}.py").exists()}):
        note(warning(name))
    if names:
        vars(builtins)["__import__"] = _Importing(scratch, names)
    return names


@dataclass(frozen=True)
class _Importing:
    """Stands in for `__import__`, to which Python gives the globals of the code that imports."""

    scratch: Path
    names: frozenset[str]

    def __call__(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002  (the words of `__import__`)
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """See `builtins.__import__`."""
        top = name.partition(".")[0]
        if level == 0 and top in self.names and self._is_own(globals or {}, top):
            try:
                return self._own(name, top, fromlist or ())
            except ImportError:  # the file has no such part, or cannot be loaded
                pass
        return _import(name, globals, locals, fromlist or (), level)

    def _is_own(self, importer: Mapping[str, object], wanted: str) -> bool:
        """Whether code with these globals is the hand-in's: a cell, or a module below the scratch folder.

        A file that imports its own name means the library.
        """
        if importer.get("__name__") == f"{TOP_NAME}.{wanted}":
            return False
        return importer.get("__name__") == "__main__" or str(importer.get("__file__")).startswith(f"{self.scratch}/")

    def _own(self, name: str, top: str, fromlist: Iterable[str]) -> ModuleType:
        if TOP_NAME not in sys.modules:
            sys.modules[TOP_NAME] = ModuleType(TOP_NAME)
            sys.modules[TOP_NAME].__path__ = [str(self.scratch)]
        own = _import_module(f"{TOP_NAME}.{top}")
        vars(own).setdefault("__getattr__", _from_library(top))
        part = _import(f"{TOP_NAME}.{name}", None, None, [*fromlist] or ["__name__"], 0)
        return part if fromlist else own


def _from_library(name: str) -> Callable[[str], object]:
    def missing(attribute: str) -> object:
        if attribute.startswith("__"):  # such as `__path__`: the library's own nature is not the file's
            raise AttributeError(attribute)
        return getattr(_import_module(name), attribute)

    return missing
