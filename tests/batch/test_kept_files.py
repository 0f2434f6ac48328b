"""Files that a submission wrote are kept by names that the submission chose."""

from pathlib import Path

import pytest

from grader.batch.grading import keep


@pytest.mark.parametrize("name", ["a\0b", "../out", "/etc/out", "\ud800/..", "", ".", "a/../../b", "x" * 300])
def test_a_name_that_is_none_is_passed_over(name: str, tmp_path: Path) -> None:
    root = tmp_path / "kept"
    keep(root, name, b"1")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_first_of_two_that_exclude_each_other_is_kept(tmp_path: Path) -> None:
    for name in ("a", "a/b", "c/d", "c"):
        keep(tmp_path, name, b"1")
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} == {"a", "c/d"}
