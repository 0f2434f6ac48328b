# mypy: allow-untyped-calls
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.checks import EachAsked, Package
from grader.intake import read
from grader.model import CellKind, Handin, Submission
from grader.pipeline.package import put_together

PACKAGE = Package(
    name="course",
    modules={"net": ("classifiers/net.py", "net.py"), "layers": ("layers.py",), "optim": ("optim.py",)},
    notebook=r"ConvNet",
)
RIGHT = {"layers.py": "a = 1\n", "optim.py": "b = 1\n", "classifiers/net.py": "from ..layers import *\n"}


def handed_in(folder: Path, files: dict[str, str]) -> Submission:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return read(Handin(student="ann", slug="ann", path=folder), patterns=("*.py", "*.ipynb"))


def below(folder: str, files: dict[str, str] = RIGHT) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in files.items()}


def notebook(*cells: tuple[str, str]) -> str:
    make = {"code": new_code_cell, "text": new_markdown_cell}
    made = new_notebook(cells=[make[kind](source) for kind, source in cells])
    return str(nbformat.writes(made))


def sources(submission: Submission) -> list[str]:
    assert submission.main is not None
    return [cell.source for cell in submission.main.code_cells]


def paths(submission: Submission) -> list[str]:
    return [file.path for file in submission.files]


def imports(name: str) -> list[str]:
    return [f"from {name}.{module} import *" for module in ("classifiers.net", "layers", "optim")]


def test_a_package_keeps_its_folders_name(tmp_path: Path) -> None:
    got = put_together(handed_in(tmp_path, below("hw/cv101")), PACKAGE)
    assert sources(got) == imports("cv101")
    assert paths(got) == sorted(below("cv101"))
    assert (got.problem, got.is_module) == ("", False)


@pytest.mark.parametrize("folder", ["hw 5", "my code/src"])
def test_the_name_by_which_its_files_import_it_comes_first(folder: str, tmp_path: Path) -> None:
    files = {**RIGHT, "solver.py": "from cs231n.optim import sgd\nfrom cs231n.layers import a\n"}
    got = put_together(handed_in(tmp_path, below(folder, files)), PACKAGE)
    assert sources(got) == imports("cs231n")
    assert paths(got) == sorted(below("cs231n", files))


def test_a_folder_whose_name_cannot_be_imported_gets_the_declared_one(tmp_path: Path) -> None:
    assert sources(put_together(handed_in(tmp_path, below("hw 5")), PACKAGE)) == imports("course")


@pytest.mark.parametrize("line", ["from ..layers import *", "from course.layers import *"])
def test_flat_files_go_where_their_imports_expect_them(line: str, tmp_path: Path) -> None:
    files = {"layers.py": "", "optim.py": "", "net.py": f"{line}\n"}
    got = put_together(handed_in(tmp_path, files), PACKAGE)
    assert paths(got) == ["course/classifiers/net.py", "course/layers.py", "course/optim.py"]
    assert "net.py was taken for course/classifiers/net.py." in got.notes


def test_flat_files_that_import_each_other_stay_beside_each_other(tmp_path: Path) -> None:
    got = put_together(handed_in(tmp_path, {"layers.py": "", "net.py": "from .layers import *\n"}), PACKAGE)
    assert paths(got) == ["course/layers.py", "course/net.py"]
    assert sources(got) == ["from course.net import *", "from course.layers import *"]


def test_files_that_import_each_other_by_their_bare_names_can(tmp_path: Path) -> None:
    got = put_together(handed_in(tmp_path, {"layers.py": "", "net.py": "from layers import *\n"}), PACKAGE)
    assert sources(got)[0] == "import os\nimport sys\nsys.path.append(os.path.abspath('course'))"


def test_of_several_packages_the_most_complete_one_nearest_the_top_is_taken(tmp_path: Path) -> None:
    files = below("a3/course", {"layers.py": ""}) | below("a2/course") | below("old/backup/course")
    got = put_together(handed_in(tmp_path, files), PACKAGE)
    assert {path for path in paths(got) if path.startswith("course/")} == set(below("course"))
    assert "a3/course/layers.py" in paths(got)


def test_the_courses_own_files_are_added_where_they_are_missing(tmp_path: Path) -> None:
    provided = tmp_path / "provided"
    provided.mkdir()
    (provided / "solver.py").write_text("theirs = True\n", encoding="utf-8")
    (provided / "layer_utils.py").write_text("theirs = True\n", encoding="utf-8")
    package = Package(PACKAGE.name, PACKAGE.modules, provided=provided)
    files = below("cs", {**RIGHT, "solver.py": "theirs = False\n"})
    got = put_together(handed_in(tmp_path / "handed_in", files), package)
    contents = {file.path: file.content for file in got.files}
    assert (contents["cs/solver.py"], contents["cs/layer_utils.py"]) == (b"theirs = False\n", b"theirs = True\n")
    assert "Not handed in, so the course's own were used: layer_utils.py." in got.notes


def test_the_notebook_that_answers_is_run_and_the_words_of_the_others_are_kept(tmp_path: Path) -> None:
    files = below("cs") | {
        "a.ipynb": notebook(("code", "train()"), ("text", "Inline question 1: why?"), ("text", "Answer: because.")),
        "b.ipynb": notebook(("text", "# Part"), ("code", "class ConvNet: pass"), ("code", "x = 1")),
        "c.ipynb": notebook(("code", "ConvNet")),
        "broken.ipynb": "{",
    }
    got = put_together(handed_in(tmp_path, files), PACKAGE)
    assert sources(got) == [*imports("cs"), "class ConvNet: pass", "x = 1"]
    assert got.main is not None
    assert [cell.index for cell in got.main.cells] == list(range(len(got.main.cells)))
    assert EachAsked("inline question").text(got.main) == "Inline question 1: why?\n\nAnswer: because."
    assert {cell.kind for cell in got.main.cells[5:]} == {CellKind.MARKDOWN, CellKind.CODE}


def test_a_notebook_alone_is_run(tmp_path: Path) -> None:
    got = put_together(handed_in(tmp_path, {"b.ipynb": notebook(("code", "class ConvNet: pass"))}), PACKAGE)
    assert sources(got) == ["class ConvNet: pass"]


def test_what_is_no_package_keeps_its_problem(tmp_path: Path) -> None:
    got = handed_in(tmp_path, {"notes.txt": "sorry"})
    assert got.problem
    assert put_together(got, PACKAGE) is got
