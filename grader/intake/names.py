"""Names of students: taken from files, folders and the downloads of Canvas and Moodle; shown; made path components."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from grader.intake.text import printable

_SLUG_CHARS = 80
_HASH_CHARS = 8
# Canvas's ids have no leading zeros and are never tiny; file names with two small numbers are common.
_CANVAS = re.compile(
    r"(?P<name>\w+?)_(?P<late>LATE_)?(?P<number>[1-9]\d{2,})_(?P<upload>[1-9]\d{3,})_(?P<file>.+)", re.DOTALL
)
_CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon_[A-Za-z0-9]{4,8})_(?P<upload>[1-9]\d{3,})_(?P<file>.+)", re.DOTALL
)
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_file_?(?P<file>.*)", re.DOTALL)
# Canvas numbers a file that is handed in again; a module must keep the name by which others import it.
_NUMBERED_MODULE = re.compile(r"([A-Za-z_]\w*)-\d+(\.py)")
# Windows' devices, and files that stand beside the students' folders in the output.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|index|.*\.(?:html|csv|json)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Download:
    """What a learning platform wrote into the name of a file or folder that it offered for download."""

    platform: Literal["canvas", "moodle"]
    student: str
    number: str
    """The platform's id of the student."""
    file: str
    """The name that the student gave the file; empty for Moodle's folders."""
    upload: str = ""
    """Canvas's id of the uploaded file: no two files share it."""
    late: bool = False


def download(name: str) -> Download | None:
    """`name` taken apart if it is one of Canvas's or Moodle's, else None."""
    if match := _MOODLE.fullmatch(name):
        return Download("moodle", match["name"], match["number"], match["file"])
    if match := _CANVAS_ANONYMOUS.fullmatch(name):
        return Download("canvas", match["name"], match["name"], match["file"], match["upload"], bool(match["late"]))
    if match := _CANVAS.fullmatch(name):
        return Download("canvas", match["name"], match["number"], match["file"], match["upload"], bool(match["late"]))
    return None


def own_name(name: str) -> str:
    """The name that the student gave a file, whatever the platform made of it."""
    taken_apart = download(name)
    if taken_apart is None or not taken_apart.file:
        return name
    return _NUMBERED_MODULE.sub(r"\1\2", taken_apart.file)


def students_in(paths: Sequence[str]) -> set[str]:
    """The platforms' ids in the outermost two names of paths: more than one says that the paths are a whole class."""
    found = (download(part) for path in paths for part in path.split("/")[:2])
    return {entry.number for entry in found if entry}


def shown(names: Sequence[str]) -> list[str]:
    """Each name made printable; names that then look alike are numbered, those that had to be changed last."""
    plain = [printable(name) or "nameless" for name in names]
    taken: set[str] = set()
    result = list(plain)
    for at in sorted(range(len(names)), key=lambda at: (plain[at] != names[at], names[at])):
        number = 1
        while result[at] in taken:
            number += 1
            result[at] = f"{plain[at]} ({number})"
        taken.add(result[at])
    return result


def slugs(names: Sequence[str]) -> list[str]:
    """Each name as a path component: `[A-Za-z0-9._-]`, at most 80 characters, all different whatever the case.

    Ends in a part of the name's SHA-256 where characters were lost or two names would be alike, so that it
    depends on the name alone and not on the order. `names` must be different from each other.
    """
    plain = {name: _slug(name) for name in names}
    count = Counter(slug.casefold() for slug in plain.values())
    result: dict[str, str] = {}
    taken: set[str] = set()
    # Names that need their hash come first: nobody can take it from them by being called like that.
    for lost, name in sorted((not _faithful(name, slug, count), name) for name, slug in plain.items())[::-1]:
        slug = plain[name]
        choices = [*([] if lost else [slug]), _hashed(slug, name, _HASH_CHARS), _hashed(slug, name, 64)]
        result[name] = next(choice for choice in choices if choice.casefold() not in taken)
        taken.add(result[name].casefold())
    return [result[name] for name in names]


def _faithful(name: str, slug: str, count: Counter[str]) -> bool:
    """The slug says all that the name says, and no other student's is alike."""
    says_all = slug != "" and slug == name.replace(" ", "_")
    return says_all and count[slug.casefold()] == 1 and not _RESERVED.fullmatch(slug)


def _slug(name: str) -> str:
    letters = unicodedata.normalize("NFKD", printable(name))
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", plain)
    return safe.strip(".-")[:_SLUG_CHARS].rstrip(".")


def _hashed(slug: str, name: str, chars: int) -> str:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:chars]
    return f"{slug[: _SLUG_CHARS - chars - 1].strip('._-') or 'student'}-{digest}"
