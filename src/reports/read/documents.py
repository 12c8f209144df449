"""Inputs to documents to stories: what a batch walks over, one story at a time.

`documents` runs in the parent: it opens files, folders and archives, cuts files of many stories apart, and yields one
small picklable `Document` a story (its bytes, not yet read) or one `Failure` for what could not be opened. It holds one
story at a time, never an archive. `story_of` runs in the worker and does the reading proper.

The contract: the order is that of the inputs; folders are walked sorted by name, archives and files of many stories in
their own order. The same inputs give the same names. A name is valid Unicode: `wire.zip!desk/a.xml`,
`stories.jsonl:17` (line), `feed.xml#guid` (item of a file of many).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BufferedReader
from pathlib import Path
from typing import IO, Literal, cast

from reports.errors import InputError
from reports.read import split
from reports.read.archives import (
    DAMAGE,
    Limits,
    buffered,
    gunzipped,
    office_kind,
    opened_zip,
    plain,
    read_all,
    tar_members,
    zip_members,
)
from reports.read.sniff import SNIFF, sniff
from reports.read.story import Story
from reports.read.walk import STDIN, unreadable, walk

Kind = Literal[
    "text", "html", "json", "jsonl", "nitf", "newsml-g2", "rss", "atom", "eml", "docx", "pdf", "xml"
]  # fmt: skip
OnSkip = Callable[[str, str], None]

__all__ = ["Document", "Failure", "Limits", "Meta", "ReadOptions", "documents", "story_of"]


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known of a story from outside its own bytes: from its feed or message; and names of JSON fields."""

    date: str | None = None
    publisher: str | None = None
    text_field: str | None = None
    date_field: str | None = None
    id_field: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One story, unread. `name` is what the user calls it, `data` its bytes, `kind` how to read them.

    `limits` are for what its bytes still hold packed.
    """

    name: str
    data: bytes
    kind: Kind
    meta: Meta = Meta()
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be opened. `reason` is one line with its mend, without the name."""

    name: str
    reason: str
    error_class: str = "InputError"

    @classmethod
    def of(cls, error: InputError, name: str | None = None) -> Failure:
        """The failure that an error tells of."""
        return cls(unicode_name(name or error.path), error.reason, type(error).__name__)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Names of the fields of JSON records ("a.b" is b inside a; None: found among the usual ones), and limits."""

    text_field: str | None = None
    date_field: str | None = None
    id_field: str | None = None
    limits: Limits = field(default_factory=Limits)


def documents(
    inputs: Iterable[str | Path], options: ReadOptions | None = None, *, on_skip: OnSkip | None = None
) -> Iterator[Document | Failure]:
    """Yields every story of the inputs in a stable order, or the failure in its place.

    An input is a file, a folder (walked without its hidden files), a glob, or "-" for standard input. `on_skip` is told
    (name, why) of each file that is passed over because it holds no story by its nature (pictures, style sheets).
    Raises nothing for a bad input.
    """
    opener = _Opener(options or ReadOptions(), on_skip or _silent)
    for found in walk(inputs, on_skip=on_skip):
        items = iter((found,)) if isinstance(found, InputError) else opener.file(str(found))
        for item in items:
            yield Failure.of(item) if isinstance(item, InputError) else item


def documents_of_file(
    path: str, options: ReadOptions | None = None, *, stream: IO[bytes] | None = None
) -> Iterator[Document | InputError]:
    """Yields the stories of one file as `documents` does, or errors; `stream` is read in its place if given."""
    opener = _Opener(options or ReadOptions(), _silent)
    return opener.file(path) if stream is None else opener.stream(stream, unicode_name(path))


def unicode_name(name: str) -> str:
    """A path as text that any file and database takes: bytes that are no UTF-8 stand as \\xNN."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _silent(_name: str, _why: str) -> None:
    """Nobody asked."""


