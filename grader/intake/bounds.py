"""How much of a hand-in is read. Reaching a bound leaves something out with a note; it is never an error."""

from dataclasses import dataclass

KIB = 1 << 10
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """Caps on one hand-in, so that no file can exhaust the grader's memory, time or disk."""

    archive_bytes: int = 256 * MIB
    """Size of an archive as handed in, and of a tar once decompressed."""
    file_bytes: int = 64 * MIB
    """Size of one file."""
    total_bytes: int = 128 * MIB
    """Size of all files together; half of the scratch space that a submission gets by default."""
    files: int = 2_000
    """Files that are kept."""
    entries: int = 50_000
    """Names that are looked at in a folder or an archive, kept or not."""
    depth: int = 16
    """Folders inside folders."""
    ratio: int = 200
    """Expansion of a packed file beyond which it counts as a bomb, if it is also larger than `ratio_from`."""
    ratio_from: int = 8 * MIB
    """Smaller files may expand as they like: an array of zeros does so honestly."""
    nesting: int = 2
    """Archives inside archives, looked into only where nothing else holds the answer."""
    inner_archives: int = 4
    """Archives that are unpacked at one level."""
    cells: int = 2_000
    """Cells of a notebook."""
    source_chars: int = 4_000_000
    """Characters of source in a notebook or module."""
    json_items: int = 4_000_000
    """Values in a notebook's JSON: each costs many times its size on disk once parsed."""


DEFAULT = Bounds()


def size_text(count: int) -> str:
    """A number of bytes for people: `512 bytes`, `64 MB`."""
    if count < KIB:
        return f"{count} bytes"
    return f"{count / KIB:.0f} kB" if count < MIB else f"{count / MIB:.0f} MB"
