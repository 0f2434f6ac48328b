import codecs

import pytest

from grader.intake.text import decode, printable


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("alice", "alice"),
        ("José 松本 ひろ", "José 松本 ひろ"),
        ("e\u0301", "é"),
        ("a\x1b[31mred\x1b[0m", "ared"),
        ("a\x1b]0;title\x07b", "ab"),
        ("a\x9b31mb", "ab"),
        ("a\nb\r\tc", "a b c"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("\u2066a\u2069\u200b\ufeffb", "ab"),
        ("a\u2028b", "a b"),
        ("a\udcffb\0", "ab"),
        ("<script>", "<script>"),
        ("  ", ""),
    ],
)
def test_printable(raw: str, seen: str) -> None:
    assert printable(raw) == seen


def test_printable_is_bounded() -> None:
    assert printable("a" * 1000, limit=10) == "a" * 9 + "…"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_decode_tells_the_encoding_by_itself(encoding: str) -> None:
    text, odd = decode('{"é": "松"}'.encode(encoding))
    assert text == '{"é": "松"}'
    assert bool(odd) == ("16" in encoding or "32" in encoding)


def test_decode_falls_back() -> None:
    text, odd = decode("é".encode("latin-1"))
    assert text == "é"
    assert "Windows-1252" in odd


def test_decode_prefers_utf_8_to_a_wrong_declaration() -> None:
    text, odd = decode("é".encode(), "ascii")
    assert text == "é"
    assert "UTF-8" in odd


def test_decode_mends_line_ends_and_broken_utf_16() -> None:
    assert decode(b"a\r\nb\rc")[0] == "a\nb\nc"
    assert "\ud800" not in decode(codecs.BOM_UTF16_LE + b"\x00\xd8")[0]
