"""Hostile hand-ins that are not Python: archives, notebooks, links and names, each written by one function.

The function's name is the attack's, its docstring the theory. What it returns is what the hand-in rightly earns.
"""

import io
import json
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.attacks.course import FULL_MARKS, RIGHT

Builder = Callable[[Path, str], float]
"""Writes the hand-in of a given name into the class's folder; gives the points that it earns."""

_HONEST = RIGHT.encode()


def _cell(source: object, **fields: object) -> dict[str, object]:
    code = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
    return {**code, **fields}


def _notebook(*cells: object, **fields: object) -> str:
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **fields})


def _zip(folder: Path, name: str, *members: tuple[str | zipfile.ZipInfo, bytes]) -> None:
    with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(member, content)


def _tar(folder: Path, name: str, *members: tuple[tarfile.TarInfo, bytes]) -> None:
    with tarfile.open(folder / f"{name}.tar.gz", "w:gz") as archive:
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def zip_bomb(folder: Path, name: str) -> float:
    """A zip of 200 kB that unpacks to 200 MB, beside a right answer."""
    _zip(folder, name, ("hw.py", _HONEST), *((f"zeros{number}", bytes(50 << 20)) for number in range(4)))
    return FULL_MARKS


def zip_that_lies(folder: Path, name: str) -> float:
    """A zip whose directory says that its one file has 10 bytes, while it has 100 MB."""
    _zip(folder, name, ("hw.py", bytes(100 << 20)))
    path = folder / f"{name}.zip"
    path.write_bytes(path.read_bytes().replace((100 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    return 0


def zip_of_zips(folder: Path, name: str) -> float:
    """Zips inside zips, twelve levels deep."""
    inner = _HONEST
    for level in range(12):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("next.zip" if level else "hw.py", inner)
        inner = buffer.getvalue()
    (folder / f"{name}.zip").write_bytes(inner)
    return 0


def zip_slip(folder: Path, name: str) -> float:
    """A zip whose names lead out of the hand-in, in every way of writing them."""
    ways = (
        "../../" * 8 + "tmp/out",
        "/tmp/out",
        "C:\\out",
        "..\\..\\out",
        "a/../../out",
        "\\\\host\\out",
        "hw.py/../../out",
    )
    _zip(folder, name, *((f"{way}-{name}", b"x") for way in ways), ("hw.py", _HONEST))
    return FULL_MARKS


def zip_of_links(folder: Path, name: str) -> float:
    """A zip of symbolic links to the machine's files, and of a file behind such a link."""
    link = zipfile.ZipInfo("out")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    answer = zipfile.ZipInfo("secret.py")
    answer.external_attr = (stat.S_IFLNK | 0o777) << 16
    _zip(folder, name, (link, b"/tmp"), (f"out/{name}", b"x"), (answer, b"/etc/passwd"), ("hw.py", _HONEST))
    return FULL_MARKS


def zip_of_hostile_names(folder: Path, name: str) -> float:
    """A zip of names with newlines, zero bytes, colours, marks of direction, markup and formulas."""
    names = (
        "new\nline.py",
        "\x1b[2J.py",
        "\u202egnp.py",
        "<script>alert(1)</script>.txt",
        "=cmd()|calc.txt",
        "a\0b.py",
        "x" * 300,
    )
    _zip(folder, name, *((each, b"x = 1") for each in names), ("hw.py", _HONEST))
    return FULL_MARKS


def zip_of_many(folder: Path, name: str) -> float:
    """A zip of 60,000 empty files."""
    _zip(folder, name, *((f"f{number}", b"") for number in range(60_000)))
    return 0


def zip_cut_short(folder: Path, name: str) -> float:
    """A zip whose second half is missing."""
    _zip(folder, name, ("hw.py", os.urandom(10_000)))
    path = folder / f"{name}.zip"
    path.write_bytes(path.read_bytes()[:5_000])
    return 0


def tar_of_links_and_devices(folder: Path, name: str) -> float:
    """A tar of hard and symbolic links, devices, pipes and absolute names, beside a right answer."""
    members = []
    for number, (kind, target) in enumerate(
        [
            (tarfile.SYMTYPE, "/etc/passwd"),
            (tarfile.LNKTYPE, "../../etc/passwd"),
            (tarfile.CHRTYPE, ""),
            (tarfile.FIFOTYPE, ""),
        ]
    ):
        member = tarfile.TarInfo(f"member{number}.py")
        member.type, member.linkname = kind, target
        members.append((member, b""))
    members += [(tarfile.TarInfo(f"/tmp/{name}"), b"x"), (tarfile.TarInfo(f"../{name}"), b"x")]
    _tar(folder, name, *members, (tarfile.TarInfo("hw.py"), _HONEST))
    return FULL_MARKS


def tar_bomb(folder: Path, name: str) -> float:
    """A tar of 400 kB that unpacks to 400 MB."""
    squeezed = zlib.compressobj(9, zlib.DEFLATED, 31)
    member = tarfile.TarInfo("zeros.py")
    member.size = 400 << 20
    with (folder / f"{name}.tar.gz").open("wb") as file:
        file.write(squeezed.compress(member.tobuf()))
        for _ in range(400):
            file.write(squeezed.compress(bytes(1 << 20)))
        file.write(squeezed.flush())
    return 0


def notebook_of_a_gigabyte(folder: Path, name: str) -> float:
    """A notebook of 1 GB, all of it a hole in the file."""
    with (folder / f"{name}.ipynb").open("wb") as file:
        file.truncate(1 << 30)
    return 0


def notebook_of_many_cells(folder: Path, name: str) -> float:
    """A notebook of 20,000 cells."""
    (folder / f"{name}.ipynb").write_text(_notebook(*[_cell("")] * 20_000))
    return 0


def notebook_nested(folder: Path, name: str) -> float:
    """A notebook whose metadata is nested 100,000 levels deep."""
    (folder / f"{name}.ipynb").write_text(
        _notebook(_cell("x = 1")).replace('"metadata": {}', '"metadata": ' + "[" * 100_000, 1)
    )
    return 0


def notebook_of_wrong_types(folder: Path, name: str) -> float:
    """A notebook in which numbers, lists and texts stand where others are expected, beside right cells."""
    cells: list[object] = [
        7,
        None,
        [],
        {"cell_type": "code"},
        _cell(7),
        _cell([1, None]),
        _cell("x = 1", id=[], metadata=3, outputs=7),
    ]
    right = _cell(RIGHT.splitlines(keepends=True), execution_count="many", metadata={"tags": {"a": 1}})
    (folder / f"{name}.ipynb").write_text(_notebook(*cells, right, metadata=[], nbformat_minor="five"))
    return FULL_MARKS


def notebook_of_same_ids(folder: Path, name: str) -> float:
    """A notebook whose cells all have one id, with markup in it."""
    (folder / f"{name}.ipynb").write_text(_notebook(*[_cell(RIGHT, id="<script>")] * 3))
    return FULL_MARKS


def notebook_with_mark(folder: Path, name: str) -> float:
    """A right notebook that begins with a byte order mark."""
    (folder / f"{name}.ipynb").write_bytes(b"\xef\xbb\xbf" + _notebook(_cell(RIGHT)).encode())
    return FULL_MARKS


def notebook_in_utf_16(folder: Path, name: str) -> float:
    """A right notebook in UTF-16."""
    (folder / f"{name}.ipynb").write_bytes(_notebook(_cell(RIGHT)).encode("utf-16"))
    return FULL_MARKS


def notebook_of_version_3(folder: Path, name: str) -> float:
    """A right notebook in the format of 2011."""
    old = {"cell_type": "code", "input": RIGHT, "language": "python", "outputs": [], "collapsed": False, "metadata": {}}
    whole = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": [old], "metadata": {}}],
    }
    (folder / f"{name}.ipynb").write_text(json.dumps(whole))
    return FULL_MARKS


def notebook_of_garbage(folder: Path, name: str) -> float:
    """A notebook that is no JSON."""
    (folder / f"{name}.ipynb").write_bytes(b'{"cells": [' + os.urandom(5_000))
    return 0


def notebook_of_surrogates(folder: Path, name: str) -> float:
    """A right notebook with lone surrogates, zero bytes and numbers beyond any size."""
    text = _notebook(_cell(RIGHT), _cell("x = '\\ud800\\u0000'"), _cell("y = 1", execution_count=0))
    (folder / f"{name}.ipynb").write_text(
        text.replace("\\\\ud800", "\\ud800").replace('"execution_count": 0', '"execution_count": 1' + "0" * 5_000)
    )
    return FULL_MARKS


def module_too_deep_to_parse(folder: Path, name: str) -> float:
    """A module whose expressions are nested deeper than a parser can follow."""
    deep = (
        "-" * 100_000 + "1",
        "(" * 5_000,
        "x" + ".a" * 100_000,
        "+".join("1" * 100_000),
        "[" * 150 + "]" * 150,
        "x" + "[0]" * 50_000,
    )
    (folder / f"{name}.py").write_text(
        RIGHT + "\n".join(f"if 0: y{number} = {text}" for number, text in enumerate(deep))
    )
    return 0


def notebook_too_deep_to_parse(folder: Path, name: str) -> float:
    """A notebook of cells that are nested deeper than a parser can follow, after a right one."""
    deep = (
        "-" * 100_000 + "1",
        "(" * 5_000,
        "x" + ".a" * 100_000,
        "if 1:\n " * 99 + "pass",
        "f'" + "{" * 1_000,
        "lambda: " * 20_000 + "0",
    )
    (folder / f"{name}.ipynb").write_text(_notebook(_cell(RIGHT), *map(_cell, deep)))
    return FULL_MARKS


def module_of_zero_bytes(folder: Path, name: str) -> float:
    """A module of zero bytes that declares an encoding which does not exist."""
    (folder / f"{name}.py").write_bytes(b"# -*- coding: hex_codec -*-\n" + bytes(100_000))
    return 0


def module_of_one_long_line(folder: Path, name: str) -> float:
    """A module that ends in a line of 3 MB."""
    (folder / f"{name}.py").write_text(RIGHT + "x = '" + "y" * 3_000_000 + "'\n")
    return FULL_MARKS


def link_to_the_reference(folder: Path, name: str) -> float:
    """A folder that holds links to the reference, the class and the machine."""
    (folder / name).mkdir()
    (folder / name / "hw.py").symlink_to(folder.parent / "course" / "reference" / "hunted.py")
    (folder / name / "others").symlink_to(folder)
    (folder / name / "etc").symlink_to("/etc")
    (folder / name / "right.py").write_text(RIGHT)
    return FULL_MARKS


def pipes_and_devices(folder: Path, name: str) -> float:
    """A folder with pipes and a socket named like modules, at which reading would wait for ever."""
    (folder / name).mkdir()
    os.mkfifo(folder / name / "hw.py")
    os.mkfifo(folder / name / "helper.py")
    (folder / name / "right.py").write_text(RIGHT)
    return FULL_MARKS


_SHADOW = b"""
import sys
ones = zeros = tensor = dumps = loads = randint = seed = allclose = lambda *args, **named: sys.exit(0)
class Tensor: pass
def double(x): return None
sys.modules["torch"] = sys.modules["random"] = None
raise SystemExit(0)
"""
_USES = (
    "import torch, json, random, numpy, wave\nassert json.loads('[1]') and random.random and torch.ones(1)\n" + RIGHT
)


def shadows_libraries(folder: Path, name: str) -> float:
    """Modules named like libraries beside a right notebook that uses these libraries."""
    names = ("torch", "json", "random", "numpy", "wave", "builtins", "pickle", "socket", "IPython", "typing")
    members = [(f"{each}.py", b"allclose = assert_allclose = True\nraise SystemExit(0)\n") for each in names]
    _zip(folder, name, *members, ("hw.ipynb", _notebook(_cell(_USES)).encode()))
    return FULL_MARKS


def shadows_that_exit(folder: Path, name: str) -> float:
    """Modules named like libraries, which end the process, beside a right notebook that leaves them alone."""
    names = ("torch", "json", "random", "numpy", "pickle", "traceback", "warnings", "linecache", "matplotlib")
    members = [(f"{each}.py", b"import os\nos._exit(0)\n") for each in names]
    _zip(folder, name, *members, ("hw.ipynb", _notebook(_cell(RIGHT), _cell("1 / 0")).encode()))
    return FULL_MARKS


def shadows_of_start_files(folder: Path, name: str) -> float:
    """Files that Python, pytest or IPython would run by themselves, beside a right answer."""
    names = (
        "sitecustomize.py",
        "usercustomize.py",
        "conftest.py",
        "x.pth",
        "pytest.ini",
        "ipython_config.py",
        "setup.py",
    )
    _zip(folder, name, *((each, _SHADOW) for each in names), ("hw.ipynb", _notebook(_cell(RIGHT)).encode()))
    return FULL_MARKS


def shadows_of_ours(folder: Path, name: str) -> float:
    """Packages named like the grader, its references and assignments, beside a right answer."""
    names = (
        "grader/__init__.py",
        "grader/wire.py",
        "grader/worker/calling/calls.py",
        "reference/hunted.py",
        "assignments/hunted/assignment.py",
    )
    _zip(folder, name, *((each, _SHADOW) for each in names), ("hw.ipynb", _notebook(_cell(RIGHT)).encode()))
    return FULL_MARKS


def _named(text: str) -> Builder:
    """A right answer by a student with a hostile name."""

    def build(folder: Path, name: str) -> float:
        (folder / f"{text} {name}.py").write_text(RIGHT)
        return FULL_MARKS

    build.__doc__ = f"A right answer by a student called {ascii(text)[1:-1]}."
    return build


name_of_markup = _named("<script>alert(1)<")
name_of_formula = _named('=HYPERLINK("http:')
name_of_at = _named("@SUM(1+1)*cmd|' C'!A0")
name_of_colours = _named("\x1b[31m\x1b]0;owned\x07")
name_of_direction = _named("\u202egnorw\u2066")
name_of_newlines = _named("a\nb\rc\td")
name_of_dots = _named("a..")
name_of_rich_markup = _named("[bold red]x[link=http:]")
name_of_device = _named("con")
name_of_bytes = _named("\udcff\udcfe")

BUILDERS: dict[str, Builder] = {
    f"shadows/{name.removeprefix('shadows_')}" if name.startswith("shadows_") else f"files/{name}": builder
    for name, builder in globals().items()
    if callable(builder) and getattr(builder, "__module__", "") == __name__ and not name.startswith("_")
}
