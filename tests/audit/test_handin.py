"""Hand-ins made of an assignment: the reference, then the cells of its solution, wrong ones where asked for."""

import json
from pathlib import Path

import pytest

from grader.audit import Solution, Variant
from grader.checks import Assignment, AuthorError, Package
from reference import hw_conv_shapes

SOLUTION = """\
# What stands before the first cell is for authors.

# %% [markdown]
# ## Question 1

# %%
kernel_1 = 40

# %% wrong: too large
kernel_1 = 41

# %%
kernel_2 = 40
"""


def written(folder: Path, text: str = SOLUTION, **options: object) -> Solution:
    (folder / "solution.py").write_text(text)
    assignment = Assignment("hw", title="T", reference=hw_conv_shapes, **options)  # type: ignore[arg-type]
    return Solution.of(assignment, folder)


def sources(path: Path) -> list[str]:
    return [cell["source"] for cell in json.loads(path.read_text())["cells"]]


def test_cells_follow_the_reference_and_a_wrong_one_takes_its_place(tmp_path: Path) -> None:
    solution = written(tmp_path)
    assert Variant("", "too large") in solution.variants
    right = sources(solution.write(tmp_path).path)
    wrong = sources(solution.write(tmp_path, Variant("", "too large")).path)
    assert right[1:] == ["## Question 1", "kernel_1 = 40", "kernel_2 = 40"]
    assert wrong[1:] == ["## Question 1", "kernel_1 = 41", "kernel_2 = 40"]
    assert right[0] == wrong[0]
    assert "class AddModule" in right[0]


def test_a_misconception_stands_in_the_reference(tmp_path: Path) -> None:
    handed = written(tmp_path).write(tmp_path, Variant("AddModule", "bias of 1"))
    assert "AddModule = _KNOWN['AddModule', 'bias of 1']" in sources(handed.path)[0]


def test_a_package_has_its_modules_in_their_places_and_the_cells_beside(tmp_path: Path) -> None:
    package = Package("course", {"layers": ("parts/layers.py", "layers.py")})
    root = written(tmp_path, package=package).write(tmp_path).path
    assert "from course.answers import *" in (root / "course" / "parts" / "layers.py").read_text()
    assert sources(root / "notebook.ipynb")[1:] == ["kernel_1 = 40", "kernel_2 = 40"]


def test_where_no_notebook_is_accepted_a_module_is_handed_in(tmp_path: Path) -> None:
    assert written(tmp_path, "", submission="*.py").write(tmp_path).path.name == "answers.py"


def test_a_wrong_cell_needs_one_above_it(tmp_path: Path) -> None:
    with pytest.raises(AuthorError, match="it must stand below the cell that it replaces"):
        written(tmp_path, "# %% wrong: alone\nx = 1\n")
