"""A map as SVG: the places of reports on land and sea, with how vaguely each is known. Nothing runs in it.

Every word goes through `Markup.format`, which escapes it, after `printable`, which leaves no control character.
The classes are coloured by `style`; a page that holds the map may colour them itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from reports.acknowledgements import MAP
from reports.gazetteer import GazetteerPlace
from reports.geometry import bearing, distance_km, point_at
from reports.render.clean import printable, short
from reports.render.map.data import Kind, Region, Shapes
from reports.render.map.labels import Anchored, Board, Frame, text_width
from reports.render.map.spots import Spot
from reports.render.map.view import Pixel, View, cut_area, cut_line, path
from reports.render.markup import fill
from reports.render.words import some

_WATER_FROM_KM = 0.35  # rivers and lakes are rough: on a map with less kilometres a pixel they would mislead
_REGIONS_BELOW_KM = 6.0  # kilometres a pixel from which regions are not drawn
_LEAST_RING = 7.0  # pixels; a smaller circle would be under its mark
_TURNS = 48  # sides of the polygon that is drawn for a circle
_TOWN, _COUNTRY, _REGION, _SPOT = 10.0, 13.0, 10.0, 12.5  # pixels: sizes of names
_APART = 56  # pixels between two towns: a large city's quarters are not shown beside it
_SCALES = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


Areas = Sequence[tuple[Region, list[list[Pixel]]]]
Told = Mapping[int | None, list[list[Pixel]]]
"""Outlines of the regions that the story tells of, by GeoNames id."""


class Drawing(NamedTuple):
    """What a map is made of. `linked` makes each place a link to the element with its id."""

    view: View
    shapes: Shapes
    spots: Sequence[Spot]
    towns: Sequence[GazetteerPlace]
    countries: dict[str, str]  # names by code
    linked: bool
    overview: tuple[View, Shapes] | None = None  # a small map of the lands about


def body(drawing: Drawing) -> Markup:
    """The content of the `<svg>` element."""
    view, board = drawing.view, Board(drawing.view)
    areas = [(region, _cut(region, view)) for region in drawing.shapes.regions]
    visible = [spot for spot in drawing.spots if view.holds(_at(spot, view), 3)]
    outside = [spot for spot in drawing.spots if spot not in visible and not spot.is_country]
    outlines = {region.geonames: rings for region, rings in areas if rings and region.geonames}
    around = [spot for spot in outside if spot.is_vague and (spot.geonames in outlines or _reaches(spot, view))]
    away = [spot for spot in outside if spot not in around]
    named = {spot.geonames for spot in (*visible, *around) if spot.is_area}
    told: Told = {geonames: rings for geonames, rings in outlines.items() if geonames in named}
    parts = [
        *_ground(drawing, told.values()),
        *_scale(view, board),
        *_spots(drawing, visible, board, told),
        *_around(drawing, around, board, told),
        _locator(drawing, board),
        *_away(view, away, board),
        *_countries(drawing, areas, board),
        *_towns(drawing, visible, board),
        *_regions(view, areas, board, told),
        _credits(view),
    ]
    return Markup("").join(parts)


def _reaches(spot: Spot, view: View) -> bool:
    """Whether the middle of the map lies within a place's circle."""
    box = view.box
    return distance_km(spot.lat, spot.lon, (box.south + box.north) / 2, (box.west + box.east) / 2) < spot.km


def _at(spot: Spot, view: View) -> Pixel:
    return view.pixel(spot.lon, spot.lat)


def _ground(drawing: Drawing, told: Iterable[list[list[Pixel]]]) -> Iterator[Markup]:
    """Sea, land, the regions that the story tells of, water, and lines."""
    view, shapes = drawing.view, drawing.shapes
    yield fill('<rect class="sea" width="{}" height="{}"/>', round(view.width), round(view.height))
    yield _area("land", [cut_area(view.line(ring), view) for ring in shapes.land])
    for rings in told:
        yield _area("told", rings)
    detailed = view.km_a_pixel >= _WATER_FROM_KM
    if detailed:
        yield _area("lake", [cut_area(view.line(ring), view) for ring in shapes.lakes])
    drawn = [(Kind.COAST, "coast")]
    if view.km_a_pixel < _REGIONS_BELOW_KM:
        drawn.insert(0, (Kind.REGION, "region"))
    if detailed:
        drawn.insert(0, (Kind.RIVER, "river"))
    for kind, name in [*drawn, (Kind.BORDER, "border"), (Kind.CONTESTED, "contested")]:
        lines = [piece for line in shapes.lines.get(kind, ()) for piece in cut_line(view.line(line), view)]
        yield _element("path", name, path(_joined(lines), closed=False))


