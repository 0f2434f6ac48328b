"""Building a kit: a small course of its own with the public checks, recorded answers, and the grader to run them."""

import importlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from safetensors.numpy import save

from grader.audit.handin import Solution
from grader.bundle import copy_grader, write, zipped
from grader.checks import Assignment
from grader.course import Course
from grader.kit.errors import KitError
from grader.kit.load import ARRAYS, ENTRIES, MANIFEST, VERSION, described
from grader.kit.outline import constants, outline
from grader.kit.prune import Pruned, prune
from grader.kit.record import rehearse
from grader.kit.starter import starter_files
from grader.kit.tape import RIGHT, Recorder, arrays_in, to_json
from grader.model import Handin
from grader.sandbox.protocol import Sandbox

_LARGEST_DATA = 20 << 20
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
        answers = Solution.of(assignment, course.folder(assignment.name)).write(Path(scratch))
        recorder, passed = rehearse(assignment, [answers, *samples], sandbox, str(data) if data else None)
    folder = out / assignment.name
    _make_room(folder)
    copy_grader(folder)
    _write_handout(course, assignment, folder)
    _write_checks(course, assignment, recorder, folder)
    if data and sum(path.stat().st_size for path in data.rglob("*")) <= _LARGEST_DATA:
        shutil.copytree(data, folder / "assignments" / "data")
    if course.theme:
        shutil.copytree(course.theme, folder / "theme")
    public = [check.id for check in assignment.checks if check.visibility == "public"]
    unsure = tuple(name for name in public if name not in passed)
    return BuiltKit(folder, zipped(folder, inside=folder.name), len(recorder.entries), unsure)


def _make_room(folder: Path) -> None:
    """Remove an earlier kit, and nothing else."""
    if folder.exists() and not list(folder.glob(f"assignments/*/{MANIFEST}")):
        raise KitError(f"{folder} is there and is no kit; remove it, or name another place with --out")
    shutil.rmtree(folder, ignore_errors=True)


def _write_handout(course: Course, assignment: Assignment, folder: Path) -> None:
    starter = starter_files(assignment, course.folder(assignment.name) / "files")
    for path, content in starter.items():
        for place in (folder, folder / "assignments" / assignment.name / "files"):  # checks may look at what was given
            write(place / path, content)
    notebooks = [path for path in starter if path.endswith(".ipynb")]
    write(folder / "README.md", _README.format(starter=(notebooks or list(starter))[0]).encode())
    write(folder / "grade.py", _GRADE.encode())


def _write_checks(course: Course, assignment: Assignment, recorder: Recorder, folder: Path) -> None:
    pruned = prune(assignment, course.root)
    for path, source in pruned.sources.items():
        write(folder / path, source.encode())
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
    write(place / MANIFEST, (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode())
    write(place / ENTRIES, text.encode())
    used = sorted(set(arrays_in(rows)))
    write(place / ARRAYS, save({name: recorder.arrays.by_digest[name] for name in used}))


def _imported(pruned: Pruned, assignment: Assignment) -> dict[str, dict[str, object]]:
    """What the checks take from modules of the reference, but for the reference itself."""
    taken = {}
    for name, names in pruned.imported.items():
        module = importlib.import_module(name)
        values = names - {each for each in names if f"{name}.{each}" == assignment.reference.__name__}
        if module is not assignment.reference and values:
            taken[name] = constants(module, values)
    return taken
