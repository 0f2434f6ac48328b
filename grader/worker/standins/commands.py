"""Commands of a shell, wherever a notebook gives them: those that fetch, unpack and make folders are carried out here.

No program is ever started. `!wget`, `os.system("wget ...")` and `subprocess.run(["wget", ...])` are one.
"""

import gzip
import os
import shlex
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from grader.worker.standins.fetching import Fetcher
from grader.worker.standins.surroundings import Surroundings

_NOT_FOUND = 127
_Words = Sequence[str]
_Options = Mapping[str, str]
_Command = Callable[[_Words, _Options], None]


class Commands:
    """Carries out command lines, and notes those that it does not know."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._notes = surroundings.notes
        self._fetcher = Fetcher(surroundings)
        self._known: Mapping[str, tuple[_Command, tuple[str, ...]]] = {
            "mkdir": (_make_folders, ("-m",)),
            "wget": (self._wget, ("-O", "-P", "--output-document", "--directory-prefix")),
            "curl": (self._curl, ("-o", "--output")),
            "tar": (_untar, ("-C", "--directory")),
            "unzip": (_unzip, ("-d",)),
            "gunzip": (_gunzip, ()),
        }
        """What carries a program out, and those of its options that have a value."""

    def run(self, line: str, shown: str) -> bool:
        """Whether every part of a command line was carried out; otherwise it is noted as `shown`."""
        parts = [part.strip() for part in line.replace("&&", ";").split(";") if part.strip()]
        try:
            done = bool(parts) and all(self._one(part) for part in parts)
        except (ValueError, OSError, tarfile.TarError, zipfile.BadZipFile, IndexError, EOFError):
            done = False
        if not done:
            self._notes.add(f"`{shown}` was not run.")
        return done

    def _one(self, part: str) -> bool:
        program, *words = shlex.split(part)
        if program not in self._known:
            return False
        command, with_value = self._known[program]
        command(*_sorted_out(words, with_value))
        return True

    def _wget(self, addresses: _Words, options: _Options) -> None:
        target = options.get("-O") or options.get("--output-document")
        for address in addresses:
            self._fetcher.fetch(address).save(target, options.get("-P") or options.get("--directory-prefix"))

    def _curl(self, addresses: _Words, options: _Options) -> None:
        for address in addresses:
            self._fetcher.fetch(address).save(options.get("-o") or options.get("--output"))


def _sorted_out(words: _Words, with_value: _Words) -> tuple[list[str], dict[str, str]]:
    """Plain words, and the options that have a value."""
    plain, options, rest = [], {}, list(words)
    while rest:
        name, _, value = (word := rest.pop(0)).partition("=")
        if name in with_value:
            options[name] = value or rest.pop(0)
        elif not word.startswith("-"):
            plain.append(word)
    return plain, options


def _make_folders(names: _Words, _options: _Options) -> None:
    for name in names:
        os.makedirs(name, exist_ok=True)  # noqa: PTH103  as the command would, from the current folder


def _untar(words: _Words, options: _Options) -> None:
    """`tar xzf a.tar.gz`, `tar -xzf a.tar.gz -C folder`; nothing is packed."""
    (name,) = [word for word in words if ".t" in word]
    with tarfile.open(name) as archive:
        archive.extractall(options.get("-C") or options.get("--directory") or ".", filter="data")


def _unzip(words: _Words, options: _Options) -> None:
    with zipfile.ZipFile(words[0]) as archive:
        archive.extractall(options.get("-d", "."))


def _gunzip(names: _Words, _options: _Options) -> None:
    for name in names:
        packed = Path(name)
        with gzip.open(packed) as source, packed.with_suffix("").open("wb") as target:
            shutil.copyfileobj(source, target)
        packed.unlink()


def install(surroundings: Surroundings) -> None:
    """Lead what starts programs to the commands."""
    commands = Commands(surroundings)
    surroundings.command = commands.run

    def code_of(command: object, *_args: object, **_kwargs: object) -> int:
        words = [str(word) for word in command] if isinstance(command, list | tuple) else []
        line = shlex.join(words) if words else str(command)
        return 0 if commands.run(line, line) else _NOT_FOUND

    def run(command: object, *_args: object, **options: object) -> "subprocess.CompletedProcess[str | bytes]":
        as_text = any(options.get(name) for name in ("text", "universal_newlines", "encoding"))
        nothing: str | bytes = "" if as_text else b""
        return subprocess.CompletedProcess([str(command)], code_of(command), nothing, nothing)

    def output(command: object, *_args: object, **options: object) -> str | bytes:
        return run(command, **options).stdout

    def checked(command: object, *_args: object, **_kwargs: object) -> int:
        """A failure is not told: the rest of the cell seldom needs what is installed in this way."""
        code_of(command)
        return 0

    os.system = code_of
    instead = {"run": run, "call": code_of, "check_call": checked, "check_output": output}
    instead["getoutput"] = lambda command, **_options: (code_of(command), "")[1]
    instead["getstatusoutput"] = lambda command, **_options: (code_of(command), "")
    for name, function in instead.items():
        setattr(subprocess, name, function)
