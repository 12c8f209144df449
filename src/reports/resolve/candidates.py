"""The candidates of a name in the gazetteer, and which place can lie in which."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from reports import gazetteer
from reports.gazetteer import GazetteerPlace, fold_place
from reports.geometry import distance_km
from reports.records import PlaceKind
from reports.resolve.context import Toponym
from reports.words import place_nouns

_MOST = 24  # candidates kept of a name
AREAS = frozenset({PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.PHYSICAL})
# "The X area" is X.
_SAME_NOUNS = frozenset(
    "area zone town city village settlement hamlet township locality neighbourhood neighborhood quarter".split()
)
_AROUND = frozenset({"greater", "downtown", "metropolitan", "inner"})  # "Greater Idlib" is Idlib
_BEFORE_NOUNS = frozenset({"international", "military", "air", "naval", "central"})  # "X international airport"

KNOWN = 45  # importance of a place that needs little reason
FAMOUS_FROM = 70  # importance of places that any story may name
_FAMOUS, _GREATEST, _GREATEST_REGION = 6.0, 86.0, 76.0
_MATCH = {"name": 0.0, "generic": 0.0, "derived": -4.0, "alternate": -8.0, "fuzzy": -16.0}
_SEAT = 46.0  # points of a town that comes before the region that bears its name
_EDGE = 1.5  # in radii: how far the ends of a region may lie from its middle
_BESIDE_KM, _BESIDE_DEGREES = 150.0, 2.0
_WIDE_KM, _KNOWN_WIDE, _KNOWN_WORLD = 100.0, 10.0, 12.0
_WEAK_FEATURES = {"ADM2": -4.0, "ADM3": -6.0, "ADMD": -6.0, "PPLX": -4.0, "RGN": -6.0}
_FIT: dict[str, dict[PlaceKind, float]] = {
    "settlement": {
        PlaceKind.SETTLEMENT: 16, PlaceKind.DISTRICT: 8, PlaceKind.REGION: -14, PlaceKind.FACILITY: -10,
        PlaceKind.PHYSICAL: -25, PlaceKind.COUNTRY: -25,
    },
    "region": {PlaceKind.REGION: 18, PlaceKind.COUNTRY: -5, PlaceKind.SETTLEMENT: -12},
    "district": {PlaceKind.DISTRICT: 16, PlaceKind.REGION: 8, PlaceKind.COUNTRY: -40},
    "physical": {PlaceKind.PHYSICAL: 18, PlaceKind.SETTLEMENT: -40, PlaceKind.COUNTRY: -25},
    "facility": {PlaceKind.FACILITY: 18, PlaceKind.SETTLEMENT: -8, PlaceKind.REGION: -25, PlaceKind.COUNTRY: -60},
}  # fmt: skip


def fit(told: str | None, kind: PlaceKind) -> float:
    """Points for how well a candidate's kind fits the kind that the words tell."""
    return _FIT.get(told or "", {}).get(kind, 0.0)


def prior(place: GazetteerPlace, candidates: Iterable[GazetteerPlace]) -> float:
    """How likely a place is meant in any story: by size; the town that a region is named after comes before it."""
    points = min(float(place.importance), _GREATEST)
    if place.feature == "ADM1":
        points = max(points, min(10 * math.log10(place.population or 1), _GREATEST_REGION))
        seats = [seat.importance + _MATCH[seat.match] for seat in candidates if _is_seat(seat, place)]
        if max(seats, default=0.0) >= _SEAT:
            return min(points, max(seats)) - 4.0
    if points >= FAMOUS_FROM:
        points += _FAMOUS
    if place.source != "curated" or place.match != "alternate":
        points += _MATCH[place.match]
    if place.source == "curated" and place.radius_km >= _WIDE_KM:
        return points + _KNOWN_WIDE + (_KNOWN_WORLD if place.country is None else 0.0)
    return points + _WEAK_FEATURES.get(place.feature, 0.0)


def _exact(places: tuple[GazetteerPlace, ...]) -> bool:
    return bool(places) and places[0].match != "fuzzy"


def _is_seat(town: GazetteerPlace, region: GazetteerPlace) -> bool:
    if town.kind is not PlaceKind.SETTLEMENT or town.country != region.country or town.admin1 is None:
        return False
    return fold_place(town.admin1) == fold_place(region.name)