def _cut(region: Region, view: View) -> list[list[Pixel]]:
    return [part for ring in region.rings if (part := cut_area(view.line(ring), view))]


def _area(name: str, rings: Iterable[Sequence[Pixel]]) -> Markup:
    return _element("path", name, path([ring for ring in rings if ring], closed=True))


def _element(tag: str, name: str, data: str) -> Markup:
    return fill('<{} class="{}" d="{}"/>', Markup(tag), name, data) if data else Markup("")


def _joined(lines: Iterable[list[Pixel]]) -> list[list[Pixel]]:
    """Lines that go on from one another as one, which is shorter to write and has no gaps."""
    found: list[list[Pixel]] = []
    ends: dict[Pixel, list[Pixel]] = {}
    for line in lines:
        before = ends.pop(line[0], None)
        if before is None:
            before = []
            found.append(before)
            before.append(line[0])
        before.extend(line[1:])
        ends[line[-1]] = before
    return found


def _spots(drawing: Drawing, visible: Sequence[Spot], board: Board, told: Told) -> Iterator[Markup]:
    """Circles below, then marks, then the names of the places with the most claims first."""
    view = drawing.view
    marks = [(spot, _at(spot, view)) for spot in visible if not spot.is_country]
    for _, (x, y) in marks:
        board.take(Frame(x - 5, y - 5, x + 5, y + 5))
    order = sorted(marks, key=lambda mark: -mark[0].weight)
    names = {id(spot): board.beside(at, 5, _name(spot), _SPOT) for spot, at in order}
    # The largest circle is drawn first, so that no other is under it.
    for spot, at in sorted(marks, key=lambda mark: -mark[0].km):
        whole = spot.is_area and spot.geonames in told
        drawn = Markup("").join(
            [
                fill("<title>{}</title>", _told(spot)),
                Markup("") if whole else _ring(spot, view),
                _way(spot, view),
                _mark(spot, at),
                _text(_kind(spot), names[id(spot)], _name(spot)),
            ]
        )
        yield _group(spot, drawn, drawing.linked)


def _around(drawing: Drawing, around: Sequence[Spot], board: Board, told: Told) -> Iterator[Markup]:
    """Regions in which the map lies and whose middle is not on it: a name where there is room."""
    view = drawing.view
    edge = [(0.0, 0.0), (view.width, 0.0), (view.width, view.height), (0.0, view.height)]
    for spot in around:
        rings = told.get(spot.geonames)
        title = fill("<title>{}</title>", _told(spot))
        ring = Markup("") if rings else _ring(spot, view)
        # A sea or a range is somewhere in its circle, but not everywhere.
        room = rings or ([edge] if spot.is_area else [])
        place = board.within(room, _name(spot), _SPOT)
        yield _group(spot, Markup("").join([title, ring, _text("area-name", place, _name(spot))]), drawing.linked)


def _group(spot: Spot, drawn: Markup, linked: bool) -> Markup:
    if not linked:
        return fill('<g class="spot">{}</g>', drawn)
    return fill(
        '<a class="spot" href="#{}" data-places="{}" aria-label="{}">{}</a>',
        spot.ids[0],
        " ".join(spot.ids),
        _told(spot),
        drawn,
    )


def _kind(spot: Spot) -> str:
    return "area-name" if spot.is_area or spot.base else "spot-name"


def _name(spot: Spot) -> str:
    return short(spot.name, 40)


