"""The maps of a digest's page: one for each part of the world that its incidents lie in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from reports.digest.views.page.cards import IncidentView
from reports.export.countries import name as country_name
from reports.geometry import distance_km
from reports.records import PlaceKind
from reports.render.map import drawn_spots
from reports.render.map.spots import Spot
from reports.render.words import unique

SIZE = (560, 440)
_APART_KM = 900.0  # incidents that are further from all others get a map of their own
_MAPS = 12
_MOST = 300  # places on the maps: more cannot be told apart


class MapView(NamedTuple):
    """`title` names the countries, `drawn` is the content of an `<svg>` of `SIZE`, `ids` are the incidents on it."""

    title: str
    drawn: Markup
    ids: list[str]


def maps(incidents: Sequence[IncidentView]) -> list[MapView]:
    """The maps, that with the most sources first. A place is the larger, the more groups of sources tell of it."""
    countries = {each.id: each.incident.place.country for each in incidents if each.incident.place}
    spots = sorted(_spots(incidents), key=lambda spot: -spot.weight)[:_MOST]
    found = []
    for part in _parts(spots)[:_MAPS]:
        drawn = drawn_spots(part, size=SIZE, linked=True)
        ids = [each for spot in part for each in spot.ids]
        if drawn is not None:
            found.append(MapView(_title([countries[each] for each in ids]), drawn, ids))
    return found


def unmapped(incidents: Sequence[IncidentView], shown: Iterable[MapView]) -> list[IncidentView]:
    """The incidents that are on none of the maps."""
    on_map = {each for view in shown for each in view.ids}
    return [each for each in incidents if each.id not in on_map]


def _spots(incidents: Sequence[IncidentView]) -> list[Spot]:
    """The places of the incidents, each once. One that is known by its country alone is nowhere on a map."""
    found: dict[tuple[object, ...], Spot] = {}
    for each in incidents:
        place = each.incident.place
        if place is None or place.lat is None or place.lon is None or place.kind is PlaceKind.COUNTRY:
            continue
        key = (place.name.casefold(), round(place.lat, 3), round(place.lon, 3))
        spot = found.setdefault(key, Spot(place.name, place.kind, place.lat, place.lon, place.geonames))
        spot.km = max(spot.km, place.precision_km or 0.0)
        spot.ids.append(each.id)
        spot.told.append(f"{each.number} {each.incident.description}")
        spot.weight += max(1, len(each.incident.corroboration.affirming))
    return list(found.values())


def _parts(spots: Sequence[Spot]) -> list[list[Spot]]:
    """Places with all that are near to any of them, the part with the most weight first."""
    parts: list[list[Spot]] = []
    for spot in spots:
        near = [part for part in parts if any(_near(spot, other) for other in part)]
        parts = [part for part in parts if part not in near]
        parts.append([*(other for part in near for other in part), spot])
    return sorted(parts, key=lambda part: -sum(spot.weight for spot in part))


def _near(one: Spot, other: Spot) -> bool:
    return distance_km(one.lat, one.lon, other.lat, other.lon) < _APART_KM


def _title(codes: Iterable[str | None]) -> str:
    """ "Sudan, Chad": the countries of the incidents on a map, those with the most first."""
    ranked = [code for code, _ in Counter(code for code in codes if code).most_common(4)]
    return ", ".join(unique(country_name(code) for code in ranked))
