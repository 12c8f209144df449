"""Streams out of files, `.gz`, `.zip` and `.tar`, with limits: nothing is unpacked to disk or as a whole into memory.

A bomb is told by what comes out for what went in (`Limits.ratio`), by the size of one document, by the number of
members and by members that overlap. A member whose name leads out of the archive is refused: whoever writes results
under that name would follow it.
"""

from __future__ import annotations

import gzip
import io
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, cast

from reports.errors import InputError, LimitError
from reports.read.walk import why_no_story

BUFFER = 65536
FREE = 2**20  # bytes that may come out of anything, whatever the ratio
DAMAGE = (
    EOFError, OSError, RuntimeError, NotImplementedError, ValueError, OverflowError,
    struct.error, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError,
)  # fmt: skip
_OUTWARD = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:[/\\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_OFFICE = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "an Excel workbook",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "META-INF/container.xml": "an e-book",
    "content.xml": "an OpenDocument file",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What an input may cost. `document` is bytes of one story, `ratio` unpacked to packed size, `members` a count."""

    document: int = 100 * 2**20
    ratio: int = 200
    members: int = 1_000_000


class Metered(io.RawIOBase):
    """A stream that counts what comes out of it against what goes in, and fills every buffer it is given.

    `packed` gives the bytes consumed so far; None where nothing is unpacked. Raises `LimitError` beyond the ratio.
    """

    def __init__(self, source: IO[bytes], name: str, limits: Limits, packed: Callable[[], int] | None = None) -> None:
        self._source = source
        self._name = name
        self._limits = limits
        self._packed = packed
        self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        view = memoryview(buffer)
        filled = 0
        while filled < len(view):
            piece = self._source.read(len(view) - filled)
            if not piece:
                break
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
        self._out += filled
        if self._packed and self._out > max(FREE, self._packed() * self._limits.ratio):
            raise _bomb(self._name, self._limits)
        return filled


def _bomb(name: str, limits: Limits) -> LimitError:
    problem = f"unpacks to more than {limits.ratio} times its size"
    return LimitError(name, problem, "it looks like an archive bomb: unpack it by hand if you trust it")


def buffered(source: IO[bytes], name: str, limits: Limits) -> io.BufferedReader:
    """A stream with a look-ahead of `BUFFER` bytes, whatever it comes from (a pipe gives less at a time)."""
    return io.BufferedReader(Metered(source, name, limits), BUFFER)


def read_all(stream: IO[bytes], name: str, limits: Limits) -> bytes:
    """The rest of a stream. Raises `LimitError` when that is more than one document may be."""
    data = bytearray()
    while len(data) <= limits.document and (chunk := stream.read(BUFFER)):
        data += chunk
    if len(data) > limits.document:
        size = f"{limits.document / 2**20:g} MiB"
        raise LimitError(name, f"is larger than a story may be ({size})", "split it, or give it as JSON lines")
    return bytes(data)


def gunzipped(stream: IO[bytes], name: str, limits: Limits) -> io.BufferedReader:
    """The stream inside a gzip stream."""
    counted = _Counted(stream)
    unzipped = cast("IO[bytes]", gzip.GzipFile(fileobj=counted, mode="rb"))
    return io.BufferedReader(Metered(unzipped, name, limits, lambda: counted.taken), BUFFER)


class _Counted(io.RawIOBase):
    """Counts what is read from a stream that may not be able to tell."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.taken += len(data)
        return data


def office_kind(archive: zipfile.ZipFile) -> str | None:
    """What office file a ZIP is ("docx", "an Excel workbook"), or None for an archive."""
    names = archive.NameToInfo
    if "[Content_Types].xml" not in names and "mimetype" not in names:
        return None
    return next((kind for path, kind in _OFFICE.items() if path in names), None)


def opened_zip(stream: IO[bytes], name: str, limits: Limits) -> zipfile.ZipFile:
    """The archive. Raises `InputError` if it is damaged or its members overlap, `LimitError` for too many."""
    try:
        archive = zipfile.ZipFile(stream)
        size = stream.seek(0, io.SEEK_END)
    except DAMAGE as error:
        raise InputError(name, f"is a damaged ZIP archive ({plain(error)})", "fetch or make it again") from error
    members = archive.infolist()
    if len(members) > limits.members:
        raise LimitError(name, f"holds more than {limits.members:,} files", "split the archive")
    if sum(member.compress_size for member in members) > size:
        raise LimitError(name, "holds files that overlap", "it looks like an archive bomb: make the archive again")
    return archive


def zip_members(
    archive: zipfile.ZipFile, name: str, limits: Limits, tell: Callable[[str, str], None]
) -> Iterator[tuple[str, io.BufferedReader | InputError]]:
    """Yields (name, stream or error) of every member that may hold a story, in the archive's own order.

    Each stream is good until the next is asked for. Folders, hidden members and those that hold no story by their name
    are passed over; the last are told to `tell`.
    """
    for member in archive.infolist():
        # A damaged directory may hold an empty name, at which `is_dir` fails.
        if not member.filename or member.is_dir() or _hidden(member.filename):
            continue
        full = f"{name}!{member.filename}"
        if why := why_no_story(member.filename):
            tell(full, why)
            continue
        try:
            _refuse_member(archive, member, full, limits)
            with archive.open(member) as source:
                packed = member.compress_size
                metered = Metered(source, full, limits, lambda packed=packed: packed)  # type: ignore[misc]
                yield full, io.BufferedReader(metered, BUFFER)
        except InputError as error:
            yield full, error
        except DAMAGE as error:
            yield full, InputError(full, f"is damaged in its archive ({plain(error)})", "make the archive again")


def tar_members(
    stream: IO[bytes], name: str, limits: Limits, tell: Callable[[str, str], None]
) -> Iterator[tuple[str, io.BufferedReader | InputError]]:
    """Yields (name, stream or error) of the members of a tar archive as `zip_members` does, in one pass."""
    with tarfile.open(fileobj=stream, mode="r|", bufsize=BUFFER) as archive:
        for count, member in enumerate(archive, 1):
            archive.members = []  # type: ignore[attr-defined]  # else it keeps one for each that it has seen
            if count > limits.members:
                raise LimitError(name, f"holds more than {limits.members:,} files", "split the archive")
            if member.isdir() or _hidden(member.name):
                continue
            full = f"{name}!{member.name}"
            if why := why_no_story(member.name):
                tell(full, why)
                continue
            if error := _refused_name(member.name, full, plain=member.isreg() and not member.issparse()):
                yield full, error
                continue
            if (source := archive.extractfile(member)) is not None:
                yield full, buffered(source, full, limits)


def _refused_name(path: str, full: str, *, plain: bool) -> InputError | None:
    """Why a member is not read, by its name and type."""
    if _OUTWARD.search(path) or _CONTROL.search(path):
        return InputError(full, "has a name that leads out of the archive", "make the archive again with plain names")
    if not plain:
        return InputError(full, "is a link in an archive, not a file", "put the file itself into the archive")
    return None


def _hidden(path: str) -> bool:
    parts = re.split(r"[/\\]", path)
    return parts[0] == "__MACOSX" or any(part.startswith(".") and part not in (".", "..") for part in parts)


def _refuse_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, full: str, limits: Limits) -> None:
    if error := _refused_name(member.filename, full, plain=not stat.S_ISLNK(member.external_attr >> 16)):
        raise error
    if member.flag_bits & 1:
        raise InputError(full, "is encrypted", "unpack the archive with its password first")
    if archive.NameToInfo.get(member.filename) is not member:
        raise InputError(full, "is in the archive more than once", "the last one of this name is read")
    if member.file_size > max(FREE, member.compress_size * limits.ratio):
        raise _bomb(full, limits)


def plain(error: BaseException) -> str:
    """What an exception says, on one line and without a path."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split()).rstrip(".")[:120]
