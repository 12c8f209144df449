"""The places as they are gathered, before they are written: rows, their names, and rules for names."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from statistics import median

from reports.gazetteer import fold_place, without_article
from reports.geometry import Box
from reports.records import PlaceKind

NAME, ALTERNATE, DERIVED = 0, 1, 2  # ranks of a name
SEAT_IMPORTANCE = 51  # just above that of a first-order region
# Countries where names are written in Arabic letters and so have many romanisations.
ARABIC_SCRIPT = frozenset(
    "AFG ARE BHR DJI DZA EGY ERI ESH IRN IRQ JOR KWT LBN LBY MAR MRT OMN PAK PSE QAT SAU SDN SOM SYR TCD TUN "
    "YEM".split()
)
SLAVIC_SCRIPT = frozenset("BLR RUS UKR".split())
_CODE = re.compile(r"[A-Z0-9]{1,4}$")
_LATIN_KEY = re.compile(r"[a-z0-9 ]+$")
# Machine transliterations of other scripts are written small in GeoNames ("ji fu" for Kyiv); articles are too.
_NAME_START = re.compile(r"(?:[Aa][ldrsztn]h?|[Ee][lsdrzn]h?|[’'`ʿ‘])[- ’'`ʿ‘]?\w|[^\W\d_a-zß-öø-ÿ]")


@dataclass(slots=True)
class PlaceRow:
    """A place to be written. `country` is alpha-3 or None; `admin1` the name of the first-order region."""

    pid: int
    name: str
    kind: PlaceKind
    feature: str
    country: str | None
    lat: float
    lon: float
    source: str
    admin1: str | None = None
    population: int | None = None
    radius_km: float = 1.0
    importance: int = 0
    names: dict[str, int] = field(default_factory=dict)  # key -> rank

    def add_name(self, name: str, rank: int) -> None:
        """Give the place a name; a key that it has keeps its better rank."""
        key = fold_place(name)
        if len(key) > 1 and _LATIN_KEY.match(key):
            self.names[key] = min(rank, self.names.get(key, rank))

    def derive_names(self) -> None:
        """Add keys without an Arabic article."""
        if self.country not in ARABIC_SCRIPT:
            return
        for key in [key for key, rank in self.names.items() if rank < DERIVED]:
            bare = without_article(key)
            if len(bare) > 3:
                self.names.setdefault(bare, DERIVED)


class Book:
    """All places by id, with an index by (country, key) for matching one source against another."""

    def __init__(self) -> None:
        self.places: dict[int, PlaceRow] = {}
        self.boxes: dict[str, Box] = {}  # alpha-3 -> the country's main part
        self._by_key: dict[tuple[str | None, str], list[PlaceRow]] = defaultdict(list)

    def add(self, place: PlaceRow) -> None:
        """Put a place in. Raises ValueError if its id is taken."""
        if place.pid in self.places:
            raise ValueError(f"two places have the id {place.pid}: {self.places[place.pid].name} and {place.name}")
        self.places[place.pid] = place
        self.index(place)

    def index(self, place: PlaceRow) -> None:
        """Make a place findable by all its present names."""
        for key in place.names:
            rows = self._by_key[place.country, key]
            if place not in rows:
                rows.append(place)

    def drop_country_names(self) -> None:
        """Take from lesser places of other countries the alternate names that are a country's ("Ukraine" in Spain)."""
        countries: dict[str, str | None] = {}
        for place in self.places.values():
            if place.kind is PlaceKind.COUNTRY:
                countries |= dict.fromkeys(place.names, place.country)
        for place in self.places.values():
            if place.kind is PlaceKind.COUNTRY:
                continue
            for key in [key for key, rank in place.names.items() if rank != NAME and key in countries]:
                if countries[key] != place.country:
                    del place.names[key]

    def raise_seats(self) -> None:
        """Put the town that its first-order region is named after before the region, however small it has become."""
        for place in list(self.places.values()):
            if place.kind is PlaceKind.SETTLEMENT and place.admin1 and place.importance < SEAT_IMPORTANCE:
                key = fold_place(place.admin1)
                twins = (row for row in self._by_key[place.country, key] if row.admin1 == place.admin1)
                if key in place.names and place is max(twins, key=lambda row: (row.importance, -row.pid)):
                    place.importance = SEAT_IMPORTANCE

    def named(self, country: str | None, name: str) -> list[PlaceRow]:
        """The places of a country that have this name."""
        return self._by_key.get((country, fold_place(name)), [])


@cache
def is_alternate(name: str) -> bool:
    """Whether an alternate name is a written Latin-script name, not a code or a machine transliteration."""
    if len(name) < 4 or _CODE.match(name) or not _NAME_START.match(name) or any(sign in name for sign in ",(/;"):
        return False
    return bool(_LATIN_KEY.match(fold_place(name)))


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (lat, lon) points in kilometres."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def middle(points: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The median of latitudes and of longitudes."""
    points = list(points)
    return median(lat for lat, _ in points), median(lon for _, lon in points)


def town_radius(population: int) -> float:
    """Radius in kilometres of a settlement: 1 for a village, 4 at 100,000 people, 12 at a million."""
    return round(min(30.0, max(1.0, 0.012 * math.sqrt(population))), 1)


def area_radius(area_km2: float) -> float:
    """Radius in kilometres of the circle with this area."""
    return round(math.sqrt(max(area_km2, 1.0) / math.pi), 1)


def size_rank(population: int | None) -> int:
    """0 to 70: ten times the power of ten of the population."""
    return round(10 * math.log10(population)) if population and population > 1 else 0
