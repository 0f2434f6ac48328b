"""Notebooks as students hand them in, read by a reader that forgives.

Not nbformat's: it refuses what can be read perfectly well (a missing field, a duplicate id, a byte order mark), and
upgrading an old notebook through its versions costs time that a hostile file can choose. Read are formats 2 to 4, and
later ones as long as they look like 4. Outputs are never looked at.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from grader.intake.bounds import Bounds
from grader.intake.conflicts import MARKER, conflicts
from grader.intake.errors import Refused
from grader.intake.kinds import really
from grader.intake.text import clean, decode, printable
from grader.model import Cell, CellKind, Notebook

_KINDS = {
    "code": CellKind.CODE,
    "markdown": CellKind.MARKDOWN,
    "raw": CellKind.RAW,
    "heading": CellKind.MARKDOWN,
    "html": CellKind.MARKDOWN,
}
_NEWEST = 4
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_INT_DIGITS = 18
_PLAIN_DEPTH = 5
_PLAIN_ITEMS = 100
_PLAIN_CHARS = 2_000
_NO_SOURCE = "Cells without readable source, read as empty"
_NO_CELL = "Things in the list of cells that are no cells, read as empty"


def read_notebook(path: str, data: bytes, bounds: Bounds) -> Notebook:
    """The cells of a notebook file. Raises `Refused`, with a reason for the student, when it is none."""
    text, odd = _text(data)
    value = _parse(text, bounds)
    raw = _raw_cells(value)
    mended: Counter[str] = Counter()
    cells = _cells(raw[: bounds.cells], bounds, mended)
    notes = [odd, *_about(value), *conflicts(cells), *(f"{what}: {count}." for what, count in mended.items())]
    if len(raw) > bounds.cells:
        notes.append(f"It has {len(raw)} cells; only the first {bounds.cells} are read.")
    return Notebook(path=path, cells=tuple(cells), notes=tuple(note for note in notes if note))


def _text(data: bytes) -> tuple[str, str]:
    if not data.strip(b"\0\t\r\n "):
        raise Refused("it is empty")
    if what := really(data):
        raise Refused(f"it is {what}, not a notebook")
    return decode(data)


def _parse(text: str, bounds: Bounds) -> dict[str, object]:
    """The notebook's JSON object, its numbers and size kept within bounds. Raises `Refused`."""
    if text.count(",") + text.count("[") + text.count("{") > bounds.json_items:
        raise Refused("it holds too many values; clear the outputs of all cells, save, and hand in again")
    try:
        value = json.loads(text, strict=False, parse_int=_int, parse_constant=_no_number)
    except RecursionError:
        raise Refused("its JSON is nested too deeply") from None
    except ValueError as error:
        raise Refused(_why_no_json(text, error)) from None
    if not isinstance(value, dict) or not ({"cells", "worksheets"} & value.keys()):
        raise Refused("it is JSON, but not a notebook: it has no list of cells")
    return value


def _int(digits: str) -> int:
    """An integer; 0 for one so long that converting it would take a while: nothing here depends on it."""
    return int(digits) if len(digits) <= _INT_DIGITS else 0


def _no_number(_: str) -> None:
    """NaN and the infinities, which Python writes into JSON but JSON does not have."""


def _why_no_json(text: str, error: ValueError) -> str:
    if conflict := MARKER.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        return f"it holds merge-conflict markers (`{conflict[0].strip()}` in line {line}); resolve the conflict first"
    if not isinstance(error, json.JSONDecodeError):
        return f"it is not valid JSON ({printable(str(error), 80)})"
    if error.pos >= len(text.rstrip()) - len("fals") or error.msg.startswith("Unterminated string"):
        return f"it ends in the middle (line {error.lineno}), as a file does whose upload was cut off"
    return f"it is not valid JSON (line {error.lineno}, column {error.colno}: {error.msg})"


