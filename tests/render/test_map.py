from __future__ import annotations

import re
import sqlite3
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.render.saved import EVIDENCE

from reports.errors import DataError
from reports.geometry import Box, distance_km
from reports.records import Article, Mention, Place, PlaceKind, Processing, Report
from reports.render.map import drawn_map, svg
from reports.render.map.data import Kind, WorldMap, default, pack_numbers, pack_points, unpack_numbers, unpack_points
from reports.render.map.labels import Board, Frame, text_width
from reports.render.map.spots import extent, spots, unplaced
from reports.render.map.style import DARK, LIGHT, rules
from reports.render.map.view import View, cut_area, cut_line, fitted, path

PROCESSING = Processing(version="0", model="none", model_version="0", components=())
UKRAINE = Box(44.0, 22.0, 52.5, 40.5)
SVG = "{http://www.w3.org/2000/svg}"


def place(name: str, lat: float | None, lon: float | None, km: float | None = 2.0, **more: object) -> Place:
    fields = {"id": f"p-{name}", "name": name, "kind": "settlement", "lat": lat, "lon": lon, "precision_km": km}
    mention = Mention(start=0, end=1, text="x", form="name")
    return Place.model_validate({**fields, "mentions": (mention,), **more})


def report(*places: Place) -> Report:
    return Report(id="r-1", article=Article(text="x"), processing=PROCESSING, places=places)


def inside(point: tuple[float, float], rings: list[list[tuple[float, float]]]) -> bool:
    """Whether a point lies within rings, by counting the sides that a ray crosses."""
    x, y = point
    odd = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                odd = not odd
    return odd


# ---- the plane


@settings(max_examples=50, deadline=None)
@given(st.floats(-75, 75), st.floats(-179, 179), st.floats(0.2, 20))
def test_a_box_is_seen_whole_and_in_the_middle(lat: float, lon: float, size: float) -> None:
    box = Box(max(lat - size, -78), lon - size, min(lat + size, 78), lon + size)
    view = fitted(box, 480, 400, 30)
    for north in (box.south, box.north):
        for east in (box.west, box.east):
            assert view.holds(view.pixel(east, north), 29)
    seen = view.box
    assert seen.south <= box.south
    assert seen.north >= box.north


def test_kilometres_a_pixel_are_those_on_the_ground() -> None:
    view = fitted(Box(47.0, 36.0, 49.0, 39.0), 480, 400, 20)
    middle = (view.box.south + view.box.north) / 2
    x1, _ = view.pixel(37.0, middle)
    x2, _ = view.pixel(38.0, middle)
    assert (x2 - x1) * view.km_a_pixel == pytest.approx(distance_km(middle, 37, middle, 38), rel=0.01)


def test_a_view_over_the_date_line_holds_both_sides() -> None:
    view = fitted(Box(-20.0, 177.0, -15.0, -178.0), 480, 400, 20)
    east, west = view.pixel(-179.0, -17.0), view.pixel(178.0, -17.0)
    assert view.holds(east)
    assert view.holds(west)
    assert west[0] < east[0]


def test_an_area_is_cut_at_the_edge() -> None:
    view = View(0, 0, 1, 100, 100)
    ring = cut_area([(-50, 20), (50, 20), (50, 80), (-50, 80)], view)
    assert min(x for x, _ in ring) >= -5
    assert max(x for x, _ in ring) == 50
    assert cut_area([(200, 200), (300, 200), (300, 300)], view) == []


def test_an_area_around_the_view_covers_it() -> None:
    view = View(0, 0, 1, 100, 100)
    ring = cut_area([(-900, -900), (900, -900), (900, 900), (-900, 900)], view)
    assert inside((50, 50), [ring])


def test_a_line_is_cut_where_it_leaves() -> None:
    view = View(0, 0, 1, 100, 100)
    line = [(10.0, 10.0), (50.0, 50.0), (300.0, 50.0), (400.0, 60.0), (300.0, 70.0), (50.0, 70.0)]
    assert [len(piece) for piece in cut_line(line, view)] == [3, 2]


def test_a_path_is_written_in_tenths() -> None:
    assert path([[(0.0, 0.0), (10.04, 0.0), (10.0, -5.26)]], closed=True) == "M0 0l10 0 0-5.3z"
    assert path([[(1.0, 1.0), (1.01, 1.01)]], closed=False) == ""


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(-200, 200), st.floats(-200, 200)), min_size=2, max_size=30))
def test_a_path_ends_where_its_line_ends(line: list[tuple[float, float]]) -> None:
    written = path([line], closed=False)
    numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", written)]
    if numbers:
        assert sum(numbers[0::2]) == pytest.approx(line[-1][0], abs=0.11)
        assert sum(numbers[1::2]) == pytest.approx(line[-1][1], abs=0.11)


