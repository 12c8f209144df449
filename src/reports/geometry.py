"""Distances, bearings and parts of areas on the globe. Pure: degrees and kilometres in, the same out.

A sphere is exact enough for places in the news: the error is under half a percent of the distance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

EARTH_KM = 6371.0
_DEGREE_KM = math.pi * EARTH_KM / 180
_HALVES = {"north": 0.0, "east": 90.0, "south": 180.0, "west": 270.0}


class Point(NamedTuple):
    """Degrees north and east."""

    lat: float
    lon: float


class Circle(NamedTuple):
    """A point and the radius in kilometres within which something lies."""

    lat: float
    lon: float
    km: float


class Box(NamedTuple):
    """An area between parallels and meridians. `east` is less than `west` where the date line runs through it."""

    south: float
    west: float
    north: float
    east: float


def _compass() -> Iterator[tuple[str, float]]:
    joined = (("north", "east", 45.0), ("south", "east", 135.0), ("south", "west", 225.0), ("north", "west", 315.0))
    for word, degrees in _HALVES.items():
        yield word, degrees
        yield f"{word}ern", degrees
        yield f"{word}ward", degrees
        yield f"{word}wards", degrees
    for first, second, degrees in joined:
        for link in ("", "-", " "):
            yield f"{first}{link}{second}", degrees
            yield f"{first}{link}{second}ern", degrees


# "south-western", "southwest", "south west" ... -> degrees clockwise from north
COMPASS: dict[str, float] = dict(_compass())


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometres over the ground between two points in degrees, by the haversine formula."""
    parallels = math.cos(math.radians(lat1)) * math.cos(math.radians(lat2))
    haversine = _haversine(lat2 - lat1) + parallels * _haversine(lon2 - lon1)
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(haversine)))


def bearing(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The direction in which the second point lies from the first, in degrees clockwise from north (0 to 360)."""
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    y = math.sin(d - b) * math.cos(c)
    x = math.cos(a) * math.sin(c) - math.sin(a) * math.cos(c) * math.cos(d - b)
    return math.degrees(math.atan2(y, x)) % 360


def point_at(lat: float, lon: float, degrees: float, km: float) -> Point:
    """The point so many kilometres away in a direction."""
    a, b, angle, turn = math.radians(lat), math.radians(lon), math.radians(degrees), km / EARTH_KM
    c = math.asin(math.sin(a) * math.cos(turn) + math.cos(a) * math.sin(turn) * math.cos(angle))
    d = b + math.atan2(math.sin(angle) * math.sin(turn) * math.cos(a), math.cos(turn) - math.sin(a) * math.sin(c))
    return Point(math.degrees(c), _wrapped(math.degrees(d)))


def between(lat1: float, lon1: float, lat2: float, lon2: float, share: float = 0.5) -> Point:
    """The point at a share of the way from the first point to the second."""
    km = distance_km(lat1, lon1, lat2, lon2)
    return point_at(lat1, lon1, bearing(lat1, lon1, lat2, lon2), km * share)


def bounds(points: Iterable[tuple[float, float]], trim: float = 0.0) -> Box:
    """The box about (lat, lon) points, less a share of them at each side. Raises ValueError if there are none.

    The widest empty stretch of longitude is left outside, so that a country across the date line has a small box.
    """
    pairs = list(points)
    if not pairs:
        raise ValueError("no points, so no box")
    lats = sorted(lat for lat, _ in pairs)
    lons = sorted(lon for _, lon in pairs)
    gaps = [after - before for before, after in zip(lons, [*lons[1:], lons[0] + 360], strict=True)]
    cut = max(range(len(lons)), key=lambda index: gaps[index]) + 1
    lons = lons[cut:] + lons[:cut]
    drop = int(len(pairs) * trim)
    last = len(pairs) - 1 - drop
    return Box(lats[drop], lons[drop], lats[last], lons[last])


def part_of(box: Box, degrees: float | None) -> Circle:
    """The circle about a part of a box: the half towards `degrees`, a quarter for a diagonal, the middle for None."""
    width = (box.east - box.west) % 360
    height = box.north - box.south
    lat, lon = box.south + height / 2, box.west + width / 2
    if degrees is None:
        height, width = height / 2, width / 2
    else:
        north, east = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        if abs(north) > 0.1:
            lat += math.copysign(height / 4, north)
            height /= 2
        if abs(east) > 0.1:
            lon += math.copysign(width / 4, east)
            width /= 2
    wide = width * math.cos(math.radians(lat))
    return Circle(lat, _wrapped(lon), math.hypot(height, wide) / 2 * _DEGREE_KM)


def part_of_circle(circle: Circle, degrees: float | None) -> Circle:
    """The same for an area of which only the middle and the radius are known."""
    if degrees is None:
        return Circle(circle.lat, circle.lon, circle.km / 2)
    return Circle(*point_at(circle.lat, circle.lon, degrees, circle.km / 2), circle.km * 0.7)


def _haversine(degrees: float) -> float:
    """Half the versed sine of an angle: the square of the sine of its half."""
    return math.sin(math.radians(degrees) / 2) ** 2


def _wrapped(lon: float) -> float:
    return (lon + 540) % 360 - 180
