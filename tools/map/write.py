"""Writes `map.sqlite`: the same shapes give the same bytes."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from gazetteer.write import forget_library
from map.regions import Region
from map.topology import PARTS_READ, Point, Ring, Topology, simplify
from reports.render.map.data import FORMAT, LEVELS, PARTS, Kind, pack_numbers, pack_points

_COARSER = PARTS_READ // PARTS

SCHEMA = """
CREATE TABLE line(lid INTEGER PRIMARY KEY, kind INTEGER NOT NULL, west INTEGER NOT NULL, south INTEGER NOT NULL,
  east INTEGER NOT NULL, north INTEGER NOT NULL, ends BLOB NOT NULL);
CREATE TABLE shape(lid INTEGER NOT NULL, level INTEGER NOT NULL, points BLOB NOT NULL, PRIMARY KEY(lid, level))
  WITHOUT ROWID;
CREATE TABLE ring(rid INTEGER PRIMARY KEY, kind INTEGER NOT NULL, owner INTEGER, west INTEGER NOT NULL,
  south INTEGER NOT NULL, east INTEGER NOT NULL, north INTEGER NOT NULL, lines BLOB NOT NULL);
CREATE TABLE region(owner INTEGER PRIMARY KEY, code TEXT NOT NULL, country TEXT NOT NULL, geonames INTEGER,
  name TEXT NOT NULL);
"""


def write_map(
    path: Path, topology: Topology, regions: Sequence[Region], rivers: Iterable[Ring], lakes: Iterable[Ring]
) -> None:
    """Write the file at `path`, over any that is there."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA)
    lines = list(topology.lines)
    rings = [(Kind.LAND, None, ring) for ring in topology.land]
    rings += [(Kind.REGION, owner, ring) for owner, area in enumerate(topology.areas, 1) for ring in area]
    for ring in lakes:
        lines.append((Kind.LAKE, ring))
        rings.append((Kind.LAKE, None, [len(lines)]))
    lines += [(Kind.RIVER, river) for river in rivers]
    with connection:
        _write_lines(connection, lines)
        _write_rings(connection, lines, rings)
        connection.executemany(
            "INSERT INTO region VALUES(?,?,?,?,?)",
            [(owner, each.code, each.country, each.geonames, each.name) for owner, each in enumerate(regions, 1)],
        )
        connection.execute(f"PRAGMA user_version={FORMAT}")
    connection.execute("VACUUM")
    connection.close()
    forget_library(path)


def _write_lines(connection: sqlite3.Connection, lines: Sequence[tuple[Kind, list[Point]]]) -> None:
    """A line's points are kept once for each level on which they differ from the next finer one."""
    for lid, (kind, points) in enumerate(lines, 1):
        ends = _packed([points[0], points[-1]])
        connection.execute("INSERT INTO line VALUES(?,?,?,?,?,?,?)", (lid, kind, *_box([points]), ends))
        before = ends
        # The lines of regions are not drawn on maps of the coarsest level.
        for level, tolerance in enumerate(LEVELS[: -1 if kind is Kind.REGION else None]):
            packed = _packed(simplify(points, tolerance * _COARSER))
            if packed != before:
                connection.execute("INSERT INTO shape VALUES(?,?,?)", (lid, level, packed))
            before = packed


def _packed(points: Sequence[Point]) -> bytes:
    coarser = [(round(x / _COARSER), round(y / _COARSER)) for x, y in points]
    return pack_points([point for index, point in enumerate(coarser) if not index or point != coarser[index - 1]])


def _write_rings(
    connection: sqlite3.Connection,
    lines: Sequence[tuple[Kind, list[Point]]],
    rings: Iterable[tuple[Kind, int | None, list[int]]],
) -> None:
    for kind, owner, numbers in rings:
        box = _box([lines[abs(number) - 1][1] for number in numbers])
        packed = zlib.compress(pack_numbers(numbers), 9)
        connection.execute("INSERT INTO ring VALUES(NULL,?,?,?,?,?,?,?)", (kind, owner, *box, packed))


def _box(lines: Sequence[Sequence[Point]]) -> tuple[int, int, int, int]:
    """West, south, east, north."""
    east = [round(x / _COARSER) for points in lines for x, _ in points]
    north = [round(y / _COARSER) for points in lines for _, y in points]
    return min(east), min(north), max(east), max(north)
