from __future__ import annotations

import json

from tests.digest.by_hand import DIGEST, HOSTILE, QUAY, hostile
from tests.export.making import read_csv

from reports.digest.records import Digest
from reports.digest.views import table


def test_a_row_an_incident_in_order_of_time() -> None:
    rows = read_csv(table.as_csv(DIGEST))
    assert [row["incident"] for row in rows] == ["i-bridge", "i-quay", "i-undated"]
    assert tuple(rows[0]) == table.COLUMNS


def test_every_cell_of_an_incident() -> None:
    row = read_csv(table.as_csv(DIGEST))[1]
    assert {key: value for key, value in row.items() if value} == {
        "incident": "i-quay",
        "description": "Shelling of Osen, 6 May 2024: 3–5 killed",
        "type": "shelling",
        "types": "casualties; shelling",
        "begin": "2024-05-06",
        "finish": "2024-05-06",
        "time_precision": "day",
        "place": "Osen",
        "place_kind": "settlement",
        "country": "NOR",
        "lat": "64.3",
        "lon": "10.5",
        "precision_km": "2",
        "other_places": "Quay Street",
        "agents": "Fjord rebels",
        "targets": "Harbour army",
        "killed_low": "3",
        "killed_high": "5",
        "tolls": "killed 3–5 civilians (Norway (military)): 3 police, 5 Agency B (earlier 2 police)",
        "told_by_parties": "police",
        "told_by_third_parties": "Agency B",
        "denied_by_parties": "Fjord rebels",
        "disputed": "true",
        "links": "spokesman via state radio (t2/c2) denies police (t1/c1); "
        "spokesman via state radio (t2/c2) denies Agency B (t2/c1); police (t1/c2) updates police (t1/c1) on killed",
        "first": "t1/c1",
        "first_told": "2024-05-06T09:00:00+02:00",
        "updates": "t1/c2",
        "claims": "5",
        "stories": "t1; t2; t3",
    }


def test_the_range_of_a_harm_is_over_all_its_tolls_and_no_sum() -> None:
    combatants = QUAY.tolls[0].model_copy(update={"civilian": False, "low": 1, "high": 4, "by_source": ()})
    unknown = QUAY.tolls[0].model_copy(update={"civilian": None, "low": None, "high": 9, "by_source": ()})
    digest = DIGEST.model_copy(
        update={"incidents": (QUAY.model_copy(update={"tolls": (*QUAY.tolls, combatants, unknown)}),)}
    )
    row = read_csv(table.as_csv(digest))[0]
    assert (row["killed_low"], row["killed_high"], row["wounded_low"]) == ("1", "9", "")


def test_a_row_a_claim() -> None:
    rows = {row["claim"]: row for row in read_csv(table.as_csv(DIGEST, "claims")) if row["incident"] == "i-quay"}
    assert list(rows) == ["t1/c1", "t1/c2", "t2/c1", "t2/c2", "t3/c1"]
    assert tuple(rows["t1/c1"]) == table.CLAIM_COLUMNS
    first = rows["t1/c1"]
    assert (first["report"], first["outlet"], first["first"], first["update"]) == ("r-1", "Wire A", "true", "false")
    assert first["tolls"] == "killed 2 (earlier)"
    assert first["bearings"] == "denied by t2/c2; updated by t1/c2"
    assert (first["originator"], first["standing"], first["party"]) == ("police", "party", "Harbour army")
    assert (rows["t3/c1"]["relay"], rows["t3/c1"]["told"]) == ("near_duplicate", "2024-05-07T10:00:00+02:00")


def test_no_cell_is_a_formula_or_holds_control_characters() -> None:
    evil = DIGEST.model_copy(update={"incidents": (QUAY.model_copy(update={"description": "=1+1"}),)})
    assert read_csv(table.as_csv(evil))[0]["description"] == "'=1+1"
    for rows in ("incidents", "claims"):
        text = table.as_csv(hostile(), rows)  # type: ignore[arg-type]
        assert not {char for char in text if ord(char) < 32} - {"\n"}


def test_an_empty_digest_is_a_header() -> None:
    empty = Digest(version="0", stories=(), incidents=())
    assert table.as_csv(empty) == ",".join(table.COLUMNS) + "\n"
    assert table.as_csv(empty, "claims") == ",".join(table.CLAIM_COLUMNS) + "\n"


def test_json_is_the_digest_as_it_is() -> None:
    text = table.as_json(DIGEST)
    assert text.count("\n") == 1
    assert Digest.model_validate_json(text) == DIGEST
    assert json.loads(text)["incidents"][1]["links"][0]["from"] == "t2/c2"
    assert json.loads(table.as_json(hostile()))["incidents"][1]["description"].endswith(HOSTILE)
    assert table.as_json(DIGEST, pretty=True).startswith('{\n  "digest_version": "1",\n')
