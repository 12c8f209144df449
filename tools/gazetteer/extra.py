"""The curated rows of `places_extra.tsv`: what the packages lack, and better names or points for what they have."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from pathlib import Path

from gazetteer.rows import ALTERNATE, DERIVED, NAME, Book, PlaceRow, distance_km
from gazetteer.sources import SourceError
from reports.gazetteer import FIRST_OWN_PID, fold_place
from reports.records import PlaceKind

FIRST_PID = FIRST_OWN_PID + 200_000_000
COLUMNS = ["name", "aliases", "kind", "country", "admin1", "lat", "lon", "radius_km", "source"]
SAME_KM = 25.0
_FEATURES = {
    PlaceKind.COUNTRY: "PCLI",
    PlaceKind.REGION: "RGN",
    PlaceKind.SETTLEMENT: "PPL",
    PlaceKind.DISTRICT: "PPLX",
    PlaceKind.PHYSICAL: "PHYS",
    PlaceKind.FACILITY: "FAC",
}
_IMPORTANCE = {
    PlaceKind.COUNTRY: 92,
    PlaceKind.REGION: 56,
    PlaceKind.SETTLEMENT: 32,
    PlaceKind.DISTRICT: 32,
    PlaceKind.PHYSICAL: 52,
    PlaceKind.FACILITY: 34,
}


def read_extra(path: Path) -> Iterator[tuple[PlaceRow, list[str]]]:
    """Places of the file with their names, in order. Raises SourceError with file and line for a bad row."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if next(reader) != COLUMNS:
            raise SourceError(f"{path}:1: the columns must be {', '.join(COLUMNS)}")
        for cells in reader:
            if len(cells) != len(COLUMNS):
                raise SourceError(f"{path}:{reader.line_num}: {len(cells)} cells, {len(COLUMNS)} wanted")
            try:
                yield _row(dict(zip(COLUMNS, cells, strict=True)))
            except ValueError as error:
                raise SourceError(f"{path}:{reader.line_num}: {error}") from error


def _row(cells: dict[str, str]) -> tuple[PlaceRow, list[str]]:
    kind = PlaceKind(cells["kind"])
    lat, lon, radius = float(cells["lat"]), float(cells["lon"]), float(cells["radius_km"])
    country = cells["country"] or None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and radius > 0):
        raise ValueError("[lat, lon, radius_km] not on the globe")
    if country and not (len(country) == 3 and country.isupper()):
        raise ValueError(f"[country] {country} is no alpha-3 code")
    if not cells["name"] or not cells["source"]:
        raise ValueError("[name, source] may not be empty")
    names = [cells["name"], *(alias.strip() for alias in cells["aliases"].split(";") if alias.strip())]
    identity = f"{fold_place(cells['name'])}|{kind}|{country or ''}|{cells['admin1']}"
    place = PlaceRow(
        FIRST_PID + zlib.crc32(identity.encode()) % 1_000_000_000, cells["name"], kind, _FEATURES[kind], country,
        lat, lon, "curated", admin1=cells["admin1"] or None, radius_km=radius, importance=_IMPORTANCE[kind],
    )  # fmt: skip
    return place, names


def add_extra(path: Path, book: Book) -> None:
    """Put the curated rows into `book`: onto the place they mean where the packages have it, else as new places."""
    for row, names in read_extra(path):
        place = _same(row, names, book)
        if place is None:
            place = row
        else:
            _mend(place, row)
        for name in names:
            place.add_name(name, NAME if name == row.name else ALTERNATE)
        if place is row:
            book.add(place)
        else:
            book.index(place)


def _mend(place: PlaceRow, row: PlaceRow) -> None:
    """The row's spelling goes on the place (a province keeps its own); its point where the package has a vague one."""
    place.admin1 = place.admin1 or row.admin1
    if place.feature == "ADM1":
        return
    place.name = row.name
    place.importance = max(place.importance, row.importance)
    if place.source == "katottg":
        place.lat, place.lon, place.radius_km = row.lat, row.lon, row.radius_km
    elif place.kind is PlaceKind.REGION:
        place.radius_km = row.radius_km
        if place.feature == "RGN":  # whose borders nobody drew: GeoNames has Central America in Mexico
            place.lat, place.lon, place.source = row.lat, row.lon, row.source


def _same(row: PlaceRow, names: list[str], book: Book) -> PlaceRow | None:
    """The place of the packages that a row means: of its country and kind, with one of its names, and near it."""
    near: list[tuple[int, float, PlaceRow]] = []
    for name in names:
        for place in book.named(row.country, name):
            km = distance_km((place.lat, place.lon), (row.lat, row.lon))
            if place.kind is row.kind and (row.kind is PlaceKind.COUNTRY or km <= _same_km(place, row)):
                near.append((place.names.get(fold_place(name), DERIVED), km, place))
    return min(near, key=lambda item: item[:2], default=(0, 0, None))[2]


def _same_km(place: PlaceRow, row: PlaceRow) -> float:
    if row.kind is PlaceKind.REGION:
        return max(SAME_KM, row.radius_km, place.radius_km)
    return max(SAME_KM if place.source == "katottg" else 12.0, place.radius_km)
