import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.names import download, own_name, shown, slugs, students_in

SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}")


@pytest.mark.parametrize(
    ("name", "student", "number", "file", "late"),
    [
        ("doejane_12345_67890_hw.ipynb", "doejane", "12345", "hw.ipynb", False),
        ("doejane_LATE_12345_67890_file-1.ipynb", "doejane", "12345", "file-1.ipynb", True),
        ("muster_max_12345_67890_a_1234_5678_b.zip", "muster_max", "12345", "a_1234_5678_b.zip", False),
        ("åström_12345_67890_hw.py", "åström", "12345", "hw.py", False),
        ("anon_a1B2c_67890_hw.ipynb", "anon_a1B2c", "anon_a1B2c", "hw.ipynb", False),
        ("LATE_anon_a1B2c_67890_hw.ipynb", "anon_a1B2c", "anon_a1B2c", "hw.ipynb", True),
        ("Jane Doe_12345_assignsubmission_file_", "Jane Doe", "12345", "", False),
        ("Jane_Doe-Roe_7_assignsubmission_file", "Jane_Doe-Roe", "7", "", False),
        ("Jane Doe_12345_assignsubmission_file_hw.ipynb", "Jane Doe", "12345", "hw.ipynb", False),
    ],
)
def test_downloads_are_taken_apart(name: str, student: str, number: str, file: str, late: bool) -> None:
    found = download(name)
    assert found is not None
    assert (found.student, found.number, found.file, found.late) == (student, number, file, late)


@pytest.mark.parametrize(
    "name", ["alice.ipynb", "lab4_1_2_alice.ipynb", "hw_2024_0001_alice.ipynb", "a-b_12345_67890_hw.ipynb", "_1_2_"]
)
def test_other_names_are_left_alone(name: str) -> None:
    assert download(name) is None
    assert own_name(name) == name


def test_own_name_gives_modules_back_the_name_that_others_import() -> None:
    assert own_name("doe_12345_67890_layers-2.py") == "layers.py"
    assert own_name("doe_12345_67890_hw-2.ipynb") == "hw-2.ipynb"


def test_students_in_sees_a_class() -> None:
    assert students_in(["a_12345_67890_x.py", "dl/b_12346_67891_x.py", "c.py"]) == {"12345", "12346"}
    assert not students_in(["hw.ipynb", "data/x.csv"])


@pytest.mark.parametrize("name", ["alice", "a.b-c_D1", "Jane Doe", "hw1"])
def test_plain_names_are_their_slug(name: str) -> None:
    assert slugs([name]) == [name.replace(" ", "_")]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("José", "Jose-"),
        ("松本", "student-"),
        ("../../etc/passwd", "etc_passwd-"),
        (".hidden", "hidden-"),
        ("-rf", "rf-"),
        ("=cmd()", "cmd-"),
        ("a\nb", "a_b-"),
        ("CON", "CON-"),
        ("nul.txt", "nul.txt-"),
        ("index", "index-"),
        ("index.html", "index.html-"),
        ("Grades.CSV", "Grades.CSV-"),
        ("a" * 300, "a" * 71 + "-"),
        ("\udcff", "student-"),
        ("", "student-"),
    ],
)
def test_slugs_that_lose_something_end_in_a_hash(name: str, start: str) -> None:
    (slug,) = slugs([name])
    assert slug.startswith(start)
    assert re.fullmatch(r"[0-9a-f]{8}", slug[len(start) :])
    assert SAFE.fullmatch(slug)


def test_slugs_differ_whatever_the_case() -> None:
    made = slugs(["Alice", "alice", "Jane Doe", "Jane_Doe", "bob"])
    assert len({slug.casefold() for slug in made}) == 5
    assert made[4] == "bob"


def test_nobody_can_take_anothers_slug() -> None:
    (hers,) = slugs(["José"])
    digest = slugs(["José", hers])
    assert digest[0] == hers
    assert digest[1] != hers


@given(st.lists(st.text(max_size=120), unique=True, max_size=12))
def test_slugs_are_safe_different_and_independent_of_order(names: list[str]) -> None:
    made = slugs(names)
    assert all(SAFE.fullmatch(slug) for slug in made)
    assert len({slug.casefold() for slug in made}) == len(names)
    shuffled = random.Random(0).sample(names, len(names))
    assert dict(zip(shuffled, slugs(shuffled), strict=True)) == dict(zip(names, made, strict=True))


def test_names_that_look_alike_are_told_apart() -> None:
    assert shown(["a\u200bb", "ab", "c"]) == ["ab (2)", "ab", "c"]
    assert shown(["\u200b", "\u200b\u200b"]) == ["nameless", "nameless (2)"]


@given(st.lists(st.text(max_size=12), unique=True, max_size=12))
def test_shown_names_are_different(names: list[str]) -> None:
    assert len(set(shown(names))) == len(names)
