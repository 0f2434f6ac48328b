import gzip
import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from grader.intake import Bounds
from tests.intake.builders import HOMEWORK, notebook_bytes, paths, read_file, tar_bytes, tar_member, told, zip_bytes


def with_entry(name: str, content: bytes, attributes: int) -> bytes:
    buffer = io.BytesIO(zip_bytes({"hw.ipynb": HOMEWORK}))
    with zipfile.ZipFile(buffer, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = attributes << 16
        archive.writestr(info, content)
    return buffer.getvalue()


def test_a_zip(tmp_path: Path) -> None:
    content = zip_bytes({"hw/hw.ipynb": HOMEWORK, "hw/": b"", "hw/report.pdf": b"%PDF-1.4", "__MACOSX/hw/._hw": b""})
    submission = read_file(tmp_path, "alice.zip", content)
    assert paths(submission) == ["hw/hw.ipynb", "hw/report.pdf"]
    assert submission.attachments == ("hw/report.pdf",)
    assert submission.main is not None
    assert submission.main.path == "hw/hw.ipynb"
    assert told(submission).strip() == ""


def test_zips_of_windows_and_their_folders(tmp_path: Path) -> None:
    content = zip_bytes({"hw\\": b"", "hw\\hw.ipynb": HOMEWORK, "hw\\src\\": b"", "hw\\src\\a.py": b""})
    assert paths(read_file(tmp_path, "a.zip", content)) == ["hw/hw.ipynb", "hw/src/a.py"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil.py", "leads out"),
        ("/etc/cron.d/evil", "absolute"),
        ("C:\\evil.py", "absolute"),
        ("..\\..\\evil.py", "leads out"),
        ("a\0.py", "zero byte"),
        ("x" * 300, "too long"),
        ("d/" * 20 + "x.py", "folders deep"),
    ],
)
def test_names_that_lead_elsewhere(tmp_path: Path, name: str, reason: str) -> None:
    submission = read_file(tmp_path, "a.zip", zip_bytes({name: b"evil", "hw.ipynb": HOMEWORK}))
    assert paths(submission) == ["hw.ipynb"]
    assert submission.problem == ""
    assert reason in told(submission)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices(tmp_path: Path, kind: int) -> None:
    submission = read_file(tmp_path, "a.zip", with_entry("evil.py", b"/etc/passwd", kind | 0o777))
    assert paths(submission) == ["hw.ipynb"]
    assert "evil.py" in told(submission)


def test_a_bomb_leaves_the_rest_to_be_graded(tmp_path: Path) -> None:
    content = zip_bytes({"hw.ipynb": HOMEWORK, "bomb.bin": bytes(50 << 20), "giant.bin": bytes(70 << 20)})
    assert len(content) < 200_000
    submission = read_file(tmp_path, "a.zip", content)
    assert paths(submission) == ["hw.ipynb"]
    assert "200-fold" in told(submission)
    assert "larger than 64 MB" in told(submission)


def test_honest_zeros_are_no_bomb(tmp_path: Path) -> None:
    content = zip_bytes({"hw.ipynb": HOMEWORK, "zeros.npy": bytes(4 << 20)})
    assert paths(read_file(tmp_path, "a.zip", content)) == ["hw.ipynb", "zeros.npy"]


def test_many_middling_files_are_bounded_in_sum(tmp_path: Path) -> None:
    content = zip_bytes({f"{at}.dat": bytes(1 << 20) for at in range(20)} | {"hw.ipynb": HOMEWORK})
    submission = read_file(tmp_path, "a.zip", content, bounds=Bounds(total_bytes=5 << 20))
    assert len(submission.files) == 5
    assert "hw.ipynb" in paths(submission)


def overlapping() -> bytes:
    """Two names for the same packed bytes."""
    content = bytearray(zip_bytes({"a.py": b"x" * 999, "b.py": b"y" * 999}))
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = struct.pack("<L", 0)
    return bytes(content)


def lying_size(size: int) -> bytes:
    content = bytearray(zip_bytes({"hw.ipynb": HOMEWORK}))
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<L", size)
    return bytes(content)


def encrypted() -> bytes:
    content = bytearray(zip_bytes({"hw.ipynb": HOMEWORK}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"hello", "no archive at all"),
        (b"Rar!\x1a\x07\x00", "a RAR archive"),
        (b"%PDF-1.4", "a PDF"),
        (zip_bytes({"hw.ipynb": HOMEWORK})[:-30], "a zip archive, cut off or damaged"),
        (overlapping(), "entries overlap"),
        (zip_bytes({f"{at}": b"" for at in range(40)}), "more than 30 names"),
        (b"\x1f\x8b" + bytes(40), "damaged or no tar"),
        (gzip.compress(b"no tar", mtime=0), "damaged or no tar"),
        (gzip.compress(bytes(20 << 20), mtime=0), "200-fold"),
    ],
)
def test_archives_that_cannot_be_read(tmp_path: Path, content: bytes, reason: str) -> None:
    submission = read_file(tmp_path, "a.zip", content, bounds=Bounds(entries=30))
    assert submission.files == ()
    assert submission.problem.startswith("a.zip cannot be unpacked: ")
    assert "Pack the files as .zip" in submission.problem
    assert reason in submission.problem