def _told(spot: Spot) -> str:
    """The place and what is told of it in words, for who points at it or hears it."""
    parts = [printable(spot.name)]
    if spot.unsure:
        parts.append("place not sure")
    elif spot.km >= 1:
        parts.append(f"within {spot.km:,.0f} km")
    return ", ".join(parts) + (f": {some(spot.told, 12)}" if spot.told else "")


def _ring(spot: Spot, view: View) -> Markup:
    """The circle within which the place lies, true on the ground; none where it would be under the mark."""
    if not spot.km or spot.km / view.km_a_pixel < _LEAST_RING:
        return Markup("")
    sides = (point_at(spot.lat, spot.lon, 360 * turn / _TURNS, spot.km) for turn in range(_TURNS))
    ring = [view.pixel(point.lon, point.lat) for point in sides]
    wide = spot.km / view.km_a_pixel > min(view.width, view.height) * 0.4
    return _element("path", "ring wide" if wide else "ring", path([cut_area(ring, view)], closed=True))


def _way(spot: Spot, view: View) -> Markup:
    """A line from the place that a relative one is told from ("north of X")."""
    if spot.base is None:
        return Markup("")
    (x1, y1), (x2, y2) = _at(spot.base, view), _at(spot, view)
    if math.hypot(x2 - x1, y2 - y1) < 8:
        return Markup("")
    return _element("path", "way", path([[(x1, y1), (x2, y2)]], closed=False))


def _mark(spot: Spot, at: Pixel) -> Markup:
    """A dot, larger with more weight; a diamond for a place told from another; a ring alone for an unsure one."""
    x, y = round(at[0], 1), round(at[1], 1)
    size = round(3.2 + min(spot.weight, 12) ** 0.5 * 0.9, 1)
    if spot.base is not None:
        diamond = f"M{x} {round(y - size, 1)}l{size} {size} -{size} {size} -{size} -{size}z"
        return _element("path", "mark relative", diamond)
    if spot.is_area:
        return _element("path", "mark area", f"M{round(x - 3, 1)} {round(y - 3, 1)}h6v6h-6z")
    name = "mark unsure" if spot.unsure else "mark" if spot.weight else "mark silent"
    return fill('<circle class="{}" cx="{}" cy="{}" r="{}"/>', name, x, y, size)


def _text(name: str, place: Anchored | None, words: str) -> Markup:
    if place is None:
        return Markup("")
    return fill(
        '<text class="{}" x="{:.1f}" y="{:.1f}"{}>{}</text>', name, place.x, place.y, _ANCHORS[place.anchor], words
    )


_ANCHORS = {"start": Markup(""), "middle": Markup(' text-anchor="middle"'), "end": Markup(' text-anchor="end"')}


def _countries(drawing: Drawing, areas: Areas, board: Board) -> Iterator[Markup]:
    by_country: dict[str, list[list[Pixel]]] = {}
    for region, rings in areas:
        by_country.setdefault(region.country, []).extend(rings)
    for code, rings in sorted(by_country.items()):
        name = drawing.countries.get(code, "").upper()
        if name and rings:
            yield _text("country-name", board.within(rings, name, _COUNTRY), name)


def _regions(view: View, areas: Areas, board: Board, told: Told) -> Iterator[Markup]:
    """Names of the regions that the story does not tell of, where there is room."""
    if view.km_a_pixel >= _REGIONS_BELOW_KM / 2:
        return
    for region, rings in areas:
        if rings and region.name and region.geonames not in told:
            yield _text("region-name", board.within(rings, region.name, _REGION), region.name)


def _towns(drawing: Drawing, visible: Sequence[Spot], board: Board) -> Iterator[Markup]:
    told = {spot.geonames for spot in visible} | {spot.name for spot in visible}
    most = round(drawing.view.width * drawing.view.height / 14_000)
    shown: list[Pixel] = []
    for town in drawing.towns:
        x, y = drawing.view.pixel(town.lon, town.lat)
        if len(shown) >= most:
            return
        near = any(math.hypot(x - other[0], y - other[1]) < _APART for other in shown)
        spot = Frame(x - 2, y - 2, x + 2, y + 2)
        if near or town.geonames in told or town.name in told or not board.is_free(spot):
            continue
        place = board.beside((x, y), 2, town.name, _TOWN)
        if place:
            board.take(spot)
            shown.append((x, y))
            yield fill('<circle class="town" cx="{:.1f}" cy="{:.1f}" r="1.6"/>', x, y)
            yield _text("town-name", place, town.name)


