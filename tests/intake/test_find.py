import os
from pathlib import Path

import pytest

from grader.intake import Found, IntakeError, find
from tests.intake.builders import HOMEWORK, put


def students(found: Found) -> list[str]:
    return [handin.student for handin in found.handins]


def test_a_folder_of_notebooks_is_a_class(tmp_path: Path) -> None:
    put(tmp_path, {"wrong.ipynb": HOMEWORK, "perfect.ipynb": HOMEWORK, "README.md": "", ".DS_Store": ""})
    put(tmp_path, {".ipynb_checkpoints/perfect-checkpoint.ipynb": HOMEWORK, "__MACOSX/._a.ipynb": b""})
    found = find([tmp_path])
    assert students(found) == ["perfect", "wrong"]
    assert [handin.path.name for handin in found.handins] == ["perfect.ipynb", "wrong.ipynb"]
    assert found.ignored == ("README.md: no notebook, module or archive",)


def test_a_class_of_every_kind(tmp_path: Path) -> None:
    put(tmp_path, {"alice/hw.ipynb": HOMEWORK, "alice/hw.pdf": b"%PDF-1.4", "bob.zip": b"", "carol.py": ""})
    put(tmp_path, {"dave.tar.gz": b"", "Erin.ipynb": HOMEWORK, "frank.rar": b"", "figures/plot.png": b""})
    (tmp_path / "empty").mkdir()
    found = find([tmp_path])
    assert students(found) == ["alice", "bob", "carol", "dave", "Erin", "frank"]
    assert found.ignored == ("empty: no notebook, module or archive", "figures: no notebook, module or archive")


def test_a_pdf_of_the_same_name_goes_with_the_notebook(tmp_path: Path) -> None:
    put(tmp_path, {"alice.ipynb": HOMEWORK, "alice.pdf": b"%PDF-1.4", "bob.ipynb": HOMEWORK})
    found = find([tmp_path])
    assert found.handins[0].beside == (tmp_path / "alice.pdf",)
    assert found.ignored == ()
    assert find([tmp_path / "alice.ipynb"]).handins[0].beside == (tmp_path / "alice.pdf",)


def test_canvas_names(tmp_path: Path) -> None:
    put(tmp_path, {"doejane_LATE_12345_67890_file-1.ipynb": HOMEWORK, "roe_12346_67892_report.pdf": b"%PDF"})
    put(tmp_path, {"doejane_LATE_12345_67891_notes.pdf": b"%PDF", "doejane_LATE_12345_67893_text.py": ""})
    jane, roe = find([tmp_path]).handins
    assert (jane.student, jane.slug, jane.late) == ("doejane", "doejane", True)
    assert jane.path.name.endswith("file-1.ipynb")
    assert [path.name[-9:] for path in jane.beside] == ["3_text.py", "notes.pdf"]
    assert (roe.student, roe.late, roe.beside) == ("roe", False, ())


def test_canvas_files_named_one_by_one_are_one_hand_in_too(tmp_path: Path) -> None:
    put(tmp_path, {"doe_12345_67890_hw.ipynb": HOMEWORK, "doe_12345_67891_hw.pdf": b"%PDF", "x.txt": ""})
    found = find(sorted(tmp_path.iterdir()))
    assert students(found) == ["doe"]
    assert found.handins[0].beside == (tmp_path / "doe_12345_67891_hw.pdf",)
    assert len(found.ignored) == 1


def test_namesakes_on_canvas_are_told_apart_by_number(tmp_path: Path) -> None:
    put(tmp_path, {"doe_12345_67890_hw.ipynb": HOMEWORK, "doe_12346_67891_hw.ipynb": HOMEWORK})
    assert students(find([tmp_path])) == ["doe-12345", "doe-12346"]


def test_names_that_only_look_like_canvas_are_not_merged(tmp_path: Path) -> None:
    put(tmp_path, {f"hw_2024_20240101_{who}.ipynb": HOMEWORK for who in ("alice", "bob")})
    assert students(find([tmp_path])) == ["hw_2024_20240101_alice", "hw_2024_20240101_bob"]


def test_moodle_folders(tmp_path: Path) -> None:
    put(tmp_path, {"Jane Doe_12345_assignsubmission_file_/a.ipynb": HOMEWORK})
    put(tmp_path, {"José Roe_12346_assignsubmission_file_/b.pdf": b"%PDF"})
    put(tmp_path, {"Jane Doe_12347_assignsubmission_file_/x.zip": b""})
    found = find([tmp_path])
    assert students(found) == ["Jane Doe-12345", "Jane Doe-12347", "José Roe"]
    assert found.handins[2].slug.startswith("Jose_Roe-")
    assert students(find([tmp_path / "José Roe_12346_assignsubmission_file_"])) == ["José Roe"]


def test_one_student_may_be_a_class(tmp_path: Path) -> None:
    put(tmp_path, {"doe_12345_67890_hw.ipynb": HOMEWORK})
    assert students(find([tmp_path])) == ["doe"]


