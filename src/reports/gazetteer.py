"""Read-only look-ups of place names in `data/gazetteer.sqlite`.

What this is: names in, candidate places out, with coordinates, radius and a rank. What it is not: it does not
choose among candidates and knows nothing of the story (`reports.resolve.places` does). The keys of the file are
made with `reports.placenames` (`fold_place`, `skeletons`), by `tools/build_gazetteer.py`: change one of
them and the file must be built again.

The file is opened once per process, on first use, immutable and shared by worker processes through the page cache.
"""

from __future__ import annotations

import functools
import os
import sqlite3
import threading
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Literal

from reports.errors import DataError
from reports.geometry import Box
from reports.lexicons.folding import fold_piece
from reports.placenames import ARTICLES, LIKE_VOWELS
from reports.placenames import fold_place as fold_place
from reports.placenames import skeletons as skeletons
from reports.placenames import without_article as without_article
from reports.placenames import written_out as written_out
from reports.records import PlaceKind

DATA_FILE = Path(__file__).parent / "data" / "gazetteer.sqlite"
FORMAT = 2  # of the file; the builder writes it as user_version
DEGREE = 10_000  # coordinates in the file are whole numbers of this part of a degree (11 m)
MAX_WORDS = 5
FUZZY_MIN_RATIO = 0.6  # below, two spellings with the same consonants are different names
FUZZY_MIN_LETTERS = 5
FUZZY_MAX = 24
REBUILD = "rebuild it with `python tools/build_gazetteer.py` or install the package again"
KINDS = tuple(PlaceKind)  # place.kind in the file is an index into this
# Ids: GeoNames ids as they are; other sources begin above.
FIRST_OWN_PID = 100_000_000

Match = Literal["name", "alternate", "derived", "generic", "fuzzy"]
_MATCHES: tuple[Match, ...] = ("name", "alternate", "derived")

_LINKS = frozenset(
    "of the and on upon de del della di da do dos das du des la las los le les y e bin ben am an der".split()
)
_DASHES = ("-", "‑")  # what a hyphen joins may be in lower case: "Port-au-Prince"
_REGION_WORDS = frozenset(
    "oblast region province governorate state department prefecture county republic muhafazah wilayat wilaya division "
    "krai territory canton voivodeship".split()
)
_AREA_WORDS = frozenset(
    "district raion rayon subdistrict municipality commune hromada township neighbourhood neighborhood".split()
)
_TOWN_WORDS = frozenset("city town village settlement hamlet".split())
_GENERIC: dict[str, frozenset[PlaceKind]] = (
    dict.fromkeys(_REGION_WORDS, frozenset({PlaceKind.REGION}))
    | dict.fromkeys(_AREA_WORDS, frozenset({PlaceKind.DISTRICT, PlaceKind.REGION}))
    | dict.fromkeys(_TOWN_WORDS, frozenset({PlaceKind.SETTLEMENT, PlaceKind.DISTRICT}))
)


@dataclass(frozen=True, slots=True)
class GazetteerPlace:
    """A candidate. `country` is ISO 3166-1 alpha-3 (None at sea), `radius_km` the circle that holds the place."""

    pid: int
    name: str
    kind: PlaceKind
    feature: str  # GeoNames feature code where known (PPL, ADM1, AIRP ...), else a like-minded word
    country: str | None
    admin1: str | None
    lat: float
    lon: float
    population: int | None
    radius_km: float
    importance: int  # 0 to 100: country, capital, population
    source: str
    match: Match = "name"

    @property
    def geonames(self) -> int | None:
        """The GeoNames id, where the place has one."""
        return self.pid if self.pid < FIRST_OWN_PID else None


def bloom_bits(key: str, size: int) -> tuple[int, int, int, int]:
    """The four bits of a key in a filter of `size` bits."""
    data = key.encode()
    first = zlib.crc32(data)
    step = zlib.adler32(data) * 2654435761 & 0xFFFFFFFF | 1
    return first % size, (first + step) % size, (first + 2 * step) % size, (first + 3 * step) % size


