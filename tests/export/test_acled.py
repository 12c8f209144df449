"""ACLED-shaped CSV: its columns, its codes, its rules."""

from __future__ import annotations

from typing import Any

import pytest
from tests.export.making import actor, claim, killed, place, read_csv, report, source, time, written

from reports.export.acled import COLUMNS, OURS, writer
from reports.records import Report

# The header of ACLED's own export files since March 2023.
HEADER = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
CLASH, SHELLING = "Battles / Armed clash", "Explosions/Remote violence / Shelling/artillery/missile attack"
ACTORS = [
    actor("a1", "military", "SDN"),
    actor("a2", "armed_group", "SDN", canonical="Red Front", plover_sector="REB"),
    actor("a3", "military", "TCD"),
    actor("a4", "civilian", form="nominal", name="villagers"),
    actor("a5", "armed_group", form="nominal", name="gunmen"),
    actor("a6", "military", form="nominal", name="troops"),
    actor("a7", "person", name="Idris Vale", of="a2"),
    actor("a8", "person", name="A Person"),
]


def one(key: str = "c1", kind: str = "clash", **more: Any) -> dict[str, Any]:
    return claim(key, kind, **({"at": ["p1"], "time": time("2024-05-01"), "acled": CLASH} | more))


def story(*claims: dict[str, Any], name: str = "r-0000000000000001", **more: Any) -> Report:
    parts: dict[str, Any] = {
        "actors": ACTORS,
        "places": [place("p1", "SDN", admin1="Blue Nile")],
        "claims": list(claims),
    }
    return report(name, **(parts | more))


def events(*reports: Report) -> tuple[list[dict[str, str]], list[str]]:
    text, notes = written(writer, *reports)
    return read_csv(text), notes


def test_columns_are_those_of_acled_and_then_ours() -> None:
    assert ",".join(COLUMNS) == HEADER
    text, _ = written(writer)
    assert text == f"{HEADER},{','.join(OURS)}\n"


def test_an_event_says_what_acled_says() -> None:
    rows, notes = events(story(one(by=["a2"], on=["a1"], numbers=[killed(3, 3)])))
    assert notes == []
    (row,) = rows
    assert row["actor1"] == "Red Front"
    assert (row["inter1"], row["inter2"], row["interaction"]) == (
        "Rebel group",
        "State forces",
        "State forces-Rebel group",
    )
    assert row["actor2"] == "Military Forces of Sudan"
    assert (row["event_date"], row["year"], row["time_precision"]) == ("2024-05-01", "2024", "1")
    assert (row["iso"], row["region"], row["country"], row["admin1"]) == (
        "729",
        "Northern Africa",
        "Sudan",
        "Blue Nile",
    )
    assert (row["disorder_type"], row["event_type"], row["sub_event_type"]) == (
        "Political violence",
        "Battles",
        "Armed clash",
    )
    assert (row["fatalities"], row["source"], row["claims"]) == ("3", "The Outlet", "r-0000000000000001/c1")
    assert (row["event_id_cnty"], row["timestamp"], row["tags"], row["source_scale"]) == ("", "", "", "")


def test_an_army_abroad_is_an_external_force_and_what_it_takes_is_overtaken() -> None:
    rows, _ = events(
        story(
            one("c1", "territory_gained", by=["a3"], acled="Battles"),
            one("c2", "territory_gained", by=["a1"], acled="Battles"),
            one("c3", "territory_gained", by=["a2"], acled="Battles"),
        )
    )
    found = {row["actor1"]: (row["inter1"], row["sub_event_type"]) for row in rows}
    assert found == {
        "Military Forces of Chad": ("External/Other forces", "Non-state actor overtakes territory"),
        "Military Forces of Sudan": ("State forces", "Government regains territory"),
        "Red Front": ("Rebel group", "Non-state actor overtakes territory"),
    }


def test_an_attacker_whom_nobody_names_is_unidentified() -> None:
    rows, _ = events(story(one(kind="shelling", acled=SHELLING, on=["a4"]), one("c2", by=["a5"], on=["a1"])))
    assert [row["actor1"] for row in rows] == ["Unidentified Armed Group (Sudan)"] * 2
    assert {row["actor2"] for row in rows} == {"Civilians (Sudan)", "Military Forces of Sudan"}
    assert {row["inter1"] for row in rows} == {"Political militia"}
    assert {row["assoc_actor_1"] for row in rows} == {"", "gunmen"}


