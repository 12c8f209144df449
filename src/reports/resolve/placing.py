"""Coordinates for places that the gazetteer does not have as such: parts, borders, ground beside a place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reports import gazetteer, lexicons
from reports.gazetteer import GazetteerPlace
from reports.geometry import Circle, distance_km
from reports.records import PlaceKind
from reports.resolve import relative
from reports.resolve.drafts import PlaceDraft
from reports.resolve.relative import Placing, Relation

_BORDER = re.compile(r"^(.+?)\s+(?:border|frontier)$", re.I)
_WIDEST_HOLDER_KM, _TOWN_KM = 150.0, 10.0
_ADJOINING = 2.2  # two countries may touch when their middles are not farther apart than so many times their radii


def put(draft: PlaceDraft, placing: Placing, by: str | None) -> None:
    """Write coordinates with their exactness on a draft."""
    draft.lat, draft.lon = round(placing.circle.lat, 4), round(placing.circle.lon, 4)
    draft.precision_km = round(placing.circle.km, 1)
    draft.geo_precision, draft.where_prec, draft.by = placing.geo_precision, placing.where_prec, by


def circle_of(place: GazetteerPlace) -> Circle:
    """A gazetteer place as a circle."""
    return Circle(place.lat, place.lon, place.radius_km)


def draft_circle(draft: PlaceDraft) -> Circle | None:
    """A draft as a circle, None if it has no coordinates."""
    if draft.lat is None or draft.lon is None:
        return None
    return Circle(draft.lat, draft.lon, draft.precision_km or 1.0)


def put_part(draft: PlaceDraft, side: str, base: GazetteerPlace) -> None:
    """Coordinates and kind of "eastern Ukraine"."""
    settled = base.kind in (PlaceKind.SETTLEMENT, PlaceKind.DISTRICT)
    draft.kind = str(PlaceKind.DISTRICT if settled else PlaceKind.REGION)
    draft.country = draft.country or base.country
    draft.admin1 = base.admin1 or (base.name if base.feature == "ADM1" else None)
    known = relative.part(side, base)
    if isinstance(known, GazetteerPlace):
        draft.geonames = known.geonames
        put(draft, relative.place_named(known, known.radius_km), "region of that name")
    else:
        put(draft, known, f"{side} part, computed")


def put_beside(draft: PlaceDraft, found: Relation, base: PlaceDraft) -> None:
    """Coordinates of "north of X", "the north of X", "near X"."""
    circle = draft_circle(base)
    if circle is None:
        return
    own = gazetteer.country(base.country or "") if base.kind == PlaceKind.COUNTRY else None
    if found.form == "part" and own is not None:
        known = relative.part(found.words.removesuffix(" of"), own)
        placing = known if isinstance(known, Placing) else relative.place_named(known, known.radius_km)
        put(draft, placing, "part, computed")
    else:
        narrow = base.kind == PlaceKind.PHYSICAL
        put(draft, relative.place_by(found, circle, narrow=narrow), "computed from the place it lies by")


def put_inside(draft: PlaceDraft, holder: PlaceDraft) -> None:
    """Coordinates of a place of which only the town or region is known: somewhere in that, by its size."""
    circle = draft_circle(holder)
    if draft.lat is not None or circle is None or circle.km > _WIDEST_HOLDER_KM or holder.kind == PlaceKind.COUNTRY:
        return
    draft.admin1 = draft.admin1 or holder.admin1
    town = holder.kind in (PlaceKind.SETTLEMENT, PlaceKind.DISTRICT)
    where = Placing(circle, 1 if town and circle.km <= _TOWN_KM else 2 if circle.km <= 50 else 3, 2 if town else 4)
    put(draft, where, "told to lie in a place that is named with it")


def put_border(draft: PlaceDraft, story: Iterable[str]) -> None:
    """ "The Syrian border", "Lebanon-Israel border": a region of no country. `story`: its countries by weight."""
    match = _BORDER.match(draft.name)
    if match is None:
        return
    parts = re.split(r"[-–—/]| and ", match[1])
    codes = [code for part in parts if (code := _country_code(part.strip()))]
    if codes:
        draft.kind, draft.country = str(PlaceKind.REGION), None
        put_border_of(draft, codes[0], codes[1:2] or [code for code in story if code != codes[0]])


def put_border_of(draft: PlaceDraft, code: str, others: Iterable[str]) -> None:
    """Coordinates of the border of a country with the first of others that it may touch."""
    one = gazetteer.country(code)
    for other in others:
        two = gazetteer.country(other)
        if one is not None and two is not None and one is not two and _adjoin(one, two):
            put(draft, relative.place_border(circle_of(one), circle_of(two)), "between two countries, computed")
            return


def _adjoin(first: GazetteerPlace, second: GazetteerPlace) -> bool:
    apart = distance_km(first.lat, first.lon, second.lat, second.lon)
    return apart < _ADJOINING * (first.radius_km + second.radius_km)


def _country_code(name: str) -> str | None:
    """The alpha-3 code of a country's name or adjective."""
    found = lexicons.country_index().get(name) or lexicons.demonym_index().get(name)
    return lexicons.countries()[found].code if found else None
