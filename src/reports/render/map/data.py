"""Read-only look-ups of shapes in `data/map.sqlite`: coasts, borders, regions, rivers and lakes of Natural Earth.

What this is: a box in, the lines and areas that touch it out, in degrees. It projects and draws nothing.
The file is made by `tools/build_map.py`. Every line is in it once; areas are lists of lines. A line outside the box
is given by its two ends only, which is enough to close an area around the box.
"""

from __future__ import annotations

import functools
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

from reports.errors import DataError
from reports.geometry import Box

DATA_FILE = Path(__file__).parents[2] / "data" / "map.sqlite"
FORMAT = 1  # of the file; the builder writes it as user_version
PARTS = 10_000  # coordinates in the file are whole numbers of this part of a degree (11 m)
LEVELS = (20, 200, 1_000)  # how far a simplified line may be from the true one, in those parts
REBUILD = "rebuild it with `python tools/build_map.py` or install the package again"


class Kind(IntEnum):
    """What a line or an area is. EDGE lines close areas where the world map is cut; they are never drawn."""

    COAST = 0
    BORDER = 1
    CONTESTED = 2
    REGION = 3
    EDGE = 4
    RIVER = 5
    LAKE = 6
    LAND = 7


Point = tuple[float, float]  # degrees east and north
Line = list[Point]


class Region(NamedTuple):
    """A first-order region that touches the box. `rings` are closed, in degrees; outside the box they are rough."""

    code: str
    country: str
    geonames: int | None
    name: str
    rings: list[Line]


class Shapes(NamedTuple):
    """What a map of a box is drawn from."""

    land: list[Line]
    lakes: list[Line]
    lines: dict[Kind, list[Line]]
    regions: list[Region]


class WorldMap:
    """One map file. Raises DataError if it is missing, is no map, or was made for another version."""

    def __init__(self, path: Path | str = DATA_FILE) -> None:
        self.path = Path(path)
        if not self.path.is_file():
            raise DataError(f"{self.path}: the map is missing; {REBUILD}")
        try:
            uri = f"{self.path.resolve().as_uri()}?immutable=1&mode=ro"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise DataError(f"{self.path}: the map cannot be read ({error}); {REBUILD}") from error
        if version != FORMAT:
            raise DataError(f"{self.path}: the map has format {version}, this version reads {FORMAT}; {REBUILD}")

    def shapes(self, box: Box, tolerance: float) -> Shapes:
        """All shapes that touch a box. `tolerance` in degrees: how far lines may be from the true ones.

        East of a box that runs over the date line is more than 180: shapes are shifted to it.
        """
        try:
            found = [self._shapes(box, _level(tolerance), turn) for turn in _turns(box)]
        except (sqlite3.Error, zlib.error, IndexError) as error:
            raise DataError(f"{self.path}: the map cannot be read ({error}); {REBUILD}") from error
        lines: dict[Kind, list[Line]] = {}
        for each in found:
            for kind, more in each.lines.items():
                lines.setdefault(kind, []).extend(more)
        return Shapes(
            [ring for each in found for ring in each.land],
            [ring for each in found for ring in each.lakes],
            lines,
            [region for each in found for region in each.regions],
        )

    def _shapes(self, box: Box, level: int, turn: int) -> Shapes:
        view = tuple(round(side * PARTS) for side in (box.west - turn, box.south, box.east - turn, box.north))
        lines = self._lines(view, level, turn)
        ends = self._all_ends()
        rings: dict[Kind, list[tuple[int, Line]]] = {Kind.LAND: [], Kind.LAKE: [], Kind.REGION: []}
        for kind, owner, numbers in self._touching("ring", "kind, owner, lines", view):
            signed = unpack_numbers(zlib.decompress(numbers))
            rings[Kind(kind)].append((owner, _joined(signed, lines, ends, turn)))
        drawn: dict[Kind, list[Line]] = {}
        for kind, line in lines.values():
            if kind not in (Kind.EDGE, Kind.LAKE):
                drawn.setdefault(kind, []).append(line)
        return Shapes(
            [ring for _, ring in rings[Kind.LAND]],
            [ring for _, ring in rings[Kind.LAKE]],
            drawn,
            self._regions(rings[Kind.REGION]),
        )

    def _lines(self, view: tuple[int, ...], level: int, turn: int) -> dict[int, tuple[Kind, Line]]:
        """The lines in the box, each on the coarsest level it has that is exact enough."""
        near = self._touching("line", "lid, kind, ends", view)
        found = {lid: (Kind(kind), _degrees(ends, turn)) for lid, kind, ends in near}
        rows = self._connection.execute(
            # SQLite takes the other columns of the row that has the maximum.
            "SELECT s.lid, s.points, max(s.level) FROM line l JOIN shape s ON s.lid = l.lid WHERE l.east >= ?"
            " AND l.north >= ? AND l.west <= ? AND l.south <= ? AND s.level <= ? GROUP BY s.lid",
            (*view, level),
        )
        for lid, points, _ in rows:
            found[lid] = (found[lid][0], _degrees(points, turn))
        return found

    def _touching(self, table: str, columns: str, view: tuple[int, ...]) -> Iterator[tuple[int, int, bytes]]:
        """Rows of a table whose box touches the view (west, south, east, north)."""
        return self._connection.execute(
            f"SELECT {columns} FROM {table} WHERE east >= ? AND north >= ? AND west <= ? AND south <= ?", view
        )

    @functools.lru_cache(maxsize=1)  # noqa: B019 - the maps of a run are one, and live as long as it
    def _all_ends(self) -> dict[int, bytes]:
        """The ends of every line, packed: a map needs one in twenty of them."""
        return dict(self._connection.execute("SELECT lid, ends FROM line"))

    def _regions(self, rings: Sequence[tuple[int, Line]]) -> list[Region]:
        by_owner: dict[int, list[Line]] = {}
        for owner, ring in rings:
            by_owner.setdefault(owner, []).append(ring)
        found = []
        for owner in sorted(by_owner):
            row = self._connection.execute(
                "SELECT code, country, geonames, name FROM region WHERE owner = ?", (owner,)
            ).fetchone()
            code, country, geonames, name = row
            found.append(Region(code, country, geonames, name, by_owner[owner]))
        return found


