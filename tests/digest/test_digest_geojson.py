"""Incidents as GeoJSON, against RFC 7946."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.digest.by_hand import DIGEST, HOSTILE, QUAY, hostile

from reports.digest.records import Digest
from reports.digest.views.geojson import geojson
from reports.records import PlaceKind


def read(digest: Digest) -> dict[str, Any]:
    """The collection, after what RFC 7946 asks of one."""
    found: dict[str, Any] = json.loads(geojson(digest))
    assert found["type"] == "FeatureCollection"
    assert set(found) <= {"type", "features", "bbox", "credits"}
    ids = [feature["id"] for feature in found["features"]]
    assert len(set(ids)) == len(ids) == len(digest.incidents)
    for feature in found["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert not any(isinstance(value, dict | list) for value in feature["properties"].values())
        if feature["geometry"] is None:  # 3.2: a feature that is nowhere
            continue
        assert feature["geometry"]["type"] == "Point"
        lon, lat = feature["geometry"]["coordinates"]
        west, south, east, north = found["bbox"]
        assert west <= lon <= east
        assert south <= lat <= north
    return found


def test_a_feature_an_incident_in_order_of_time() -> None:
    found = read(DIGEST)
    assert [feature["id"] for feature in found["features"]] == ["i-bridge", "i-quay", "i-undated"]
    assert found["features"][1]["geometry"] == {"type": "Point", "coordinates": [10.5, 64.3]}
    assert found["bbox"] == [10.5, 64.3, 10.5, 64.9]


def test_an_incident_without_coordinates_is_kept_and_nowhere() -> None:
    last = read(DIGEST)["features"][2]
    assert last["geometry"] is None
    assert last["properties"]["begin"] is None


def test_the_columns_are_the_same_for_all_and_tell_who_says_so() -> None:
    features = read(DIGEST)["features"]
    assert {tuple(feature["properties"]) for feature in features} == {tuple(features[0]["properties"])}
    quay = features[1]["properties"]
    assert quay["told_by_parties"] == "police"
    assert quay["told_by_third_parties"] == "Agency B"
    assert quay["denied_by_parties"] == "Fjord rebels"
    assert (quay["killed_low"], quay["killed_high"], quay["disputed"]) == (3, 5, True)
    assert "t1/c2 “Three dockers died”" in quay["evidence"]


def test_coordinates_have_six_digits() -> None:
    assert QUAY.place is not None
    spot = QUAY.place.model_copy(update={"lat": 1.23456789, "lon": -170.98765432, "kind": PlaceKind.SETTLEMENT})
    digest = DIGEST.model_copy(update={"incidents": (QUAY.model_copy(update={"place": spot}),)})
    assert read(digest)["features"][0]["geometry"]["coordinates"] == [-170.987654, 1.234568]


def test_a_digest_of_nothing_is_an_empty_collection_without_a_box() -> None:
    found = read(Digest(version="0", stories=(), incidents=()))
    assert found["features"] == []
    assert "bbox" not in found


@pytest.mark.parametrize("sign", ["\x1b", "\u202e", "\x9b", "\x00"])
def test_no_character_of_a_story_acts_on_a_terminal(sign: str) -> None:
    text = geojson(hostile())
    assert sign in HOSTILE
    assert sign not in text
    assert sign in read(hostile())["features"][0]["properties"]["evidence"]
