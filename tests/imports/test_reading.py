"""What is read from nbgrader's and otter's material."""

import json
from pathlib import Path
from typing import Any

import pytest

from grader.imports import ImportProblem, read_draft, write_assignment
from grader.imports.otter_source import without_answers
from tests.imports.material import NBGRADER, OLD_OTTER_SOURCE, OTTER, OTTER_EXTRAS, OTTER_SOURCE, Q2, TESTS, cell, write


def test_nbgrader_tests_and_written_answers_are_found(tmp_path: Path) -> None:
    draft = read_draft(write(tmp_path / "ps1.ipynb", NBGRADER), "ps1")
    assert draft.title == "Problem set 1"
    assert [(test.name, test.points, test.hidden) for test in draft.tests] == [
        ("test_squares", 2, False),
        ("test_errors", 1, True),
    ]
    assert [(question.id, question.title, question.written, question.points) for question in draft.questions] == [
        ("test_squares", "Part A: squares", False, 0),
        ("test_errors", "Part A: squares", False, 0),
        ("why", "Part B: words", True, 3),
    ]


def test_the_starter_has_neither_solutions_nor_hidden_tests(tmp_path: Path) -> None:
    draft = read_draft(write(tmp_path / "ps1.ipynb", NBGRADER), "ps1")
    text = json.dumps(draft.starter)
    assert "range(1" not in text
    assert "hiddenmark" not in text
    assert "assert squares(3)" in text
    assert any("range(1" in source for source in draft.solution)


def test_one_id_for_two_cells_is_refused(tmp_path: Path) -> None:
    twice = {**NBGRADER, "cells": [cell("1", grade_id="a", grade=True, points=1)] * 2}
    with pytest.raises(ImportProblem, match="grade_id a"):
        read_draft(write(tmp_path / "ps1.ipynb", twice), "ps1")


def test_otter_tests_are_found_in_the_notebook_and_in_files(tmp_path: Path) -> None:
    path = write(tmp_path / "hw1.ipynb", OTTER)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "q2.py").write_text(f"OK_FORMAT = True\n\ntest = {Q2!r}\n")
    (tmp_path / "tests" / "q3.py").write_text("import os\ntest = os.environ\n")
    draft = read_draft(path, "hw1")
    assert [(test.name, test.points, test.hidden, test.kind) for test in draft.tests] == [
        ("q2_1", 1, False, "doctest"),
        ("q1_1", 2, False, "doctest"),
        ("q1_2", 2, True, "doctest"),
    ]
    assert draft.notes == ("q3.py holds no dictionary `test` that can be read without running it; left out",)
    assert "tests" not in json.dumps(draft.starter["metadata"])


def test_tests_that_nbgrader_has_yet_to_write_are_left_out(tmp_path: Path) -> None:
    cells = [
        cell(TESTS, grade_id="real", grade=True, points=1),
        cell("### HASHED AUTOTEST squares(3)\n", grade_id="generated", grade=True, points=2),
    ]
    draft = read_draft(write(tmp_path / "ps1.ipynb", {**NBGRADER, "cells": cells}), "ps1")
    assert [test.name for test in draft.tests] == ["real"]
    assert "generated (2 points) is left out" in draft.notes[0]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"grade": True}, "a graded cell has no grade_id"),
        ({"grade_id": "a", "grade": True, "schema_version": 10}, "of nbgrader's version 10; up to version 3"),
    ],
)
def test_metadata_that_says_too_little_or_too_much_is_refused(
    tmp_path: Path, fields: dict[str, Any], words: str
) -> None:
    path = write(tmp_path / "ps1.ipynb", {**NBGRADER, "cells": [cell("1", **fields)]})
    with pytest.raises(ImportProblem, match=words):
        read_draft(path, "ps1")


