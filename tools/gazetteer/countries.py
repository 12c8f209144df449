"""Countries: their points, and the boxes about their main parts (GeoNames, countryinfo, Natural Earth).

Gazetteers put the point of one country hundreds of kilometres apart, and none is wrong. Ours is the median
of GeoNames', of countryinfo's (that of the World Factbook) and of the centre of the area.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from gazetteer.rows import (
    ALTERNATE,
    NAME,
    Book,
    PlaceRow,
    area_radius,
    distance_km,
    is_alternate,
    middle,
    size_rank,
)
from gazetteer.shapes import Ring, centroid, outlines, ring_area
from reports.gazetteer import fold_place
from reports.geometry import bounds
from reports.records import PlaceKind

_SMALL_COUNTRY_KM = 60.0  # below, a point at the capital is good enough for the country
_AT_KM = 25.0
_OFF_MIDDLE = 1.0  # in radii of the country: a point farther off its middle is not taken
_NEAR_MAINLAND = 2.3  # in radii: farther lands are no part of the country's "north" or "east", nor move its point
_NEAR_MAINLAND_KM = 300.0
_MAIN_SHARE = 0.98  # of a country's area: the smallest islands beyond it do not widen its box


def add_countries(
    book: Book,
    countries: dict[str, Any],
    known: dict[str, Any],
    shapes: list[dict[str, Any]],
    by_country: dict[str, list[dict[str, Any]]],
    factbook: dict[str, tuple[float, float]],
) -> None:
    """Put countries and their boxes into `book`. `known`: GeoNames' points and names by alpha-2; `factbook`: points."""
    rings: dict[str, list[Ring]] = defaultdict(list)
    for shape in shapes:
        alpha2, _, code = (shape["properties"].get("gn_a1_code") or "").partition(".")
        if code and code != "Z9":
            rings[alpha2] += outlines(shape)
    for alpha2, country in sorted(countries.items()):
        region, cities = known.get(alpha2), by_country[alpha2]
        towns = [(city["latitude"], city["longitude"]) for city in cities]
        if region is None and not towns and not rings[alpha2]:
            continue
        radius = area_radius(country["areakm2"])
        published = [(region.lat, region.lon)] if region is not None else []
        published += [factbook[alpha2]] if alpha2 in factbook else []
        first = published[0] if published else middle(towns) if towns else centroid(rings[alpha2])
        main = _main_rings(rings[alpha2], first, radius)
        lat, lon = _point(first, published, rings[alpha2], towns, radius, capital_of(country, cities))
        _add(book, country, region.names if region is not None else (), lat, lon, radius)
        points = [(y, x) for ring in main for x, y in ring] or towns
        if points:
            book.boxes[country["iso3"]] = bounds(points)


def _add(book: Book, country: dict[str, Any], names: Any, lat: float, lon: float, radius: float) -> None:
    place = PlaceRow(
        country["geonameid"], country["name"], PlaceKind.COUNTRY, "PCLI", country["iso3"], round(lat, 5),
        round(lon, 5), "geonames", population=country["population"] or None, radius_km=radius,
        importance=90 + min(9, size_rank(country["population"]) // 10),
    )  # fmt: skip
    place.add_name(country["name"], NAME)
    for name in names:
        if is_alternate(name) or _is_country_acronym(name):
            place.add_name(name, ALTERNATE)
    book.add(place)


def _point(
    first: tuple[float, float],
    published: list[tuple[float, float]],
    rings: list[Ring],
    towns: list[tuple[float, float]],
    radius: float,
    capital: dict[str, Any] | None,
) -> tuple[float, float]:
    """The median of the published points and of the middle of the area; for a small country, the first point.

    A point at a large country's capital, or far off the middle, is left out.
    """
    own = [ring for ring in rings if distance_km(first, centroid([ring])) < _NEAR_MAINLAND * radius]
    if radius < _SMALL_COUNTRY_KM or not (own or towns):
        return first
    centred = centroid(own) if own else middle(towns)
    seat = (capital["latitude"], capital["longitude"]) if capital is not None else None
    kept = [
        point
        for point in published
        if distance_km(point, centred) < _OFF_MIDDLE * radius and not (seat and distance_km(point, seat) < _AT_KM)
    ]
    return middle([*kept, centred])


def capital_of(country: dict[str, Any], cities: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The most populous of a country's towns that have its capital's name."""
    key = fold_place(country["capital"])
    named = [city for city in cities if fold_place(city["name"]) in (key, key.removesuffix(" d c"), f"{key} city")]
    return max(named, key=lambda city: (city["population"] or 0, -city["geonameid"]), default=None)


def _main_rings(rings: list[Ring], first: tuple[float, float], radius: float) -> list[Ring]:
    """The rings near the country's point, the largest until they make up most of the area of all."""
    limit = max(_NEAR_MAINLAND_KM, _NEAR_MAINLAND * radius)
    near = [ring for ring in rings if distance_km(first, centroid([ring])) < limit]
    sized = sorted(((abs(ring_area(ring)), -index) for index, ring in enumerate(near)), reverse=True)
    left = _MAIN_SHARE * sum(area for area, _ in sized)
    kept = []
    for area, index in sized:
        if left <= 0:
            break
        kept.append(near[-index])
        left -= area
    return kept


def _is_country_acronym(name: str) -> bool:
    return name in {"US", "USA", "UK", "UAE", "DRC", "USSR"}
