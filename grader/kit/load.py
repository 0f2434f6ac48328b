"""Opening a kit: the assignment with the answers that were recorded in the reference's place."""

import json

from safetensors import SafetensorError
from safetensors.numpy import load_file

from grader.checks import Assignment, Check, Context
from grader.checks.assignment import Question
from grader.course import Course
from grader.kit.errors import KitError
from grader.kit.outline import install
from grader.kit.tape import Player, Worlds, from_json
from grader.model import Visibility

MANIFEST = "kit.json"
ENTRIES = "recorded.json"
ARRAYS = "recorded.safetensors"
VERSION = 1


def is_kit(course: Course, name: str) -> bool:
    """Whether this assignment is a kit's."""
    return (course.folder(name) / MANIFEST).is_file()


def load_kit(course: Course, name: str) -> Assignment:
    """The assignment of a kit. Raises `KitError` and `CourseError`."""
    folder = course.folder(name)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        entries = from_json((folder / ENTRIES).read_text(encoding="utf-8"))
        arrays = load_file(folder / ARRAYS)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise KitError(f"the kit in {folder} is damaged ({error}); unpack it again") from None
    if manifest["version"] != VERSION:
        raise KitError(f"the kit in {folder} was made by another version of the grader; ask for a fresh one")
    reference = install(manifest["reference"], manifest["imported"])
    loaded = course.load(name)
    loaded.tape = Player(Worlds(reference), entries, arrays)
    _complete(loaded, manifest["questions"])
    return loaded


def described(question: Question) -> dict[str, object]:
    """A question as the manifest holds it, its checks without their code."""
    return {
        "id": question.id,
        "title": question.title,
        "optional": question.optional,
        "written": question.written,
        "points": question.points,
        "checks": [
            {"name": check.name, "points": check.points, "visibility": check.visibility, "sentence": check.sentence}
            for check in question.checks
        ],
    }


def _complete(loaded: Assignment, questions: list[dict[str, object]]) -> None:
    """Put back, in order, what the kit's source lacks: hidden checks, which know only what they ask."""
    runnable = {check.id: check for check in loaded.checks if check.visibility == "public"}
    places = {question.id: question.place for question in loaded.questions.values()}
    loaded.questions.clear()
    for fields in questions:
        question = Question(
            id=str(fields["id"]),
            title=str(fields["title"]),
            optional=bool(fields["optional"]),
            written=bool(fields["written"]),
            place=places.get(str(fields["id"])),
            points=float(str(fields["points"])),
        )
        checks = fields["checks"]
        assert isinstance(checks, list)
        listed = [_listed(question.id, **each) for each in checks]
        question.checks = [runnable.get(check.id, check) for check in listed]
        loaded.questions[question.id] = question


def _listed(question: str, name: str, points: float, visibility: Visibility, sentence: str) -> Check:
    return Check(name, question, points, _not_here, sentence, visibility)


def _not_here(_: Context) -> None:
    raise KitError("a hidden check is not part of a kit")
