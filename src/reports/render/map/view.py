"""The plane of a map: from degrees to pixels, and lines cut to what is seen. Pure.

The projection is Mercator's: it keeps shapes, and north is up. Pixels count from the upper left corner.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reports.geometry import Box

_DEGREE_KM = 111.195
_LIMIT = 82.0  # degrees; nearer to the poles the projection runs away
_MARGIN = 4.0  # pixels about the map to which shapes are cut, so that their cut edges are not seen
_WIDE, _LANDS = 20.0, 26.0  # degrees of longitude: a map from which no overview is needed; what an overview shows
_STEP = 0.5  # pixels; nearer points are drawn as one

Pixel = tuple[float, float]


class View(NamedTuple):
    """A map of `width` by `height` pixels; `scale` is pixels for a degree of longitude."""

    west: float
    top: float  # in units of the projection
    scale: float
    width: float
    height: float

    def pixel(self, lon: float, lat: float) -> Pixel:
        """Where a point lies; `lon` as near to the map as may be, over the date line too."""
        middle = self.west + self.width / self.scale / 2
        lon = middle + (lon - middle + 180) % 360 - 180
        return (lon - self.west) * self.scale, (self.top - _north(lat)) * self.scale

    def line(self, points: Iterable[tuple[float, float]]) -> list[Pixel]:
        """A line of (lon, lat) in pixels, as it stands: not turned over the date line."""
        west, top, scale = self.west, self.top, self.scale
        return [((lon - west) * scale, (top - _north(lat)) * scale) for lon, lat in points]

    def holds(self, pixel: Pixel, margin: float = 0.0) -> bool:
        return margin <= pixel[0] <= self.width - margin and margin <= pixel[1] <= self.height - margin

    @property
    def box(self) -> Box:
        """What is seen, in degrees; `east` may be over 180."""
        south = _latitude(self.top - self.height / self.scale)
        return Box(south, self.west, _latitude(self.top), self.west + self.width / self.scale)

    @property
    def km_a_pixel(self) -> float:
        """At the middle latitude of the map."""
        middle = _latitude(self.top - self.height / self.scale / 2)
        return _DEGREE_KM * math.cos(math.radians(middle)) / self.scale


def fitted(box: Box, width: float, height: float, pad: float) -> View:
    """The view that shows a box in the middle with `pad` pixels about it. `east` may be less than `west`."""
    wide = (box.east - box.west) % 360 or 1e-6
    bottom, top = _north(box.south), _north(box.north)
    scale = min((width - 2 * pad) / wide, (height - 2 * pad) / max(top - bottom, 1e-6))
    scale = max(scale, width / 360)
    west = box.west + wide / 2 - width / scale / 2
    return View(west, (top + bottom) / 2 + height / scale / 2, scale, width, height)


def around(view: View, width: float) -> View | None:
    """A small view of the lands about a map, for finding it on the globe; None about a map that shows enough itself."""
    box = view.box
    wide = box.east - box.west
    if wide > _WIDE:
        return None
    more = max(wide, _LANDS - wide) / 2
    south, north = max(box.south - more * 0.7, -60.0), min(box.north + more * 0.7, 75.0)
    return fitted(Box(south, box.west - more, north, box.east + more), width, width * 0.8, 0)


def _north(lat: float) -> float:
    """The projection's measure of a latitude, in degrees of the equator."""
    lat = min(max(lat, -_LIMIT), _LIMIT)
    return math.degrees(math.asinh(math.tan(math.radians(lat))))


def _latitude(north: float) -> float:
    return math.degrees(math.atan(math.sinh(math.radians(north))))


def cut_area(ring: Sequence[Pixel], view: View) -> list[Pixel]:
    """The part of a ring that is seen, by Sutherland and Hodgman. May be empty; may run along the edge."""
    low, right, bottom = -_MARGIN, view.width + _MARGIN, view.height + _MARGIN
    points = list(ring)
    for axis, bound, sign in ((0, low, 1), (0, right, -1), (1, low, 1), (1, bottom, -1)):
        points = _cut_side(points, axis, bound, sign)
        if len(points) < 3:
            return []
    return points


def _cut_side(points: Sequence[Pixel], axis: int, bound: float, sign: int) -> list[Pixel]:
    kept: list[Pixel] = []
    before = points[-1]
    inside_before = (before[axis] - bound) * sign >= 0
    for point in points:
        inside = (point[axis] - bound) * sign >= 0
        if inside != inside_before:
            share = (bound - before[axis]) / (point[axis] - before[axis])
            crossing = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
            kept.append((bound, crossing) if axis == 0 else (crossing, bound))
        if inside:
            kept.append(point)
        before, inside_before = point, inside
    return kept


def cut_line(line: Sequence[Pixel], view: View) -> Iterator[list[Pixel]]:
    """The stretches of a line that are seen, each with one point beyond the edge."""
    piece: list[Pixel] = []
    for before, point in zip(line, line[1:], strict=False):
        if _seen(before, point, view):
            if not piece:
                piece.append(before)
            piece.append(point)
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def _seen(one: Pixel, other: Pixel, view: View) -> bool:
    return not (
        max(one[0], other[0]) < -_MARGIN
        or min(one[0], other[0]) > view.width + _MARGIN
        or max(one[1], other[1]) < -_MARGIN
        or min(one[1], other[1]) > view.height + _MARGIN
    )


def path(lines: Iterable[Sequence[Pixel]], *, closed: bool) -> str:
    """Lines as the data of an SVG path: steps in tenths of a pixel, points that lie on one another left out."""
    parts: list[str] = []
    for line in lines:
        steps = _steps(line)
        if len(steps) > (2 if closed else 1):
            (x, y), rest = steps[0], steps[1:]
            moves = "".join(_pair(dx, dy) for dx, dy in rest)
            parts.append(f"M{_tenth(x)} {_tenth(y)}l{moves.lstrip()}" + ("z" if closed else ""))
    return "".join(parts)


def _steps(line: Sequence[Pixel]) -> list[tuple[int, int]]:
    """The first point, then the way from each to the next, in tenths."""
    found: list[tuple[int, int]] = []
    x = y = 0
    far = len(line) - 1
    for index, point in enumerate(line):
        to_x, to_y = round(point[0] * 10), round(point[1] * 10)
        if found and index < far and abs(to_x - x) < _STEP * 10 and abs(to_y - y) < _STEP * 10:
            continue
        if not found or (to_x, to_y) != (x, y):
            found.append((to_x - x, to_y - y))
            x, y = to_x, to_y
    return found


def _tenth(value: int) -> str:
    """ "12.3", "-.4", "5": tenths in as few characters as may be."""
    if value % 10 == 0:
        return str(value // 10)
    whole, rest = divmod(abs(value), 10)
    return f"{'-' if value < 0 else ''}{whole or ''}.{rest}"


def _pair(dx: int, dy: int) -> str:
    first, second = _tenth(dx), _tenth(dy)
    return (first if first.startswith("-") else f" {first}") + (second if second.startswith("-") else f" {second}")