HEADLESS = zip_bytes({"hw.ipynb": HOMEWORK})[9:]


@pytest.mark.parametrize("content", [encrypted(), lying_size(10), lying_size(10**6), lying_size(2**32 - 1), HEADLESS])
def test_entries_that_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    submission = read_file(tmp_path, "a.zip", content)
    assert submission.files == ()
    assert "hw.ipynb was left out, because it is" in submission.problem


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_whose_decompressor_knows_no_bound(tmp_path: Path, method: int) -> None:
    submission = read_file(tmp_path, "a.zip", zip_bytes({"hw.ipynb": HOMEWORK}, method))
    assert "method other than Deflate" in submission.problem


def test_a_name_that_is_there_twice(tmp_path: Path) -> None:
    buffer = io.BytesIO(zip_bytes({"hw.ipynb": HOMEWORK}))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("hw.ipynb", notebook_bytes())
    submission = read_file(tmp_path, "a.zip", buffer.getvalue())
    assert submission.main is not None
    assert submission.main.cells == ()
    assert "only the later one counts: hw.ipynb" in told(submission)


def test_a_file_where_others_need_a_folder(tmp_path: Path) -> None:
    submission = read_file(tmp_path, "a.zip", zip_bytes({"a": b"", "a/b/hw.ipynb": HOMEWORK, "a/b": b""}))
    assert paths(submission) == ["a/b/hw.ipynb"]
    assert "a folder has the same name: a, a/b" in told(submission)


def test_a_zip_behind_a_tar_is_not_what_is_read(tmp_path: Path) -> None:
    tar = tar_bytes(tar_member("hw.ipynb", HOMEWORK))
    submission = read_file(tmp_path, "a.tar", tar + zip_bytes({"other.ipynb": HOMEWORK}))
    assert paths(submission) == ["hw.ipynb"]


def test_an_archive_in_a_folder_is_unpacked_where_it_lies(tmp_path: Path) -> None:
    inner = zip_bytes({"hw.ipynb": HOMEWORK, "a.py": b""})
    submission = read_file(tmp_path, "a.zip", zip_bytes({"dir/hw.zip": inner, "dir/report.pdf": b"%PDF"}))
    assert paths(submission) == ["dir/a.py", "dir/hw.ipynb", "dir/report.pdf"]
    assert "dir/hw.zip was unpacked" in told(submission)


def test_an_archive_beside_the_answer_stays_packed(tmp_path: Path) -> None:
    content = zip_bytes({"hw.ipynb": HOMEWORK, "data.zip": zip_bytes({"x.py": b""})})
    assert paths(read_file(tmp_path, "a.zip", content)) == ["data.zip", "hw.ipynb"]


def test_archives_in_archives_end(tmp_path: Path) -> None:
    content = zip_bytes({"hw.ipynb": HOMEWORK})
    for _ in range(5):
        content = zip_bytes({"inner.zip": content})
    submission = read_file(tmp_path, "a.zip", content)
    assert paths(submission) == ["inner.zip"]
    assert "Nothing in the hand-in is called like *.ipynb or *.py" in submission.problem


def test_inner_archives_share_the_bounds(tmp_path: Path) -> None:
    inner = zip_bytes({f"{at}.py": os.urandom(1000) for at in range(10)})
    content = zip_bytes({f"{at}.zip": inner for at in range(9)}, zipfile.ZIP_STORED)
    submission = read_file(tmp_path, "a.zip", content, bounds=Bounds(total_bytes=len(content)))
    assert sum(len(file.content) for file in submission.files) <= len(content)


def test_a_broken_inner_archive_is_told(tmp_path: Path) -> None:
    submission = read_file(tmp_path, "a.zip", zip_bytes({"hw.rar": b"Rar!"}))
    assert "hw.rar cannot be unpacked: it is a RAR archive" in told(submission)
    assert submission.problem


def test_a_whole_class_in_one_archive(tmp_path: Path) -> None:
    files = {f"{name}_1234{at}_6789{at}_hw.ipynb": HOMEWORK for at, name in enumerate(("doe", "roe"))}
    submission = read_file(tmp_path, "a.zip", zip_bytes(files))
    assert "download of a whole class" in submission.problem


def test_a_gzipped_tar_that_was_cut_off(tmp_path: Path) -> None:
    packed = gzip.compress(tar_bytes(tar_member("hw.ipynb", HOMEWORK), tar_member("big.dat", os.urandom(99_999))))
    submission = read_file(tmp_path, "a.tgz", packed[: len(packed) // 2])
    assert paths(submission) == ["hw.ipynb"]
    assert "damaged or cut off" in told(submission)
    assert "ends before it does: big.dat" in told(submission)
