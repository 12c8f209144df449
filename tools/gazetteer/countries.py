"""Countries: their points, and the boxes about their main parts (GeoNames, Natural Earth)."""

from __future__ import annotations

import math
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
from gazetteer.shapes import Ring, outlines, ring_area
from reports.gazetteer import fold_place
from reports.geometry import bounds
from reports.records import PlaceKind

_SMALL_COUNTRY_KM = 60.0  # below, a point at the capital is good enough for the country
_AT_KM = 25.0
_OFF_MIDDLE = 0.5  # in radii of the country: a point farther off its middle is not taken
_NEAR_MAINLAND = 2.3  # in radii: farther lands are no part of the country's "north" or "east"
_NEAR_MAINLAND_KM = 300.0
_MAIN_SHARE = 0.98  # of a country's area: the smallest islands beyond it do not widen its box


def add_countries(
    book: Book,
    countries: dict[str, Any],
    known: dict[str, Any],
    shapes: list[dict[str, Any]],
    by_country: dict[str, list[dict[str, Any]]],
) -> None:
    """Put countries and their boxes into `book`. `known` are GeoNames' own points and names by alpha-2."""
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
        first = (region.lat, region.lon) if region is not None else middle(towns) if towns else centre(rings[alpha2])
        main = _main_rings(rings[alpha2], first, radius)
        lat, lon = _point(first, main, towns, radius, capital_of(country, cities))
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
    main: list[Ring],
    towns: list[tuple[float, float]],
    radius: float,
    capital: dict[str, Any] | None,
) -> tuple[float, float]:
    """GeoNames' point, unless that is a large country's capital or far off the middle of its main part."""
    if radius < _SMALL_COUNTRY_KM or not (main or towns):
        return first
    centred = centre(main) if main else middle(towns)
    at_capital = capital is not None and distance_km(first, (capital["latitude"], capital["longitude"])) < _AT_KM
    off = distance_km(first, centred) > _OFF_MIDDLE * radius
    return centred if at_capital or off else first


def capital_of(country: dict[str, Any], cities: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The most populous of a country's towns that have its capital's name."""
    key = fold_place(country["capital"])
    named = [city for city in cities if fold_place(city["name"]) in (key, key.removesuffix(" d c"), f"{key} city")]
    return max(named, key=lambda city: (city["population"] or 0, -city["geonameid"]), default=None)


def centre(rings: list[Ring]) -> tuple[float, float]:
    """The (lat, lon) at the middle of rings by area: a mean of directions, so that the date line does no harm."""
    total = [0.0, 0.0, 0.0]
    for ring in rings:
        area = abs(ring_area(ring))
        lon, lat = (math.radians(sum(point[axis] for point in ring) / len(ring)) for axis in (0, 1))
        direction = (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))
        total = [old + area * part for old, part in zip(total, direction, strict=True)]
    x, y, z = total
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def _main_rings(rings: list[Ring], first: tuple[float, float], radius: float) -> list[Ring]:
    """The rings near the country's point, the largest until they make up most of the area of all."""
    limit = max(_NEAR_MAINLAND_KM, _NEAR_MAINLAND * radius)
    near = [ring for ring in rings if distance_km(first, centre([ring])) < limit]
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
