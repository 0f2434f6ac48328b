"""Zip and tar archives, read in memory. Nothing is ever unpacked to disk, and nothing is trusted.

An archive offers entries; how many of them are read is for `entries.collect` to say. What could hurt before that is
stopped here: a directory of millions of names, entries that share their packed bytes, packing methods whose
decompressor cannot be bounded, names that lead out of the hand-in, links and devices.
"""

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise

from grader.intake.bounds import Bounds, size_text
from grader.intake.entries import Entry, admit
from grader.intake.errors import Refused
from grader.intake.kinds import really
from grader.intake.notes import Notes
from grader.intake.tar import Member, is_tar, members
from grader.intake.text import printable

_ENCRYPTED = 0x1
_DIRECTORY_RECORD = b"PK\x01\x02"
_LOCAL_HEADER = 30
_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
# The decompressors of bzip2 and LZMA give all they have at once: 4 kB can become gigabytes.
_BOUNDED_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def archive_entries(data: bytes, bounds: Bounds, notes: Notes) -> list[Entry]:
    """The ordinary files in a zip, tar or gzipped tar. Raises `Refused` when it cannot be read at all."""
    if data.startswith(_GZIP):
        return _tar_entries(_gunzip(data, bounds, notes), bounds, notes)
    # A tar before a zip: what counts for zipfile is the end of the data, and there a tar may hold a zip.
    if is_tar(data):
        return _tar_entries(data, bounds, notes)
    with _hostile_bytes():
        is_zip = zipfile.is_zipfile(io.BytesIO(data))
    if is_zip:
        return _zip_entries(data, bounds, notes)
    what = "empty" if not data else really(data) or "no archive at all"
    raise Refused(f"it is {what}" + (", cut off or damaged" if what == "a zip archive" else ""))


@contextmanager
def _hostile_bytes() -> Iterator[None]:
    """Turns whatever a decompressor makes of hostile bytes into `Refused`."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:  # zipfile and gzip document no closed set of errors, and none may get past
        detail = f" ({printable(str(error), 100)})" if isinstance(error, zipfile.BadZipFile) else ""
        raise Refused(f"it is damaged{detail}") from error


def _zip_entries(data: bytes, bounds: Bounds, notes: Notes) -> list[Entry]:
    # Before zipfile makes an object of each record: a directory of millions costs gigabytes.
    if data.count(_DIRECTORY_RECORD) > bounds.entries:
        raise Refused(f"it holds more than {bounds.entries} names")
    with _hostile_bytes():
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    _refuse_overlap(infos, archive.start_dir)
    return [entry for info in infos if not _is_folder(info) for entry in _zip_entry(archive, info, bounds, notes)]


def _refuse_overlap(infos: list[zipfile.ZipInfo], end: int) -> None:
    """Many entries over the same packed bytes are how a small zip becomes petabytes."""
    starts = sorted((info.header_offset, info.compress_size) for info in infos)
    for (start, size), (follower, _) in pairwise([*starts, (end, 0)]):
        if start + _LOCAL_HEADER + size > follower:
            raise Refused("its entries overlap, as only a zip bomb's do")


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith(("/", "\\"))


def _zip_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, bounds: Bounds, notes: Notes) -> Iterator[Entry]:
    # orig_filename: zipfile cuts filename at a zero byte, which would hide the end of the name.
    path = admit(info.orig_filename, bounds, notes)
    if path and (reason := _unreadable(info)):
        notes.leave_out(path, reason)
    elif path:
        yield Entry(path, info.file_size, partial(_unzip, archive, info), packed=max(info.compress_size, 1))


def _unreadable(info: zipfile.ZipInfo) -> str:
    form = stat.S_IFMT(info.external_attr >> 16)
    if form == stat.S_IFLNK:
        return "it is a link"
    if form not in {0, stat.S_IFREG}:
        return "it is not an ordinary file"
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    return "" if info.compress_type in _BOUNDED_METHODS else "it is packed by a method other than Deflate"


def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The content, never more than `info.file_size` bytes, which the caller has found acceptable."""
    with _hostile_bytes(), archive.open(info) as stream:
        content = stream.read(info.file_size)
    if len(content) < info.file_size:
        raise Refused("it is damaged (shorter than the archive says)")
    return content


def _tar_entries(data: bytes, bounds: Bounds, notes: Notes) -> list[Entry]:
    found: list[Entry] = []
    try:
        for seen, member in enumerate(members(data)):
            if seen == bounds.entries:
                raise Refused(f"it holds more than {bounds.entries} names")
            path = admit(member.name, bounds, notes)
            if path and member.reason:
                notes.leave_out(path, member.reason)
            elif path:
                found.append(Entry(path, member.size, partial(_untar, data, member)))
    except Refused as reason:
        if not found:
            raise
        notes.say(f"Only a part of the archive could be read: {reason}.")
    return found


def _untar(data: bytes, member: Member) -> bytes:
    content = data[member.start : member.start + member.size]
    if len(content) < member.size:
        raise Refused("the archive ends before it does")
    return content


def _gunzip(data: bytes, bounds: Bounds, notes: Notes) -> bytes:
    """The tar inside, as far as it can be read and up to the bound."""
    honest = max(bounds.ratio_from, len(data) * bounds.ratio)
    unpacked = bytearray()
    with _hostile_bytes(), gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        try:
            # read1: read would drop what it has when it meets the end of a file that was cut off.
            while len(unpacked) < min(honest, bounds.archive_bytes) and (chunk := stream.read1(_CHUNK)):
                unpacked += chunk
        except (EOFError, OSError, zlib.error):
            notes.say("The archive is damaged or cut off; what comes before that was read.")
    if len(unpacked) >= honest:
        raise Refused(f"it is packed more than {bounds.ratio}-fold, as only a bomb is")
    if not is_tar(unpacked):
        raise Refused("it is a gzip archive, but what it holds is damaged or no tar")
    if len(unpacked) >= bounds.archive_bytes:
        notes.say(f"Only the first {size_text(bounds.archive_bytes)} of the archive were read.")
    return bytes(unpacked)
