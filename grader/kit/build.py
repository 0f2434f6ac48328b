"""Building a kit: a small course of its own with the public checks, recorded answers, and the grader to run them."""

import importlib.metadata
import json
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from safetensors.numpy import save

from grader.checks import Assignment
from grader.course import Course
from grader.kit.errors import KitError
from grader.kit.load import ARRAYS, ENTRIES, MANIFEST, VERSION, described
from grader.kit.outline import constants, outline
from grader.kit.prune import Pruned, prune
from grader.kit.record import reference_as_handin, rehearse
from grader.kit.starter import starter_files
from grader.kit.tape import RIGHT, Recorder, arrays_in, to_json
from grader.model import Handin
from grader.sandbox.protocol import Sandbox

_PACKAGE = Path(__file__).resolve().parent.parent
_LARGEST_DATA = 20 << 20
_LEFT_OUT = ("gradebook", "__pycache__", "*.pyc")
_NOT_NEEDED = ("alembic", "psycopg", "sqlalchemy")
"""What only the gradebook needs."""
_OLDEST = (1980, 1, 1, 0, 0, 0)
_README = """\
Write your answers in `{starter}`, then run `python grade.py check` to see what passes (first time: `python -m pip install -r requirements.txt`).
Questions on hidden checks are answered after you hand in; `python grade.py check --help` shows the rest.
"""  # noqa: E501  (two lines are two lines)
_GRADE = '''\
"""Check yourself: `python grade.py check`."""

import sys

if sys.version_info < (3, 11):
    sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
try:
    from grader.cli.student import main
except ModuleNotFoundError as missing:
    sys.exit(f"{missing.name} is not installed. Run: {sys.executable} -m pip install -r requirements.txt")

if __name__ == "__main__":
    main()
'''


@dataclass(frozen=True)
class BuiltKit:
    """A kit on disk."""

    folder: Path
    archive: Path
    recorded: int
    """Expected values that it holds."""
    unsure: tuple[str, ...]
    """Public checks that no hand-in passed while answers were recorded: their answers may be missing."""


def build_kit(
    course: Course, assignment: Assignment, samples: Sequence[Handin], sandbox: Sandbox, out: Path
) -> BuiltKit:
    """Build the kit of an assignment into `out/<name>`, replacing what is there, and `out/<name>.zip`."""
    data = course.data if course.data.is_dir() else None
    with tempfile.TemporaryDirectory() as scratch:
        handins = [reference_as_handin(assignment.reference, Path(scratch)), *samples]
        recorder, passed = rehearse(assignment, handins, sandbox, str(data) if data else None)
    folder = out / assignment.name
    shutil.rmtree(folder, ignore_errors=True)
    _write_handout(course, assignment, folder)
    _write_checks(course, assignment, recorder, folder)
    shutil.copytree(_PACKAGE, folder / "grader", ignore=shutil.ignore_patterns(*_LEFT_OUT))
    if data and sum(path.stat().st_size for path in data.rglob("*")) <= _LARGEST_DATA:
        shutil.copytree(data, folder / "assignments" / "data")
    public = [check.id for check in assignment.checks if check.visibility == "public"]
    unsure = tuple(name for name in public if name not in passed)
    return BuiltKit(folder, _zipped(folder), len(recorder.entries), unsure)


def _write_handout(course: Course, assignment: Assignment, folder: Path) -> None:
    starter = starter_files(assignment, course.folder(assignment.name) / "files")
    for path, content in starter.items():
        _write(folder / path, content)
        if assignment.package:
            _write(folder / "assignments" / assignment.name / "files" / path, content)
    notebooks = [path for path in starter if path.endswith(".ipynb")]
    _write(folder / "README.md", _README.format(starter=(notebooks or list(starter))[0]).encode())
    _write(folder / "grade.py", _GRADE.encode())
    _write(folder / "requirements.txt", "".join(f"{line}\n" for line in _requirements()).encode())


def _write_checks(course: Course, assignment: Assignment, recorder: Recorder, folder: Path) -> None:
    pruned = prune(assignment, course.root)
    for path, source in pruned.sources.items():
        _write(folder / path, source.encode())
    place = folder / "assignments" / assignment.name
    text = to_json(recorder.entries)
    rows = json.loads(text)
    worlds = {world for row in rows for world in row["worlds"]} - {RIGHT}
    manifest = {
        "version": VERSION,
        "assignment": assignment.name,
        "reference": outline(assignment.reference, recorder.asked, worlds),
        "imported": _imported(pruned, assignment),
        "questions": [described(question) for question in assignment.questions.values()],
    }
    _write(place / MANIFEST, (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode())
    _write(place / ENTRIES, text.encode())
    used = sorted(set(arrays_in(rows)))
    _write(place / ARRAYS, save({name: recorder.arrays.by_digest[name] for name in used}))


def _imported(pruned: Pruned, assignment: Assignment) -> dict[str, dict[str, object]]:
    """What the checks take from modules of the reference, but for the reference itself."""
    taken = {}
    for name, names in pruned.imported.items():
        module = importlib.import_module(name)
        values = names - {each for each in names if f"{name}.{each}" == assignment.reference.__name__}
        if module is not assignment.reference and values:
            taken[name] = constants(module, values)
    return taken


def _requirements() -> list[str]:
    try:
        required = importlib.metadata.requires("grader") or []
    except importlib.metadata.PackageNotFoundError:
        raise KitError("what a kit needs is read from the installed grader; run `pip install -e .` first") from None
    return [line for line in required if "extra ==" not in line and not line.startswith(_NOT_NEEDED)]


def _zipped(folder: Path) -> Path:
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            packed.writestr(zipfile.ZipInfo(name, _OLDEST), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return archive


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
