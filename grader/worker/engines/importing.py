"""Importing a hand-in's files under the module names that their own imports expect.

Course packages arrive under many folder names, with or without the folder itself. A file below folders gets a dotted
name (`cs231n/layers.py` is `cs231n.layers`; `__init__.py` need not be there). When relative imports lead above the
hand-in's top, or a file is named like a library, the top itself is made a package: under the name by which the files
import each other, else as `handin`.
"""

import ast
import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from grader.worker.engines.old_python import modernized
from grader.worker.engines.shadows import TOP_NAME, is_library

Rewrite = Callable[[ast.Module], ast.Module]
"""Changes the statements of a file before they run."""

_import_module, _decode_source = importlib.import_module, importlib.util.decode_source
_spec_from_file, _module_from_spec = importlib.util.spec_from_file_location, importlib.util.module_from_spec


@dataclass(frozen=True)
class Layout:
    """How files below `root` map to module names."""

    root: Path
    package: str
    """Name of the package that the root stands for; empty when it is an ordinary folder on the path."""
    rewrite: Rewrite

    def module_name(self, path: Path) -> str:
        """Dotted name of a file or package folder below the root."""
        parts = path.relative_to(self.root).with_suffix("").parts
        if parts and parts[-1] == "__init__":
            parts = parts[:-1]
        return ".".join([*([self.package] if self.package else []), *map(_identifier, parts)])

    def load(self, path: Path, loaded: list[ModuleType]) -> None:
        """Import a file, the packages above it first, and add its module to `loaded`.

        The module is there even when its code raises half way: what it defined until then can be graded.
        """
        name = self.module_name(path)
        if self.package and self.package not in sys.modules:
            self._run_file(self.package, self.root / "__init__.py", [])
        parent, _, short = name.rpartition(".")
        if parent:
            _import_module(parent)
        if name in sys.modules:
            loaded.append(sys.modules[name])
            return
        self._run_file(name, path, loaded)
        if parent:
            setattr(sys.modules[parent], short, sys.modules[name])

    def _run_file(self, name: str, path: Path, loaded: list[ModuleType]) -> None:
        """Run a file as the module `name`. A package folder without a file of its own is an empty package."""
        folder = [str(path.parent)] if path.name == "__init__.py" else None
        if folder and not path.exists():
            module = sys.modules[name] = ModuleType(name)
            module.__path__ = folder
            return
        loader = RewritingLoader(name, str(path), self.rewrite)
        spec = _spec_from_file(name, path, loader=loader, submodule_search_locations=folder)
        if spec is None or spec.loader is None:
            raise ImportError(f"{path.name} is not a file that can be imported")
        module = sys.modules[name] = _module_from_spec(spec)
        loaded.append(module)
        try:
            spec.loader.exec_module(module)
        except BaseException:
            sys.modules.pop(name, None)
            raise


class RewritingLoader(SourceFileLoader):
    """Loads a file whose statements are changed before they run."""

    def __init__(self, fullname: str, path: str, rewrite: Rewrite) -> None:
        super().__init__(fullname, path)
        self._rewrite = rewrite

    def source_to_code(self, data: Any, path: Any, **_options: Any) -> CodeType:  # type: ignore[override]
        """Compile the changed statements."""
        tree = ast.parse(modernized(_decode_source(data)), path)
        code: CodeType = compile(self._rewrite(tree), path, "exec", dont_inherit=True)
        return code


def layout_of(root: Path, rewrite: Rewrite) -> Layout:
    """Find out whether the root has to be a package, and under what name."""
    files = python_files(root)
    has_init = (root / "__init__.py").exists()
    needs_package = has_init or any(_leads_above(root, path) or _shadows_library(root, path) for path in files)
    return Layout(root, _package_name(root, files) if needs_package else "", rewrite)


def python_files(root: Path) -> list[Path]:
    """The Python files below a folder, in a stable order; build scripts are none of the submission's answers."""
    return [path for path in sorted(root.rglob("*.py")) if path.name != "setup.py"]


def _leads_above(root: Path, path: Path) -> bool:
    """Whether a relative import in the file goes above the root."""
    levels = [node.level for node in _imports(path) if isinstance(node, ast.ImportFrom)]
    return max(levels, default=0) > len(path.relative_to(root).parts) - 1


def _shadows_library(root: Path, path: Path) -> bool:
    """Whether a file, or the folder at the top that holds it, would hide a library, or be hidden by it."""
    return is_library(Path(path.relative_to(root).parts[0]).stem, root)


def _package_name(root: Path, files: list[Path]) -> str:
    """A top-level name under which the files import each other although it is nowhere to be found."""
    for path in files:
        for name in _imported_names(path):
            top, _, rest = name.partition(".")
            below = root / rest.split(".")[0]
            known = top in sys.modules or (root / top).exists() or importlib.util.find_spec(top) is not None
            if rest and not known and (below.is_dir() or below.with_suffix(".py").exists()):
                return top
    return TOP_NAME


def _imported_names(path: Path) -> Iterator[str]:
    for node in _imports(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif node.module and node.level == 0:
            yield node.module


def _imports(path: Path) -> list[ast.Import | ast.ImportFrom]:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def _identifier(part: str) -> str:
    return part if part.isidentifier() else "_" + "".join(c if c.isalnum() else "_" for c in part)
