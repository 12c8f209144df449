"""Airports and air bases (airportsdata): those with a letter code, small private strips left out."""

from __future__ import annotations

import csv
import io
import re

from gazetteer.rows import ALTERNATE, NAME, Book, PlaceRow
from gazetteer.sources import Downloads
from reports.gazetteer import FIRST_OWN_PID
from reports.records import PlaceKind

FIRST_PID = FIRST_OWN_PID + 100_000_000
_ICAO = re.compile(r"[A-Z]{4}$")
_BASE = re.compile(r"\b(?:air ?base|air force|afb|naval|raf|aaf|army|military|ab)\b", re.IGNORECASE)
_AIRPORT_TAIL = re.compile(r"\s+(?:(?:international|regional|municipal) )?(?:airport|airfield)$", re.IGNORECASE)
_BASE_TAIL = re.compile(r"\s+(?:air ?base|air force base|afb|ab)$", re.IGNORECASE)


def add_airports(downloads: Downloads, book: Book, alpha3: dict[str, str]) -> None:
    """Put airports into `book`."""
    text = downloads.member("airportsdata", "airportsdata/airports.csv").decode("utf-8")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if is_kept(row)]
    for index, row in enumerate(sorted(rows, key=lambda row: row["icao"])):
        base = bool(_BASE.search(row["name"]))
        place = PlaceRow(
            FIRST_PID + index, row["name"], PlaceKind.FACILITY, "AIRB" if base else "AIRP",
            alpha3.get(row["country"]), float(row["lat"]), float(row["lon"]), "airportsdata",
            admin1=row["subd"] or None, radius_km=3.0, importance=22 if base else 20 if row["iata"] else 12,
        )  # fmt: skip
        place.add_name(row["name"], NAME)
        for name in other_names(row["name"], row["city"], base=base):
            place.add_name(name, ALTERNATE)
        book.add(place)


def is_kept(row: dict[str, str]) -> bool:
    """Whether to keep an airport: it has a four-letter code and, where strips are many, an IATA code or a base."""
    crowded = row["country"] in {"US", "CA", "AU", "BR", "DE", "FR", "GB"}
    has_name = bool(row["name"]) and bool(_ICAO.match(row["icao"]))
    return has_name and (not crowded or bool(row["iata"]) or bool(_BASE.search(row["name"])))


def other_names(name: str, city: str, *, base: bool) -> list[str]:
    """What an airport is also called: "X Airport" for "X International Airport", and its city's airport."""
    stem = _AIRPORT_TAIL.sub("", name)
    names = [f"{stem} airport", f"{stem} international airport"] if stem != name else [f"{name} airport"]
    stem = _BASE_TAIL.sub("", name)
    if stem != name:
        names = [f"{stem} air base", f"{stem} airbase", f"{stem} airfield"]
    if city and not base:
        names.append(f"{city} airport")
    return names
