"""Cuts documents into windows that the encoder can read at once. Needs no torch.

Training windows hold two to eight sentences in a row, drawn anew each time: an encoder trained on single sentences
loses much on the long windows it reads later. Reading windows hold whole paragraphs, up to a number of word pieces;
a longer paragraph is cut at sentence ends, and the parts overlap.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

Pair = tuple[int, int]
FEWEST: Final = 2
MOST: Final = 8
MAX_PIECES: Final = 256
WINDOW_PIECES: Final = 192
SPECIAL: Final = 2  # [CLS] and [SEP]


@dataclass(frozen=True)
class Window:
    """Words `start:end` are read together; the answers for `keep_start:keep_end` are taken from this window."""

    start: int
    end: int
    keep_start: int
    keep_end: int


def training_windows(
    sentences: Sequence[Pair], lengths: Sequence[int], rng: random.Random, *, limit: int = MAX_PIECES
) -> Iterator[Pair]:
    """Yields windows of words that tile the sentences. `lengths`: word pieces of each word."""
    wanted = rng.randint(FEWEST, MOST)
    start, end, size, count = 0, 0, 0, 0
    for first, last in pieces_of(sentences, lengths, limit - SPECIAL):
        more = sum(lengths[first:last])
        if count and (count == wanted or size + more > limit - SPECIAL):
            yield start, end
            start, size, count = first, 0, 0
            wanted = rng.randint(FEWEST, MOST)
        if not count:
            start = first
        end, size, count = last, size + more, count + 1
    if count:
        yield start, end


def pieces_of(units: Sequence[Pair], lengths: Sequence[int], limit: int) -> Iterator[Pair]:
    """Yields the units, those above `limit` word pieces in parts."""
    for start, end in units:
        size = 0
        for i in range(start, end):
            if size + lengths[i] > limit and i > start:
                yield start, i
                start, size = i, 0
            size += lengths[i]
        yield start, end


def reading_windows(
    paragraphs: Sequence[Pair], sentences: Sequence[Pair], lengths: Sequence[int], *, limit: int = WINDOW_PIECES
) -> Iterator[Window]:
    """Yields windows whose kept words tile the document, in order."""
    room = limit - SPECIAL
    start = end = size = 0
    for first, last in paragraphs:
        more = sum(lengths[first:last])
        if size and size + more > room:
            yield Window(start, end, start, end)
            size = 0
        if more > room:
            inner = [pair for pair in sentences if first <= pair[0] < last]
            yield from _long(list(pieces_of(inner, lengths, room)), lengths, room)
            continue
        if not size:
            start = first
        end, size = last, size + more
    if size:
        yield Window(start, end, start, end)


def _long(units: list[Pair], lengths: Sequence[int], room: int) -> Iterator[Window]:
    """Windows of one long paragraph: each begins with what fits of the last third of the one before."""
    sizes = [sum(lengths[start:end]) for start, end in units]
    first = kept = 0
    while kept < len(units):
        last, size = first, 0
        while last < len(units) and (size + sizes[last] <= room or last == first):
            size += sizes[last]
            last += 1
        if last <= kept:  # the overlap leaves no room for the next sentence
            first = kept
            continue
        yield Window(units[first][0], units[last - 1][1], units[kept][0], units[last - 1][1])
        kept = first = last
        overlap = 0
        while last < len(units) and first > 0 and overlap + sizes[first - 1] <= room // 3:
            first -= 1
            overlap += sizes[first]


def fixed_windows(
    sentences: Sequence[Pair], lengths: Sequence[int], count: int, *, limit: int = MAX_PIECES
) -> Iterator[Window]:
    """Yields windows of `count` sentences (fewer where they do not fit): to compare models at one length."""
    start = end = size = number = 0
    for first, last in pieces_of(sentences, lengths, limit - SPECIAL):
        more = sum(lengths[first:last])
        if number and (number == count or size + more > limit - SPECIAL):
            yield Window(start, end, start, end)
            size = number = 0
        if not number:
            start = first
        end, size, number = last, size + more, number + 1
    if number:
        yield Window(start, end, start, end)