# ---- names


def test_no_two_names_lie_over_each_other() -> None:
    board = Board(View(0, 0, 1, 200, 200))
    found = [board.beside((100, 100), 4, "Kupiansk", 12) for _ in range(12)]
    placed = [each for each in found if each]
    assert 4 <= len(placed) < 12
    assert len(set(placed)) == len(placed)


def test_a_name_does_not_cross_the_edge() -> None:
    board = Board(View(0, 0, 1, 200, 200))
    placed = board.beside((195, 100), 4, "Kupiansk", 12)
    assert placed is not None
    assert placed.anchor == "end"


def test_the_name_of_an_area_lies_in_it_or_nowhere() -> None:
    board = Board(View(0, 0, 1, 200, 200))
    ring = [(20.0, 20.0), (180.0, 20.0), (180.0, 60.0), (20.0, 60.0)]
    placed = board.within([ring], "MALI", 12)
    assert placed is not None
    assert inside((placed.x, placed.y), [ring])
    assert board.within([ring], "A very long name of a country that has no room", 12) is None


def test_areas_with_a_common_side_are_one_to_a_name() -> None:
    board = Board(View(0, 0, 1, 200, 200))
    halves = [
        [(20.0, 20.0), (100.0, 20.0), (100.0, 60.0), (20.0, 60.0)],
        [(100.0, 20.0), (180.0, 20.0), (180.0, 60.0), (100.0, 60.0)],
    ]
    name = "SOMEWHERE FAR"
    assert text_width(name, 12) > 80
    assert board.within(halves, name, 12) is not None


def test_frames_meet_only_if_they_overlap() -> None:
    assert Frame(0, 0, 10, 10).meets(Frame(9, 9, 20, 20))
    assert not Frame(0, 0, 10, 10).meets(Frame(10, 0, 20, 10))


# ---- what is shown


def test_the_map_fits_the_places_and_leaves_out_one_far_away() -> None:
    near = [place("Osen", 48.0, 37.0), place("Kadra", 48.3, 37.5), place("Tull", 48.1, 37.2)]
    box = extent(spots([report(*near, place("Capital", 38.9, -77.0))], [""]))
    assert box is not None
    assert box.west > 30
    assert 47 < box.south < box.north < 49.5


def test_two_places_far_apart_are_both_shown() -> None:
    box = extent(spots([report(place("One", 48.0, 37.0), place("Two", 15.0, 32.0))], [""]))
    assert box is not None
    assert box.south < 15 < 48 < box.north


def test_a_vague_place_does_not_decide_the_map() -> None:
    sea = place("Wide Sea", 43.0, 34.0, 450.0, kind="physical")
    box = extent(spots([report(place("Osen", 46.6, 32.7), place("Kadra", 46.8, 33.4), sea)], [""]))
    assert box is not None
    assert box.south > 46


def test_a_country_alone_is_shown() -> None:
    assert extent(spots([report(place("Mali", 17.0, -4.0, 600.0, kind=PlaceKind.COUNTRY))], [""])) is not None
    assert extent([]) is None


def test_the_same_place_of_two_reports_is_one_spot() -> None:
    found = spots([EVIDENCE, EVIDENCE], ["r1-", "r2-"])
    assert len(found) == len(spots([EVIDENCE], [""]))
    assert all(len(spot.ids) == 2 for spot in found)


def test_places_without_coordinates_are_named() -> None:
    assert unplaced([report(place("Osen", None, None), place("Kadra", 1.0, 1.0))]) == ["Osen"]


# ---- the drawing


