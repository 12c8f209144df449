"""How well two places go together, and the cells under which mentions are found."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache

from reports.digest.facts import SpotFact
from reports.digest.vocabulary import words_of
from reports.geometry import distance_km
from reports.records import PlaceKind

Cell = tuple[int | str, int]
BROAD_KM = 45.0  # a place that is less exact is a region, and no place of an incident
_POINTS = frozenset({PlaceKind.FACILITY, PlaceKind.DISTRICT})  # two of one town are two places
_CELL = 0.25  # degrees
_FIRST = 0.7  # the part that the first places count for
MAYBE = 0.45  # agreement of two places that may or may not be one
_OTHER_TOWN = 0.2  # agreement of two towns by name, one of which is on no map: another name, or another spelling
_NAMED_AFTER = 0.7
_UNKNOWN_KM = {PlaceKind.COUNTRY: 500.0, PlaceKind.REGION: 100.0, PlaceKind.PHYSICAL: 40.0}


def exactness(spot: SpotFact) -> float:
    """Kilometres within which a place lies; a guess by its kind where that is not known."""
    if spot.km is not None:
        return max(spot.km, 100.0) if spot.kind == PlaceKind.COUNTRY else spot.km
    return _UNKNOWN_KM.get(PlaceKind(spot.kind), 8.0)


def nearness(one: Sequence[SpotFact], other: Sequence[SpotFact]) -> float | None:
    """How well the places of two mentions agree, 0 to 1; None if either has none.

    The most exact ones count for more than half: two camps of one town are two places.
    """
    if not one or not other:
        return None
    best = max(spots_agree(a, b) for a in one for b in other)
    return _FIRST * spots_agree(one[0], other[0]) + (1 - _FIRST) * best


def spots_agree(one: SpotFact, other: SpotFact) -> float:
    """How well two places agree, 0 to 1."""
    wide = max(exactness(one), exactness(other)) > BROAD_KM
    if one.folded == other.folded and one.kind == other.kind and _same_land(one, other):
        return 0.5 if wide else 1.0
    if one.geonames is not None and one.geonames == other.geonames:
        return 0.5 if wide else 1.0
    if one.lat is None or other.lat is None:
        return _by_name(one, other)
    return max(_by_distance(one, other, wide), _NAMED_AFTER if _named_after(one, other) else 0.0)


def _named_after(one: SpotFact, other: SpotFact) -> bool:
    """Whether a site is named after the town that it is at: "the Herat-Kandahar road"."""
    site, town = (one, other) if one.kind == PlaceKind.FACILITY else (other, one)
    if site.kind != PlaceKind.FACILITY or town.kind != PlaceKind.SETTLEMENT or not _same_land(site, town):
        return False
    return f" {town.folded} " in f" {site.folded.replace('-', ' ')} "


def _same_land(one: SpotFact, other: SpotFact) -> bool:
    if one.country and other.country and one.country != other.country:
        return False
    return not (one.geonames and other.geonames and one.geonames != other.geonames)


def _by_name(one: SpotFact, other: SpotFact) -> float:
    """Places of which one has no coordinates: equal names, one named within the other, or not known."""
    if core(one.folded) == core(other.folded):
        return 0.85 if _same_land(one, other) else 0.3
    if one.parent == other.folded or other.parent == one.folded:
        return 0.7
    if one.country and other.country and one.country != other.country:
        return 0.0
    if one.kind == other.kind == PlaceKind.SETTLEMENT:
        return _OTHER_TOWN
    return 0.2 if one.admin1 and other.admin1 and one.admin1 != other.admin1 else MAYBE


def _by_distance(one: SpotFact, other: SpotFact, wide: bool) -> float:
    km = distance_km(one.lat or 0.0, one.lon or 0.0, other.lat or 0.0, other.lon or 0.0)
    small, large = sorted((exactness(one), exactness(other)))
    if wide:
        inside = km <= large or (one.admin1 or one.folded) == (other.admin1 or other.folded)
        return (0.35 if large < 400 else 0.15) if inside else 0.0
    if one.parent == other.folded or other.parent == one.folded:
        return 0.85
    towns = one.kind == other.kind or {one.kind, other.kind} <= _POINTS
    if km <= max(large, 2.0):
        return 0.4 if towns else 0.7 if km > 2 * small else 0.9
    if km <= small + large:
        return 0.25 if towns else 0.5
    return (0.2 if towns else 0.4) * math.exp(-(km - small - large) / 8)


def cells(spots: Sequence[SpotFact]) -> Iterator[Cell]:
    """The cells of the grid that exact places lie in."""
    for spot in spots:
        if exactness(spot) <= BROAD_KM and spot.lat is not None and spot.lon is not None:
            yield (math.floor(spot.lat / _CELL), math.floor(spot.lon / _CELL))


def names(spots: Sequence[SpotFact]) -> Iterator[Cell]:
    """The names of exact places, under which those without coordinates are found."""
    for spot in spots:
        if exactness(spot) <= BROAD_KM:
            yield (core(spot.folded), 0)


@cache
def core(folded: str) -> str:
    """A name without the nouns that tell what it is: "abu shouk" of "abu shouk camp"."""
    kept = [word for word in folded.split() if word not in words_of("place_words")]
    return " ".join(kept) or folded


def around(cell: Cell) -> Iterator[Cell]:
    """A cell and those about it."""
    row, column = cell
    assert not isinstance(row, str)
    for north in (-1, 0, 1):
        for east in (-1, 0, 1):
            yield (row + north, column + east)