def test_an_army_of_no_known_state_is_not_given_one() -> None:
    rows, _ = events(story(one(by=["a6"], on=["a2"])))
    assert (rows[0]["actor1"], rows[0]["inter1"]) == ("Unidentified Military Forces", "External/Other forces")


def test_fighting_against_civilians_is_violence_against_civilians() -> None:
    (row,), _ = events(story(one(by=["a2"], on=["a4"])))
    assert (row["event_type"], row["sub_event_type"]) == ("Violence against civilians", "Attack")
    assert row["civilian_targeting"] == "Civilian targeting"


def test_civilians_do_not_attack() -> None:
    (row,), _ = events(story(one(by=["a4"], on=["a1"])))
    assert (row["actor1"], row["assoc_actor_1"]) == ("Unidentified Armed Group (Sudan)", "villagers")


def test_a_person_stands_for_the_force_he_is_of() -> None:
    (row,), _ = events(story(one(by=["a7"], on=["a1"])))
    assert (row["actor1"], row["assoc_actor_1"]) == ("Red Front", "Idris Vale")


def test_claims_of_one_place_day_and_pair_are_one_event_in_whatever_order_and_story() -> None:
    first = story(one("c1", by=["a1"], on=["a2"], numbers=[killed(9, 12)], source="s1"), sources=[source("s1", "army")])
    second = story(
        one("c7", "shelling", acled=SHELLING, by=["a2"], on=["a1"], numbers=[killed(4, 4)]), name="r-0000000000000002"
    )
    for reports in ((first, second), (second, first)):
        (row,), notes = events(*reports)
        assert notes == []
        assert set(row["claims"].split()) == {"r-0000000000000001/c1", "r-0000000000000002/c7"}
        assert row["fatalities"] == "4"
        assert row["sub_event_type"] == "Armed clash"
        assert "army: words of c1" in row["notes"]


@pytest.mark.parametrize("more", [{"at": ["p2"]}, {"time": time("2024-05-02")}, {"by": ["a3"]}])
def test_another_place_day_or_side_is_another_event(more: dict[str, Any]) -> None:
    places = [place("p1", "SDN"), place("p2", "SDN", lat=10.0)]
    rows, _ = events(
        story(one(by=["a2"], on=["a1"]), one("c2", **({"by": ["a2"], "on": ["a1"]} | more)), places=places)
    )
    assert len(rows) == 2


def test_tolls_within_a_report_are_never_added_up() -> None:
    (row,), _ = events(
        story(
            one("c1", by=["a2"], on=["a1"], event="e1", numbers=[killed(5, 5)]),
            one("c2", by=["a2"], on=["a1"], event="e1", numbers=[killed(7, 7)]),
            one("c3", by=["a2"], on=["a1"], event="e2", numbers=[killed(6, 6)]),
        )
    )
    assert row["fatalities"] == "6"


def test_a_count_that_a_later_claim_replaces_does_not_stand() -> None:
    made = story(
        one("c1", by=["a2"], on=["a1"], event="e1", numbers=[killed(5, 5)]),
        one("c2", by=["a2"], on=["a1"], event="e1", numbers=[killed(7, 7)]),
        links=[{"from": "c2", "to": "c1", "relation": "updates", "on": "killed"}],
    )
    assert events(made)[0][0]["fatalities"] == "7"


def test_deaths_told_by_themselves_are_an_attack_on_civilians_or_a_clash_and_else_nothing() -> None:
    rows, notes = events(
        story(
            one("c1", "casualties", acled=None, by=["a2"], on=["a4"]),
            one("c2", "casualties", acled=None, by=["a2"], on=["a1"]),
            one("c3", "casualties", acled=None, by=["a2"]),
        )
    )
    assert {row["sub_event_type"]: row["claims"][-2:] for row in rows} == {"Attack": "c1", "Armed clash": "c2"}
    assert notes == ["ACLED cannot express 1 of 3 claims: 1 tell of deaths and not how"]


def test_unknown_deaths_are_0() -> None:
    (row,), _ = events(story(one(by=["a2"], on=["a1"])))
    assert row["fatalities"] == "0"