def elements(text: str, name: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(text)
    return [each for each in root.iter() if name in (each.get("class") or "").split()]


def test_a_map_is_well_formed_and_shows_each_place_with_its_claims() -> None:
    text = svg([EVIDENCE])
    titles = [each.findtext(f"{SVG}title") or "" for each in elements(text, "spot")]
    for name in ("Chuhuiv", "Kupiansk", "Lyman"):
        assert any(title.startswith(name) for title in titles)
    assert any("shelling" in title for title in titles if title.startswith("Chuhuiv"))
    assert "GeoNames" in text
    assert "Natural Earth" in text
    assert elements(text, "scale")


def test_a_map_is_small_enough_for_a_page() -> None:
    assert len(str(drawn_map([EVIDENCE])).encode()) < 60_000


def test_vague_places_have_a_circle_as_large_as_they_say() -> None:
    text = svg([report(place("Osen", 48.0, 37.0, 10.0), place("Kadra", 48.2, 37.6, 0.1))])
    rings = elements(text, "ring")
    assert len(rings) == 1
    numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rings[0].get("d") or "")]
    x, low, high = numbers[0], 1e9, -1e9
    for step in [0.0, *numbers[2::2]]:
        x += step
        low, high = min(low, x), max(high, x)
    box = extent(spots([report(place("Osen", 48.0, 37.0, 10.0), place("Kadra", 48.2, 37.6, 0.1))], [""]))
    assert box is not None
    km = fitted(box, 960, 680, 680 * 0.09).km_a_pixel
    assert (high - low) * km / 2 == pytest.approx(10.0, rel=0.05)


def test_an_unsure_place_has_no_circle_and_another_mark() -> None:
    text = svg([report(place("Osen", 48.0, 37.0, 900.0, by="country named in the story; unsure"))])
    assert elements(text, "unsure")
    assert not elements(text, "ring")


def test_a_place_told_from_another_is_drawn_as_such() -> None:
    base = place("Osen", 48.0, 37.0)
    north = place("north of Osen", 48.12, 37.0, 12.0, kind="region", near=base.id, relation="north of")
    text = svg([report(base, north)])
    assert elements(text, "relative")
    assert elements(text, "way")


def test_a_region_is_drawn_with_its_outline() -> None:
    text = svg(
        [
            report(
                place("Chuhuiv", 49.84, 36.69),
                place("Kharkiv region", 49.5, 36.5, 120.0, kind="region", geonames=706482),
            )
        ]
    )
    assert elements(text, "told")


def test_a_place_far_away_is_an_arrow_at_the_edge() -> None:
    far = place("Faraway", 38.9, -77.0)
    near = [place("Osen", 48.0, 37.0), place("Kadra", 48.3, 37.5), place("Tull", 48.1, 37.2), place("Holm", 48.2, 37.3)]
    (arrow,) = elements(svg([report(*near, far)]), "away")
    assert re.search(r"Faraway \d,\d{3} km", "".join(arrow.itertext()))


def test_a_map_without_places_says_so() -> None:
    assert "No place of the story has coordinates" in svg([report(place("Osen", None, None))])
    assert drawn_map([report()]) is None
    ElementTree.fromstring(svg([report()]))


def test_places_at_the_poles_and_on_the_date_line_are_drawn() -> None:
    for lat, lon in ((89.9, 0.0), (-89.9, 10.0), (0.0, 179.99), (65.0, -179.9), (0.0, 0.0)):
        assert elements(svg([report(place("Osen", lat, lon, 50.0))]), "spot")


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "\"/><a href='x'>", "]]>&amp;", "\x00\x1b\u202e\ufffe\uffff\ud800"]
)
def test_no_name_of_a_story_becomes_markup(name: str) -> None:
    text = svg([report(place("Osen" + name, 48.0, 37.0), place("Kadra" + name, None, None))])
    tags = {each.tag.removeprefix(SVG) for each in ElementTree.fromstring(text).iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "path", "circle", "text", "g"}


def test_the_same_report_gives_the_same_map() -> None:
    assert svg([EVIDENCE]) == svg([EVIDENCE])


def test_every_class_that_is_drawn_has_a_colour() -> None:
    base = place("Osen", 48.0, 37.0)
    text = svg([EVIDENCE, report(base, place("near Osen", 48.05, 37.0, 9.0, near=base.id))])
    drawn = {name for each in ElementTree.fromstring(text).iter() for name in (each.get("class") or "").split()}
    styled = set(re.findall(r"\.([a-z-]+)", rules(LIGHT)))
    assert drawn - {"spot", "away", "scale", "locator"} <= styled


def test_both_palettes_have_all_colours() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert "$" not in rules(LIGHT) + rules(DARK, ".map")
    assert all(part.startswith(".map ") for part in re.findall(r"(?:^|[},])([^{},]+)(?=[{,])", rules(DARK, ".map"))[:5])


# ---- the file


def test_numbers_and_points_survive_packing() -> None:
    numbers = [0, -1, 1, 63, -64, 64, 8191, -8192, 1_800_000, -1_800_000]
    assert unpack_numbers(pack_numbers(numbers)) == numbers
    points = [(0, 0), (-1_800_000, 900_000), (5, 5)]
    assert unpack_points(pack_points(points)) == points