_SELECT = """
SELECT p.pid, p.name, p.kind, p.feature, p.country, a.name, p.lat, p.lon, p.population, p.radius_km, p.importance,
       s.name{rank}
FROM {source} n JOIN place p ON p.pid = n.pid JOIN source s ON s.sid = p.source LEFT JOIN admin1 a ON a.aid = p.admin1
WHERE n.key = ?"""
_BY_NAME = _SELECT.format(source="name", rank=", n.rank")
_BY_SKELETON = _SELECT.format(source="skeleton", rank=", 0")
_BY_CODE = """
SELECT p.pid, p.name, p.kind, p.feature, p.country, NULL, p.lat, p.lon, p.population, p.radius_km, p.importance,
       s.name, 0
FROM country c JOIN place p ON p.pid = c.pid JOIN source s ON s.sid = p.source
WHERE c.code = ?"""
_BY_BOX = """
SELECT p.pid, p.name, p.kind, p.feature, p.country, NULL, p.lat, p.lon, p.population, p.radius_km, p.importance,
       s.name, 0
FROM place p JOIN source s ON s.sid = p.source
WHERE p.kind = ? AND p.lat BETWEEN ? AND ? AND (p.lon >= ? {across} p.lon <= ?) AND p.population > 0
ORDER BY p.population DESC, p.pid LIMIT ?"""
_PENALTY = {"name": 0, "alternate": 8, "derived": 4}


