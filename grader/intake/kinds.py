"""Which files can be handed in, told by their names, and what a file really is, told by its first bytes."""

from pathlib import PurePath

NOTEBOOK = ".ipynb"
MODULE = ".py"
PDF = ".pdf"
_UNPACKED = (".zip", ".tar.gz", ".tgz", ".tar")
# Not unpacked, but somebody's work: the student gets a report that says what to hand in instead.
_FOREIGN = (".rar", ".7z", ".tar.bz2", ".tar.xz")
ARCHIVES = (*_UNPACKED, *_FOREIGN)
WORK = (NOTEBOOK, MODULE, *ARCHIVES)
ACCEPTED = ".ipynb, .py, .zip, .tar.gz"

_HEADS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\xd0\xcf\x11\xe0", "a Microsoft Office document"),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
)
_JUNK_NAMES = frozenset({"__macosx", "__pycache__", "node_modules", "site-packages", "thumbs.db", "desktop.ini"})


def suffix(name: str) -> str:
    """The ending that says what a file is, in lower case: `.ipynb`, `.tar.gz`; empty when it is not one of `WORK`."""
    lower = name.lower()
    return next((ending for ending in WORK if lower.endswith(ending)), "")


def stem(name: str) -> str:
    """A file's name without the ending that says what it is."""
    ending = suffix(name) or PurePath(name).suffix
    return name[: len(name) - len(ending)] or name


def is_archive(name: str) -> bool:
    """The name is that of an archive, whether or not it can be unpacked."""
    return suffix(name) in ARCHIVES


def is_junk(name: str) -> bool:
    """A file or folder that a computer left behind: hidden, caches, installed packages."""
    return name.startswith(".") or name.lower() in _JUNK_NAMES


def really(data: bytes) -> str:
    """What the first bytes give away, such as `a PDF`; empty for anything else."""
    head = data[:64].lstrip().lower()
    return next((what for start, what in _HEADS if head.startswith(start.lower())), "")
