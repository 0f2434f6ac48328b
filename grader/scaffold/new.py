"""The files of a new assignment: filled in from templates, none of which replaces a file that is there."""

import json
import keyword
import re
from pathlib import Path
from string import Template

from grader.model import WrongUse

_TEMPLATES = Path(__file__).parent / "templates"
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_TAKEN = ("data", "wrong")
"""`assignments/data` holds data sets; `wrong` is what references call their variants."""
_RIGHT, _WRONG, _UNTOUCHED = "right", "wrong", "starter"


class ScaffoldError(WrongUse):
    """The assignment cannot be made. The message is one line for the instructor."""


def scaffold(root: Path, name: str, title: str) -> list[Path]:
    """Write a new assignment into the course whose folder is `root`; the paths of its files.

    Raises `ScaffoldError` for a name that cannot be one, and where something of that name is there already.
    """
    _check_name(name)
    files = {root / path: text for path, text in _files(name, title).items()}
    for place in (root / "assignments" / name, root / "submissions" / name, *files):
        if place.exists():
            raise ScaffoldError(f"{place} is there already; take another name, or remove it first")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    package = root / "reference" / "__init__.py"
    if not package.exists():
        package.write_text('"""Right answers, which never leave the grader."""\n', encoding="utf-8")
    return list(files)


def _check_name(name: str) -> None:
    if _NAME.match(name) and not keyword.iskeyword(name) and name not in _TAKEN:
        return
    better = re.sub(r"\W+", "_", name.lower()).strip("_").lstrip("0123456789_") or "lab5"
    better = f"{better}_hw" if keyword.iskeyword(better) or better in _TAKEN else better
    raise ScaffoldError(
        f"{name!r} cannot be the name of an assignment, which is a Python module's too: "
        f"take small letters, digits and _, such as {better}"
    )


def _files(name: str, title: str) -> dict[str, str]:
    """Contents by path."""
    filled = {"name": name, "title": title.replace('"', "'").replace("\\", "/")}
    return {
        f"assignments/{name}/assignment.py": _template("assignment.txt").substitute(filled),
        f"assignments/{name}/files/{name}.ipynb": _notebook("starter.txt", _UNTOUCHED, filled),
        f"reference/{name}.py": _template("reference.txt").substitute(filled),
        f"submissions/{name}/right.ipynb": _notebook("starter.txt", _RIGHT, filled),
        f"submissions/{name}/wrong.ipynb": _notebook("starter.txt", _WRONG, filled),
    }


def _template(name: str) -> Template:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8"))


def _notebook(template: str, answers: str, filled: dict[str, str]) -> str:
    """A notebook from text with `# %%` marks; `# %% [right]` is a cell of one kind of hand-in only."""
    cells: list[dict[str, object]] = []
    for part in re.split(r"^# %%", _template(template).substitute(filled), flags=re.MULTILINE)[1:]:
        kind, _, source = part.partition("\n")
        kind = kind.strip(" []")
        if kind in ("", "markdown", answers):
            cells.append(_cell(len(cells), source.strip("\n"), markdown=kind == "markdown"))
    whole = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


_METADATA = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def _cell(number: int, source: str, *, markdown: bool) -> dict[str, object]:
    made: dict[str, object] = {"id": f"cell-{number}", "metadata": {}}
    if markdown:
        text = re.sub(r"^# ?", "", source, flags=re.MULTILINE)
        return {"cell_type": "markdown", **made, "source": text.splitlines(keepends=True)}
    return {
        "cell_type": "code",
        "execution_count": None,
        **made,
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
