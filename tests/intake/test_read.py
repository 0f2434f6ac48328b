import hashlib
import json
from pathlib import Path

import pytest

from grader.intake import Bounds, find, read
from tests.intake.builders import HOMEWORK, code, handin, notebook_bytes, paths, put, read_file, told, zip_bytes

MORE = notebook_bytes(*(code(f"x{at} = 1") for at in range(9)))


def test_a_notebook(tmp_path: Path) -> None:
    submission = read_file(tmp_path, "hw.ipynb", HOMEWORK)
    assert submission.main is not None
    assert [cell.source for cell in submission.main.cells] == ["x = 1", "y = x + 1"]
    assert submission.files[0].sha256 == hashlib.sha256(HOMEWORK).hexdigest()
    assert not submission.is_module
    assert told(submission).strip() == ""


def test_a_module(tmp_path: Path) -> None:
    submission = read_file(tmp_path, "hw.py", b"def f():\n    return 1\n")
    assert submission.is_module
    assert submission.main is not None
    assert submission.main.path == "hw.py"


def test_files_beside_it_come_under_the_names_that_students_gave(tmp_path: Path) -> None:
    put(tmp_path, {"doe_12345_67890_hw.ipynb": HOMEWORK, "doe_12345_67891_layers-1.py": "x = 1"})
    put(tmp_path, {"doe_12345_67892_report.pdf": b"%PDF-1.4"})
    (found,) = find([tmp_path]).handins
    submission = read(found)
    assert paths(submission) == ["hw.ipynb", "layers.py", "report.pdf"]
    assert submission.attachments == ("report.pdf",)


def test_the_first_pattern_that_fits_counts(tmp_path: Path) -> None:
    put(tmp_path, {"lab4.ipynb": HOMEWORK, "big.ipynb": MORE, "hw.py": "x = 1", "src/optim.py": "y = 1"})

    def main(*patterns: str) -> str:
        chosen = read(handin(tmp_path), patterns=patterns).main
        return chosen.path if chosen else ""

    assert main("LAB4*.ipynb", "*.ipynb") == "lab4.ipynb"
    assert main("none*.ipynb", "*.ipynb") == "big.ipynb"
    assert main("hw.py") == "hw.py"
    assert main("src/*.py") == "src/optim.py"
    assert main("*") == "big.ipynb"


def test_of_several_notebooks_the_one_with_most_code(tmp_path: Path) -> None:
    template = notebook_bytes(*[code("")] * 30)
    submission = read(handin(put(tmp_path, {"a.ipynb": template, "b/c.ipynb": MORE, "d.ipynb": HOMEWORK})))
    assert submission.main is not None
    assert submission.main.path == "b/c.ipynb"
    assert submission.notes == ("There are 3 notebooks; b/c.ipynb is graded, as it has the most code.",)


@pytest.mark.parametrize("top", ["", "lab4/"])
def test_of_a_kit_handed_in_whole_only_what_is_the_students(tmp_path: Path, top: str) -> None:
    kit = ("grade.py", "requirements.txt", "grader/cli/app.py", "reference/lab4.py", "assignments/lab4/kit.json")
    files: dict[str, bytes | str] = {f"{top}{name}": "x = 1" for name in (*kit, "layers.py")}
    put(tmp_path, {**files, f"{top}assignments/lab4/files/lab4.ipynb": MORE, f"{top}lab4.ipynb": HOMEWORK})
    submission = read(handin(tmp_path))
    assert paths(submission) == [f"{top}lab4.ipynb", f"{top}layers.py"]
    assert submission.notes == ("The files that the kit brings along were left aside.",)


def test_a_broken_notebook_beside_a_good_one(tmp_path: Path) -> None:
    submission = read(handin(put(tmp_path, {"a.ipynb": b"{", "b.ipynb": HOMEWORK})))
    assert submission.main is not None
    assert submission.main.path == "b.ipynb"
    assert "a.ipynb cannot be read" in told(submission)


def test_a_package_is_imported_whole(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"cs/__init__.py": "", "cs/optim.py": "x = 1", "cs/layers.py": "", "setup.py": ""}
    submission = read(handin(put(tmp_path, files)))
    assert submission.is_module
    assert submission.main is not None
    [cell] = submission.main.code_cells
    assert cell.source == "from cs import *\nfrom cs.layers import *\nfrom cs.optim import *"
    assert submission.problem == ""


def test_helpers_do_not_hide_the_only_module(tmp_path: Path) -> None:
    submission = read(handin(put(tmp_path, {"hw.py": "x = 1", "test_hw.py": "", "conftest.py": "", "setup.py": ""})))
    assert submission.main is not None
    assert submission.main.path == "hw.py"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("hw.ipynb", b"", "hw.ipynb cannot be read: it is empty."),
        ("hw.ipynb", b"<<<<<<< HEAD\n{}", "hw.ipynb cannot be read: it holds merge-conflict markers"),
        ("hw.py", b"%PDF-1.4", "hw.py cannot be read: it is a PDF, not a Python file."),
        ("hw.pdf", b"%PDF-1.4", "Nothing in the hand-in is called like *.ipynb or *.py; it holds hw.pdf."),
        ("hw.ipynb.txt", HOMEWORK, "Nothing in the hand-in is called like *.ipynb or *.py; it holds hw.ipynb.txt."),
        ("a\nb.ipynb", b"{}", "ab.ipynb cannot be read"),
        ("hw.zip", zip_bytes({}), "There is no file in the hand-in; expected one like *.ipynb or *.py."),
        ("hw.rar", b"Rar!\x1a\x07", "hw.rar cannot be unpacked: it is a RAR archive."),
    ],
)
def test_problems(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    submission = read_file(tmp_path, name, content)
    assert submission.main is None
    assert submission.problem.startswith(problem)
    assert "\n" not in submission.problem


def test_a_notebook_that_is_too_large_is_named(tmp_path: Path) -> None:
    submission = read_file(tmp_path, "hw.ipynb", HOMEWORK, bounds=Bounds(file_bytes=10))
    assert submission.problem == "hw.ipynb was left out, because it is larger than 10 bytes."


def test_the_digest_is_of_names_and_contents(tmp_path: Path) -> None:
    def digest(files: dict[str, str | bytes]) -> str:
        return read(handin(put(tmp_path / str(len(list(tmp_path.iterdir()))), files))).digest

    first = digest({"a.ipynb": HOMEWORK, "b.py": "x"})
    assert first == digest({"b.py": "x", "a.ipynb": HOMEWORK, ".DS_Store": "y"})
    assert len({first, digest({"a.ipynb": HOMEWORK, "c.py": "x"}), digest({"a.ipynb": MORE, "b.py": "x"})}) == 3


def test_all_that_is_said_can_be_written_as_json(tmp_path: Path) -> None:
    cells = [code("\ud800", id="\udfff", metadata={"\ud800": "\ud800"})]
    submission = read_file(tmp_path, "hw.ipynb", notebook_bytes(*cells))
    assert json.loads(submission.model_dump_json(exclude={"files"}))["main"]["cells"]
