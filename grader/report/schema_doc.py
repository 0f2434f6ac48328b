"""Describes `report.json` field by field, from the docstrings of the model. `docs/report-schema.md` is its output."""

import re
from collections.abc import Iterator
from enum import EnumType
from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from grader.model import SCHEMA_VERSION, GradeReport, Verdict

_HEAD = f"""# The report format

`report.json` holds all that is known of one graded submission, as one JSON object of type `GradeReport`. This is
schema version {SCHEMA_VERSION}. A reader must check `schema_version` first: it rises with every change that an old
reader would misread. Numbers that JSON does not have stand as the strings `"NaN"`, `"Infinity"` and `"-Infinity"`.

In a student's report, hidden checks hold `id`, `question`, `sentence`, `visibility`, `verdict`, `points`, `max_points`,
a general `message`, `diagnosis` and `follow_through`; everything else of them is empty, and `redacted` is true.
"""


def describe_schema() -> str:
    """The whole description as Markdown, one table for each type, outermost first."""
    types = "\n".join(_describe(model) for model in dict.fromkeys(_models(GradeReport)))
    return f"{_HEAD}\n{types}\n{_describe_verdicts()}"


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and every model its fields lead to."""
    yield model
    for field in model.model_fields.values():
        for inner in _inner_types(field.annotation):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from _models(inner)


def _inner_types(annotation: object) -> Iterator[object]:
    yield annotation
    for argument in get_args(annotation):
        yield from _inner_types(argument)


def _describe(model: type[BaseModel]) -> str:
    rows = "".join(
        f"| `{name}` | {_type(field.annotation)} | {_default(field)} | {_cell(field.description or '')} |\n"
        for name, field in model.model_fields.items()
    )
    return f"## {model.__name__}\n\n{model.__doc__}\n\n| field | type | default | meaning |\n|---|---|---|---|\n{rows}"


def _describe_verdicts() -> str:
    rows = "".join(f"| `{verdict.value}` | {verdict.fault.value} |\n" for verdict in Verdict)
    return f"## Verdict\n\n{Verdict.__doc__}\n\n| value | who has to act |\n|---|---|\n{rows}"


def _type(annotation: object) -> str:
    """A type in the words of JSON."""
    arguments = get_args(annotation)
    origin = get_origin(annotation)
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if origin is dict:
        return f"object of {_type(arguments[1])}"
    if arguments:
        return " or ".join(_type(argument) for argument in arguments)
    return _simple_type(annotation)


def _simple_type(annotation: object) -> str:
    names = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
    if isinstance(annotation, type) and annotation in names:
        return names[annotation]
    if isinstance(annotation, EnumType) or (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    raise TypeError(f"report.json cannot hold {annotation!r}: use a type that JSON has, or describe it here")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    return {"": "empty", "()": "empty", "{}": "empty", "None": "null"}.get(str(value), f"`{str(value).lower()}`")


def _cell(text: str) -> str:
    """Text inside a cell of a Markdown table."""
    return re.sub(r"\s+", " ", text).replace("|", "\\|")
