import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.errors import Refused
from grader.intake.paths import has_unseen, is_junk_path, safe_path


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ("hw.ipynb", "hw.ipynb"),
        ("./a//b/./c.py", "a/b/c.py"),
        ("hw\\a.py", "hw/a.py"),
        ("a\nb.py", "ab.py"),
        ("\u202ehw.py", "hw.py"),
        ("\x1b[1mx", "[1mx"),
        ("a\udcff.py", "a.py"),
        ("..a/b..", "..a/b.."),
        ("松/é.py", "松/é.py"),
    ],
)
def test_names_with_a_safe_reading(raw: str, path: str) -> None:
    assert safe_path(raw, 16) == path


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("/etc/passwd", "absolute"),
        ("\\\\server\\x", "absolute"),
        ("C:\\x", "absolute"),
        ("c:x", "absolute"),
        ("../x", "leads out"),
        ("a/../../x", "leads out"),
        ("a\\..\\..\\x", "leads out"),
        ("\u200b..\u200b/x", "leads out"),
        ("", "empty"),
        ("a\0b", "zero byte"),
        ("\u200b", "can be seen"),
        ("a/ /b", "can be seen"),
        (".../x", "can be seen"),
        ("a/" * 16 + "x", "folders deep"),
        ("x" * 256, "too long"),
        ("é" * 128, "too long"),
        (("x" * 200 + "/") * 6 + "x", "too long"),
    ],
)
def test_names_without_a_safe_reading(raw: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        safe_path(raw, 16)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("./\\\0\n:"))))
def test_whatever_is_let_through_stays_inside(raw: str) -> None:
    try:
        path = safe_path(raw, 16)
    except Refused:
        return
    assert not path.startswith("/")
    assert all(part not in {"", ".", ".."} for part in path.split("/"))
    assert not has_unseen(path)
    assert "\\" not in path
    assert safe_path(path, 16) == path


@pytest.mark.parametrize(
    "path",
    [".DS_Store", "a/.git/config", "__MACOSX/a/._hw.ipynb", ".ipynb_checkpoints/hw-checkpoint.ipynb", "a/Thumbs.db"],
)
def test_junk(path: str) -> None:
    assert is_junk_path(path)
    assert not is_junk_path("a/hw.ipynb")
