"""CSV with one claim a row, read again by those who will read it."""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Any

import pytest
from tests.export.making import HERE, actor, claim, killed, place, read_csv, report, source, time, written
from tests.render.saved import REPORT

from reports.export.csv import COLUMNS, rows, writer
from reports.records import Report
from reports.render.formats import View


def test_one_row_a_claim_with_the_columns_of_the_page() -> None:
    text, notes = written(writer, REPORT, REPORT)
    found = read_csv(text)
    assert tuple(found[0]) == COLUMNS
    assert [row["claim"] for row in found] == [one.id for one in REPORT.claims] * 2
    assert notes == []
    assert all(tuple(row) == COLUMNS for row in rows(REPORT))


def test_no_report_is_a_header_alone() -> None:
    text, _ = written(writer)
    assert text == ",".join(COLUMNS) + "\n"


def test_a_row_says_who_where_when_and_how_many() -> None:
    made = report(
        actors=[actor("a1", "military", "SDN", name="army"), actor("a2", "armed_group", canonical="Red Front")],
        places=[place("p1", lat=None, lon=None, kind="facility"), place("p2", "SDN", -1.5, -30.25)],
        sources=[source("s1", "=cmd()", side="a1")],
        claims=[
            claim(
                "c1",
                "shelling",
                by=["a1"],
                on=["a2"],
                at=["p1", "p2"],
                source="s1",
                time=time("2024-05-01"),
                numbers=[killed(22, None)],
                verification={"status": "denied", "by": "s1"},
            )
        ],
        links=[{"from": "c2", "to": "c1", "relation": "denies"}],
    )
    row = next(rows(made))
    assert (row["agents"], row["targets"], row["agent_countries"]) == ("army", "Red Front", "SDN")
    assert (row["place"], row["lat"], row["lon"], row["other_places"]) == ("Place p2", -1.5, -30.25, "Place p1")
    assert (row["killed_min"], row["killed_max"], row["wounded_min"]) == (22, None, None)
    assert (row["source"], row["own_voice"], row["source_side"]) == ("=cmd()", False, "army")
    assert (row["verification"], row["bearings"], row["time_begin"]) == ("denied", "denied by c2", "2024-05-01")
    text, _ = written(writer, made)
    assert ",'=cmd()," in text
    assert ",-1.5,-30.25," in text


def hostile() -> Report:
    record = REPORT.model_dump(mode="json", by_alias=True)
    for each in record["claims"]:
        each["text"] = '=HYPERLINK("http://example.org";"x")\r\n"quoted", and; more\x00'
    for each in record["sources"]:
        each["name"] = "@SUM(1,1)\nnext"
    record["article"]["title"] = "-2+3"
    return Report.model_validate(record)


def test_pandas_reads_the_rows_again(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed: CSV is not re-read by it")
    path = tmp_path / "claims.csv"
    path.write_text(written(writer, hostile())[0], encoding="utf-8")
    frame = pandas.read_csv(path)
    assert list(frame.columns) == list(COLUMNS)
    assert list(frame["claim"]) == [one.id for one in REPORT.claims]
    assert set(frame["title"]) == {"'-2+3"}
    assert frame["lat"].dtype == float


def test_duckdb_reads_the_rows_again(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed: CSV is not re-read by it")
    path = tmp_path / "claims.csv"
    path.write_text(written(writer, hostile())[0], encoding="utf-8")
    found = duckdb.sql(f"SELECT claim, text FROM read_csv('{path}')").fetchall()
    assert [one for one, _ in found] == [one.id for one in REPORT.claims]
    assert all(text.startswith("'=HYPERLINK") for _, text in found)
    names = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM read_csv('{path}')").fetchall()]
    assert names == list(COLUMNS)


@pytest.mark.parametrize("name", ["csv", "geojson", "plover", "timemap", "claimreview"])
def test_no_report_is_held(name: str) -> None:
    """A file of 100,000 reports must not be in memory: what was written can be forgotten."""
    from reports.render.formats import maker

    parts: list[Any] = []
    put, finish = maker(name)(parts.append, View())
    made = report(
        places=[place("p1")], claims=[claim("c1", "clash", at=["p1"], time=time("2024-05-01"), plover="ASSAULT")]
    )
    kept = weakref.ref(made)
    put(made)
    del made
    assert kept() is None
    assert parts, "nothing is written before the end"
    finish()


def test_an_unnamed_place_and_time_are_empty_cells() -> None:
    row = next(rows(report(claims=[claim("c1", "clash", equipment=[HERE | {"name": "T-72", "category": "tank"}])])))
    assert {row[name] for name in ("place", "lat", "time", "time_begin", "killed_min", "source", "via")} == {None}
    assert row["own_voice"] is True
    assert row["equipment"] == "T-72"
