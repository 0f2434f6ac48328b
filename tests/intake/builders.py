"""Hand-ins made in memory: notebooks, zips and tars, honest and hostile."""

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.intake import read
from grader.model import Handin, Submission


def code(source: object, **more: object) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, **more}


def notebook_bytes(*cells: object, **more: object) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}).encode()


HOMEWORK = notebook_bytes(code("x = 1"), code("y = x + 1"))


def handin(path: Path, *beside: Path) -> Handin:
    return Handin(student="alice", slug="alice", path=path, beside=beside)


def read_file(folder: Path, name: str, content: bytes, **options: Any) -> Submission:
    path = folder / name
    path.write_bytes(content)
    return read(handin(path), **options)


def zip_bytes(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.filename = name  # ZipInfo would mend the name
            info.compress_type = method
            archive.writestr(info, content)
    return buffer.getvalue()


def tar_member(name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, len(content)
    return info.tobuf(tarfile.GNU_FORMAT) + content + bytes(-len(content) % 512)


def tar_bytes(*members: bytes) -> bytes:
    return b"".join(members) + bytes(1024)


def put(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write files, with the folders they lie in, below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def paths(submission: Submission) -> list[str]:
    return [file.path for file in submission.files]


def told(submission: Submission) -> str:
    """All that is said of a submission."""
    return " ".join((submission.problem, *submission.notes, *(submission.main.notes if submission.main else ())))