def test_metadata_of_the_first_version_is_read(tmp_path: Path) -> None:
    graded = {**cell(TESTS), "metadata": {"nbgrader": {"grade": True, "grade_id": "a", "points": "2"}}}
    plain = {**cell("1"), "metadata": {"nbgrader": {"grade": False, "solution": False}}}
    draft = read_draft(write(tmp_path / "ps1.ipynb", {**NBGRADER, "cells": [plain, graded, plain]}), "ps1")
    assert [(test.name, test.points) for test in draft.tests] == [("a", 2)]


def test_what_otter_assign_can_say_besides(tmp_path: Path) -> None:
    draft = read_draft(write(tmp_path / "hw.ipynb", OTTER_EXTRAS), "hw")
    assert [each["source"] for each in draft.starter["cells"]] == [
        "**Task 1.** Halve.",
        "def halve(x):\n    ...",
        "y = ...\n",
        "Call it, too.",
        "**Task 2.** Why?",
        "*Write your answer here.*",
        "**Task 3.** How?",
        "It goes so: ...",
    ]
    assert draft.notes == (
        "what the notebook reads is not copied; hand-ins must hold it: data.csv, given.py",
        "q1 was all or nothing; here each of its tests has points of its own",
    )


@pytest.mark.parametrize("text", ["", "[]", '{"cells": 1}', '{"cells": [{"x": 1}]}'])
def test_what_is_no_notebook_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(text)
    with pytest.raises(ImportProblem, match="is no notebook of format 4"):
        read_draft(path, "x")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    draft = read_draft(write(tmp_path / "ps1.ipynb", NBGRADER), "ps1")
    written = write_assignment(draft, tmp_path)
    assert tmp_path / "assignments" / "ps1" / "solution.py" in written
    with pytest.raises(ImportProblem, match="is there already"):
        write_assignment(draft, tmp_path)


def test_an_unmarked_solution_goes_as_a_whole(tmp_path: Path) -> None:
    cells = [
        cell("answer = 42", grade_id="a", grade=True, solution=True, points=1),
        cell("So it is.", "markdown", grade_id="b", grade=True, solution=True, points=1),
    ]
    draft = read_draft(write(tmp_path / "ps1.ipynb", {**NBGRADER, "cells": cells}), "ps1")
    assert [each["source"] for each in draft.starter["cells"]] == [
        "# YOUR CODE HERE\nraise NotImplementedError",
        "YOUR ANSWER HERE",
    ]


@pytest.mark.parametrize("source", [OTTER_SOURCE, OLD_OTTER_SOURCE], ids=["raw cells", "fenced blocks"])
def test_sources_of_otter_assign_are_read(tmp_path: Path, source: dict[str, object]) -> None:
    draft = read_draft(write(tmp_path / "hw.ipynb", source), "hw")
    assert [(question.id, question.written) for question in draft.questions] == [("q1", False), ("q2", True)]
    assert [(test.name, test.points, test.hidden) for test in draft.tests] == [
        ("q1_1", 1.0, False),
        ("q1_2", 1.0, True),
    ]
    assert draft.tests[0].source == "assert repr(square(2)) == '4', 'square(2) is not 4'\n"
    text = json.dumps(draft.starter)
    assert "hiddenmark" not in text
    assert "BEGIN" not in text
    assert "x ** 2" in "".join(draft.solution)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("y = f(x) # SOLUTION\nz = 1", "y = ...\nz = 1"),
        ("    return x  # SOLUTION", "    ..."),
        ("a = 1\nb = 2 # SOLUTION NO PROMPT\n", "a = 1\n"),
        ("def f():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION\n", "def f():\n    ...\n"),
        (
            '# BEGIN SOLUTION NO PROMPT\nx = 1\n# END SOLUTION\n""" # BEGIN PROMPT\nx = ...\n""" # END PROMPT\nx',
            "x = ...\nx",
        ),
    ],
)
def test_otter_prompts_take_the_place_of_solutions(source: str, shown: str) -> None:
    assert without_answers(source) == shown