def _away(view: View, away: Sequence[Spot], board: Board) -> Iterator[Markup]:
    """Arrows at the edge towards the places that are not seen, with their distance from the middle."""
    box = view.box
    lat, lon = (box.south + box.north) / 2, (box.west + box.east) / 2
    for spot in sorted(away, key=lambda each: -each.weight)[:6]:
        turn = math.radians(bearing(lat, lon, spot.lat, spot.lon))
        km = distance_km(lat, lon, spot.lat, spot.lon)
        dx, dy = math.sin(turn), -math.cos(turn)
        reach = min((view.width / 2 - 12) / max(abs(dx), 1e-6), (view.height / 2 - 12) / max(abs(dy), 1e-6))
        x, y = view.width / 2 + dx * reach, view.height / 2 + dy * reach
        words = f"{_name(spot)} {km:,.0f} km"
        place = board.beside((x, y), 6, words, _TOWN)
        if place:
            yield fill(
                '<g class="away"><title>{}</title><path d="M0-6 4 5 0 2.5-4 5z" {}/>{}</g>',
                _told(spot),
                fill('transform="translate({:.1f} {:.1f}) rotate({:.0f})"', x, y, math.degrees(turn)),
                _text("away-name", place, words),
            )


def _scale(view: View, board: Board) -> Iterator[Markup]:
    """A bar of a round number of kilometres, true at the middle latitude."""
    km = max((km for km in _SCALES if km / view.km_a_pixel <= view.width / 4), default=_SCALES[0])
    long = km / view.km_a_pixel
    x, y = 12.0, view.height - 14
    board.take(Frame(x - 4, y - 14, x + long + 8 + text_width(f"{km} km", _TOWN), y + 8))
    yield fill(
        '<g class="scale"><title>{} km at the middle of the map</title><path d="M{:.1f} {:.1f}v5h{:.1f}v-5"/>'
        '<text x="{:.1f}" y="{:.1f}">{:,} km</text></g>',
        km,
        x,
        y - 5,
        long,
        x + long + 5,
        y + 1,
        km,
    )
    board.take(Frame(view.width - text_width(MAP, 8) - 6, view.height - 12, view.width, view.height))


def _locator(drawing: Drawing, board: Board) -> Markup:
    """The overview in a corner that is free, with a frame where the map is; nothing if no corner is."""
    if drawing.overview is None:
        return Markup("")
    view, shapes = drawing.overview
    wide = drawing.view.width
    for x, y in ((wide - view.width - 6, 6.0), (6.0, 6.0)):
        corner = Frame(x - 2, y - 2, x + view.width + 2, y + view.height + 2)
        if board.is_free(corner):
            break
    else:
        return Markup("")
    board.take(corner)
    box = drawing.view.box
    (left, top), (right, bottom) = view.line([(box.west, box.north), (box.east, box.south)])
    lines = [piece for line in shapes.lines.get(Kind.BORDER, ()) for piece in cut_line(view.line(line), view)]
    frame = fill(
        '<rect class="here" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>',
        min(left, (left + right) / 2 - 2),
        min(top, (top + bottom) / 2 - 2),
        max(right - left, 4),
        max(bottom - top, 4),
    )
    return fill(
        '<svg class="locator" x="{:.0f}" y="{:.0f}" width="{:.0f}" height="{:.0f}">{}{}{}{}</svg>',
        x,
        y,
        view.width,
        view.height,
        Markup('<rect class="sea" width="100%" height="100%"/>'),
        _area("land", [cut_area(view.line(ring), view) for ring in shapes.land]),
        _element("path", "border", path(_joined(lines), closed=False)),
        frame + Markup('<rect class="frame" width="100%" height="100%"/>'),
    )


def _credits(view: View) -> Markup:
    return fill(
        '<text class="credits" x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>', view.width - 4, view.height - 4, MAP
    )
