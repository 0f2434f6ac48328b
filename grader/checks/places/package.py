"""A homework that is handed in as a package: which of its modules answer, and what the course supplies."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Package:
    """How a hand-in that is a course package is put together to be run."""

    name: str
    """The package's name where the hand-in itself does not show one."""
    modules: Mapping[str, tuple[str, ...]]
    """The modules whose functions are graded, in the order in which they are imported: of two that define one name,
    the later counts. Each with the paths, below the package, where it may lie; the first is its proper place."""
    provided: Path | None = None
    """Folder of the course's own files: those that a hand-in lacks are added to its package."""
    notebook: str = ""
    """Of the notebooks beside the package, the one whose code this pattern finds is run after the imports."""
