"""Figures on a database: what is counted, and how it is shown."""

from __future__ import annotations

import datetime
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from tests.export.making import actor, claim, killed, place, report, source, time

from reports.records import Report
from reports.render.jsontext import dumps
from reports.stats import RankedPlace, SourceToll, Stats, Wanted, stats
from reports.stats.jsontext import as_json
from reports.stats.periods import Period, between, fitting
from reports.stats.svg import as_svg
from reports.stats.text import as_text
from reports.store.convert import convert
from reports.store.database import open_database

HOSTILE = '<script>alert(1)</script>\x1b[31m&"'
NAMED = {"canonical": "Red Front", "plover_sector": "REB"}


def first() -> Report:
    return report(
        actors=[actor("a1", "military", "SDN", name="troops"), actor("a2", "armed_group", **NAMED)],
        places=[place("p1", "SDN", geonames=7), place("p2", "SDN", lat=None, lon=None)],
        sources=[source("s1", "army spokesman", side="a1"), source("s2", "a doctor", named=False)],
        claims=[
            claim("c1", "clash", at=["p1", "p2"], source="s1", time=time("2024-05-01"), numbers=[killed(3, 5)]),
            claim("c2", "clash", at=["p1"], source="s1", time=time("2024-05-02"), numbers=[killed(None, 40)]),
            claim("c3", "shelling", source="s2", time=time("2024-05-02"), numbers=[killed(9)]),
            claim("c4", "shelling", time=time("2024-05-01", "2024-05-31", "month")),
            claim("c5", "clash"),
            claim("c6", "clash", time=time("1999-05-01")),
            claim("c7", "clash", source="s2", modality="future", numbers=[killed(999)]),
        ],
    )


def second() -> Report:
    return report(
        "r-0000000000000002",
        article={"path": "b.txt", "published": "2024-05-09"},
        actors=[actor("a1", "government", "SDN"), actor("a2", "armed_group", **NAMED)],
        places=[place("p1", "SDN", geonames=7, name="Another spelling")],
        sources=[source("s1", HOSTILE, side="a1"), source("s2", "Red Front", actor="a2", side="a2")],
        claims=[
            claim("c1", "bombing", at=["p1"], source="s1", time=time("2024-05-02")),
            claim("c2", "bombing", source="s2", time=time("2024-05-03"), numbers=[killed(70, 70)]),
        ],
    )


def counted(tmp_path: Path, *reports: Report, **wanted: Any) -> Stats:
    lines = tmp_path / "in.jsonl"
    lines.write_text("".join(f"{dumps(each)}\n" for each in reports), encoding="utf-8")
    convert(lines, tmp_path / "out.db", force=True)
    with open_database(tmp_path / "out.db") as connection:
        return stats(connection, Wanted(**wanted))


def day(number: int) -> datetime.date:
    return datetime.date(2024, 5, number)


def test_claims_over_time(tmp_path: Path) -> None:
    found = counted(tmp_path, first(), second())
    assert (found.stories, found.claims, found.by) == (2, 9, Period.DAY)
    assert (found.dated, found.undated, found.outside) == (5, 3, 1)
    assert {series.name: series.counts for series in found.types} == {
        "clash": {day(1): 1, day(2): 1},
        "bombing": {day(2): 1, day(3): 1},
        "shelling": {day(2): 1},
    }


def test_sides_are_the_same_over_all_stories(tmp_path: Path) -> None:
    found = counted(tmp_path, first(), second())
    assert {series.name: series.total for series in found.sides} == {"Sudan": 3, "Red Front": 1, "no side": 1}


def test_by_month_takes_in_what_is_of_a_month(tmp_path: Path) -> None:
    found = counted(tmp_path, first(), by=Period.MONTH)
    assert (found.dated, found.undated) == (4, 2)
    assert {series.name: series.counts for series in found.types} == {"clash": {day(1): 2}, "shelling": {day(1): 2}}


def test_since_and_until(tmp_path: Path) -> None:
    found = counted(tmp_path, first(), second(), since=day(2), until=day(2))
    assert (found.dated, found.outside) == (3, 3)
    old = counted(tmp_path, first(), since=datetime.date(1990, 1, 1))
    assert (old.by, old.outside) == (Period.YEAR, 0)


