"""A reader for tar archives that takes nothing on trust.

Not the standard library's: on the Python versions that the grader supports, a header with a negative size makes
`tarfile` read for ever, and its header patterns can be made to take quadratic time. Here every step moves forward,
and only names, sizes and kinds are read: no owners, no links, no sparse maps. Understood are the ustar, GNU and pax
forms.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.intake.errors import Refused

_BLOCK = 512
_EXTENSION_BYTES = 1 << 20
_FILE_KINDS = frozenset({b"0", b"\0", b"7"})
_REASONS = {
    b"1": "it is a hard link",
    b"2": "it is a link",
    b"3": "it is a device",
    b"4": "it is a device",
    b"6": "it is a pipe",
    b"S": "it is a sparse file",
}


@dataclass(frozen=True, slots=True)
class Member:
    """One name in the archive: a file (`reason` empty) at `start` in the data, or something that stays out."""

    name: str
    start: int
    size: int
    reason: str = ""


def is_tar(data: bytes | bytearray) -> bool:
    """The data begins with a tar header whose checksum is right."""
    return len(data) >= _BLOCK and any(data[:_BLOCK]) and _checksum_holds(bytes(data[:_BLOCK]))


def members(data: bytes) -> Iterator[Member]:
    """Every file, link and device; folders are left out. Raises `Refused` where the archive is damaged."""
    at, extra = 0, dict[str, str]()
    while at + _BLOCK <= len(data):
        header = data[at : at + _BLOCK]
        if not any(header):
            return
        if not _checksum_holds(header):
            raise Refused("the archive is damaged: a header's checksum is wrong")
        kind, start = header[156:157], at + _BLOCK
        size = _size(extra.get("size") or header[124:136], kind)
        at = start + -(-size // _BLOCK) * _BLOCK
        if kind in b"xLKg":
            extra |= _extension(kind, data[start : start + size])
            continue
        yield from _member(header, kind, start, size, extra)
        extra = {}


def _member(header: bytes, kind: bytes, start: int, size: int, extra: dict[str, str]) -> Iterator[Member]:
    name = extra.get("path") or _ustar_name(header)
    if kind in _FILE_KINDS and not name.endswith("/"):
        yield Member(name, start, size, _REASONS[b"S"] if "sparse" in extra else "")
    elif kind in _REASONS:
        yield Member(name, start, size, _REASONS[kind])


def _checksum_holds(header: bytes) -> bool:
    stated = _octal(header[148:156])
    return stated == sum(header[:148]) + 8 * ord(" ") + sum(header[156:])


def _size(field: str | bytes, kind: bytes) -> int:
    """Bytes of content, which links and the like do not have whatever their header says."""
    if isinstance(field, str):
        size = int(field) if field.isascii() and field.isdigit() and len(field) < 20 else None
    elif field[0] & 0x80:
        size = int.from_bytes(field[1:], "big") if field[0] == 0x80 else None
    else:
        size = _octal(field)
    if size is None:
        raise Refused("the archive is damaged: a file's size is not a number")
    return 0 if kind in {b"1", b"2", b"3", b"4", b"5", b"6"} else size


def _octal(field: bytes) -> int | None:
    digits = field.strip(b" \0")
    return int(digits or b"0", 8) if all(digit in b"01234567" for digit in digits) else None


def _ustar_name(header: bytes) -> str:
    name, prefix = _text(header[:100]), _text(header[345:500])
    return f"{prefix}/{name}" if prefix and header[257:263] == b"ustar\0" else name


def _extension(kind: bytes, body: bytes) -> dict[str, str]:
    """What a header that describes the next one says of it."""
    if len(body) > _EXTENSION_BYTES:
        raise Refused("the archive is damaged: an extended header is too long")
    if kind == b"L":
        return {"path": _text(body)}
    return _pax(body) if kind == b"x" else {}


def _pax(body: bytes) -> dict[str, str]:
    r"""What is of use in the records `LENGTH KEY=VALUE\n` of a pax header: `path`, `size`, `sparse`."""
    records: dict[str, str] = {}
    at = 0
    while at < len(body):
        digits, space, _ = body[at : at + 20].partition(b" ")
        if not space or not digits.isdigit() or not int(digits) or at + int(digits) > len(body):
            raise Refused("the archive is damaged: an extended header is not readable")
        key, _, value = body[at + len(digits) + 1 : at + int(digits) - 1].partition(b"=")
        if key in {b"path", b"size"}:
            records[_text(key)] = _text(value)
        elif key.startswith(b"GNU.sparse."):
            records["sparse"] = "yes"
        at += int(digits)
    return records


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "surrogateescape")