def _raw_cells(value: Mapping[str, object]) -> list[object]:
    """The cells as they stand in the file, the worksheets of older formats put one after the other."""
    sheets = value.get("worksheets")
    holders = [value, *(sheets if isinstance(sheets, list) else [])]
    lists = [holder["cells"] for holder in holders if isinstance(holder, dict) and "cells" in holder]
    if not any(isinstance(cells, list) for cells in lists):
        raise Refused("it is damaged: its cells are not a list")
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def _about(value: Mapping[str, object]) -> list[str]:
    """What is worth saying of the notebook as a whole."""
    version, notes = value.get("nbformat"), []
    if isinstance(version, int) and version > _NEWEST:
        notes.append(f"It is in notebook format {version}, newer than {_NEWEST}; it was read as format {_NEWEST}.")
    if (language := _language(value.get("metadata"))) not in {"", "python"}:
        notes.append(f"It says that it is written in {language}; its cells are run as Python.")
    return notes


def _language(metadata: object) -> str:
    """The language that a notebook says it is written in; empty when it does not say."""
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        part = metadata.get(key) if isinstance(metadata, dict) else None
        language = part.get(name) if isinstance(part, dict) else None
        if isinstance(language, str):
            return printable(language, 30).lower().rstrip("0123456789")
    return ""


def _cells(raw: list[object], bounds: Bounds, mended: Counter[str]) -> list[Cell]:
    cells: list[Cell] = []
    seen: set[str] = set()
    room = bounds.source_chars
    for index, value in enumerate(raw):
        cell = _cell(index, value, seen, mended)
        if len(cell.source) > room:
            mended["Cells whose source would make the notebook too large, read as empty"] += 1
            cell = cell.model_copy(update={"source": ""})
        room -= len(cell.source)
        cells.append(cell)
    return cells


def _cell(index: int, value: object, seen: set[str], mended: Counter[str]) -> Cell:
    """One cell; whatever it is, it keeps its place, so that the others keep theirs."""
    if not isinstance(value, dict):
        mended[_NO_CELL] += 1
        return Cell(index=index, kind=CellKind.RAW, source="")
    metadata = _plain(value.get("metadata"))
    metadata = metadata if isinstance(metadata, dict) else {}
    tags = metadata.get("tags")
    return Cell(
        index=index,
        kind=_kind(value, mended),
        source=_source(value, mended),
        id=_id(value, seen, mended),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        metadata=metadata,
    )


def _kind(value: Mapping[str, object], mended: Counter[str]) -> CellKind:
    name = value.get("cell_type")
    kind = _KINDS.get(name.lower()) if isinstance(name, str) else None
    if kind is None and name is None and ({"outputs", "execution_count", "input"} & value.keys()):
        kind = CellKind.CODE
    if kind is None:
        mended["Cells of an unknown type, which are not run"] += 1
    return kind or CellKind.RAW


def _source(value: Mapping[str, object], mended: Counter[str]) -> str:
    """The source as one string: format 4 calls it `source`, 2 and 3 `input` in code cells."""
    source = next((value[key] for key in ("source", "input") if key in value), None)
    if isinstance(source, str):
        return clean(source)
    if not isinstance(source, list):
        mended[_NO_SOURCE] += 1
        return ""
    lines = [line for line in source if isinstance(line, str)]
    if len(lines) < len(source):
        mended["Cells with lines that are no text, read without those"] += 1
    # Format 2 and careless tools leave the newlines out of the list.
    bare = len(lines) > 1 and not any(line.endswith(("\n", "\r")) for line in lines)
    return clean(("\n" if bare else "").join(lines))


def _id(value: Mapping[str, object], seen: set[str], mended: Counter[str]) -> str:
    name = value.get("id")
    if name is None:
        return ""
    if not isinstance(name, str) or not _ID.fullmatch(name) or name in seen:
        mended["Cells whose id is invalid or taken, read without it"] += 1
        return ""
    seen.add(name)
    return name


def _plain(value: object, depth: int = 0) -> Any:
    """`value` cut to what metadata needs: a few levels, short strings, numbers; None for the rest."""
    if isinstance(value, str):
        return clean(value[:_PLAIN_CHARS])
    if isinstance(value, list) and depth < _PLAIN_DEPTH:
        return [_plain(item, depth + 1) for item in value[:_PLAIN_ITEMS]]
    if isinstance(value, dict) and depth < _PLAIN_DEPTH:
        items = list(value.items())[:_PLAIN_ITEMS]
        return {clean(key[:_PLAIN_CHARS]): _plain(item, depth + 1) for key, item in items}
    return value if isinstance(value, int | bool) or (isinstance(value, float) and abs(value) < 1e300) else None
