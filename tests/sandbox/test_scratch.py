"""Folders that a submission has left in any state can be measured and removed."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import scratch
from grader.sandbox.protocol import SandboxError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A worker's folder."""
    return scratch.new_folder(tmp_path, owner=None)


def dig(folder: Path, depth: int) -> None:
    """Make folders in folders, deeper than a path can be long."""
    back = os.open(".", os.O_RDONLY)
    os.chdir(folder)
    for _ in range(depth):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    Path("at the bottom").write_text("x")
    os.fchdir(back)
    os.close(back)


def test_everything_is_removed(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("kept")
    (folder / "work" / "sub").mkdir()
    (folder / "work" / "sub" / "file").write_text("x")
    (folder / "work" / "link").symlink_to(kept)
    (folder / "work" / "up").symlink_to("..")
    os.mkfifo(folder / "work" / "pipe")
    with socket.socket(socket.AF_UNIX) as named:
        named.bind(str(folder / "work" / "s"))
    (folder / "work" / "closed").mkdir()
    (folder / "work" / "closed" / "file").write_text("x")
    (folder / "work" / "closed").chmod(0o000)
    dig(folder / "work", 60)
    scratch.remove(folder)
    assert list(tmp_path.iterdir()) == [kept]
    assert kept.read_text() == "kept"
    scratch.remove(folder)


def test_what_is_there_is_counted(folder: Path) -> None:
    assert not scratch.overfull(folder, most_bytes=1 << 20, most_files=10)
    for number in range(10):
        (folder / "work" / str(number)).write_text("")
    assert scratch.overfull(folder, most_bytes=1 << 20, most_files=10)
    (folder / "work" / "0").write_bytes(bytes(2 << 20))
    assert scratch.overfull(folder, most_bytes=1 << 20, most_files=100)
    assert not scratch.overfull(folder, most_bytes=3 << 20, most_files=100)


def test_holes_are_not_counted(folder: Path) -> None:
    with (folder / "sparse").open("wb") as file:
        file.truncate(1 << 40)
    assert not scratch.overfull(folder, most_bytes=1 << 20, most_files=10)


def test_what_hides_counts_as_too_much(folder: Path) -> None:
    dig(folder / "work", 60)
    assert scratch.overfull(folder, most_bytes=1 << 30, most_files=1000)


def test_a_place_that_others_cannot_reach_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr("tempfile.tempdir", str(closed))
    with pytest.raises(SandboxError, match="set TMPDIR"):
        scratch.new_base(for_others=True)
    assert list(closed.iterdir()) == []
    assert scratch.new_base(for_others=False).parent == closed


def test_only_folders_of_dead_graders_are_leftovers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    mine = scratch.new_base(for_others=False)
    named = mine.name.replace(str(os.getpid()), str(ended.pid))
    foreign, elsewhere, dead = tmp_path / "grader-notes-x", tmp_path / f"grader-1-{ended.pid}-x", tmp_path / named
    for folder in (foreign, elsewhere, dead):
        folder.mkdir()
    scratch.remove_leftovers()
    assert sorted(tmp_path.iterdir()) == sorted([mine, foreign, elsewhere])
