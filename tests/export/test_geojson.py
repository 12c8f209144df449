"""GeoJSON against RFC 7946."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.export.making import claim, place, report, written
from tests.render.saved import REPORT

from reports.export.geojson import Box, writer
from reports.records import Report


def check(collection: dict[str, Any]) -> None:
    """What RFC 7946 asks of a collection of points."""
    assert collection["type"] == "FeatureCollection"
    assert set(collection) <= {"type", "features", "bbox", "credits"}  # 6.1 allows members of one's own
    assert "crs" not in collection  # section 4: WGS 84, and nothing else may be said
    ids = [feature["id"] for feature in collection["features"]]
    assert len(set(ids)) == len(ids)
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}  # 3.2; 7.1: no geometry members on a feature
        assert feature["type"] == "Feature"
        assert isinstance(feature["id"], str | int)
        assert set(feature["geometry"]) == {"type", "coordinates"}
        assert feature["geometry"]["type"] == "Point"
        lon, lat = feature["geometry"]["coordinates"]  # 3.1.1: longitude first, two or three numbers
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
        assert isinstance(feature["properties"], dict)
        assert not any(isinstance(value, dict | list) for value in feature["properties"].values())
    if "bbox" in collection:  # section 5
        west, south, east, north = collection["bbox"]
        assert south <= north
        for feature in collection["features"]:
            lon, lat = feature["geometry"]["coordinates"]
            assert south <= lat <= north
            assert west <= lon <= east if west <= east else lon >= west or lon <= east


def collection(*reports: Report) -> tuple[dict[str, Any], list[str]]:
    text, notes = written(writer, *reports)
    return json.loads(text), notes


def test_saved_report_is_valid_and_complete() -> None:
    record = REPORT.model_dump(mode="json", by_alias=True)
    record["places"][0] |= {"lat": 42.5, "lon": -21.25}
    found, notes = collection(Report.model_validate(record))
    check(found)
    kept = {feature["properties"]["claim"] for feature in found["features"]}
    assert kept
    lost = len(REPORT.claims) - len(kept)
    assert notes == (
        []
        if not lost
        else [f"GeoJSON cannot express {lost} of {len(REPORT.claims)} claims: {lost} have no place with coordinates"]
    )


def test_nothing_is_an_empty_collection() -> None:
    found, notes = collection()
    assert (found["features"], notes) == ([], [])
    assert "bbox" not in found
    check(found)


def test_claims_without_coordinates_are_counted() -> None:
    made = report(
        places=[place("p1"), place("p2", lat=None, lon=None)],
        claims=[claim("c1", "clash", at=["p2", "p1"]), claim("c2", "clash", at=["p2"]), claim("c3", "clash")],
    )
    found, notes = collection(made)
    assert [feature["id"] for feature in found["features"]] == ["r-0000000000000001/c1/p1"]
    assert notes == ["GeoJSON cannot express 2 of 3 claims: 2 have no place with coordinates"]


def test_a_list_of_places_is_several_points_and_the_region_around_them_none() -> None:
    made = report(
        places=[
            place("p1", parent="p3"),
            place("p2", lon=22.0),
            place("p3", kind="region"),
            place("p4", kind="settlement", near="p1"),
        ],
        claims=[claim("c1", "clash", at=["p1", "p2", "p3"]), claim("c2", "clash", at=["p4", "p1"])],
    )
    found, _ = collection(made)
    check(found)
    assert [feature["id"].split("/", 1)[1] for feature in found["features"]] == ["c1/p1", "c1/p2", "c2/p4"]
    assert found["bbox"] == [21.0, 42.5, 22.0, 42.5]


@pytest.mark.parametrize(
    ("lons", "west", "east"),
    [
        ((10.0, 20.0), 10.0, 20.0),
        ((-170.0, 175.0, 179.5), 175.0, -170.0),
        ((-90.0, 10.0, 60.0), -90.0, 60.0),
        ((-180.0, 180.0), 180.0, -180.0),
    ],
)
def test_the_box_goes_the_shorter_way(lons: tuple[float, ...], west: float, east: float) -> None:
    box = Box()
    for lon in lons:
        box.add(lon, 0.0)
    assert box.found() == [west, 0.0, east, 0.0]


def test_positions_have_six_digits_at_most() -> None:
    made = report(places=[place("p1", lat=1 / 3, lon=2 / 3)], claims=[claim("c1", "clash", at=["p1"])])
    assert collection(made)[0]["features"][0]["geometry"]["coordinates"] == [0.666667, 0.333333]
