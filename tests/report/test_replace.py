import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.report import ReportError, replace
from grader.report.replace import replace_file, replace_folder, sweep

ROOT = Path(__file__).parents[2]
OLD = {"report.html": b"old", "files/a.pdf": b"old attachment"}
NEW = {"report.html": b"new", "report.json": b"new json"}


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@contextmanager
def disk_with_room_for(size: int) -> Iterator[None]:
    """A limit on file size fails a write in the middle, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(params=["exchange", "aside"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to replace a folder: in one step, and where the system cannot do that."""
    if request.param == "aside":
        monkeypatch.setattr(replace, "_exchange", lambda one, other: False)


@pytest.mark.usefixtures("_way")
def test_a_folder_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    for files in (OLD, NEW, OLD):
        replace_folder(tmp_path / "class" / "ada", files)
        assert content(tmp_path) == {f"class/ada/{name}": data for name, data in files.items()}


def test_a_file_is_replaced(tmp_path: Path) -> None:
    for data in (b"one", b"two"):
        replace_file(tmp_path / "deep" / "index.html", data)
        assert content(tmp_path) == {"deep/index.html": data}


@pytest.mark.usefixtures("_way")
def test_a_full_disk_leaves_the_old_report_and_one_clear_line(tmp_path: Path) -> None:
    replace_folder(tmp_path / "ada", OLD)
    replace_file(tmp_path / "index.html", b"old index")
    before = content(tmp_path)
    with disk_with_room_for(1000):
        with pytest.raises(
            ReportError, match=r"^Cannot write .*ada: File too large\. What was there before is unchanged"
        ):
            replace_folder(tmp_path / "ada", NEW | {"z.html": b"x" * 5000})
        with pytest.raises(ReportError, match=r"^Cannot write .*index\.html: File too large"):
            replace_file(tmp_path / "index.html", b"x" * 5000)
    assert content(tmp_path) == before


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file where a folder should be")
    with pytest.raises(ReportError, match=r"^Cannot write .*reports/ada: "):
        replace_folder(tmp_path / "reports" / "ada", NEW)


class KilledAfterOneFile(Mapping[str, bytes]):
    """Hands out one file, then kills the process."""

    def __getitem__(self, name: str) -> bytes:
        return b"half"

    def __len__(self) -> int:
        return 2

    def __iter__(self) -> Iterator[str]:
        yield "report.html"
        os.kill(os.getpid(), signal.SIGKILL)


KILLED = """
import sys
from pathlib import Path
from grader.report.replace import replace_folder
from tests.report.test_replace import KilledAfterOneFile
replace_folder(Path(sys.argv[1]), KilledAfterOneFile())
"""


def test_a_kill_leaves_the_old_report_and_the_next_run_tidies_up(tmp_path: Path) -> None:
    replace_folder(tmp_path / "ada", OLD)
    killed = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "ada"], check=False, timeout=60, cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    assert content(tmp_path / "ada") == OLD
    assert len(list(tmp_path.iterdir())) == 2
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["ada"]


def test_moving_aside_is_undone_when_the_new_folder_cannot_take_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replace, "_exchange", lambda one, other: False)
    (tmp_path / "old").mkdir()
    with pytest.raises(FileNotFoundError):
        replace._swap(tmp_path / "does not exist", tmp_path / "old")
    assert (tmp_path / "old").is_dir()