def test_deaths_are_coded_as_the_event_that_they_are_of() -> None:
    made = story(
        one("c1", "shelling", acled=SHELLING, by=["a2"], on=["a4"], event="e1"),
        claim("c2", "casualties", event="e1", numbers=[killed(8, None, civilian=True)]),
    )
    (row,), notes = events(made)
    assert notes == []
    assert (row["sub_event_type"], row["fatalities"]) == ("Shelling/artillery/missile attack", "8")


@pytest.mark.parametrize(
    ("begin", "finish", "precision", "code"),
    [
        ("2024-05-01", "2024-05-02", "part_of_day", "1"),
        ("2024-05-01", "2024-05-07", "week", "2"),
        ("2024-05-01", "2024-05-31", "month", "3"),
    ],
)
def test_precision_of_time(begin: str, finish: str, precision: str, code: str) -> None:
    (row,), _ = events(story(one(by=["a2"], time=time(begin, finish, precision))))
    assert (row["time_precision"], row["event_date"]) == (code, "2024-05-01")


def test_what_cannot_be_expressed_is_counted_in_one_line() -> None:
    places = [place("p1", "SDN"), place("p2", "SDN", kind="country"), place("p3", None)]
    rows, notes = events(
        story(
            one("c1", by=["a2"]),
            one("c2", by=["a2"], modality="future"),
            one("c3", by=["a2"], polarity="negated"),
            one("c4", by=["a2"], time=None),
            one("c5", by=["a2"], time=time("2024-01-01", "2024-12-31", "year")),
            one("c6", by=["a2"], at=[]),
            one("c7", by=["a2"], at=["p2"]),
            one("c8", by=["a2"], at=["p3"]),
            one("c9", by=["a8"]),
            one("c10", "territory_gained", acled="Battles", by=["a5"]),
            one("c11", "assessment", acled=None),
            places=places,
        )
    )
    assert [row["claims"] for row in rows] == ["r-0000000000000001/c1"]
    (note,) = notes
    assert note == (
        "ACLED cannot express 10 of 11 claims: 2 are not said to have happened, "
        "1 are of a kind that ACLED has no code for, 1 are of no one month, 1 have no date, "
        "1 have no place with coordinates, 1 lie in no known country, 1 name nobody who took part, "
        "1 name only a country, 1 take ground for a side that is not known"
    )


def test_story_text_makes_no_formula() -> None:
    actors = [*ACTORS, actor("a9", "armed_group", name="=cmd|' /C calc'!A0")]
    (row,), _ = events(story(one(by=["a9"], on=["a1"]), actors=actors))
    assert row["actor1"] == "'=cmd|' /C calc'!A0"


def test_claims_that_a_story_holds_to_be_of_one_event_are_one_row() -> None:
    """The most exact of them gives the row its place, day and sides."""
    places = [
        place("p1", "SDN", geo_precision=2, name="near Osen"),
        place("p2", "SDN", 11.0, 34.0, name="Osen"),
        place("p3", "SDN", 12.0, 35.0, name="Elsewhere"),
    ]
    claims = [
        one("c1", by=["a2"], on=["a1"], at=["p1"], event="e1", numbers=[killed(3, 3)]),
        one("c2", by=["a2"], on=["a1"], at=["p2"], event="e1", numbers=[killed(5, 5)]),
        one("c3", by=["a2"], on=["a1"], at=["p3"], event="e3"),
    ]
    rows, notes = events(story(*claims, places=places))
    assert notes == []
    assert [(row["location"], row["fatalities"]) for row in rows] == [("Elsewhere", "0"), ("Osen", "3")]
    assert rows[1]["claims"].split() == ["r-0000000000000001/c1", "r-0000000000000001/c2"]


def test_an_event_goes_to_the_sides_that_are_known() -> None:
    claims = [one("c1", "shelling", by=["a5"], on=["a4"], acled=SHELLING, event="e1"),
              one("c2", "shelling", by=["a2"], on=["a4"], acled=SHELLING, event="e1")]  # fmt: skip
    (row,), _ = events(story(*claims))
    assert (row["actor1"], row["actor2"]) == ("Red Front", "Civilians (Sudan)")
