"""The map's builder, on shapes of a few points."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reports.geometry import Box
from reports.render.map.data import PARTS, Kind, WorldMap

ROOT = Path(__file__).parent.parent
UNIT = 100_000
LEFT = [(0, 0), (0, 2), (1, 2), (1, 1), (1, 0), (0, 0)]
RIGHT = [(1, 0), (1, 1), (1, 2), (2, 2), (2, 0), (1, 0)]


@pytest.fixture(scope="module")
def tools() -> Any:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        names = ("topology", "regions", "write", "water")
        yield SimpleNamespace(**{name: importlib.import_module(f"map.{name}") for name in names})
    finally:
        sys.path.remove(str(ROOT / "tools"))


def ring(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(x * UNIT, y * UNIT) for x, y in points]


def by_owners(_segment: object, owners: Sequence[int]) -> Kind:
    return Kind.COAST if len(owners) == 1 else Kind.BORDER


def test_a_common_line_is_kept_once(tools: Any) -> None:
    topology = tools.topology.build([[ring(LEFT)], [ring(RIGHT)]], by_owners)
    borders = [points for kind, points in topology.lines if kind is Kind.BORDER]
    assert borders == [ring([(1, 0), (1, 1), (1, 2)])]
    used = [abs(number) for area in topology.areas for each in area for number in each]
    assert sum(used.count(number) == 2 for number in set(used)) == 1


def test_land_is_what_no_other_area_bounds(tools: Any) -> None:
    topology = tools.topology.build([[ring(LEFT)], [ring(RIGHT)]], by_owners)
    (outline,) = topology.land
    points = [point for number in outline for point in topology.lines[abs(number) - 1][1]]
    assert ring([(1, 1)])[0] not in points
    assert {(0, 0), (0, 2), (2, 2), (2, 0)} <= {(x // UNIT, y // UNIT) for x, y in points}


def test_an_island_and_an_enclave_are_cut_alike_from_both_sides(tools: Any) -> None:
    hole = ring([(4, 4), (5, 4), (5, 5), (4, 5), (4, 4)])
    turned = [*hole[2:-1], *hole[:3]]
    outer = ring([(3, 3), (9, 3), (9, 9), (3, 9), (3, 3)])
    topology = tools.topology.build([[outer, hole], [turned[::-1]]], by_owners)
    assert [kind for kind, _ in topology.lines].count(Kind.BORDER) == 1
    assert len(topology.land) == 1


def test_simplifying_keeps_the_ends_and_what_stands_out(tools: Any) -> None:
    line = [(0, 0), (UNIT, 100), (2 * UNIT, 0), (3 * UNIT, UNIT), (4 * UNIT, 0)]
    kept = tools.topology.simplify(line, 1_000)
    assert kept == [(0, 0), (2 * UNIT, 0), (3 * UNIT, UNIT), (4 * UNIT, 0)]
    assert tools.topology.simplify(line, 10 * UNIT) == [line[0], line[-1]]


def region(tools: Any, code: str, country: str) -> Any:
    return tools.regions.Region(code, country, None, code, [])


def test_the_country_is_that_of_the_iso_code_not_of_who_holds_the_land(tools: Any) -> None:
    fields = {"iso_3166_2": "AA-1", "adm0_a3": "BBB", "gn_id": 7, "name_en": "Osen Province"}
    shape = {"properties": fields, "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}}
    made = tools.regions._region(shape, {"AA": "AAA"})
    assert (made.country, made.geonames, made.name) == ("AAA", 7, "Osen")
    fields["iso_3166_2"] = "-99-X01~"
    assert tools.regions._region(shape, {"AA": "AAA"}).country == "BBB"


def test_what_a_line_is(tools: Any, tmp_path: Path) -> None:
    listed = tmp_path / "contested.tsv"
    listed.write_text("# a list\nAA-2\tBBB\t# why\n", encoding="utf-8")
    regions = [region(tools, *each) for each in (("AA-1", "AAA"), ("AA-2", "AAA"), ("BB-1", "BBB"), ("-99", "ZZZ"))]
    classify = tools.regions.classifier(regions, {"AAA", "BBB"}, tools.regions.read_contested(listed))
    line = ((0, 0), (1, 1))
    assert classify(line, [0]) is Kind.COAST
    assert classify(line, [0, 1]) is Kind.REGION
    assert classify(line, [0, 2]) is Kind.BORDER
    assert classify(line, [1, 2]) is Kind.CONTESTED
    assert classify(line, [0, 3]) is Kind.CONTESTED
    assert classify(((180 * UNIT, 0), (180 * UNIT, 5)), [0]) is Kind.EDGE


def test_the_list_of_contested_lines_names_codes_only() -> None:
    rows = (ROOT / "tools" / "map" / "contested.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [row.partition("#")[0].split() for row in rows if row.partition("#")[0].strip()]
    assert all(len(pair) == 2 for pair in pairs)
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)


def test_what_is_written_is_read_again_and_twice_the_same(tools: Any, tmp_path: Path) -> None:
    topology = tools.topology.build([[ring(LEFT)], [ring(RIGHT)]], by_owners)
    regions = [region(tools, "AA-1", "AAA"), region(tools, "BB-1", "BBB")]
    lake = ring([(0, 1), (1, 1), (1, 2), (0, 1)])
    for name in ("one.sqlite", "two.sqlite"):
        tools.write.write_map(tmp_path / name, topology, regions, [ring([(0, 0), (2, 2)])], [lake])
    assert (tmp_path / "one.sqlite").read_bytes() == (tmp_path / "two.sqlite").read_bytes()
    shapes = WorldMap(tmp_path / "one.sqlite").shapes(Box(-1, -1, 3, 3), 0.0)
    assert [each.code for each in shapes.regions] == ["AA-1", "BB-1"]
    assert shapes.lines[Kind.BORDER] == [[(1.0, 0.0), (1.0, 2.0)]]
    assert len(shapes.land) == len(shapes.lakes) == len(shapes.lines[Kind.RIVER]) == 1
    assert shapes.land[0][0] == shapes.land[0][-1]


def test_the_map_in_the_package_is_not_finer_than_its_parts() -> None:
    assert PARTS == 10_000
