"""UCDP-shaped CSV: its columns, its codes, its rules."""

from __future__ import annotations

from typing import Any

import pytest
from tests.export.making import actor, claim, killed, place, read_csv, report, source, time, written

from reports.export.ucdp import COLUMNS, OURS, writer
from reports.records import Report

# The header of UCDP GED 24.1.
HEADER = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,"
    "dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,"
    "number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,"
    "where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,"
    "region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,"
    "low,gwnoa,gwnob"
)
ACTORS = [
    actor("a1", "military", "SDN"),
    actor("a2", "armed_group", "SDN", canonical="Red Front", plover_sector="REB"),
    actor("a3", "armed_group", "SDN", canonical="Blue Front", plover_sector="REB"),
    actor("a4", "civilian", form="nominal", name="villagers"),
    actor("a5", "armed_group", form="nominal", name="gunmen"),
]


def one(key: str = "c1", **more: Any) -> dict[str, Any]:
    return claim(key, "clash", **({"at": ["p1"], "time": time("2024-05-01"), "by": ["a2"], "on": ["a1"]} | more))


def story(*claims: dict[str, Any], name: str = "r-0000000000000001", **more: Any) -> Report:
    parts: dict[str, Any] = {"actors": ACTORS, "places": [place("p1", "SDN", 11.77, 34.39)], "claims": list(claims)}
    return report(name, **(parts | more))


def events(*reports: Report) -> tuple[list[dict[str, str]], list[str]]:
    text, notes = written(writer, *reports)
    return read_csv(text), notes


def test_columns_are_those_of_ged_and_then_ours() -> None:
    assert ",".join(COLUMNS) == HEADER
    assert written(writer)[0] == f"{HEADER},{','.join(OURS)}\n"


def test_deaths_are_those_of_the_sides_and_come_to_the_best_estimate() -> None:
    numbers = [killed(3, 3, of="a1"), killed(5, 8, of="a2"), killed(2, 2, civilian=True), killed(11, 15)]
    (row,), notes = events(story(one(numbers=numbers, source="s1"), sources=[source("s1", "a doctor")]))
    assert notes == []
    parts = [int(row[f"deaths_{part}"]) for part in ("a", "b", "civilians", "unknown")]
    assert parts == [3, 5, 2, 1]
    assert (row["low"], row["best"], row["high"]) == ("11", "11", "15")
    assert (row["side_a"], row["side_b"], row["type_of_violence"]) == ("Government of Sudan", "Red Front", "1")
    assert row["dyad_name"] == "Government of Sudan - Red Front"
    assert (row["gwnoa"], row["gwnob"], row["country_id"], row["region"]) == ("625", "", "625", "Africa")
    assert (row["source_office"], row["source_original"]) == ("The Outlet", "a doctor")
    assert row["source_article"] == "The Outlet, 2024-05-03, A title"
    assert (row["where_prec"], row["date_prec"], row["event_clarity"]) == ("1", "1", "1")
    assert row["geom_wkt"] == "POINT (34.39 11.77)"
    assert row["priogrid_gid"] == str(int((11.77 + 90) * 2) * 720 + int((34.39 + 180) * 2) + 1)
    assert (row["id"], row["conflict_new_id"], row["dyad_new_id"]) == ("", "", "")


@pytest.mark.parametrize(
    ("by", "on", "kind", "side_b"),
    [
        ("a2", "a3", "2", "Red Front"),
        ("a2", "a4", "3", "Civilians"),
        ("a1", "a4", "3", "Civilians"),
        ("a2", "a1", "1", "Red Front"),
    ],
)
def test_type_of_violence(by: str, on: str, kind: str, side_b: str) -> None:
    (row,), _ = events(story(one(by=[by], on=[on], numbers=[killed(2)])))
    assert (row["type_of_violence"], row["side_b"]) == (kind, side_b)


def test_tolls_of_two_stories_are_a_range_and_not_a_sum() -> None:
    first = story(one(numbers=[killed(9, 12)]))
    second = story(one("c4", by=["a1"], on=["a2"], numbers=[killed(4, 4)]), name="r-0000000000000002")
    for reports in ((first, second), (second, first)):
        (row,), _ = events(*reports)
        assert (row["low"], row["best"], row["high"], row["number_of_sources"]) == ("4", "4", "12", "2")
        assert set(row["claims"].split()) == {"r-0000000000000001/c1", "r-0000000000000002/c4"}


def test_two_events_of_a_report_are_at_least_the_larger_and_at_most_both() -> None:
    (row,), _ = events(story(one("c1", numbers=[killed(5, 5)]), one("c2", numbers=[killed(3, 3)])))
    assert (row["low"], row["best"], row["high"]) == ("5", "5", "8")


@pytest.mark.parametrize(
    ("finish", "code"),
    [("2024-05-01", "1"), ("2024-05-06", "2"), ("2024-05-07", "3"), ("2024-05-31", "4"), ("2024-12-31", "5")],
)
def test_precision_of_dates(finish: str, code: str) -> None:
    (row,), _ = events(story(one(time=time("2024-05-01", finish, "week"), numbers=[killed(1)])))
    assert row["date_prec"] == code
    assert (row["date_start"], row["date_end"]) == ("2024-05-01", finish)
    assert row["event_clarity"] == ("1" if code == "1" else "2")


def test_what_cannot_be_expressed_is_counted_in_one_line() -> None:
    rows, notes = events(
        story(
            one("c1", numbers=[killed(1)]),
            one("c2"),
            one("c3", numbers=[killed(0, 0)]),
            one("c4", numbers=[killed(2)], modality="possible"),
            one("c5", numbers=[killed(2)], by=["a5"]),
            one("c6", numbers=[killed(2)], time=None),
        )
    )
    assert len(rows) == 1
    (note,) = notes
    assert note == (
        "UCDP cannot express 5 of 6 claims: 2 count no deaths, 1 are not said to have happened, "
        "1 do not name two sides, 1 have no date"
    )


@pytest.mark.parametrize(
    ("name", "relation", "told"),
    [
        ("southwest of Osen", "southwest of", "southwest of Osen"),
        ("Osen", "near", "near Osen"),
        ("Osen", None, "Osen"),
        ("Inates", "in", "in Inates"),
    ],
)
def test_a_relation_to_a_place_is_told_once(name: str, relation: str | None, told: str) -> None:
    places = [place("p1", "SDN", 11.77, 34.39, name=name, relation=relation)]
    (row,), _ = events(story(one(numbers=[killed(3, 3)]), places=places))
    assert row["where_description"] == told
