"""From polygons that share their borders to lines that are kept once: what is a coast, what a border, what an area."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from reports.render.map.data import Kind

Point = tuple[int, int]  # east, north, in parts of a degree
Ring = list[Point]
Segment = tuple[Point, Point]
Classify = Callable[[Segment, Sequence[int]], Kind]

PARTS_READ = 100_000  # of a degree, in which points are compared; the file that is written is coarser
CHUNK = 120  # points; a longer line is cut, so that what lies outside a map need not be read


@dataclass
class Topology:
    """Lines, each once, and the areas they bound: for each area its rings, each a list of signed line numbers.

    Line `n` is written as n + 1 in the direction in which it is kept and as -(n + 1) in the other.
    """

    lines: list[tuple[Kind, list[Point]]] = field(default_factory=list)
    areas: list[list[list[int]]] = field(default_factory=list)
    land: list[list[int]] = field(default_factory=list)


def build(areas: Sequence[Sequence[Ring]], classify: Classify) -> Topology:
    """The topology of areas, each given by its closed rings. `classify` tells what a segment with its owners is."""
    owners = _owners(areas)
    kinds = {segment: (classify(segment, of), tuple(of)) for segment, of in owners.items()}
    breaks = _breaks(owners, kinds)
    topology, numbers = Topology(), {}
    for rings in areas:
        topology.areas.append([])
        for ring in rings:
            signed: list[int] = []
            for line in _lines(_clean(ring), breaks):
                signed += _number(line, kinds[_key(line[0], line[1])][0], numbers, topology)
            if signed:
                topology.areas[-1].append(signed)
    topology.land = _outlines(topology)
    return topology


def _key(one: Point, other: Point) -> Segment:
    return (one, other) if one < other else (other, one)


def _segments(ring: Ring) -> Iterator[Segment]:
    for one, other in zip(ring, ring[1:], strict=False):
        if one != other:
            yield _key(one, other)


def _clean(ring: Ring) -> Ring:
    """The ring without repeated points, closed."""
    kept = [point for index, point in enumerate(ring) if index == 0 or point != ring[index - 1]]
    return kept if kept[0] == kept[-1] else [*kept, kept[0]]


def _owners(areas: Sequence[Sequence[Ring]]) -> dict[Segment, list[int]]:
    found: dict[Segment, list[int]] = defaultdict(list)
    for index, rings in enumerate(areas):
        for ring in rings:
            for segment in _segments(ring):
                found[segment].append(index)
    return found


def _breaks(owners: Iterable[Segment], kinds: dict[Segment, tuple[Kind, tuple[int, ...]]]) -> set[Point]:
    """The points at which a line must end: where more than two segments meet, or two of different kinds."""
    degree: Counter[Point] = Counter()
    seen: dict[Point, tuple[Kind, tuple[int, ...]]] = {}
    breaks = set()
    for segment in owners:
        for point in segment:
            degree[point] += 1
            if seen.setdefault(point, kinds[segment]) != kinds[segment]:
                breaks.add(point)
    return breaks | {point for point, count in degree.items() if count != 2}


def _lines(ring: Ring, breaks: set[Point]) -> Iterator[Ring]:
    """The ring cut at the breaks. A ring without any begins at its least point, so that two areas cut it alike."""
    open_ring = ring[:-1]
    if len(open_ring) < 2:
        return
    first = next((index for index, point in enumerate(open_ring) if point in breaks), None)
    if first is None:
        first = open_ring.index(min(open_ring))
    turned = [*open_ring[first:], *open_ring[:first], open_ring[first]]
    start = 0
    for index in range(1, len(turned)):
        if turned[index] in breaks or index == len(turned) - 1:
            yield turned[start : index + 1]
            start = index


def _number(line: Ring, kind: Kind, numbers: dict[tuple[Point, ...], int], topology: Topology) -> list[int]:
    """The signed numbers of a line's chunks, which are added to the topology unless they are there."""
    backward = line[::-1] < line
    kept = line[::-1] if backward else line
    signed = []
    for start in range(0, len(kept) - 1, CHUNK):
        chunk = tuple(kept[start : start + CHUNK + 1])
        if chunk not in numbers:
            numbers[chunk] = len(topology.lines)
            topology.lines.append((kind, list(chunk)))
        signed.append(numbers[chunk] + 1)
    return [-number for number in reversed(signed)] if backward else signed


def _outlines(topology: Topology) -> list[list[int]]:
    """The rings of the land as a whole: the lines that one area alone has, joined end to end."""
    uses = Counter(abs(number) for rings in topology.areas for ring in rings for number in ring)
    outer = [number for rings in topology.areas for ring in rings for number in ring if uses[abs(number)] == 1]
    leaving: dict[Point, list[int]] = defaultdict(list)
    for number in reversed(outer):
        leaving[_ends(topology, number)[0]].append(number)
    rings = []
    for first in outer:
        ring = _follow(topology, first, leaving)
        if ring:
            rings.append(ring)
    return rings


def _follow(topology: Topology, first: int, leaving: dict[Point, list[int]]) -> list[int]:
    """The ring that begins with a line, taken out of `leaving`; empty if the line was taken before."""
    start, point = _ends(topology, first)
    if first not in leaving[start]:
        return []
    leaving[start].remove(first)
    ring = [first]
    while point != start and leaving[point]:
        number = leaving[point].pop()
        ring.append(number)
        point = _ends(topology, number)[1]
    return ring


def _ends(topology: Topology, number: int) -> tuple[Point, Point]:
    points = topology.lines[abs(number) - 1][1]
    return (points[0], points[-1]) if number > 0 else (points[-1], points[0])


def simplify(points: Sequence[Point], tolerance: float) -> list[Point]:
    """The points without those that lie within `tolerance` parts of a degree of the line without them.

    By Douglas and Peucker. First and last stay, so that lines that meet go on meeting. East is scaled to the ground at
    the line's middle latitude.
    """
    if len(points) < 3:
        return list(points)
    scale = math.cos(math.radians((points[0][1] + points[len(points) // 2][1]) / 2 / PARTS_READ))
    flat = [(x * scale, float(y)) for x, y in points]
    keep = {0, len(points) - 1}
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        index, far = _farthest(flat, first, last)
        if far > tolerance:
            keep.add(index)
            todo += [(first, index), (index, last)]
    return [points[index] for index in sorted(keep)]


def _farthest(flat: Sequence[tuple[float, float]], first: int, last: int) -> tuple[int, float]:
    """The point between two that is farthest from the segment between them, and how far that is."""
    (x1, y1), (x2, y2) = flat[first], flat[last]
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    best, far = first, -1.0
    for index in range(first + 1, last):
        x, y = flat[index]
        share = ((x - x1) * dx + (y - y1) * dy) / length if length else 0.0
        share = min(1.0, max(0.0, share))
        distance = (x - x1 - share * dx) ** 2 + (y - y1 - share * dy) ** 2
        if distance > far:
            best, far = index, distance
    return best, max(0.0, far) ** 0.5