class _Opener:
    """Opens one input after another and cuts it into documents."""

    def __init__(self, options: ReadOptions, tell: OnSkip) -> None:
        self.options = options
        self.limits = options.limits
        self.tell = tell
        self.meta = Meta(
            text_field=options.text_field, date_field=options.date_field, id_field=options.id_field
        )  # fmt: skip

    def file(self, path: str) -> Iterator[Document | InputError]:
        """The documents of one file or of standard input."""
        name = unicode_name(path)
        try:
            source = sys.stdin.buffer if path == STDIN else open(path, "rb", buffering=0)  # noqa: SIM115, PTH123
        except (OSError, ValueError) as error:
            yield unreadable(name, error)
            return
        try:
            yield from self.stream(cast("IO[bytes]", source), name)
        finally:
            if path != STDIN:
                source.close()

    def stream(self, source: IO[bytes], name: str) -> Iterator[Document | InputError]:
        """The documents of one open file."""
        try:
            yield from self._kinds(buffered(source, name, self.limits), source, name, packed=False)
        except InputError as error:
            yield error
        except DAMAGE as error:
            yield InputError(name, f"cannot be read to its end ({plain(error)})", "fetch it again, or check the disk")

    def _kinds(
        self, stream: IO[bytes], source: IO[bytes] | None, name: str, *, packed: bool
    ) -> Iterator[Document | InputError]:
        """By the kind of the stream. `source` is the file behind it, if it can be gone back in."""
        kind = sniff(stream.peek(SNIFF)[:SNIFF], _inner(name))  # type: ignore[attr-defined]
        if kind == "zip":
            yield from self._zip(stream, source, name)
        elif kind == "tar":
            if source is None and not packed:
                raise InputError(name, "is an archive inside an archive", "unpack the outer one first")
            yield from self._members(tar_members(stream, name, self.limits, self.tell), name)
        elif kind == "gz":
            if packed:
                raise InputError(name, "is a gzip archive inside another", "unpack the outer one first")
            yield from self._kinds(gunzipped(stream, name, self.limits), None, name, packed=True)
        elif kind == "jsonl":
            yield from self._json(split.json_lines(stream, name, self.limits), name, "jsonl", ":")
        elif kind == "json":
            yield from self._json(split.json_values(stream, name, self.limits), name, "json", "#")
        elif kind in ("newsmessage", "rss-feed", "atom-feed"):
            yield from self._xml(stream, name, kind)
        else:
            yield self._document(name, read_all(stream, name, self.limits), cast("Kind", kind))

    def _zip(self, stream: IO[bytes], source: IO[bytes] | None, name: str) -> Iterator[Document | InputError]:
        if source is None:
            raise InputError(name, "is an archive inside an archive", "unpack the outer one first")
        if not source.seekable():
            with tempfile.TemporaryFile() as spooled:
                while chunk := stream.read(1 << 20):
                    spooled.write(chunk)
                yield from self._zip(spooled, spooled, name)
            return
        with opened_zip(source, name, self.limits) as archive:
            office = office_kind(archive)
            if office == "docx":
                source.seek(0)
                yield self._document(name, read_all(source, name, self.limits), "docx")
                return
            if office:
                raise InputError(name, f"is {office}, not text", "save it as DOCX, PDF or plain text")
            yield from self._members(zip_members(archive, name, self.limits, self.tell), name)

    def _members(
        self, members: Iterator[tuple[str, BufferedReader | InputError]], name: str
    ) -> Iterator[Document | InputError]:
        empty = True
        for member, opened in members:
            empty = False
            yield from self._member(unicode_name(member), opened)
        if empty:
            yield InputError(name, "holds no stories", "give an archive of text, XML, JSON, DOCX or PDF files")

    def _member(self, name: str, opened: IO[bytes] | InputError) -> Iterator[Document | InputError]:
        if isinstance(opened, InputError):
            yield opened
            return
        try:
            yield from self._kinds(opened, None, name, packed=False)
        except InputError as error:
            yield error
        except DAMAGE as error:
            yield InputError(name, f"is damaged in its archive ({plain(error)})", "make the archive again")

    def _json(
        self, pieces: Iterator[split.Piece | InputError], name: str, kind: Kind, sign: str
    ) -> Iterator[Document | InputError]:
        from reports.read.jsonfile import expanded

        for item in self._pieces(pieces, name, kind, sign):
            if isinstance(item, InputError):
                yield item
                continue
            for label, data in expanded(item.data, self.meta.text_field):
                yield item if label is None else replace(item, name=f"{item.name}#{label}", data=data)

    def _xml(self, stream: IO[bytes], name: str, kind: str) -> Iterator[Document | InputError]:
        about: dict[str, str] = {}
        told = cast("Kind", {"newsmessage": "newsml-g2", "rss-feed": "rss", "atom-feed": "atom"}[kind])
        pieces = split.xml_items(stream, name, self.limits, kind, about, self.tell)
        for item in self._pieces(pieces, name, told, "#"):
            if isinstance(item, InputError):
                yield item
                continue
            yield replace(item, meta=replace(self.meta, date=about.get("date"), publisher=about.get("title")))

    def _pieces(
        self, pieces: Iterator[split.Piece | InputError], name: str, kind: Kind, sign: str
    ) -> Iterator[Document | InputError]:
        for piece in pieces:
            if isinstance(piece, InputError):
                yield piece
            else:
                label = "" if piece.label is None else f"{sign}{piece.label}"
                yield self._document(name + label, piece.data, kind)

    def _document(self, name: str, data: bytes, kind: Kind) -> Document:
        return Document(name, data, kind, self.meta, self.limits)


def _inner(name: str) -> str:
    """The name by whose suffix a stream is told: that of a member, without ".gz"."""
    return name.rpartition("!")[2].removesuffix(".gz").removesuffix(".GZ")


def story_of(document: Document) -> Story:
    """The story of a document: the heavy part. Raises `InputError` when it holds none."""
    from reports.read.readers import read

    return read(document.name, document.data, document.kind, document.meta, document.limits)
