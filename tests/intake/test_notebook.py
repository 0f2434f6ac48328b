import json
from typing import Any

import nbformat
import pytest

from grader.intake import Bounds
from grader.intake.errors import Refused
from grader.intake.notebook import read_notebook
from grader.model import CellKind, Notebook
from tests.intake.builders import HOMEWORK, code, notebook_bytes

BOUNDS = Bounds()
V3: Any = nbformat.v3
V4: Any = nbformat.v4


def loaded(content: bytes, bounds: Bounds = BOUNDS) -> Notebook:
    return read_notebook("hw.ipynb", content, bounds)


def sources(notebook: Notebook) -> list[str]:
    return [cell.source for cell in notebook.cells]


def test_cells_as_nbformat_writes_them() -> None:
    made = V4.new_notebook(
        cells=[
            V4.new_markdown_cell("# Lab\ntext"),
            V4.new_code_cell("x = 1\ny = 2", metadata={"tags": ["q1"], "nbgrader": {"grade_id": "q1"}}),
            V4.new_raw_cell("raw"),
        ]
    )
    notebook = loaded(V4.writes(made).encode())
    assert sources(notebook) == ["# Lab\ntext", "x = 1\ny = 2", "raw"]
    assert [cell.kind for cell in notebook.cells] == [CellKind.MARKDOWN, CellKind.CODE, CellKind.RAW]
    assert [cell.id for cell in notebook.cells] == [cell["id"] for cell in made.cells]
    assert [cell.index for cell in notebook.cells] == [0, 1, 2]
    assert notebook.cells[1].tags == ("q1",)
    assert notebook.cells[1].metadata["nbgrader"] == {"grade_id": "q1"}
    assert notebook.notes == ()


def test_format_3() -> None:
    made = V3.new_notebook(
        worksheets=[
            V3.new_worksheet(
                cells=[
                    V3.new_heading_cell("Lab", level=2),
                    V3.new_code_cell("x = 1\ny = 2"),
                    V3.new_text_cell("markdown", source="text"),
                ]
            ),
            V3.new_worksheet(cells=[V3.new_code_cell("z = 3")]),
        ]
    )
    notebook = loaded(V3.writes_json(made).encode())
    assert sources(notebook) == ["Lab", "x = 1\ny = 2", "text", "z = 3"]
    assert [cell.kind.value for cell in notebook.cells] == ["markdown", "code", "markdown", "code"]


def test_format_2_leaves_newlines_out_of_its_lines() -> None:
    sheet = {"cells": [{"cell_type": "code", "input": ["def f():", "    return 1"], "language": "python"}]}
    notebook = loaded(json.dumps({"nbformat": 2, "worksheets": [sheet]}).encode())
    assert sources(notebook) == ["def f():\n    return 1"]


def test_a_later_format_is_read_as_far_as_it_is_alike() -> None:
    notebook = loaded(notebook_bytes(code("x"), nbformat=5))
    assert sources(notebook) == ["x"]
    assert "format 5" in notebook.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_other_encodings(encoding: str) -> None:
    text = json.dumps(json.loads(notebook_bytes(code("é = '松'"))), ensure_ascii=False)
    assert sources(loaded(text.encode(encoding))) == ["é = '松'"]


@pytest.mark.parametrize(
    ("cell", "source", "kind"),
    [
        (code(["a\n", "b"]), "a\nb", "code"),
        (code(["a\r\n", "b"]), "a\nb", "code"),
        (code(["a"]), "a", "code"),
        (code([]), "", "code"),
        (code(["a\n", 1, None, "b"]), "a\nb", "code"),
        (code({"a": 1}), "", "code"),
        (code(7), "", "code"),
        (code("a", metadata=[], outputs="x", id=3, execution_count={}), "a", "code"),
        (code("a\ud800"), "a\ufffd", "code"),
        ({"source": "a", "outputs": []}, "a", "code"),
        ({"source": "a"}, "a", "raw"),
        ({"cell_type": "Markdown", "source": "a"}, "a", "markdown"),
        ({"cell_type": "sql", "source": "a"}, "a", "raw"),
        ({"cell_type": ["code"], "source": "a"}, "a", "raw"),
        ({"cell_type": "code"}, "", "code"),
        ({}, "", "raw"),
        ([], "", "raw"),
        (None, "", "raw"),
        ("x = 1", "", "raw"),
    ],
)
def test_odd_cells_keep_their_place(cell: object, source: str, kind: str) -> None:
    notebook = loaded(notebook_bytes(code("first"), cell, code("last")))
    assert sources(notebook) == ["first", source, "last"]
    assert notebook.cells[1].kind.value == kind
    assert notebook.model_dump_json()