class Gazetteer:
    """One gazetteer file. Threads may share it; after a fork, open it anew (`default` does).

    Raises DataError if the file is missing, is no gazetteer, or was made for another version.
    """

    def __init__(self, path: Path | str = DATA_FILE) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        if not self.path.is_file():
            raise DataError(f"{self.path}: the gazetteer is missing; {REBUILD}")
        try:
            uri = f"{self.path.resolve().as_uri()}?immutable=1&mode=ro"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version == FORMAT:
                (self._bloom,) = self._connection.execute("SELECT bits FROM bloom").fetchone()
                self._common = frozenset(row[0] for row in self._connection.execute("SELECT key FROM common"))
        except sqlite3.Error as error:
            raise self._broken(error) from error
        if version != FORMAT:
            raise DataError(f"{self.path}: the gazetteer has format {version}, this version reads {FORMAT}; {REBUILD}")
        self._bits = 8 * len(self._bloom)
        self._of_code = functools.cache(self._query_code)
        self._of_key = functools.lru_cache(maxsize=4096)(self._query_key)
        self._of_name = functools.lru_cache(maxsize=2048)(self._query_name)

    def lookup(self, name: str) -> tuple[GazetteerPlace, ...]:
        """All places of a name, most important first; empty when there is none.

        Tried in this order, ending at the first that finds any: the name as it stands, with "St" and "Mt" written out,
        without a generic word ("Donetsk region"), without its Arabic article, and by its consonants among places
        written in Arabic, Ukrainian or Russian (`match` "fuzzy": best spelling first).
        """
        return self._of_name(name)

    def candidates(self, name: str, country: str | None = None) -> tuple[GazetteerPlace, ...]:
        """`lookup`, kept to a country (alpha-3) if one is given; a name not found there is tried by consonants."""
        places = self.lookup(name)
        if country is None:
            return places
        inside = tuple(place for place in places if place.country == country)
        if inside or any(place.match == "fuzzy" for place in places):
            return inside
        return tuple(place for place in self._fuzzy(fold_place(name)) if place.country == country)

    def is_name(self, key: str) -> bool:
        """Whether a folded key (`fold_place`) is the name of a place, spelled just so."""
        return self._may_be_name(key) and bool(self._of_key(key))

    def is_common(self, key: str) -> bool:
        """Whether a folded key is also an English word or a usual name of something else: ask for more evidence."""
        return key in self._common

    def scan(
        self, text: str, starts: Sequence[int], ends: Sequence[int], capitalised: Sequence[bool]
    ) -> list[tuple[int, int, str]]:
        """Names of places in a tokenised text: (first token, last token exclusive, key), in order, longest first.

        `starts` and `ends` are the tokens' character offsets, `capitalised` tells which tokens are written as names.
        A match begins and ends with such a token or holds one after an article ("al-Tanf"); matches do not overlap.
        """
        pieces = [fold_piece(text[start:end]) for start, end in zip(starts, ends, strict=True)]
        found: list[tuple[int, int, str]] = []
        free = 0
        for first, piece in enumerate(pieces):
            if first < free or not (capitalised[first] or piece in ARTICLES):
                continue
            match = self._longest(text, first, pieces, starts, ends, capitalised)
            if match is not None:
                found.append((first, *match))
                free = match[0]
        return found

    def country(self, code: str) -> GazetteerPlace | None:
        """The country with an alpha-3 code; None for a code that the file has not."""
        return self._of_code(code)

    def box(self, code: str) -> Box | None:
        """The box about the main part of a country; lands overseas are left out."""
        rows = self._rows("SELECT south, west, north, east FROM country WHERE code = ?", code)
        return Box(*rows[0]) if rows else None

    def towns(self, box: Box, limit: int) -> tuple[GazetteerPlace, ...]:
        """The settlements in a box with the most people, largest first; `box.east` may be over 180."""
        turned = box.east if box.east <= 180 else box.east - 360
        across = "OR" if box.west > turned else "AND"
        sides = (box.south, box.north, box.west, turned)
        values = (KINDS.index(PlaceKind.SETTLEMENT), *(round(side * DEGREE) for side in sides), limit)
        try:
            with self._lock:
                rows = self._connection.execute(_BY_BOX.format(across=across), values).fetchall()
        except sqlite3.Error as error:
            raise self._broken(error) from error
        return tuple(_place(row, "name") for row in rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _longest(
        self,
        text: str,
        first: int,
        pieces: Sequence[str],
        starts: Sequence[int],
        ends: Sequence[int],
        capitalised: Sequence[bool],
    ) -> tuple[int, str] | None:
        best: tuple[int, str] | None = None
        key, named = "", False
        for index in range(first, min(first + 2 * MAX_WORDS, len(pieces))):
            piece = pieces[index]
            if index > first and starts[index] > ends[index - 1]:
                if starts[index] - ends[index - 1] > 1 and "\n\n" in text[ends[index - 1] : starts[index]]:
                    break
                key += " "
            word = piece.strip(" .")
            linked = word in _LINKS or word in ARTICLES or text[starts[index] - 1 : starts[index]] in _DASHES
            if word and not (capitalised[index] or linked or (named and word.isdigit())):
                break
            if not word and piece != " ":
                break
            named = named or bool(word and capitalised[index])
            key = f"{key}{piece}".replace("  ", " ")
            if named and word and (capitalised[index] or word.isdigit()):
                folded = fold_place(key)
                if folded.count(" ") >= MAX_WORDS:
                    break
                if self._is_scan_name(folded):
                    best = (index + 1, folded)
        return best

    def _is_scan_name(self, key: str) -> bool:
        if self.is_name(key):
            return True
        head, _, last = key.rpartition(" ")
        return last in _REGION_WORDS and self.is_name(head) and bool(self._generic(key))

    def _may_be_name(self, key: str) -> bool:
        bits = self._bloom
        return all(bits[bit >> 3] >> (bit & 7) & 1 for bit in bloom_bits(key, self._bits))

    def _query_name(self, name: str) -> tuple[GazetteerPlace, ...]:
        key = fold_place(name)
        if not key:
            return ()
        return (
            self._of_key(key)
            or self._of_key(written_out(key))
            or self._generic(key)
            or self._of_key(without_article(key))
            or self._fuzzy(key)
        )

    def _query_code(self, code: str) -> GazetteerPlace | None:
        rows = self._rows(_BY_CODE, code)
        return _place(rows[0], "name") if rows else None

    def _query_key(self, key: str) -> tuple[GazetteerPlace, ...]:
        if not self._may_be_name(key):
            return ()
        places = [_place(row, _MATCHES[row[-1]]) for row in self._rows(_BY_NAME, key)]
        places.sort(key=lambda place: (_PENALTY[place.match] - place.importance, place.pid))
        return tuple(places)

    def _generic(self, key: str) -> tuple[GazetteerPlace, ...]:
        for bare, word in _generic_splits(key):
            kinds = _GENERIC[word]
            places = [replace(place, match="generic") for place in self._of_key(bare) if place.kind in kinds]
            if places:
                return tuple(places)
        return ()

    def _fuzzy(self, key: str) -> tuple[GazetteerPlace, ...]:
        found: dict[int, tuple[float, GazetteerPlace]] = {}
        if len(key) < FUZZY_MIN_LETTERS:
            return ()
        bare = without_article(key).translate(LIKE_VOWELS)
        for skeleton in filter(None, skeletons(key)):
            for row in self._rows(_BY_SKELETON, skeleton):
                place = _place(row, "fuzzy")
                other = without_article(fold_place(place.name)).translate(LIKE_VOWELS)
                ratio = SequenceMatcher(None, bare, other, autojunk=False).ratio()
                if ratio >= FUZZY_MIN_RATIO:
                    found[place.pid] = (ratio, place)
        best = sorted(found.values(), key=lambda item: (-round(item[0], 1), -item[1].importance, item[1].pid))
        return tuple(place for _, place in best[:FUZZY_MAX])

    def _rows(self, query: str, key: str) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(query, (key,)).fetchall()
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def _broken(self, error: sqlite3.Error) -> DataError:
        return DataError(f"{self.path}: the gazetteer cannot be read ({error}); {REBUILD}")


def _generic_splits(key: str) -> list[tuple[str, str]]:
    """(rest, generic word) of a key that ends or begins with one: "donetsk region", "province of x", "city of x"."""
    splits = []
    head, _, last = key.rpartition(" ")
    if head and last in _GENERIC:
        splits.append((head, last))
    first, _, rest = key.partition(" ")
    if rest and first in _GENERIC:
        splits.append((rest.removeprefix("of "), first))
    return splits


def _place(row: tuple[Any, ...], match: Match) -> GazetteerPlace:
    pid, name, kind, feature, country, admin1, lat, lon, population, radius, importance, source, _ = row
    return GazetteerPlace(
        pid, name, KINDS[kind], feature, country, admin1, lat / DEGREE, lon / DEGREE, population, radius, importance,
        source, match,
    )  # fmt: skip


@functools.cache
def default() -> Gazetteer:
    """The package's own gazetteer, opened on the first call in this process."""
    return Gazetteer()


# A SQLite connection must not cross a fork: a worker opens its own.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=default.cache_clear)


def lookup(name: str) -> tuple[GazetteerPlace, ...]:
    """`Gazetteer.lookup` in the package's gazetteer."""
    return default().lookup(name)


def candidates(name: str, country: str | None = None) -> tuple[GazetteerPlace, ...]:
    """`Gazetteer.candidates` in the package's gazetteer."""
    return default().candidates(name, country)


def country(code: str) -> GazetteerPlace | None:
    """`Gazetteer.country` in the package's gazetteer."""
    return default().country(code)


def box(code: str) -> Box | None:
    """`Gazetteer.box` in the package's gazetteer."""
    return default().box(code)


def is_name(key: str) -> bool:
    """`Gazetteer.is_name` in the package's gazetteer."""
    return default().is_name(key)


def is_common(key: str) -> bool:
    """`Gazetteer.is_common` in the package's gazetteer."""
    return default().is_common(key)


def scan(
    text: str, starts: Sequence[int], ends: Sequence[int], capitalised: Sequence[bool]
) -> list[tuple[int, int, str]]:
    """`Gazetteer.scan` in the package's gazetteer."""
    return default().scan(text, starts, ends, capitalised)
