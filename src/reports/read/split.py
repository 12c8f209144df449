"""Cuts a file of many stories apart while it is read: JSON lines, JSON values, feeds, NewsML-G2 messages.

Every function yields bytes of one story at a time with what names it in its file. Nothing is understood here beyond
where a story begins and ends; reading it is the worker's part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

from reports.errors import InputError, LimitError
from reports.read.archives import BUFFER, Limits

_STRUCTURE = re.compile(rb'["\\{}\[\]]')
_IN_STRING = re.compile(rb'["\\]')
_NO_JSON = "is no JSON that could be read"
_MEND = "check that the file is whole"


class Piece(NamedTuple):
    """One story of a file. `label` names it there: "17" is a line, a guid an item; None for an only one."""

    label: str | None
    data: bytes


def json_lines(stream: IO[bytes], name: str, limits: Limits) -> Iterator[Piece | InputError]:
    """Yields the lines that are not blank, labelled by their number, the first being 1. A line may end in CRLF."""
    number = 0
    while line := stream.readline(limits.document + 1):
        number += 1
        if len(line) > limits.document:
            yield LimitError(f"{name}:{number}", "is a line too long for a story", "check that it is JSON lines")
            return
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if kept := line.strip():
            yield Piece(str(number), kept)


def json_values(stream: IO[bytes], name: str, limits: Limits) -> Iterator[Piece | InputError]:
    """Yields the objects of a JSON file, labelled by their place from 1: those of its outermost list, or one after
    another. An only object that is not in a list has no label."""
    scan = _Scan(limits.document)
    held: bytes | None = None
    count = 0
    for data in scan.objects(stream):
        count += 1
        if held is not None:
            yield Piece(str(count - 1), held)
        held = data
    if held is not None:
        yield Piece(None if count == 1 and not scan.listed else str(count), held)
    if scan.too_long:
        yield LimitError(name, "holds a value too long for a story", "split it, or give it as JSON lines")
    elif scan.open or not count:
        yield InputError(name, f"{_NO_JSON}{' to its end' if scan.open else ''}", _MEND)


class _Scan:
    """Finds where objects begin and end in a stream of JSON without reading what is in them."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.depth = 0
        self.listed = False
        self.quoted = False
        self.too_long = False
        self._pending = bytearray()
        self._skip = False

    @property
    def open(self) -> bool:
        """Did the stream end inside a value?"""
        return self.depth > 0 or self.quoted

    def objects(self, stream: IO[bytes]) -> Iterator[bytes]:
        """Yields each object's bytes. Stops at a value longer than the limit."""
        while chunk := stream.read(BUFFER):
            yield from self._chunk(chunk)
            if len(self._pending) > self.limit:
                self.too_long = True
                return

    def _chunk(self, chunk: bytes) -> Iterator[bytes]:
        start = 0
        at = 1 if self._skip else 0
        self._skip = False
        while match := (_IN_STRING if self.quoted else _STRUCTURE).search(chunk, at):
            at = match.end()
            sign = match[0]
            if sign == b"\\":
                self._skip = at >= len(chunk)
                at += 1
            elif sign == b'"':
                self.quoted = not self.quoted
            elif sign in b"{[":
                if self._opens(sign):
                    start = match.start()
                    self._pending.clear()
                self.depth += 1
            else:
                self.depth -= 1
                if self._closes(sign):
                    self._pending += chunk[start:at]
                    yield bytes(self._pending)
                    self._pending.clear()
                    start = at
                self.depth = max(self.depth, 0)
        if self.depth > self.listed:
            self._pending += chunk[start:]

    def _opens(self, sign: bytes) -> bool:
        """Does an object of its own begin here? A list on the outside is stepped into."""
        if self.depth == 0 and sign == b"[":
            self.listed = True
            return False
        return self.depth == self.listed

    def _closes(self, sign: bytes) -> bool:
        return sign == b"}" and self.depth == int(self.listed)


def xml_items(
    stream: IO[bytes], name: str, limits: Limits, kind: str, about: dict[str, str], tell: Callable[[str, str], None]
) -> Iterator[Piece | InputError]:
    """Yields the items of a feed or news message as XML of their own, labelled by their id, else by their place.

    What the whole says of itself (`title`, `language`, `date`) is put into `about` as it is met: before its items.
    Items of a message that are no stories (pictures, packages) are told to `tell`.
    """
    from reports.read.newsml import is_other_item
    from reports.read.xml import Items  # lxml: 30 ms, only for XML

    try:
        items = Items(name, kind, about, is_other_item if kind == "newsmessage" else None)
        while chunk := stream.read(BUFFER):
            yield from (Piece(*item) for item in items.feed(chunk))
            if items.size > limits.document:
                yield LimitError(name, "holds an item too large for a story", "split the file")
                return
        yield from (Piece(*item) for item in items.close())
        for why in items.passed:
            tell(name, why)
    except InputError as error:
        yield error
