"""Where claims happen: their own words first, then the sentence, then what the paragraph told last."""

from __future__ import annotations

import pytest
from spacy.language import Language

import reports
from reports.records import Claim

pytestmark = pytest.mark.pipeline

OWN = [
    ("Rebels shelled Sake. A market in Goma was hit.", "hit", {"Goma"}),
    ("The interior ministry in Bamako condemned the killings.", "condemned", set()),
    ("Ministers met for talks in Cairo on the fighting in Aden.", "talks", {"Cairo"}),
    ("The General Staff in Khartoum reported four clashes near Bara.", "clashes", {"near Bara", "Bara"}),
    ("Medics in Bentiu reported 12 deaths after the shelling.", "deaths", {"Bentiu"}),
    ("Rebels from Darfur stormed a base in Nyala.", "stormed", {"Nyala"}),
    ("At least 400 people from Pibor have fled to Bor.", "fled", {"Pibor", "Bor"}),
    ("The division, which is based in Jos, attacked a camp near Gwoza.", "attacked", {"near Gwoza", "Gwoza"}),
    ("The army shot down three drones from Kursk over Sumy.", "shot down", {"Sumy"}),
    ("The Fourth Division recaptured Raqqa from the rebels.", "recaptured", {"Raqqa"}),
]


@pytest.fixture(scope="module")
def plain() -> Language:
    """The pipeline without the trained tagger: what the grammar alone tells."""
    return reports.load_pipeline(fast=True)


def _claim(text: str, trigger: str, nlp: Language) -> tuple[Claim, set[str]]:
    """The first claim with a trigger, and the names of its places."""
    report = reports.parse(text, published="2024-05-08", nlp=nlp)
    names = {place.id: place.name for place in report.places}
    claim = next(claim for claim in report.claims if claim.trigger.text == trigger)
    return claim, {names[place.place] for place in claim.places}


@pytest.mark.parametrize(("text", "trigger", "places"), OWN)
def test_own_place(plain: Language, text: str, trigger: str, places: set[str]) -> None:
    assert _claim(text, trigger, plain)[1] == places


def test_place_goes_on_in_its_paragraph(plain: Language) -> None:
    _, places = _claim("Militants attacked a clinic in Djibo on Monday. Two nurses were abducted.", "abducted", plain)
    assert places == {"Djibo"}


def test_fighting_goes_on_where_it_was_told(plain: Language) -> None:
    story = (
        "Militants stormed an army base at Djibo late on Monday and held it for two hours.\n\n"
        "The base was shelled before the assault, a soldier said.\n\nThe president said the war would be long."
    )
    assert _claim(story, "shelled", plain)[1] == {"Djibo"}


def test_what_may_happen_is_of_no_place_that_is_not_named(plain: Language) -> None:
    story = "Militants attacked a clinic in Djibo on Monday.\n\nThe government said it might deploy more drones."
    assert _claim(story, "deploy", plain)[1] == set()


def test_a_speakers_town_is_no_place_of_the_claim_but_tells_it_apart() -> None:
    report = reports.parse(
        "A drone attack on Kharkiv killed one man, the mayor said.\n\n"
        "The governor of Bryansk said there were no casualties.",
        published="2024-05-08",
    )
    assert {claim.verification.status.value for claim in report.claims} == {"none"}


def test_a_toll_of_a_year_is_not_of_the_place_told_last() -> None:
    story = (
        "Guerrillas killed nine soldiers near Cali on Friday.\n\n"
        "More than 35,000 people were killed in 2015, according to a rights group."
    )
    first, toll = reports.parse(story, published="2024-05-08").claims
    assert first.places
    assert not toll.places
