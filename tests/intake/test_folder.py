import os
import socket
from pathlib import Path

import pytest

from grader.intake import Bounds, IntakeError, read
from grader.intake.errors import Refused
from grader.intake.folder import read_file
from tests.intake.builders import HOMEWORK, handin, paths, put, told


def test_a_folder_with_attachments_and_junk(tmp_path: Path) -> None:
    put(tmp_path, {"hw.ipynb": HOMEWORK, "report.pdf": b"%PDF-1.7", "data/x.csv": "1", "fake.pdf": b"<script>"})
    put(tmp_path, {".git/config": "", ".DS_Store": "", ".ipynb_checkpoints/hw.ipynb": HOMEWORK, "venv/.x/y": ""})
    put(tmp_path, {"venv/lib/site-packages/torch.py": "", "__pycache__/a.pyc": b"", "Thumbs.db": ""})
    submission = read(handin(tmp_path))
    assert paths(submission) == ["data/x.csv", "fake.pdf", "hw.ipynb", "report.pdf"]
    assert submission.attachments == ("report.pdf",)
    assert submission.main is not None
    assert submission.main.path == "hw.ipynb"
    assert "fake.pdf" in told(submission)


def test_links_pipes_and_sockets_stay_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path / "alice", {"hw.ipynb": HOMEWORK})
    put(tmp_path / "bob", {"answers.py": "secret"})
    (folder / "bob").symlink_to(tmp_path / "bob")
    (folder / "answers.py").symlink_to(tmp_path / "bob" / "answers.py")
    (folder / "loop").symlink_to(folder)
    (folder / "dangling").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.ipynb")
    with socket.socket(socket.AF_UNIX) as listener:
        monkeypatch.chdir(folder)
        listener.bind("socket.py")
        submission = read(handin(folder))
    assert paths(submission) == ["hw.ipynb"]
    assert "it is a link: " in told(submission)
    assert "not an ordinary file: " in told(submission)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes device files")
def test_devices_stay_out(tmp_path: Path) -> None:
    put(tmp_path, {"hw.ipynb": HOMEWORK})
    try:
        os.mknod(tmp_path / "zero.py", 0o20666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("this root makes no device files")
    assert paths(read(handin(tmp_path))) == ["hw.ipynb"]


def test_a_file_that_is_a_link_or_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.ipynb")
    (tmp_path / "b.ipynb").symlink_to("/etc/passwd")
    for name in ("a.ipynb", "b.ipynb"):
        submission = read(handin(tmp_path / name))
        assert name in submission.problem
        assert submission.files == ()


def test_sparse_giants_stay_out(tmp_path: Path) -> None:
    put(tmp_path, {"hw.ipynb": HOMEWORK})
    with (tmp_path / "huge.bin").open("wb") as file:
        file.truncate(10**12)
    submission = read(handin(tmp_path))
    assert paths(submission) == ["hw.ipynb"]
    assert "larger than 64 MB: huge.bin" in told(submission)


def test_files_without_a_size_are_bounded_all_the_same() -> None:
    assert b"Linux" in read_file(Path("/proc/version"), 1000)
    with pytest.raises(Refused, match="larger than 10 bytes"):
        read_file(Path("/proc/version"), 10)


def test_bounds_on_count_size_and_depth(tmp_path: Path) -> None:
    put(tmp_path, {"z.ipynb": HOMEWORK, "b.py": "x" * 2000, "c.dat": "y" * 500, "d.dat": "z" * 900})
    put(tmp_path, {"deep/er/er/still/x.py": ""})
    submission = read(handin(tmp_path), bounds=Bounds(depth=3, total_bytes=3000, file_bytes=2500))
    assert paths(submission) == ["b.py", "c.dat", "z.ipynb"]
    assert "more than 3 folders deep: deep/er/er" in told(submission)
    assert "all files together would be larger than 3 kB: d.dat" in told(submission)
    assert paths(read(handin(tmp_path), bounds=Bounds(files=1))) == ["z.ipynb"]


def test_bound_on_names(tmp_path: Path) -> None:
    put(tmp_path, {f"{at}.py": "" for at in range(20)})
    submission = read(handin(tmp_path), bounds=Bounds(entries=5))
    assert len(submission.files) == 5
    assert "more than 5 names" in told(submission)


def test_hostile_names_on_disk(tmp_path: Path) -> None:
    put(tmp_path, {"hw.ipynb": HOMEWORK, "a\nb.py": "", "\u202egpj.py": "", os.fsdecode(b"\xff.py"): ""})
    put(tmp_path, {"x\\..\\..\\x.py": "", "win\\sub.py": ""})
    submission = read(handin(tmp_path))
    assert paths(submission) == ["ab.py", "gpj.py", "hw.ipynb", "win/sub.py"]
    assert "leads out of the hand-in" in told(submission)
    assert submission.model_dump_json(exclude={"files"})


def test_a_hand_in_that_went_away_is_nobodys_fault(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"cannot read .*gone\.ipynb: No such file"):
        read(handin(tmp_path / "gone.ipynb"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_hand_in_that_may_not_be_read_is_nobodys_fault(tmp_path: Path) -> None:
    (tmp_path / "hw.ipynb").write_bytes(HOMEWORK)
    (tmp_path / "hw.ipynb").chmod(0)
    with pytest.raises(IntakeError, match="permission denied"):
        read(handin(tmp_path / "hw.ipynb"))
