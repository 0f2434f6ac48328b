"""Modules that are made when they are imported, and only where no real one is found."""

import importlib.machinery
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from types import ModuleType

Fill = Callable[[ModuleType], None]

_ModuleSpec = importlib.machinery.ModuleSpec


class FakeModules(MetaPathFinder, Loader):
    """Finds and fills the modules of a table: full module name to the function that puts its contents in."""

    def __init__(self, contents: Mapping[str, Fill]) -> None:
        self._contents = contents

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Specification of a fake module or of a package above one."""
        del path, target
        inside = any(name.startswith(f"{fullname}.") for name in self._contents)
        if fullname in self._contents or inside:
            return _ModuleSpec(fullname, self, is_package=inside)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """An ordinary module object."""
        del spec

    def exec_module(self, module: ModuleType) -> None:
        """Put the contents in."""
        fill = self._contents.get(module.__name__)
        if fill is not None:
            fill(module)

    def install(self) -> None:
        """Be asked last of all finders."""
        sys.meta_path.append(self)
