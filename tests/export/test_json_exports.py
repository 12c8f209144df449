"""PLOVER, timemap and ClaimReview: shapes that other programs read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.export.making import actor, claim, place, report, source, time, written

from reports.codes import BASE, REFINEMENTS
from reports.export import claimreview, geojson, plover, timemap

# The fields that timemap's own schema of events knows (src/reducers/validate/eventSchema.js); all but lists are text.
TIMEMAP = {
    "id", "civId", "description", "graphic", "date", "time", "time_precision", "location", "latitude", "longitude", "x",
    "y", "z", "type", "category", "category_full", "associations", "sources", "comments", "time_display", "shape",
    "colour",
}  # fmt: skip
MADE = report(
    actors=[
        actor("a1", "military", "SDN", plover_sector="MIL"),
        actor("a2", "armed_group", canonical="Red Front", plover_sector="REB"),
        actor("a3", "person", name="Idris Vale", role="spokesman", of="a2"),
    ],
    places=[place("p1", "SDN", admin1="Blue Nile"), place("p2", lat=None, lon=None)],
    sources=[source("s1", "Idris Vale", actor="a3", affiliation="a2"), source("s2", "army", actor="a1")],
    claims=[
        claim("c1", "air_strike", by=["a1"], on=["a2", "a3"], at=["p1"], plover="ASSAULT (drone)", source="s1",
              time=time("2024-05-01T08:30", precision="minute"), verification={"status": "denied", "by": "s2"}),
        claim("c2", "arms", plover="AID (military)", modality="intended", at=["p1"]),
        claim("c3", "clash", plover="ASSAULT", polarity="negated", modality="hypothetical", at=["p2"]),
        claim("c4", "clash", plover="ASSAULT", time=time("2016-01-01", "2016-12-31", "year"), at=["p1"], source="s2"),
        claim("c5", "assessment"),
    ],
)  # fmt: skip


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_plover_has_an_event_for_each_pair_of_actors() -> None:
    text, notes = written(plover.writer, MADE)
    found = lines(text)
    assert [event["event_id"].split("/", 1)[1] for event in found] == ["c1/1", "c1/2", "c2/1", "c3/1", "c4/1"]
    first = found[0]
    assert (first["event_type"], first["event_mode"], first["quad_code"]) == ("ASSAULT", "drone", 4)
    assert (first["actor_country"], first["primary_actor_sector"], first["recipient_name"]) == (
        "SDN",
        "MIL",
        "Red Front",
    )
    assert (first["event_date"], first["province"], first["country"]) == ("2024-05-01", "Blue Nile", "Sudan")
    assert (first["attribution"], first["verification"]) == ("Idris Vale", "denied")
    assert notes == ["PLOVER cannot express 1 of 5 claims: 1 are of a kind that PLOVER has no event for"]


def test_plover_auxiliary_modes() -> None:
    found = {event["claim"][-2:]: event["auxiliary_modes"] for event in lines(written(plover.writer, MADE)[0])}
    assert found == {"c1": [], "c2": ["future"], "c3": ["hypothetical", "negated"], "c4": ["historical"]}


def test_plover_contexts_are_no_modes() -> None:
    second = lines(written(plover.writer, MADE)[0])[2]
    assert (second["event_type"], second["event_mode"], second["contexts"]) == ("AID", None, ["military"])


def test_every_plover_code_of_ours_is_in_the_code_book() -> None:
    events = {event for quadrant in plover.QUADRANTS for event in quadrant}
    for code in [*BASE.values(), *(refinement.codes for refinement in REFINEMENTS)]:
        if code.plover:
            event, _, mode = code.plover.partition(" (")
            assert event in events
            assert not mode or mode[:-1] in (*plover.MODES.get(event, ()), *plover.CONTEXTS)


def test_timemap_reads_the_events() -> None:
    text, notes = written(timemap.writer, MADE)
    (event,) = json.loads(text)
    assert set(event) <= TIMEMAP
    assert all(isinstance(value, str) for key, value in event.items() if key not in ("associations", "sources"))
    assert (event["date"], event["time"]) == ("05/01/2024", "08:30")
    assert (event["latitude"], event["longitude"]) == ("42.5", "21.0")
    assert event["description"] == "words of c1 (Idris Vale, The Outlet, denied)"
    assert event["comments"] == "r-0000000000000001/c1"
    assert notes == [
        "timemap cannot express 4 of 5 claims: 2 have no place with coordinates, 1 are of no one month, 1 have no date"
    ]


def test_claimreview_leaves_to_people_what_is_theirs() -> None:
    text, notes = written(claimreview.writer, MADE)
    found = json.loads(text)
    assert [draft["identifier"][-2:] for draft in found] == ["c1", "c4"]
    for draft in found:
        assert (draft["@context"], draft["@type"]) == ("https://schema.org", "ClaimReview")
        assert draft["reviewRating"]["@type"] == "Rating"
        assert {value for key, value in draft["reviewRating"].items() if key != "@type"} == {""}
        assert {draft["url"], draft["datePublished"], draft["author"]["name"]} == {""}
        assert draft["itemReviewed"]["appearance"]["headline"] == "A title"
    assert found[0]["itemReviewed"]["author"] == {
        "@type": "Person", "name": "Idris Vale", "jobTitle": "spokesman",
        "affiliation": {"@type": "Organization", "name": "armed_group a2"},
    }  # fmt: skip
    assert found[1]["itemReviewed"]["author"] == {"@type": "Organization", "name": "army"}
    assert notes == ["ClaimReview cannot express 3 of 5 claims: 2 are forecasts, plans or conditions, 1 are judgements"]


@pytest.mark.parametrize("module", [geojson, plover, timemap, claimreview])
def test_story_text_cannot_control_a_terminal(module: Any) -> None:
    hostile = 'a\x1b[31m\x9bF\x00 \u202e"</script>'
    made = report(
        places=[place("p1", name=hostile)],
        claims=[claim("c1", "clash", text=hostile, at=["p1"], time=time("2024-05-01"), plover="ASSAULT")],
    )
    text, _ = written(module.writer, made)
    assert not {char for char in text if ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or char == "\u202e"} - {"\n"}
    assert json.dumps(hostile)[1:-1] in json.dumps(json.loads(text.splitlines()[0] if module is plover else text))


@pytest.mark.parametrize("module", [timemap, claimreview])
def test_no_claims_are_an_empty_array(module: Any) -> None:
    assert json.loads(written(module.writer, report())[0]) == []


@pytest.mark.parametrize("module", [plover, timemap, claimreview])
def test_the_same_reports_give_the_same_bytes(module: Any) -> None:
    assert written(module.writer, MADE, MADE) == written(module.writer, MADE, MADE)