def test_several_paths_keep_their_order(tmp_path: Path) -> None:
    put(tmp_path, {"b/hw.ipynb": HOMEWORK, "a.ipynb": HOMEWORK, "c.zip": b""})
    paths = [tmp_path / "b", tmp_path / "a.ipynb", tmp_path / "c.zip", tmp_path / "b" / ".." / "a.ipynb"]
    found = find(paths)
    assert students(found) == ["b", "a", "c"]
    assert len(found.ignored) == 1
    assert "given twice" in found.ignored[0]


def test_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "alice", {"hw.ipynb": HOMEWORK})
    monkeypatch.chdir(tmp_path / "alice")
    assert students(find([Path()])) == ["alice"]


def test_one_makes_every_path_one_hand_in(tmp_path: Path) -> None:
    put(tmp_path / "alice", {"q1.ipynb": HOMEWORK, "q2.ipynb": HOMEWORK})
    assert students(find([tmp_path / "alice"])) == ["q1", "q2"]
    assert students(find([tmp_path / "alice"], one=True)) == ["alice"]


def test_two_hand_ins_with_one_id(tmp_path: Path) -> None:
    put(tmp_path, {"a/hw.ipynb": HOMEWORK, "b/hw.ipynb": HOMEWORK})
    with pytest.raises(IntakeError, match=r"id 'hw': .*/a/hw\.ipynb and .*/b/hw\.ipynb\. Rename one") as caught:
        find([tmp_path / "a" / "hw.ipynb", tmp_path / "b" / "hw.ipynb"])
    assert "\n" not in str(caught.value)


def test_names_that_differ_only_unseen_stop_nobody(tmp_path: Path) -> None:
    put(tmp_path, {"bob.ipynb": HOMEWORK, "b\u200bob.ipynb": HOMEWORK, "Bob.ipynb": HOMEWORK})
    found = find([tmp_path])
    assert sorted(students(found)) == ["Bob", "bob", "bob (2)"]
    assert len({handin.slug.casefold() for handin in found.handins}) == 3


def test_hostile_names(tmp_path: Path) -> None:
    names = ["<script>alert(1)<", "=cmd()", "a\nb", "\x1b[31mred", "\u202egpj", os.fsdecode(b"\xff\xfe"), "..", "-rf"]
    put(tmp_path, {f"{name}.ipynb": HOMEWORK for name in names})
    found = find([tmp_path])
    assert len(found.handins) == len(names) - 1  # `...ipynb` is hidden
    for handin in found.handins:
        assert handin.student.isprintable()
        handin.student.encode()
        assert not set(handin.slug) & set("/\\<>=\n\x1b ")


def test_links_in_a_class_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "class", {"a.ipynb": HOMEWORK, "b.ipynb": HOMEWORK})
    put(tmp_path / "other", {"c.ipynb": HOMEWORK})
    (tmp_path / "class" / "c.ipynb").symlink_to(tmp_path / "other" / "c.ipynb")
    (tmp_path / "class" / "d").symlink_to(tmp_path / "other")
    os.mkfifo(tmp_path / "class" / "e.ipynb")
    found = find([tmp_path / "class"])
    assert students(found) == ["a", "b"]
    assert len(found.ignored) == 3


def test_a_link_on_the_command_line_is_followed(tmp_path: Path) -> None:
    put(tmp_path / "there", {"hw.ipynb": HOMEWORK})
    (tmp_path / "alice.ipynb").symlink_to(tmp_path / "there" / "hw.ipynb")
    (handin,) = find([tmp_path / "alice.ipynb"]).handins
    assert (handin.student, handin.path) == ("alice", tmp_path / "there" / "hw.ipynb")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("submisions", "submisions does not exist .*submissions"),
        ("alice.ipynb/x", "does not exist"),
        ("a\0b", "cannot be a path"),
        ("x" * 5000, "cannot read"),
        ("empty", "no hand-in found .*an empty folder"),
        ("useless", "no hand-in found .*only a.txt"),
        ("useless/a.txt", "no hand-in found"),
        ("pipe", "neither a file nor a folder"),
        ("loop", "cannot read"),
    ],
)
def test_bad_paths_get_one_clear_line(tmp_path: Path, name: str, message: str) -> None:
    put(tmp_path, {"submissions/a.ipynb": HOMEWORK, "alice.ipynb": HOMEWORK, "useless/a.txt": ""})
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(IntakeError, match=message) as caught:
        find([tmp_path / name])
    assert "\n" not in str(caught.value)


def test_no_paths() -> None:
    with pytest.raises(IntakeError, match="no submissions were given"):
        find([])


def test_an_empty_folder_among_others_stops_nobody(tmp_path: Path) -> None:
    put(tmp_path, {"a/hw.ipynb": HOMEWORK})
    (tmp_path / "b").mkdir()
    found = find([tmp_path / "a", tmp_path / "b"])
    assert students(found) == ["a"]
    assert "an empty folder" in found.ignored[0]


def test_names_that_are_no_text_are_told_apart_too(tmp_path: Path) -> None:
    put(tmp_path, {"alice.py": "import bob", "bob.py": "import alice", "carol.ipynb": HOMEWORK})
    (tmp_path / os.fsdecode(b"\xff\xfe.py")).write_text("x = 1")
    assert len(students(find([tmp_path]))) == 4
