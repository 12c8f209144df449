"""Writes the gathered places as `gazetteer.sqlite`: the same places give the same bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from gazetteer.rows import ARABIC_SCRIPT, SLAVIC_SCRIPT, PlaceRow
from reports.gazetteer import DEGREE, FORMAT, KINDS, bloom_bits, skeletons
from reports.geometry import Box
from reports.records import PlaceKind

SCHEMA = """
CREATE TABLE source(sid INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE admin1(aid INTEGER PRIMARY KEY, country TEXT, name TEXT NOT NULL);
CREATE TABLE place(pid INTEGER PRIMARY KEY, name TEXT NOT NULL, kind INTEGER NOT NULL, feature TEXT NOT NULL,
  country TEXT, admin1 INTEGER, lat INTEGER NOT NULL, lon INTEGER NOT NULL, population INTEGER, radius_km REAL NOT NULL,
  importance INTEGER NOT NULL, source INTEGER NOT NULL);
CREATE TABLE name(key TEXT NOT NULL, pid INTEGER NOT NULL, rank INTEGER NOT NULL, PRIMARY KEY(key, pid)) WITHOUT ROWID;
CREATE TABLE skeleton(key TEXT NOT NULL, pid INTEGER NOT NULL, PRIMARY KEY(key, pid)) WITHOUT ROWID;
CREATE TABLE country(code TEXT PRIMARY KEY, pid INTEGER NOT NULL, south REAL NOT NULL, west REAL NOT NULL,
  north REAL NOT NULL, east REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE common(key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE bloom(bits BLOB NOT NULL);
"""
BITS_A_KEY = 10
_VERSION_OFFSET = 96  # of the SQLite library's version in a database file's header


def write_gazetteer(
    path: Path, places: Iterable[PlaceRow], common: Iterable[str], boxes: Mapping[str, Box] | None = None
) -> None:
    """Write the file at `path`, over any that is there."""
    rows = sorted(places, key=lambda place: place.pid)
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA)
    with connection:
        _write_places(connection, rows)
        keys = _write_names(connection, rows)
        connection.execute("INSERT INTO bloom VALUES(?)", (_bloom(keys),))
        connection.executemany("INSERT INTO common VALUES(?)", [(key,) for key in sorted(set(common) & keys)])
        _write_countries(connection, rows, boxes or {})
        connection.execute(f"PRAGMA user_version={FORMAT}")
    connection.execute("VACUUM")
    connection.close()
    forget_library(path)


def _write_places(connection: sqlite3.Connection, rows: list[PlaceRow]) -> None:
    sources = {name: sid for sid, name in enumerate(sorted({row.source for row in rows}), 1)}
    regions = sorted({(row.country or "", row.admin1) for row in rows if row.admin1})
    aids = {region: aid for aid, region in enumerate(regions, 1)}
    connection.executemany("INSERT INTO source VALUES(?,?)", [(sid, name) for name, sid in sources.items()])
    connection.executemany("INSERT INTO admin1 VALUES(?,?,?)", [(aid, *region) for region, aid in aids.items()])
    connection.executemany(
        "INSERT INTO place VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                row.pid, row.name, KINDS.index(row.kind), row.feature, row.country,
                aids.get((row.country or "", row.admin1 or "")), round(row.lat * DEGREE), round(row.lon * DEGREE),
                row.population, row.radius_km, row.importance, sources[row.source],
            )
            for row in rows
        ],
    )  # fmt: skip


def _write_countries(connection: sqlite3.Connection, rows: list[PlaceRow], boxes: Mapping[str, Box]) -> None:
    for row in rows:
        if row.kind is PlaceKind.COUNTRY and row.country in boxes:
            sides = [round(side, 2) for side in boxes[row.country]]
            connection.execute("INSERT OR IGNORE INTO country VALUES(?,?,?,?,?,?)", (row.country, row.pid, *sides))


def _write_names(connection: sqlite3.Connection, rows: list[PlaceRow]) -> set[str]:
    for row in rows:
        row.derive_names()
    names = sorted((key, row.pid, rank) for row in rows for key, rank in row.names.items())
    connection.executemany("INSERT INTO name VALUES(?,?,?)", names)
    connection.executemany("INSERT INTO skeleton VALUES(?,?)", sorted(_skeletons(rows)))
    return {key for key, _, _ in names}


def _skeletons(rows: list[PlaceRow]) -> set[tuple[str, int]]:
    found = set()
    for row in rows:
        kind = 0 if row.country in ARABIC_SCRIPT else 1 if row.country in SLAVIC_SCRIPT else None
        if kind is not None:
            found |= {(skeleton, row.pid) for key in row.names if (skeleton := skeletons(key)[kind])}
    return found


def _bloom(keys: set[str]) -> bytes:
    bits = bytearray(max(64, BITS_A_KEY * len(keys) // 8))
    for key in keys:
        for bit in bloom_bits(key, 8 * len(bits)):
            bits[bit >> 3] |= 1 << (bit & 7)
    return bytes(bits)


def forget_library(path: Path) -> None:
    """Blank the version of the SQLite library, which readers ignore, so that any library makes the same bytes."""
    with path.open("r+b") as file:
        file.seek(_VERSION_OFFSET)
        file.write(bytes(4))