def find_candidates(toponym: Toponym) -> tuple[tuple[GazetteerPlace, ...], bool]:
    """The candidates of a name, and whether they are those of the town that it is named after ("X airport")."""
    if toponym.composed and not _exact(gazetteer.lookup(toponym.name)):
        return (), False
    if toponym.country:
        own = gazetteer.country(toponym.country)
        named = gazetteer.lookup(toponym.name)
        twins = tuple(place for place in named if place.feature == "ADM1" and place.match == "name")
        if (
            named
            and named[0].kind is PlaceKind.REGION
            and named[0].country == toponym.country
            and named[0].match != "fuzzy"
        ):
            return named[:1], False  # "England": a lexicon of states may count it as the whole
        return ((own, *twins) if own is not None else ()), False
    places = gazetteer.lookup(toponym.name)
    if toponym.told_country and (
        not places or places[0].match == "fuzzy" or all(place.country != toponym.told_country for place in places)
    ):
        places = gazetteer.candidates(toponym.name, toponym.told_country) or places
    if toponym.kind == "physical" and all(place.kind is not PlaceKind.PHYSICAL for place in places):
        river = gazetteer.lookup(f"{toponym.name} River")  # "the left bank of the Dnipro" is no bank of the town
        places = river if _exact(river) else places
    if places and places[0].match != "fuzzy":
        return _fewer(places), False
    bare = _without_noun(toponym.name)
    if bare is not None:
        base = gazetteer.lookup(bare)
        if base and base[0].match != "fuzzy":
            first, *_, noun = toponym.name.lower().split()
            return _fewer(base), noun not in _SAME_NOUNS and first not in _AROUND
    return places, False


def _without_noun(name: str) -> str | None:
    words = name.split()
    if len(words) > 1 and words[0].lower() in _AROUND:
        return " ".join(words[1:])
    last = len(words)
    while last > 1 and (words[last - 1].lower() in place_nouns() or words[last - 1].lower() in _BEFORE_NOUNS):
        last -= 1
    return " ".join(words[:last]) if last < len(words) else None


def _fewer(places: tuple[GazetteerPlace, ...]) -> tuple[GazetteerPlace, ...]:
    """Of a name with very many places the important ones, and the most important of each country."""
    if len(places) <= _MOST:
        return places
    seen: set[tuple[str | None, str | None]] = set()
    kept = []
    for index, place in enumerate(places):
        at = (place.country, place.admin1)
        if index < _MOST or at not in seen:
            kept.append(place)
        seen.add(at)
    return tuple(kept)


def holds(area: GazetteerPlace, place: GazetteerPlace) -> bool:
    """Whether a place can lie in an area: by country, by name of the region, by distance."""
    if area.pid == place.pid or area.match == "fuzzy":
        return False
    if area.kind is PlaceKind.COUNTRY:
        return area.country == place.country and place.kind is not PlaceKind.COUNTRY
    if area.country is not None and place.country is not None and area.country != place.country:
        return False
    if place.kind in AREAS and place.radius_km >= area.radius_km:
        return False
    if area.feature == "ADM1" and place.admin1:
        if fold_place(place.admin1) == fold_place(area.name):
            return True
        return distance_km(area.lat, area.lon, place.lat, place.lon) <= 0.5 * area.radius_km
    reach = max(25.0, 1.5 * area.radius_km) if area.kind in AREAS else max(20.0, 2 * area.radius_km)
    return distance_km(area.lat, area.lon, place.lat, place.lon) <= reach


def order_of(place: GazetteerPlace) -> tuple[str, str | None] | None:
    """What a list may be of: countries, parts of the world, the first-order regions of one country; else None."""
    if place.kind is PlaceKind.COUNTRY:
        return "country", None
    if place.kind is PlaceKind.REGION and place.country is None:
        return "world", None
    if place.feature == "ADM1" and place.match != "fuzzy":
        return "region", place.country
    return None


def reaches(area: GazetteerPlace, place: GazetteerPlace) -> bool:
    apart = distance_km(area.lat, area.lon, place.lat, place.lon)
    return area.feature == "ADM1" and apart <= _EDGE * area.radius_km + place.radius_km


def is_surely(order: tuple[str, str | None], candidates: Sequence[GazetteerPlace]) -> bool:
    """Whether a name can be of an order of regions, and no town of some size there is called so too."""
    town = any(
        place.kind is PlaceKind.SETTLEMENT and place.country == order[1] and place.importance >= KNOWN
        for place in candidates
    )
    return not town and any(order_of(place) == order for place in candidates)


def beside(own: GazetteerPlace, code: str) -> bool:
    """Whether a country lies in, or a degree or two off, the box about another one."""
    box = gazetteer.box(code)
    if box is None:
        return False
    around = _BESIDE_DEGREES
    east = (own.lon - box.west + around) % 360 <= (box.east - box.west) % 360 + 2 * around
    return box.south - around <= own.lat <= box.north + around and east


def borders(place: GazetteerPlace, country: GazetteerPlace) -> bool:
    """Whether a place of another country lies at a country, as far as its middle and size tell."""
    if place.kind is PlaceKind.COUNTRY or place.country == country.country:
        return False
    return distance_km(place.lat, place.lon, country.lat, country.lon) <= country.radius_km + _BESIDE_KM