@functools.cache
def default() -> WorldMap:
    """The map that comes with the package, opened once."""
    return WorldMap()


def _level(tolerance: float) -> int:
    """The coarsest level that is exact enough."""
    return max((level for level, parts in enumerate(LEVELS) if parts <= tolerance * PARTS), default=0)


def _turns(box: Box) -> list[int]:
    """By how many degrees shapes must be shifted to lie in a box over the date line."""
    return [0] + ([360] if box.east > 180 else []) + ([-360] if box.west < -180 else [])


def _joined(signed: Sequence[int], lines: dict[int, tuple[Kind, Line]], ends: dict[int, bytes], turn: int) -> Line:
    """The closed ring of signed lines: in full where they are in the box, else their ends."""
    ring: Line = []
    for number in signed:
        lid = abs(number)
        line = lines[lid][1] if lid in lines else _degrees(ends[lid], turn)
        if number < 0:
            line = line[::-1]
        ring.extend(line[1:] if ring else line)
    return ring


def _degrees(packed: bytes, turn: int) -> Line:
    return [(x / PARTS + turn, y / PARTS) for x, y in unpack_points(packed)]


def pack_numbers(numbers: Sequence[int]) -> bytes:
    """Whole numbers as bytes, seven bits each, small ones short: zigzag and little end first."""
    out = bytearray()
    for number in numbers:
        rest = number << 1 if number >= 0 else ~(number << 1)
        while rest > 0x7F:
            out.append(rest & 0x7F | 0x80)
            rest >>= 7
        out.append(rest)
    return bytes(out)


def unpack_numbers(data: bytes) -> list[int]:
    """The numbers that `pack_numbers` packed."""
    found = []
    rest = shift = 0
    for byte in data:
        rest |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
        else:
            found.append(rest >> 1 ^ -(rest & 1))
            rest = shift = 0
    return found


def pack_points(points: Sequence[tuple[int, int]]) -> bytes:
    """Points as steps from one to the next."""
    steps = []
    before = (0, 0)
    for point in points:
        steps += [point[0] - before[0], point[1] - before[1]]
        before = point
    return pack_numbers(steps)


def unpack_points(data: bytes) -> list[tuple[int, int]]:
    """The points that `pack_points` packed."""
    numbers = unpack_numbers(data)
    found = []
    x = y = 0
    for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + step_x, y + step_y
        found.append((x, y))
    return found
