"""What a map shows: places with what is told of each, and the part of the world that holds them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reports.geometry import Box, bounds, distance_km
from reports.records import Place, PlaceKind, Report
from reports.render.words import spaced

_LEAST_KM = 18.0  # the map shows at least so much on each side of a place
_MOST_KM = 120.0  # and of a vague place at most so much
_FAR_KM = 900.0  # stories within so much of their middle are never cut
_FAR_SHARE = 0.25  # of the claims that may be left outside
_AREA_SHARE = 0.45  # of the claims that a whole region must have to be shown whole beside places with points
_DEGREE_KM = 111.195


@dataclass(slots=True, eq=False)
class Spot:
    """A place with coordinates.

    `km` is the radius that it lies within, 0 where that is unknown; `unsure` where it is not sure which of several
    places is meant. `ids` are the elements of the page that it stands for, `told` what is told of it, a few words each,
    and `weight` how much that counts for the size of its mark. `base` is the place that it is told from.
    """

    name: str
    kind: PlaceKind
    lat: float
    lon: float
    geonames: int | None = None
    km: float = 0.0
    unsure: bool = False
    ids: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    weight: int = 0
    base: Spot | None = None

    @property
    def is_area(self) -> bool:
        """Whether it is a region of its own, not a point that is told from another place."""
        return self.kind is PlaceKind.REGION and self.base is None

    @property
    def is_vague(self) -> bool:
        """Whether it is no point on the map but much of it."""
        return self.is_area or self.km > _MOST_KM

    @property
    def is_country(self) -> bool:
        return self.kind is PlaceKind.COUNTRY


def spots(reports: Sequence[Report], prefixes: Sequence[str]) -> list[Spot]:
    """The places of all reports that have coordinates, in order; the same place of two reports is one spot."""
    found: dict[tuple[object, ...], Spot] = {}
    for report, prefix in zip(reports, prefixes, strict=True):
        by_id: dict[str, Spot] = {}
        for place in report.places:
            spot = _spot(place)
            if spot is None:
                continue
            key = (place.name.lower(), place.lat, place.lon, place.relation)
            spot = found.setdefault(key, spot)
            spot.ids.append(f"{prefix}{place.id}")
            by_id[place.id] = spot
        for place in report.places:
            if place.id in by_id:
                by_id[place.id].base = by_id[place.id].base or by_id.get(place.near or "")
        for claim in report.claims:
            for place_id in dict.fromkeys(place.place for place in claim.places):
                if place_id in by_id:
                    by_id[place_id].told.append(f"{prefix}{claim.id} {spaced(claim.type)}")
                    by_id[place_id].weight += 1
    return list(found.values())


def _spot(place: Place) -> Spot | None:
    """A place as a spot. Where it is not sure which place is meant, the radius says nothing of its size."""
    if place.lat is None or place.lon is None:
        return None
    unsure = (place.by or "").endswith("unsure")
    km = 0.0 if unsure else place.precision_km or 0.0
    return Spot(place.name, place.kind, place.lat, place.lon, place.geonames, km, unsure)


def unplaced(reports: Sequence[Report]) -> list[str]:
    """Names of the places without coordinates, each once."""
    return list(dict.fromkeys(place.name for report in reports for place in report.places if place.lat is None))


def extent(found: Sequence[Spot]) -> Box | None:
    """The box that the map must show: the places of claims, without a few that lie far off. None if there are none."""
    inside = [spot for spot in found if spot.weight and not spot.is_country]
    inside = inside or [spot for spot in found if not spot.is_country] or list(found)
    if not inside:
        return None
    points = [spot for spot in inside if not spot.is_vague]
    enough = _AREA_SHARE * sum(_weight(spot) for spot in inside)
    return _around(_near([spot for spot in inside if not (points and spot.is_vague) or _weight(spot) > enough]))


def _near(inside: Sequence[Spot]) -> list[Spot]:
    """The places without those far from the rest, unless too many claims would go with them."""
    kept = sorted(inside, key=lambda spot: _distance_to_all(spot, inside))
    total = sum(_weight(spot) for spot in kept)
    dropped = 0.0
    while len(kept) > 1:
        middle, last = kept[0], kept[-1]
        dropped += _weight(last)
        far = distance_km(middle.lat, middle.lon, last.lat, last.lon)
        near = distance_km(middle.lat, middle.lon, kept[-2].lat, kept[-2].lon)
        if far < _FAR_KM or far < 2 * near or dropped > total * _FAR_SHARE:
            break
        kept.pop()
    return kept


def _weight(spot: Spot) -> float:
    return spot.weight + 0.5


def _distance_to_all(spot: Spot, others: Iterable[Spot]) -> float:
    return sum(_weight(other) * distance_km(spot.lat, spot.lon, other.lat, other.lon) for other in others)


def _around(inside: Sequence[Spot]) -> Box:
    corners: list[tuple[float, float]] = []
    for spot in inside:
        km = 400.0 if spot.is_country else min(max(spot.km, _LEAST_KM), _MOST_KM)
        north = km / _DEGREE_KM
        east = north / max(math.cos(math.radians(spot.lat)), 0.1)
        corners += [(spot.lat - north, spot.lon - east), (spot.lat + north, spot.lon + east)]
    return bounds(corners)
