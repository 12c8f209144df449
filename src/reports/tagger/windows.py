"""Cuts a text into windows that the encoder reads one at a time, as it was trained to: whole paragraphs, packed.

A paragraph too long for one window is cut at sentence ends, a sentence too long for the encoder between words, and
there the windows overlap. A word that two windows read is answered by the one whose edge is farther from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

_FRAME: Final = 2  # [CLS] and [SEP]


class Window(NamedTuple):
    """The encoder reads words `start:end`; its answers count for `keep_start:keep_end`."""

    start: int
    end: int
    keep_start: int
    keep_end: int


class Limits(NamedTuple):
    """Lengths in pieces, frame included: what a window should hold, and what the encoder can read."""

    window: int
    most: int


def cut(offsets: Integers, paragraphs: Integers, sentences: Integers, limits: Limits) -> Iterator[Window]:
    """Yields windows in order; what they keep tiles the words.

    `offsets`: how many pieces stand before each word, and as a last item how many there are in all. A word must have
    a piece and may have a quarter of a window's.
    `paragraphs`, `sentences`: words that begin one, ordered; word 0 need not be named.
    """
    size = len(offsets) - 1
    if not size:
        return
    starts = np.union1d(paragraphs, 0)
    begins = np.union1d(sentences, starts)
    room = limits.window - _FRAME
    ends = [*starts[1:].tolist(), size]
    first = last = 0
    for start, end in zip(starts.tolist(), ends, strict=True):
        if offsets[end] - offsets[first] <= room:
            last = end
            continue
        if first < last:
            yield Window(first, last, first, last)
        first, last = start, end
        if offsets[end] - offsets[start] > room:
            yield from _settle(_pass(offsets, begins, (start, end), limits), offsets)
            first = end
    if first < last:
        yield Window(first, last, first, last)


def _pass(offsets: Integers, begins: Integers, span: tuple[int, int], limits: Limits) -> Iterator[tuple[int, int]]:
    """Yields the windows of one long paragraph, overlapping."""
    room = limits.window - _FRAME
    start, finish = span
    while True:
        end = _end(offsets, begins, start, finish, limits)
        yield start, end
        if end == finish:
            return
        at = int(np.searchsorted(begins, end))
        if at < len(begins) and begins[at] == end:
            following = int(begins[at + 1]) if at + 1 < len(begins) else finish
            # from the earliest sentence of the last third that leaves room for the next one
            lowest = max(int(offsets[end]) - room // 3, int(offsets[min(following, finish)]) - room)
            start = int(begins[np.searchsorted(begins, min(_word_at(offsets, lowest), end))])
        else:
            start = _word_at(offsets, int(offsets[end]) - room // 4)


def _end(offsets: Integers, begins: Integers, start: int, finish: int, limits: Limits) -> int:
    """Where a window that begins at `start` ends: at the last sentence end within, else where no word more fits."""
    for pieces in (limits.window - _FRAME, limits.most - _FRAME):
        reach = int(np.searchsorted(offsets, offsets[start] + pieces, side="right")) - 1
        if reach >= finish:
            return finish
        end = int(begins[np.searchsorted(begins, reach, side="right") - 1])
        if end > start:
            return end
    return reach


def _word_at(offsets: Integers, piece: int) -> int:
    """The first word that begins at piece `piece` or later."""
    return int(np.searchsorted(offsets, piece))


def _settle(spans: Iterator[tuple[int, int]], offsets: Integers) -> Iterator[Window]:
    """Yields windows that keep words up to the middle of each overlap."""
    start, end = next(spans)
    keep = start
    for later, finish in spans:
        middle = _word_at(offsets, int(offsets[later] + offsets[end]) // 2)
        yield Window(start, end, keep, middle)
        start, end, keep = later, finish, middle
    yield Window(start, end, keep, end)
