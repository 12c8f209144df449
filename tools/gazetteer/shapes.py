"""Outlines of Natural Earth's shapes, and their areas."""

from __future__ import annotations

import math
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
