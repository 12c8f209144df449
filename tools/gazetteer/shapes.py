"""Outlines of Natural Earth's shapes, and their areas."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

Ring = list[list[float]]  # of [lon, lat]


def outlines(shape: dict[str, Any]) -> list[Ring]:
    """The outer rings of a shape."""
    geometry = shape["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [polygon[0] for polygon in polygons]


def ring_area(ring: Ring) -> float:
    """Signed area in square kilometres of a ring, on a plane true at its middle latitude."""
    scale = math.cos(math.radians(sum(point[1] for point in ring) / len(ring)))
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False))
    return twice / 2 * 111.32 * 111.32 * scale


def centroid(rings: Iterable[Ring]) -> tuple[float, float]:
    """The (lat, lon) of the centre of gravity of rings' areas."""
    return mean_point((*_ring_centroid(ring), abs(ring_area(ring))) for ring in rings)


def mean_point(points: Iterable[tuple[float, float, float]]) -> tuple[float, float]:
    """The weighted mean of (lat, lon, weight): a mean of directions, so that the date line does no harm."""
    total = [0.0, 0.0, 0.0]
    for lat, lon, weight in points:
        y, x = math.radians(lat), math.radians(lon)
        direction = (math.cos(y) * math.cos(x), math.cos(y) * math.sin(x), math.sin(y))
        total = [old + weight * part for old, part in zip(total, direction, strict=True)]
    x, y, z = total
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def _ring_centroid(ring: Ring) -> tuple[float, float]:
    """The (lat, lon) of one ring's centre of gravity on a plane; the mean of its points where it has no area."""
    crosses = [a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False)]
    twice = sum(crosses)
    if abs(twice) < 1e-9:
        return sum(point[1] for point in ring) / len(ring), sum(point[0] for point in ring) / len(ring)
    lat, lon = (
        sum((a[axis] + b[axis]) * cross for a, b, cross in zip(ring, ring[1:], crosses, strict=False)) / (3 * twice)
        for axis in (1, 0)
    )
    return lat, lon
