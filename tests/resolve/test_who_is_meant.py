"""Descriptions, acronyms, ranks and relays: who is meant, and who passes it on."""

from __future__ import annotations

import pytest

import reports
from reports.records import Report

pytestmark = pytest.mark.pipeline


def _parse(text: str) -> Report:
    return reports.parse(text, published="2024-03-07")


RELAYED = [
    ("Chad's defence ministry, quoted by state radio, said soldiers had killed six fighters.", "state radio"),
    ("The ministry said in a statement carried by the TASS news agency it had taken Avdiivka.", "TASS news agency"),
    ("The defence ministry was quoted by Interfax as saying three soldiers had been killed.", "Interfax"),
]


@pytest.mark.parametrize(("text", "relay"), RELAYED)
def test_who_passes_it_on(text: str, relay: str) -> None:
    report = _parse(text)
    names = {source.id: source.name for source in report.sources}
    assert [names.get(claim.attribution.via or "") for claim in report.claims] == [relay]


SPEAKERS = [
    ("Interfax quoted an officer as saying six had died. The same officer put losses at eight dead.", ["officer"]),
    ("Shells hit Kadugli on Tuesday, killing at least nine people, a doctor said.", ["doctor"]),
    ("Junta jets bombed a monastery, killing 17 people, five of them children, a spokesman said.", ["spokesman"]),
    ("Guerrillas killed 40 soldiers at Djibo. Ten soldiers died, according to the army.", ["army"]),
    ("The Rapid News Team visited Khin-U. The team said two shells had hit the school.", ["Rapid News Team"]),
    ("PHOTO: Soldiers carry a wounded policeman in Bijapur.", []),
    ("The army shelled Goma, both sides claim: the rebels say six people died.", ["sides", "rebels"]),
]


@pytest.mark.parametrize(("text", "names"), SPEAKERS)
def test_who_speaks(text: str, names: list[str]) -> None:
    report = _parse(text)
    told = {claim.attribution.source for claim in report.claims}
    relays = [claim.attribution.via for claim in report.claims if claim.attribution.via]
    assert [source.name for source in report.sources if source.id in told or source.name in names] == names
    assert "sides" not in relays


def test_a_spokesman_of_the_army_belongs_to_it() -> None:
    report = _parse('Sudan\'s army said it took El Obeid. "We did," army spokesman Hassan Idris said.')
    actors = {actor.name: actor for actor in report.actors}
    assert actors["Hassan Idris"].of == actors["Sudan's army"].id


def test_the_storys_own_acronym_comes_before_the_lexicons() -> None:
    text = "The SPLA shelled Mahbes. The Sahrawi People's Liberation Army (SPLA) said the SPLA had attacked."
    actors = _parse(text).actors
    assert [(actor.canonical, len(actor.mentions)) for actor in actors] == [("Sahrawi People's Liberation Army", 4)]


def test_a_country_is_not_called_by_a_part_of_it() -> None:
    report = _parse("Fighters attacked northern Burkina Faso on Monday. Burkina Faso blamed Mali.")
    assert {actor.name for actor in report.actors} >= {"Burkina Faso", "Mali"}


def test_the_time_of_an_entry_is_no_part_of_a_name() -> None:
    report = _parse("19:50 The ministry says nine people died.\n\n19:20 Israel struck Nabatieh, residents said.")
    assert "Israel" in {actor.name for actor in report.actors}


@pytest.mark.parametrize("name", ["Port-au-Prince", "Châlons-sur-Saône"])
def test_small_words_in_a_hyphenated_name(name: str) -> None:
    report = _parse(f"Gunmen attacked a prison in {name} on Saturday.")
    assert [place.name for place in report.places] == [name]
    assert report.places[0].lat is not None


def test_what_could_not_be_verified_is_no_claim() -> None:
    report = _parse("70 people were killed in a strike on Alamata. The AP could not verify the death toll.")
    assert [claim.trigger.text for claim in report.claims] == ["strike"]


@pytest.mark.parametrize("commander", ["Bosnian Serb commander Ratko Simic", "Syrian Kurdish commander Azad Ali"])
def test_a_commander_of_a_people_does_not_speak_for_its_state(commander: str) -> None:
    country = commander.split()[0]
    report = _parse(f"{commander} denied shelling the town. The {country} army said it had lost two men.")
    sides = {source.name: source.side for source in report.sources}
    assert sides[" ".join(commander.split()[-2:])] is None
