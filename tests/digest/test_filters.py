from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.digest.by_hand import BRIDGE, DIGEST, QUAY, UNDATED, window

from reports.digest.filters import Wanted, chosen, coordinates
from reports.digest.records import Digest
from reports.errors import InputError
from reports.geometry import Point
from reports.records import ClaimType


def ids(**wanted: Any) -> list[str]:
    return [incident.id for incident in chosen(DIGEST, Wanted(**wanted)).incidents]


def test_nothing_asked_for_is_the_digest_itself() -> None:
    assert chosen(DIGEST, Wanted()) is DIGEST


@pytest.mark.parametrize("name", ["Osen", "osen", " OSEN ", "Quay Street", "quay"])
def test_a_place_is_found_by_any_of_its_words(name: str) -> None:
    assert ids(place=name) == ["i-quay"]


def test_accents_and_codes_of_countries() -> None:
    assert ids(place="favik") == ["i-bridge"]
    assert ids(place="NOR") == ["i-quay", "i-bridge"]


def test_part_of_a_word_is_no_name() -> None:
    with pytest.raises(InputError, match="Ose: no incident has a place of this name; much like it: Osen"):
        ids(place="Ose")


def test_an_unknown_place_names_those_that_there_are() -> None:
    with pytest.raises(InputError) as caught:
        ids(place="Kadugli")
    assert str(caught.value) == "Kadugli: no incident has a place of this name; there are Osen, Quay Street, Fåvik"


def test_an_unknown_actor_is_told_even_if_another_filter_empties_the_digest() -> None:
    with pytest.raises(InputError, match="no incident has an actor of this name; much like it: Fjord rebels"):
        ids(actor="Fjord rebel", since="2030-01-01")


def test_without_any_place_the_error_lists_none() -> None:
    with pytest.raises(InputError, match=r"^Osen: no incident has a place of this name$"):
        chosen(Digest(version="0", stories=(), incidents=()), Wanted(place="Osen"))


def test_distance_is_from_places_of_the_name() -> None:
    assert ids(place="Osen", within=1) == ["i-quay"]
    assert ids(place="Osen", within=66) == ["i-quay"]
    assert ids(place="Osen", within=68) == ["i-quay", "i-bridge"]  # 0.6 degrees of latitude are 66.7 km


def test_distance_is_from_a_point() -> None:
    assert ids(place="64.3,10.5", within=0) == ["i-quay"]
    assert ids(place=" 64.9 , 10.5", within=1) == ["i-bridge"]
    assert ids(place="0,0", within=100) == []


def test_a_place_of_no_incident_is_asked_for_elsewhere() -> None:
    found = chosen(DIGEST, Wanted(place="Trondheim", within=5), lambda name: [Point(64.9, 10.51)])
    assert [incident.id for incident in found.incidents] == ["i-bridge"]
    with pytest.raises(InputError, match="Trondheim"):
        chosen(DIGEST, Wanted(place="Trondheim", within=5), lambda name: [])


@pytest.mark.parametrize("text", ["91,0", "0,181", "Osen", "1", "1,2,3", "1.5.2,3"])
def test_what_is_no_point(text: str) -> None:
    assert coordinates(text) is None


@pytest.mark.parametrize("name", ["rebels", "Fjord rebels", "Q2"])
def test_actors_by_name_or_key(name: str) -> None:
    assert ids(actor=name) == ["i-quay"]


def test_types_are_any_that_a_claim_has() -> None:
    assert ids(types=(ClaimType.CASUALTIES,)) == ["i-quay"]
    assert ids(types=(ClaimType.CASUALTIES, ClaimType.DESTRUCTION)) == ["i-undated", "i-quay", "i-bridge"]
    assert ids(types=(ClaimType.SIEGE,)) == []


def test_days_are_inclusive_and_ranges_count_if_they_touch() -> None:
    assert ids(since="2024-05-03") == ["i-quay", "i-bridge"]
    assert ids(since="2024-05-04") == ["i-quay"]
    assert ids(until="2024-05-01") == ["i-bridge"]
    assert ids(until="2024-04-30") == []
    assert ids(since="2024-05-06", until="2024-05-06") == ["i-quay"]


def test_a_moment_with_an_offset_is_of_its_own_day() -> None:
    late = QUAY.model_copy(update={"time": window("2024-05-06T23:30:00-05:00")})
    digest = DIGEST.model_copy(update={"incidents": (late,)})
    assert chosen(digest, Wanted(until="2024-05-06")).incidents
    assert not chosen(digest, Wanted(since="2024-05-07")).incidents


def test_independent_groups_and_disputes() -> None:
    assert ids(min_sources=2) == ["i-quay"]  # the one that denies does not count
    assert ids(min_sources=3) == []
    assert ids(disputed=True) == ["i-quay"]


def test_filters_change_no_incident_and_keep_its_stories_with_their_originals() -> None:
    found = chosen(DIGEST, Wanted(place="Osen"))
    assert found.incidents == (QUAY,)
    assert [story.id for story in found.stories] == ["t1", "t2", "t3"]
    assert found.left_out == DIGEST.left_out
    only_copy = QUAY.model_copy(update={"claims": QUAY.claims[-1:]})
    found = chosen(DIGEST.model_copy(update={"incidents": (only_copy,)}), Wanted(place="Osen"))
    assert [story.id for story in found.stories] == ["t1", "t3"]


def test_the_digest_says_what_was_asked_for() -> None:
    wanted = Wanted(place="Osen", within=50, types=(ClaimType.AIR_STRIKE, ClaimType.SHELLING), since="2024-05-01")
    (warning,) = chosen(DIGEST, wanted).warnings
    asked = "within 50 km of Osen, type air strike or shelling, since 2024-05-01"
    assert warning == f"1 of 3 incidents: {asked} (1 without a date are left out)"


def test_many_incidents_are_chosen_quickly() -> None:
    many = tuple(QUAY.model_copy(update={"id": f"i-{number}"}) for number in range(5_000))
    digest = DIGEST.model_copy(update={"incidents": (*many, BRIDGE, UNDATED)})
    started = datetime.datetime.now()
    assert len(chosen(digest, Wanted(place="Osen", within=10, actor="rebels")).incidents) == 5_000
    assert (datetime.datetime.now() - started).total_seconds() < 5
