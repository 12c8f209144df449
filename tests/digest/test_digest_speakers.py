"""Whom those who speak without a name of their own speak for, as the words of a story tell."""

from __future__ import annotations

import pytest

import reports
from reports.digest import digest
from reports.digest.reading import facts

SAID = "MARAWI (North Wire) - Shells killed nine people in {town} on Thursday. Twenty were wounded, {who} said."


def key(who: str, town: str, lead: str = "") -> str:
    report = reports.parse(lead + SAID.format(who=who, town=town), "2024-05-03")
    return next(facts(report).voices[claim.voice].key for claim in facts(report).claims if claim.trigger == "wounded")


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("doctors at the Herat Regional Hospital", "herat regional hospital"),
        ("a medical source at Noor Hospital", "noor hospital"),
        ("officials at Noor hospital", "noor hospital"),
        ("doctors at a clinic", "unnamed:doctors@outlet:north wire"),
        ("the UN's refugee agency", "unhcr"),
        ("a North Wire correspondent", "outlet:north wire"),
        ("our reporter", "outlet:north wire"),
        ("an AFP journalist", "outlet:agence france presse"),
        ("journalists at the scene", "unnamed:journalists@outlet:north wire"),
        ("the Afghan authorities", "AFG:government"),
        ("Afghan border authorities", "unnamed:afghan border authorities@outlet:north wire"),
        ("the media office of the Afghan army", "AFG:military"),
    ],
)
def test_who_is_behind_staff_reporters_and_offices(who: str, found: str) -> None:
    assert key(who, "Herat, Afghanistan,") == found


@pytest.mark.parametrize(
    ("who", "town", "found"),
    [
        ("the civil defence", "Tyre, Lebanon,", "LBN:civil defence"),
        ("Lebanon's Civil Defence agency", "Tyre", "LBN:civil defence"),
        ("civil defence spokesman Omar Deeb", "Tyre, Lebanon,", "LBN:civil defence"),
        ("the Syrian Civil Defence", "Ariha, Syria,", "white helmets"),
        ("rescuers of the White Helmets", "Ariha, Syria,", "white helmets"),
        ("rescuers of the White Helmets", "Ariha after Syrian forces shelled it", "white helmets"),
        ("the Sudanese Red Crescent Society", "Omdurman, Sudan,", "SDN:red crescent"),
        ("the Red Crescent", "Omdurman, Sudan,", "SDN:red crescent"),
        ("the local emergency services", "Omdurman, Sudan,", "unnamed:local emergency services@outlet:north wire"),
    ],
)
def test_rescue_services_are_bodies_of_a_land(who: str, town: str, found: str) -> None:
    assert key(who, town) == found


def test_the_hospital_is_the_only_one_that_a_story_names() -> None:
    one = "MARAWI - Trucks burned outside Amai Hospital. "
    assert key("doctors at the hospital", "Marawi, Philippines,", one) == "amai hospital"
    assert key("doctors", "Marawi, Philippines,", one).startswith("unnamed:doctors@")
    two = one + "Others were taken to Lanao Hospital. "
    assert key("doctors at the hospital", "Marawi, Philippines,", two).startswith("unnamed:doctors@")


def test_a_hospital_is_one_with_and_without_the_first_word_of_its_name() -> None:
    made = digest(
        reports.parse(SAID.format(town="Marawi, Philippines,", who=f"doctors at {name}"), "2024-05-03")
        for name in ("Lanao Amai Hospital", "Amai Hospital", "Cagayan Hospital")
    )
    found = [group.stories for group in made.incidents[0].corroboration.groups if group.kind == "medic"]
    assert sorted(map(len, found)) == [1, 2]