@pytest.mark.parametrize(
    ("lat", "lon", "country"),
    [(50.0, 36.23, "UKR"), (44.95, 34.1, "UKR"), (44.6, 33.5, "UKR"), (15.6, 32.5, "SDN"), (4.85, 31.6, "SSD"),
     (31.5, 34.45, "PSE"), (42.66, 21.16, "XKX"), (47.22, 39.7, "RUS"), (-1.67, 29.22, "COD"), (13.7, -89.2, "SLV")],
)  # fmt: skip
def test_regions_have_the_country_of_their_iso_code(lat: float, lon: float, country: str) -> None:
    shapes = default().shapes(Box(lat - 0.2, lon - 0.2, lat + 0.2, lon + 0.2), 0.001)
    assert [region.country for region in shapes.regions if inside((lon, lat), region.rings)] == [country]


@pytest.mark.parametrize(
    ("lat", "lon", "dry"), [(48.0, 31.0, True), (43.0, 34.0, False), (15.0, 30.0, True), (0.0, -30.0, False)]
)
@pytest.mark.parametrize("size", [0.5, 5.0, 30.0])
def test_land_is_land_and_sea_is_sea_on_every_scale(lat: float, lon: float, dry: bool, size: float) -> None:
    box = Box(lat - size, lon - size, lat + size, lon + size)
    shapes = default().shapes(box, size / 400)
    assert inside((lon, lat), shapes.land) is dry


def test_lines_are_of_their_kind() -> None:
    lines = default().shapes(UKRAINE, 0.01).lines
    assert {Kind.COAST, Kind.BORDER, Kind.REGION, Kind.RIVER} <= set(lines)
    assert Kind.EDGE not in lines
    perekop = default().shapes(Box(46.0, 33.5, 46.3, 34.2), 0.002).lines
    assert Kind.BORDER not in perekop


@pytest.mark.parametrize(
    "box",
    [
        Box(32.8, 35.5, 33.1, 36.0),  # Golan
        Box(46.0, 33.5, 46.3, 34.2),  # Crimea
        Box(42.6, 21.2, 43.0, 21.6),  # Kosovo
        Box(27.5, -12.0, 27.8, -9.0),  # Western Sahara
        Box(31.4, 34.3, 31.6, 34.6),  # Gaza
        Box(32.2, 34.9, 32.6, 35.3),  # West Bank
        Box(42.3, 41.5, 42.9, 42.2),  # Abkhazia
        Box(8.0, 48.5, 10.0, 49.5),  # Somaliland
        Box(34.9, 33.1, 35.3, 33.6),  # Cyprus
        Box(46.9, 29.0, 47.3, 29.3),  # Transnistria
        Box(33.0, 35.2, 33.2, 35.5),  # Israel and Lebanon
        Box(37.9, 126.7, 38.3, 127.5),  # Korea
    ],
)
def test_a_contested_line_is_drawn_as_such_and_not_as_a_border(box: Box) -> None:
    def within(line: list[tuple[float, float]]) -> bool:
        return any(box.south < lat < box.north and box.west < lon < box.east for lon, lat in line)

    found = {kind for kind, lines in default().shapes(box, 0.002).lines.items() if any(map(within, lines))}
    assert Kind.CONTESTED in found
    assert Kind.BORDER not in found


def test_a_coarser_map_has_fewer_points() -> None:
    def points(tolerance: float) -> int:
        return sum(len(ring) for ring in default().shapes(UKRAINE, tolerance).land)

    assert points(0.001) > 1.5 * points(0.02) > 1.5 * points(0.1)


def test_a_map_that_is_missing_or_broken_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.sqlite: the map is missing; rebuild it"):
        WorldMap(tmp_path / "none.sqlite")
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database at all" * 100)
    with pytest.raises(DataError, match="cannot be read"):
        WorldMap(broken)
    old = tmp_path / "old.sqlite"
    with sqlite3.connect(old) as connection:
        connection.execute("PRAGMA user_version=99")
    with pytest.raises(DataError, match="has format 99"):
        WorldMap(old)


def test_png_is_a_picture_of_the_map() -> None:
    pytest.importorskip("resvg_py")
    from reports.render.formats import View as Asked
    from reports.render.map import png_writer

    written: list[str | bytes] = []
    put, finish = png_writer(written.append, Asked())
    put(EVIDENCE)
    finish()
    assert bytes(written[0]).startswith(b"\x89PNG\r\n\x1a\n")  # type: ignore[arg-type]
    assert sys.getsizeof(written[0]) > 20_000
