import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.errors import Refused
from grader.intake.tar import is_tar, members
from tests.intake.builders import HOMEWORK, paths, read_file, tar_bytes, tar_member, told

LONG = "folder/" * 30 + "hw.ipynb"


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("name", ["hw.ipynb", "é松/hw.ipynb", "a" * 90 + "/" + "b" * 90, LONG])
def test_every_form_of_name(form: int, name: str) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        info = tarfile.TarInfo(name)
        info.size = 3
        try:
            archive.addfile(info, io.BytesIO(b"abc"))
        except ValueError:
            pytest.skip("too long for this form")
        archive.addfile(tarfile.TarInfo("last"))
    data = buffer.getvalue()
    assert is_tar(data)
    first, last = members(data)
    assert (first.name, data[first.start : first.start + first.size]) == (name, b"abc")
    assert (last.name, last.size) == ("last", 0)


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tgz"])
def test_tars_are_hand_ins(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "made", "w:gz" if "gz" in name else "w") as archive:
        info = tarfile.TarInfo("hw/hw.ipynb")
        info.size = len(HOMEWORK)
        folder = tarfile.TarInfo("hw")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        archive.addfile(info, io.BytesIO(HOMEWORK))
    submission = read_file(tmp_path, name, (tmp_path / "made").read_bytes())
    assert paths(submission) == ["hw/hw.ipynb"]
    assert told(submission).strip() == ""


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (tarfile.SYMTYPE, "it is a link"),
        (tarfile.LNKTYPE, "it is a hard link"),
        (tarfile.CHRTYPE, "it is a device"),
        (tarfile.BLKTYPE, "it is a device"),
        (tarfile.FIFOTYPE, "it is a pipe"),
        (tarfile.GNUTYPE_SPARSE, "it is a sparse file"),
    ],
)
def test_what_is_no_file_stays_out(tmp_path: Path, kind: bytes, reason: str) -> None:
    evil = tar_member("evil.py", kind=kind, link="/etc/passwd")
    submission = read_file(tmp_path, "a.tar", tar_bytes(evil, tar_member("hw.ipynb", HOMEWORK)))
    assert paths(submission) == ["hw.ipynb"]
    assert f"{reason}: evil.py" in told(submission)


def test_names_that_lead_elsewhere(tmp_path: Path) -> None:
    evil = [tar_member(name, b"x") for name in ("../x.py", "/etc/x.py", "a/../../x.py")]
    submission = read_file(tmp_path, "a.tar", tar_bytes(*evil, tar_member("hw.ipynb", HOMEWORK)))
    assert paths(submission) == ["hw.ipynb"]


def with_size(field: bytes) -> bytes:
    header = bytearray(tar_member("b.py"))
    header[124:136] = field
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def pax(body: bytes) -> bytes:
    return tar_member("x", body, tarfile.XHDTYPE)


@pytest.mark.parametrize(
    "broken",
    [
        with_size(b"\xff" * 8 + b"\xff\xff\xfe\x00"),  # minus 512: an endless loop to a reader that believes it
        with_size(b"-0000000512\0"),
        with_size(b"9" * 12),
        tar_member("a")[:-1] + b"\1",
        pax(b"0 path=x\n"),
        pax(b"99 path=x\n"),
        pax(b"nothing"),
        pax(b"13 size=-512\n") + tar_member("a"),
        pax(b"x" * (2 << 20)),
    ],
)
def test_damaged_headers(tmp_path: Path, broken: bytes) -> None:
    with pytest.raises(Refused, match="damaged"):
        list(members(tar_bytes(broken)))
    submission = read_file(tmp_path, "a.tar", tar_bytes(tar_member("hw.ipynb", HOMEWORK), broken))
    assert paths(submission) == ["hw.ipynb"]
    assert "Only a part of the archive could be read" in told(submission)


@pytest.mark.parametrize("field", [b"\x80" + b"\xff" * 11, b"77777777777\0"])
def test_sizes_beyond_the_end(tmp_path: Path, field: bytes) -> None:
    submission = read_file(tmp_path, "a.tar", tar_bytes(tar_member("hw.ipynb", HOMEWORK), with_size(field)))
    assert paths(submission) == ["hw.ipynb"]
    assert "b.py" in told(submission)


@given(st.binary(max_size=40), st.integers(0, 2000))
def test_any_bytes_end_in_members_or_in_refusal(noise: bytes, at: int) -> None:
    data = bytearray(tar_bytes(tar_member("a.py", b"x" * 600), pax(b"11 path=ab\n"), tar_member("b.py")))
    data[at : at + len(noise)] = noise
    try:
        found = list(members(bytes(data)))
    except Refused:
        return
    assert len(found) <= len(data) // 512