def test_tolls_are_ranges_by_source_and_never_sums(tmp_path: Path) -> None:
    found = counted(tmp_path, first(), second())
    assert found.tolls == [
        SourceToll("army spokesman", "official", "killed", 2, 0, 40),
        SourceToll("Red Front", "official", "killed", 1, 70, 70),
        SourceToll("a doctor (not named)", "official", "killed", 1, 9, 9),
    ]


def test_places_are_ranked_by_claims(tmp_path: Path) -> None:
    found = counted(tmp_path, first(), second())
    assert [(place_.claims, place_.stories) for place_ in found.places] == [(3, 2), (1, 1)]
    assert found.places[1] == RankedPlace("Place p2", "SDN", None, None, 1, 1)
    assert len(counted(tmp_path, first(), top=1).places) == 1


def test_the_page_in_text_is_harmless_and_complete(tmp_path: Path) -> None:
    text = as_text(counted(tmp_path, first(), with_hostile_toll()))
    assert "\x1b" not in text
    assert "Claims by day, by type" in text
    assert "army spokesman" in text
    assert "killed 0–40" in text
    assert text.endswith("\n")


def with_hostile_toll() -> Report:
    return report(
        "r-0000000000000003",
        article={"path": "c.txt"},
        places=[place("p1", "SDN", name=HOSTILE)],
        sources=[source("s1", HOSTILE)],
        claims=[claim("c1", "clash", at=["p1"], source="s1", time=time("2024-05-02"), numbers=[killed(70)])],
    )


def test_the_plot_is_whole_svg_and_runs_nothing(tmp_path: Path) -> None:
    svg = as_svg(counted(tmp_path, first(), second(), with_hostile_toll()))
    root = ElementTree.fromstring(svg)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names == {"svg", "title", "desc", "style", "rect", "text", "line", "circle"}
    assert "<script" not in svg
    assert "\x1b" not in svg
    assert not any(name.startswith("on") or name.endswith("href") for element in root.iter() for name in element.attrib)
    texts = "".join(root.itertext())
    assert "Claims by day, by type" in texts
    assert "<script>alert(1)" in texts
    bars = [element for element in root.iter() if element.tag.endswith("rect") and len(element)]
    assert len(bars) == 5 + 4  # one for each name and day: by type, and by side
    assert all(float(bar.get("height", "0")) > 0 for bar in bars)


def test_an_empty_database_has_figures_too(tmp_path: Path) -> None:
    found = counted(tmp_path, report())
    assert found.claims == 0
    assert as_text(found).startswith("0 claims in 1 story")
    ElementTree.fromstring(as_svg(found))
    assert json.loads(as_json(found))["types"] == []


def test_json_has_every_figure(tmp_path: Path) -> None:
    found = json.loads(as_json(counted(tmp_path, first(), second())))
    assert found["by"] == "day"
    assert found["types"][0]["counts"]
    assert found["tolls"][0]["high"] == 40
    assert found["places"][0]["stories"] == 2


@pytest.mark.parametrize(
    ("period", "start"),
    [("day", "2024-12-31"), ("week", "2024-12-30"), ("month", "2024-12-01"), ("year", "2024-01-01")],
)
def test_periods(period: str, start: str) -> None:
    last = datetime.date(2024, 12, 31)
    begun = Period(period).start(last)
    assert begun.isoformat() == start
    following = Period(period).next(begun)
    assert following > last
    assert Period(period).start(following) == following


def test_the_end_of_the_calendar_is_the_end() -> None:
    last = datetime.date.max
    for period in Period:
        assert len(list(between(period, last, last))) == 1
        assert period.start(datetime.date.min) == datetime.date.min


def test_the_fitting_period() -> None:
    lengths = {1: "day", 60: "day", 61: "week", 420: "week", 421: "month", 3000: "year"}
    for length, period in lengths.items():
        assert fitting([day(1), day(1) + datetime.timedelta(days=length - 1)]) == period
    assert fitting([]) is Period.DAY