def test_ids_that_are_invalid_or_taken_are_dropped() -> None:
    ids = ["a", "a", "", "x" * 65, "b/c", "é", 7, "a-B_9"]
    notebook = loaded(notebook_bytes(*(code("x", id=name) for name in ids)))
    assert [cell.id for cell in notebook.cells] == ["a", "", "", "", "", "", "", "a-B_9"]
    assert notebook.notes == ("Cells whose id is invalid or taken, read without it: 6.",)


def test_metadata_is_bounded() -> None:
    nested: Any = 1
    for _ in range(50):
        nested = {"a": nested}
    metadata = {"deep": nested, "long": "x" * 9999, "wide": list(range(999)), "tags": ["a", 1], "big": 10**400}
    (cell,) = loaded(notebook_bytes(code("x", metadata=metadata))).cells
    assert len(cell.metadata["long"]) == 2000
    assert len(cell.metadata["wide"]) == 100
    assert cell.tags == ("a",)
    assert len(cell.model_dump_json()) < 5000


def test_numbers_that_json_does_not_have() -> None:
    text = notebook_bytes(code("x", metadata={"a": "A", "b": "B", "c": "C"})).decode()
    text = text.replace('"A"', "NaN").replace('"B"', "-Infinity").replace('"C"', "1e999")
    assert loaded(text.encode()).cells[0].metadata == {"a": None, "b": None, "c": None}


def test_raw_control_characters_in_strings_are_forgiven() -> None:
    assert sources(loaded(notebook_bytes(code("aXb")).replace(b"X", b"\t"))) == ["a\tb"]


def test_another_language_is_told() -> None:
    metadata = {"kernelspec": {"name": "ir", "language": "R"}}
    assert "written in r" in loaded(notebook_bytes(metadata=metadata)).notes[0]
    others: list[object] = [{}, {"kernelspec": 1}, {"kernelspec": {"language": "python3"}}, [], "x"]
    for harmless in others:
        assert loaded(notebook_bytes(metadata=harmless)).notes == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b" \n\0", "it is empty"),
        (b"[1, 2]", "not a notebook"),
        (b"{}", "not a notebook"),
        (b'"cells"', "not a notebook"),
        (b'{"cells": {}}', "its cells are not a list"),
        (b'{"worksheets": [1, {"cells": 2}]}', "its cells are not a list"),
        (b"x = 1", "not valid JSON"),
        (HOMEWORK[:-5], "ends in the middle"),
        (HOMEWORK[: HOMEWORK.index(b"x = 1") + 2], "ends in the middle"),
        (b"<!DOCTYPE html><html>", "a web page, not a notebook"),
        (b"%PDF-1.5", "a PDF, not a notebook"),
        (b"PK\x03\x04", "a zip archive, not a notebook"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"),
        (b'{"cells": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"cells": ' + b'{"a":' * 100_000, "nested too deeply"),
        (b'{"cells": [' + b"[]," * 3_000_000 + b"0]}", "too many values"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "not valid JSON"),
        (b'{"cells": [\n<<<<<<< HEAD\n 1\n=======\n 2\n>>>>>>> b\n]}', "`<<<<<<<` in line 2"),
    ],
)
def test_what_is_no_notebook(content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        loaded(content)


def test_endless_numbers_cost_nothing() -> None:
    assert sources(loaded(notebook_bytes(code("x")).replace(b'"nbformat": 4', b'"nbformat": ' + b"9" * 99_999))) == [
        "x"
    ]


def test_too_many_cells() -> None:
    notebook = loaded(notebook_bytes(*[code("x")] * 20_000))
    assert len(notebook.cells) == BOUNDS.cells
    assert notebook.notes == ("It has 20000 cells; only the first 2000 are read.",)


def test_too_much_source() -> None:
    notebook = loaded(notebook_bytes(code("x"), code("y" * 100), code("z")), Bounds(source_chars=50))
    assert sources(notebook) == ["x", "", "z"]
    assert "too large, read as empty: 1" in notebook.notes[0]
