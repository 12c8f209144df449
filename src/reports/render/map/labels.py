"""Where the names on a map go: beside their points and within their areas, none over another. Pure, in pixels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reports.render.map.view import Pixel, View

_TRIES = 24  # places in an area that are tried for its name
_ROW = 8  # pixels between the lines along which areas are measured
_NARROW = frozenset("fijlrtI.,:;'’|!()[] ")
_WIDE = frozenset("mwMWQOGD%—…@")


class Frame(NamedTuple):
    """A rectangle: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Frame) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Anchored(NamedTuple):
    """A name's place: the start, middle or end of its base line."""

    x: float
    y: float
    anchor: str


def text_width(text: str, size: float) -> float:
    """About how wide a text is in a plain sans-serif face of `size` pixels."""
    return size * sum(
        0.36 if char in _NARROW else 0.95 if char in _WIDE else 0.68 if char.isupper() else 0.6 for char in text
    )


class Board:
    """A map on which names are put; each takes its room. Edges of the map are not crossed."""

    def __init__(self, view: View) -> None:
        self.view = view
        # By squares of the board, so that a new name is compared with its neighbours only.
        self._taken: dict[tuple[int, int], list[Frame]] = defaultdict(list)

    def is_free(self, frame: Frame) -> bool:
        if frame.left < 2 or frame.top < 2 or frame.right > self.view.width - 2 or frame.bottom > self.view.height - 2:
            return False
        return not any(frame.meets(other) for square in _squares(frame) for other in self._taken[square])

    def take(self, frame: Frame) -> None:
        for square in _squares(frame):
            self._taken[square].append(frame)

    def beside(self, point: Pixel, gap: float, text: str, size: float) -> Anchored | None:
        """Room for a name beside a point, to its right if possible; None if there is none."""
        width = text_width(text, size)
        x, y = point
        low, high, level = y + gap + size * 1.05, y - gap - size * 0.35, y + size * 0.35
        for place in (
            Anchored(x + gap + 2, level, "start"),
            Anchored(x - gap - 2, level, "end"),
            Anchored(x, high, "middle"),
            Anchored(x, low, "middle"),
            Anchored(x + gap, high, "start"),
            Anchored(x + gap, low, "start"),
            Anchored(x - gap, high, "end"),
            Anchored(x - gap, low, "end"),
        ):
            frame = _frame(place, width, size)
            if self.is_free(frame):
                self.take(frame)
                return place
        return None

    def within(self, rings: Sequence[Sequence[Pixel]], text: str, size: float) -> Anchored | None:
        """Room for a name inside an area, where it is wide, near its middle; None if it does not fit."""
        width = text_width(text, size)
        spans = _spans(rings)
        if not spans:
            return None
        middle = (min(spans) + max(spans)) / 2
        enough = 2.5 * width
        rows = sorted(
            (-min(right - left, enough), abs(row - middle), row, left, right)
            for row, found in spans.items()
            for left, right in found
            if right - left >= width + 6
        )
        for _, _, row, left, right in rows[:_TRIES]:
            place = Anchored((left + right) / 2, row * _ROW + size * 0.35, "middle")
            frame = _frame(place, width, size)
            if self.is_free(frame) and _is_inside(frame, spans):
                self.take(frame)
                return place
        return None


def _squares(frame: Frame) -> Iterable[tuple[int, int]]:
    for column in range(int(frame.left // 60), int(frame.right // 60) + 1):
        for row in range(int(frame.top // 60), int(frame.bottom // 60) + 1):
            yield column, row


def _frame(place: Anchored, width: float, size: float) -> Frame:
    left = place.x - {"start": 0.0, "middle": width / 2, "end": width}[place.anchor]
    return Frame(left - 1, place.y - size * 0.78, left + width + 1, place.y + size * 0.22)


def _spans(rings: Sequence[Sequence[Pixel]]) -> dict[int, list[tuple[float, float]]]:
    """The stretches of each measured row that lie inside the rings. Rings that share a side count as one area."""
    crossings: dict[int, list[float]] = defaultdict(list)
    for ring in rings:
        before = ring[-1]
        for point in ring:
            (x1, y1), (x2, y2) = (before, point) if before[1] <= point[1] else (point, before)
            row = int(-(-y1 // _ROW))
            while row * _ROW < y2:
                crossings[row].append(x1 + (row * _ROW - y1) * (x2 - x1) / (y2 - y1))
                row += 1
            before = point
    return {row: _merged(sorted(found)) for row, found in crossings.items()}


def _merged(crossings: Sequence[float]) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = []
    for left, right in zip(crossings[::2], crossings[1::2], strict=False):
        if spans and left - spans[-1][1] < 1:
            spans[-1] = (spans[-1][0], right)
        else:
            spans.append((left, right))
    return spans


def _is_inside(frame: Frame, spans: dict[int, list[tuple[float, float]]]) -> bool:
    rows = range(int(-(-frame.top // _ROW)), int(frame.bottom // _ROW) + 1)
    return all(any(left <= frame.left and frame.right <= right for left, right in spans.get(row, ())) for row in rows)
