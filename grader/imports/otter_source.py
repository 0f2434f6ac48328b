"""The notebooks that `otter assign` takes: questions, solutions and tests between marks.

Marks stand in raw cells (`# BEGIN QUESTION`), or, in older notebooks, in a fenced block of a Markdown cell, with tests
in cells that begin with `# TEST` or `# HIDDEN TEST`. A test whose last line is an expression passes when it gives what
the notebook has saved as its output.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from grader.imports.drafts import Draft, DraftQuestion, DraftTest, Notebook
from grader.imports.notebook import title_of, with_cells

_MARK = re.compile(r"^#?\s*(BEGIN|END) (QUESTION|SOLUTION|TESTS|PROMPT|ASSIGNMENT)\b", re.MULTILINE)
_FENCED = re.compile(r"```\s*\nBEGIN (QUESTION|ASSIGNMENT)\n(.*?)```", re.DOTALL)
_OLD_TEST = re.compile(r"^#\s*(HIDDEN )?TEST\b[^\n]*\n")
_CONFIG = re.compile(r'^"""\s*# BEGIN TEST CONFIG\n(.*?)""" *# END TEST CONFIG\n', re.DOTALL)
_BLOCK = re.compile(
    r"^([ \t]*)#\s*BEGIN SOLUTION( NO PROMPT)?[^\n]*\n.*?^[ \t]*#\s*END SOLUTION[^\n]*\n?", re.MULTILINE | re.DOTALL
)
_GONE = re.compile(
    r"^[ \t]*#\s*BEGIN IGNORE[^\n]*\n(?:.*\n)*?[ \t]*#\s*END IGNORE[^\n]*\n?"
    r"|^.*#\s*(?:SOLUTION NO PROMPT|IGNORE)\s*$\n?"
    r'|^[ \t]*""" *;? *# (?:BEGIN|END) PROMPT[^\n]*\n?',
    re.MULTILINE,
)
_ANSWER_HERE = "*Write your answer here.*"
_FILES = re.compile(r"^(?:student_)?files:[ \t]*\n((?:[ \t]*-[^\n]*(?:\n|$))+)", re.MULTILINE)
_LINE = re.compile(r"^([ \t]*)([\w., \[\]'\"]+=\s*)?.*#\s*SOLUTION\s*$", re.MULTILINE)
Fields = dict[str, str]


@dataclass
class _Reader:
    """What has been read so far, cell by cell."""

    questions: list[DraftQuestion] = field(default_factory=list)
    tests: list[tuple[str, str, Fields]] = field(default_factory=list)
    """Question, source and configuration of each."""
    points: dict[str, float] = field(default_factory=dict)
    starter: list[Notebook] = field(default_factory=list)
    solution: list[str] = field(default_factory=list)
    inside: set[str] = field(default_factory=set)
    question: str = ""
    prompted: bool = False
    """Students have a place for the answer to this question."""
    asks: dict[str, str] = field(default_factory=dict)
    """The first line of each question."""
    notes: list[str] = field(default_factory=list)

    def read(self, cell: Notebook) -> None:
        """Take the next cell."""
        source, kind = cell["source"], cell["cell_type"]
        mark = _MARK.match(source) if kind == "raw" else None
        if mark:
            self._mark(mark[1] == "BEGIN", mark[2], source)
        elif kind == "raw" and source.startswith("# ASSIGNMENT CONFIG"):
            self._configure(source)
        elif kind == "code" and ("TESTS" in self.inside or _OLD_TEST.match(source)):
            self._test(cell)
        elif kind == "markdown" and self._is_answer(cell):
            if not self.prompted:
                self.starter.append(_text(_ANSWER_HERE))
            self.prompted = True
        else:
            self._keep(cell)

    def _mark(self, begins: bool, what: str, source: str) -> None:
        (self.inside.add if begins else self.inside.discard)(what)
        self.prompted |= what == "PROMPT"
        if begins and what == "QUESTION":
            self._begin(source)

    def _configure(self, text: str) -> None:
        named = [line.strip(" \t-") for block in _FILES.findall(text) for line in block.splitlines()]
        if named:
            self.notes.append(f"what the notebook reads is not copied; hand-ins must hold it: {', '.join(named)}")

    def _is_answer(self, cell: Notebook) -> bool:
        included = "otter_include" in cell["metadata"].get("tags", [])
        return not included and ("SOLUTION" in self.inside or cell["source"].startswith("**SOLUTION"))

    def _begin(self, text: str) -> None:
        fields = _fields(text)
        self.question, self.prompted = fields.get("name") or f"q{len(self.questions) + 1}", False
        self.points[self.question] = _number(fields.get("points"), 1.0)
        by_hand = fields.get("manual") == "true"
        self.questions.append(
            DraftQuestion(self.question, self.question, by_hand, self.points[self.question] if by_hand else 0.0)
        )
        if fields.get("all_or_nothing") == "true":
            self.notes.append(f"{self.question} was all or nothing; here each of its tests has points of its own")

    def _test(self, cell: Notebook) -> None:
        source = cell["source"]
        old, config = _OLD_TEST.match(source), _CONFIG.match(source)
        fields = _fields(config[1]) if config else {}
        if (old and old[1]) or source.startswith("# HIDDEN"):
            fields["hidden"] = "true"
        body = source[old.end() :] if old else source[config.end() :] if config else source
        self.tests.append((self.question, as_assertion(body, _output(cell)), fields))

    def _keep(self, cell: Notebook) -> None:
        source = cell["source"]
        for what, text in _FENCED.findall(source):
            if what == "QUESTION":
                self._begin(text)
        if cell["cell_type"] == "code":
            self.solution.append(source)
        shown = _FENCED.sub("", source) if cell["cell_type"] == "markdown" else without_answers(source)
        if cell["cell_type"] == "markdown" and shown.strip() and self.question:
            self.asks.setdefault(self.question, shown.strip().splitlines()[0])
        if shown.strip() or not source.strip():
            self.starter.append({**cell, "source": shown})


