from pathlib import Path
from types import UnionType

import pytest

from grader.model import Verdict
from grader.report import describe_schema
from grader.report.schema_doc import _type

DOCUMENT = Path(__file__).parents[2] / "docs" / "report-schema.md"


def test_the_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == describe_schema(), (
        "Write it anew: python -c 'from grader.report import describe_schema; print(describe_schema(), end=\"\")' "
        "> docs/report-schema.md"
    )


def test_every_field_has_a_meaning() -> None:
    assert not [row for row in describe_schema().splitlines() if row.startswith("| `") and row.endswith("|  |")]


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (str, "string"),
        (float | None, "number or null"),
        (tuple[int, ...], "list of integer"),
        (dict[str, bool], "object of boolean"),
        (Verdict, "[Verdict](#verdict)"),
    ],
)
def test_types_are_named_in_the_words_of_json(annotation: type | UnionType, words: str) -> None:
    assert _type(annotation) == words


def test_a_type_that_json_lacks_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot hold <class 'bytes'>"):
        _type(bytes)
