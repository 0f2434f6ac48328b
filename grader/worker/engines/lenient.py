"""Importing the modules of a hand-in statement by statement: what fails takes down only what it touches.

Course packages are years old and have passed through many hands: an import of something that is no longer there, a
`print x`, a tab, or a name that NumPy has dropped would keep a whole file of right answers from being imported. So each
statement at the top of a module runs by itself. One that fails is left out with a note; in the place of a function or
class stands one that raises the same error when it is used. Line numbers stay those of the file.
"""

import __future__

import ast
import re
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from importlib.util import decode_source
from pathlib import Path
from types import CodeType, ModuleType
from typing import NoReturn

from grader.worker.engines.old_python import modernized

Note = Callable[[str], None]
Change = Callable[[ast.Module], ast.Module]
"""What is done to the syntax tree of each statement before it runs."""

_START = re.compile(r"(?!(?:else|elif|except|finally)\b)[A-Za-z_@]")
_DEFINITION = re.compile(r"(?:async\s+)?(?:def|class)\s+(\w+)")
_FUTURE = re.compile(r"^from __future__ import ([\w, ]+)", re.MULTILINE)
_MERGED = 20
"""How many pieces that cannot be read are tried together: a text in triple quotes may look like several."""
_SHOWN = 80


class LenientLoader(SourceFileLoader):
    """Loads a module of the hand-in."""

    def __init__(
        self,
        fullname: str,
        path: str,
        note: Note = lambda text: None,
        shown: str = "",
        change: Change = lambda tree: tree,
    ) -> None:
        super().__init__(fullname, path)
        self._note, self._shown, self._change = note, shown or path, change

    def exec_module(self, module: ModuleType) -> None:
        """Run the statements one by one."""
        for piece in pieces(_text(Path(self.path).read_bytes()), self.path, self._change):
            try:
                piece.run(module)
            except (Exception, SystemExit) as error:  # noqa: BLE001  whatever a statement of the submission raises
                if definition := _DEFINITION.match(piece.label):
                    setattr(module, definition[1], _failing(definition[1], error))
                reason = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(".")
                self._note(f"{self._shown}, line {piece.line}: `{piece.label}` was left out ({reason}).")


class _Finder(FileFinder):
    """Finds the modules in a folder of the hand-in."""

    unseen: frozenset[str] = frozenset()

    def find_spec(self, fullname: str, target: ModuleType | None = None) -> ModuleSpec | None:
        """See `FileFinder`."""
        return None if fullname in self.unseen else super().find_spec(fullname, target)


def install(scratch: Path, note: Note, change: Change, unseen: Collection[str] = ()) -> None:
    """From now on, modules below the scratch folder are loaded leniently, their statements changed so.

    `unseen` names modules at its top that are found by nobody.
    """
    inside = str(scratch)

    finder: type[_Finder] = type("Finder", (_Finder,), {"unseen": frozenset(unseen)})

    # The finder wants a class of loaders; a function that makes one does as well.
    def hook(entry: str) -> FileFinder:
        folder = str(Path(entry).absolute())
        if folder != inside and not folder.startswith(f"{inside}/"):
            raise ImportError(entry)
        return finder(folder, (loader, [".py"]))  # type: ignore[arg-type]

    def loader(fullname: str, path: str) -> LenientLoader:
        return LenientLoader(fullname, path, note, path.removeprefix(f"{inside}/"), change)

    sys.path_hooks.insert(0, hook)
    # Only the folder itself: to drop all would cost every later import a look at every folder of the path.
    sys.path_importer_cache.pop(inside, None)


@dataclass(frozen=True)
class Piece:
    """A statement at the top of a module, or lines that cannot be read."""

    line: int
    label: str
    """Its first line."""
    code: CodeType | None
    error: SyntaxError | None = None

    def run(self, module: ModuleType) -> None:
        """Run the statement. Lines that cannot be read raise their syntax error."""
        if self.code is None:
            raise self.error or SyntaxError(self.label)
        exec(self.code, vars(module))


def pieces(text: str, filename: str, change: Change = lambda tree: tree) -> Iterator[Piece]:
    """The statements of a module, in order."""
    text = modernized(text)
    lines = text.split("\n")
    try:
        statements = ast.parse(text, filename).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield from _readable_blocks(lines, filename, change)
        return
    yield from _compiled(statements, lines, filename, change)


def _compiled(statements: list[ast.stmt], lines: list[str], filename: str, change: Change) -> Iterator[Piece]:
    flags = _future_flags(lines)
    for statement in statements:
        # A decorated definition begins with its decorators, but is known by its own line.
        label = lines[statement.lineno - 1].strip()[:_SHOWN]
        try:
            code = compile(change(ast.Module([statement], [])), filename, "exec", flags, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            yield Piece(statement.lineno, label, None, _syntax_error(error, filename, statement.lineno))
        else:
            yield Piece(statement.lineno, label, code)


def _future_flags(lines: list[str]) -> int:
    """What `from __future__ import ...` switches on for the whole module."""
    names = (name.strip() for found in _FUTURE.findall("\n".join(lines)) for name in found.split(","))
    features = (getattr(__future__, name, None) for name in names)
    flags = 0
    for feature in features:
        flags |= getattr(feature, "compiler_flag", 0)
    return flags


def _readable_blocks(lines: list[str], filename: str, change: Change) -> Iterator[Piece]:
    """The statements of each block that can be read, and the others as they are."""
    starts = [*_starts(lines), len(lines)]
    at = 0
    while at < len(starts) - 1:
        begin, failure = starts[at], SyntaxError("not readable")
        for stop in starts[at + 1 : at + 1 + _MERGED]:
            try:
                body = ast.parse("\n" * begin + "\n".join(lines[begin:stop]), filename).body
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                failure = failure if failure.lineno else _syntax_error(error, filename, begin + 1)
                continue
            yield from _compiled(body, lines, filename, change)
            at = starts.index(stop)
            break
        else:
            yield Piece(begin + 1, _label(lines, begin, starts[at + 1]), None, failure)
            at += 1


def _starts(lines: list[str]) -> list[int]:
    """Lines at which a statement at the top of a module seems to begin; a definition begins with its decorators."""
    starts = [number for number, line in enumerate(lines) if _START.match(line)]
    return [number for number in starts if not (number - 1 in starts and lines[number - 1].startswith("@"))]


def _label(lines: list[str], begin: int, stop: int) -> str:
    """The line that defines something, else the first one."""
    definitions = (line for line in lines[begin:stop] if _DEFINITION.match(line))
    return next(definitions, lines[begin]).strip()[:_SHOWN]


def _syntax_error(error: Exception, filename: str, line: int) -> SyntaxError:
    if isinstance(error, SyntaxError):
        return error
    return SyntaxError(f"{type(error).__name__}: {error}", (filename, line, None, None))


def _failing(name: str, error: BaseException) -> Callable[..., NoReturn]:
    """What stands in the place of a function or class that cannot be defined."""

    def failing(*args: object, **kwargs: object) -> NoReturn:
        raise error.with_traceback(None)

    failing.__name__ = failing.__qualname__ = name
    return failing


def _text(data: bytes) -> str:
    try:
        return decode_source(data)
    except (SyntaxError, UnicodeDecodeError):
        return data.decode("cp1252", "replace").replace("\r\n", "\n").replace("\r", "\n")