def is_otter_source(notebook: Notebook) -> bool:
    """Whether a notebook is one that `otter assign` takes."""
    return any(
        _FENCED.search(cell["source"]) or (cell["cell_type"] == "raw" and _MARK.match(cell["source"]))
        for cell in notebook["cells"]
    )


def read_otter_source(notebook: Notebook, file: str, name: str) -> Draft:
    """The assignment in such a notebook."""
    reader = _Reader()
    for cell in notebook["cells"]:
        reader.read(cell)
    return Draft(
        name=name,
        file=file,
        title=title_of(notebook, name),
        origin="otter",
        questions=tuple(replace(each, asks=reader.asks.get(each.id, "")) for each in reader.questions),
        tests=tuple(_shared(reader)),
        starter=with_cells(notebook, reader.starter),
        solution=tuple(reader.solution),
        notes=tuple(reader.notes),
    )


def _shared(reader: _Reader) -> Iterator[DraftTest]:
    """The tests with their points: their own where they name some, else an equal share of the question's."""
    for question, whole in reader.points.items():
        tests = [(source, fields) for of, source, fields in reader.tests if of == question]
        named = [_number(fields["points"], 0.0) if "points" in fields else None for _, fields in tests]
        rest = max(0.0, whole - sum(each for each in named if each is not None)) / max(1, named.count(None))
        for number, ((source, fields), own) in enumerate(zip(tests, named, strict=True), 1):
            points = round(rest, 6) if own is None else own
            yield DraftTest(f"{question}_{number}", question, points, source, hidden=fields.get("hidden") == "true")


def _text(source: str) -> Notebook:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def without_answers(source: str) -> str:
    """Code with `...` in place of every marked solution, and prompts in theirs."""
    source = _BLOCK.sub(lambda block: "" if block[2] else f"{block[1]}...\n", source)
    return _LINE.sub(lambda line: f"{line[1]}{line[2] or ''}...", _GONE.sub("", source))


def as_assertion(source: str, output: str) -> str:
    """A test that raises when its last expression does not give the saved output."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    if not output or not tree.body or not isinstance(last := tree.body[-1], ast.Expr):
        return source
    shown = ast.unparse(last.value)
    before = ast.unparse(ast.Module(tree.body[:-1], []))
    return f"{before}\nassert repr({shown}) == {output!r}, {f'{shown} is not {output}'!r}\n".lstrip()


def _output(cell: Notebook) -> str:
    for output in cell.get("outputs", []):
        text = output.get("data", {}).get("text/plain", "") if isinstance(output, dict) else ""
        if text:
            return text if isinstance(text, str) else "".join(text)
    return ""


def _fields(text: str) -> Fields:
    """The `key: value` lines of a configuration; nested ones are left out."""
    found = re.findall(r"^(\w+):[ \t]*(\S.*?)[ \t]*$", text, re.MULTILINE)
    return {key: value.strip("\"'") for key, value in found}


def _number(text: str | None, default: float) -> float:
    try:
        return float(text) if text else default
    except ValueError:
        return default
