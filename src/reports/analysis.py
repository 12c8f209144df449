"""The text that the language model reads, with the way back to the user's text.

The user's text is never edited. This module makes a cleaner copy of its headline, body and caption paragraphs (one a
line) and remembers which characters of the source each character of the copy stands for. Letters always stand for
themselves; only the case of a paragraph that is all in capitals may differ.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field

from reports.records import SectionKind
from reports.segment import Layout, claim_paragraphs
from reports.text.casing import Casing, is_capitals
from reports.text.cleaning import Edit, edits, same_length


@dataclass(frozen=True)
class AnalysedParagraph:
    """`start:end` in the analysed text. `capitals`: all in capitals in the source, given a readable case here."""

    start: int
    end: int
    kind: SectionKind
    capitals: bool = False


@dataclass(frozen=True)
class Analysis:
    """`text`: paragraphs joined by one line end each, none inside a paragraph. Offsets: characters, end-exclusive."""

    text: str
    paragraphs: tuple[AnalysedParagraph, ...]
    # runs of the copy: where each begins in the copy, which source it stands for, and whether character for character
    _starts: array[int] = field(repr=False)
    _sources: array[int] = field(repr=False)
    _ends: array[int] = field(repr=False)
    _size: int = field(repr=False)

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source text for `start:end` of the analysed text.

        Never empty where the source is not. Raises `ValueError` if the span is not within `text`.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"no span {start}:{end} in a text of {len(self.text)} characters")
        if start == end:
            point = self._first(start) if start < len(self.text) else self._last(start)
            return point, point
        first, last = self._first(start), self._last(end)
        if first < last:
            return first, last
        return (first, first + 1) if first < self._size else (first - 1, first)

    def _run(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    def _first(self, position: int) -> int:
        run = self._run(position)
        if run < 0:
            return 0
        offset = position - self._starts[run]
        return self._sources[run] + (offset if self._is_copy(run) else 0)

    def _last(self, position: int) -> int:
        if position == 0:
            return self._first(0)
        run = self._run(position - 1)
        if self._is_copy(run):
            return self._sources[run] + position - self._starts[run]
        return self._ends[run]

    def _is_copy(self, run: int) -> bool:
        following = self._starts[run + 1] if run + 1 < len(self._starts) else len(self.text)
        return following - self._starts[run] == self._ends[run] - self._sources[run]


class _Writer:
    """Collects the pieces of the copy and their sources."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.starts = array("L")
        self.sources = array("L")
        self.ends = array("L")

    def add(self, piece: str, start: int, end: int) -> None:
        if piece:
            self.starts.append(self.length)
            self.sources.append(start)
            self.ends.append(end)
            self.pieces.append(piece)
            self.length += len(piece)


def prepare(text: str, layout: Layout) -> Analysis:
    """The analysed copy of the paragraphs of `text` from which claims may come."""
    writer = _Writer()
    paragraphs: list[AnalysedParagraph] = []
    casing = Casing(text[part.start : part.end] for part in claim_paragraphs(layout))
    last_end = 0
    for part in claim_paragraphs(layout):
        source = text[part.start : part.end]
        capitals = is_capitals(source)
        shown = casing.readable(source) if capitals else source
        pieces = _pieces(shown, part.start, edits(text, part.start, part.end))
        if not pieces:
            continue
        if paragraphs:
            writer.add("\n", last_end, pieces[0][1])
        begin = writer.length
        for piece in pieces:
            writer.add(*piece)
        last_end = pieces[-1][2]
        paragraphs.append(AnalysedParagraph(begin, writer.length, part.kind, capitals))
    return Analysis("".join(writer.pieces), tuple(paragraphs), writer.starts, writer.sources, writer.ends, len(text))


def _pieces(source: str, offset: int, changes: list[Edit]) -> list[tuple[str, int, int]]:
    """(words, source start, source end) of one paragraph, trimmed; `source` is its text and begins at `offset`."""
    pieces: list[tuple[str, int, int]] = []
    cursor = offset
    for start, end, words in changes:
        if cursor < start:
            pieces.append((same_length(source[cursor - offset : start - offset]), cursor, start))
        if words:
            pieces.append((words, start, end))
        cursor = end
    if cursor < offset + len(source):
        pieces.append((same_length(source[cursor - offset :]), cursor, offset + len(source)))
    return _trimmed(pieces)


def _trimmed(pieces: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    while pieces and not pieces[0][0].strip():
        del pieces[0]
    while pieces and not pieces[-1][0].strip():
        del pieces[-1]
    if pieces:
        words, start, end = pieces[0]
        pieces[0] = (
            words.lstrip(),
            start + len(words) - len(words.lstrip()) if end - start == len(words) else start,
            end,
        )
        words, start, end = pieces[-1]
        pieces[-1] = (
            words.rstrip(),
            start,
            end - len(words) + len(words.rstrip()) if end - start == len(words) else end,
        )
    return pieces
