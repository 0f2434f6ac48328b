"""Writing a draft down as an assignment of the course."""

import json
import re
from pathlib import Path

from grader.imports.drafts import Draft, DraftQuestion, DraftTest, ImportProblem

_HEAD = '''\
"""{title}, brought over from {origin}.

Its checks run beside the submission's code, as they did there: they can be forged. Replace them one by one with checks
that compare values outside (`@hw.check`), and `reference.{name}` with the right answers that these compare with.
"""

from grader.checks import {names}
from grader.checks.families import in_process
from reference import {name}

hw = Assignment({name!r}, title={title!r}, reference={name}, submission=({file!r}, "*.ipynb"))
'''
_REFERENCE = (
    '"""Right answers of `{name}`, for checks that compare values. Checks that were brought over need none."""\n'
)


def write_assignment(draft: Draft, root: Path) -> list[Path]:
    """Write the draft into the course at `root`; the files written. Raises `ImportProblem` when it is there already."""
    folder = root / "assignments" / draft.name
    if not draft.name.isidentifier():
        raise ImportProblem(f"{draft.name!r} cannot be an assignment's name: letters, digits and _ only; give --name")
    if folder.exists():
        raise ImportProblem(f"{folder} is there already; give another --name, or remove it")
    files = {
        folder / "assignment.py": _assignment(draft),
        folder / "files" / draft.file: json.dumps(draft.starter, indent=1, ensure_ascii=False) + "\n",
    }
    if draft.solution:
        files[folder / "solution.py"] = "".join(f"# %%\n{source.rstrip()}\n\n" for source in draft.solution)
    reference = root / "reference" / f"{draft.name}.py"
    if not reference.exists():
        files[reference] = _REFERENCE.format(name=draft.name)
        if not (root / "reference" / "__init__.py").exists():
            files[root / "reference" / "__init__.py"] = '"""References."""\n'
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(files)


def _assignment(draft: Draft) -> str:
    title = draft.title.replace('"""', "'''").replace("\\", "")
    asked = [*(question.asks for question in draft.questions[1:]), ""]
    parts = [_question(question, following) for question, following in zip(draft.questions, asked, strict=True)]
    parts += [_test(test, by_id=draft.origin == "nbgrader") for test in draft.tests]
    body = "\n".join(parts)
    names = ", ".join(["Assignment", *(name for name in ("Labelled", "Section") if f"{name}(" in body)])
    head = _HEAD.format(title=title, origin=draft.origin, name=draft.name, file=draft.file, names=names)
    return f"{head}\n{body}\n"


def _question(question: DraftQuestion, following: str) -> str:
    """The declaration; an answer ends where the next question, of which `following` is the first line, begins."""
    place = f"Labelled({question.id!r})"
    if question.asks:
        until = "|".join(["END QUESTION", *filter(None, [re.escape(following)])])
        place = f"Section({re.escape(question.asks)!r}, until={until!r})"
    written = f", written=True, points={question.points:g}, place={place}" if question.written else ""
    return f"hw.question({question.id!r}, {question.title!r}{written})"


def _test(test: DraftTest, *, by_id: bool) -> str:
    make, text = ("assert_cell", "source") if test.kind == "assert" else ("doctest_case", "code")
    lines = [
        f"{test.name!r},",
        f"question={test.question!r},",
        f"points={test.points:g},",
        f"{text}={_literal(test.source)},",
        *(['visibility="hidden",'] if test.hidden else []),
        *([f"after=Labelled({test.name!r}, or_end=True),"] if by_id else []),
    ]
    return "\n".join(["", "hw.use(", f"    in_process.{make}(", *(f"        {line}" for line in lines), "    )", ")"])


def _literal(source: str) -> str:
    """Source as a text that reads well."""
    if "'''" in source or "\\" in source or source.endswith("'"):
        return repr(source)
    return f"'''\n{source.strip(chr(10))}\n'''"
