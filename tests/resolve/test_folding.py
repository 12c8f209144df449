"""Which triggers tell one event: results are folded into their cause, bare repeats make no claim."""

from __future__ import annotations

import pytest

import reports

pytestmark = pytest.mark.pipeline

# text, then the type and trigger of each claim it must make, in order
STORIES = [
    # the attack is the subject
    ("The raid killed five villagers near Kidal.", [("ground_attack", "raid")]),
    ("The strike caused 20 casualties.", [("air_strike", "strike")]),
    ("Saudi-led coalition air strikes on Sanaa killed three people.", [("air_strike", "air strikes")]),
    ("Air raids that hit the town wounded six people.", [("air_strike", "Air raids")]),
    # the attack is the verb above
    ("Rebels attacked the post in Djibo, killing seven soldiers.", [("ground_attack", "attacked")]),
    ("Gunmen stormed the village and killed nine people.", [("ground_attack", "stormed")]),
    (
        "A car bomb exploded in Mogadishu, killing eleven people and destroying two houses.",
        [("bombing", "exploded")],
    ),
    ("The soldiers fired mortars at the town, wounding a nurse.", [("shelling", "fired")]),
    # the attack stands in a phrase or clause of cause
    ("Twelve people were killed in an air strike on Taiz.", [("air_strike", "air strike")]),
    ("Four civilians died when a shell hit their house in Donetsk.", [("shelling", "hit")]),
    # two results of one deed
    ("The army killed 13 rebels and wounded 20 in Beni.", [("casualties", "killed")]),
    # an attack noun under another trigger
    ("The army repelled 85 attacks on Monday.", [("repelled", "repelled")]),
    ("The army launched an offensive against the Karen National Union.", [("ground_attack", "offensive")]),
    # two events stay two claims
    (
        "The rebels captured Bunagana. Two soldiers died on Sunday in Kampala.",
        [("territory_gained", "captured"), ("casualties", "died")],
    ),
    (
        "Five soldiers were killed and three captured in Jenin.",
        [("casualties", "killed"), ("capture", "captured")],
    ),
    (
        "Contra rebels ambushed a bus and kidnapped four teachers.",
        [("ground_attack", "ambushed"), ("capture", "kidnapped")],
    ),
    (
        "Serbian forces besieged Sarajevo and shelled its suburbs.",
        [("siege", "besieged"), ("shelling", "shelled")],
    ),
    # who is accused of a deed is claimed to have done it
    ("Turkey accused Kurdish fighters of shelling the border town.", [("shelling", "shelling")]),
]


@pytest.mark.parametrize(("text", "claims"), STORIES)
def test_claims_of_events(text: str, claims: list[tuple[str, str]]) -> None:
    assert [(claim.type.value, claim.trigger.text) for claim in reports.parse(text).claims] == claims


TOLLS = [
    ("Gunmen stormed the village and killed nine people.", {("killed", 9)}),
    ("The army killed 13 rebels and wounded 20 in Beni.", {("killed", 13), ("wounded", 20)}),
    ("Four civilians died when a shell hit their house in Donetsk.", {("killed", 4)}),
    ("The strike caused 20 casualties.", {("killed_or_wounded", 20)}),
    ("The army repelled 85 attacks on Monday.", {("attacks", 85)}),
    ("The soldiers fired mortars at the town, wounding a nurse.", {("wounded", 1)}),
]


@pytest.mark.parametrize(("text", "counts"), TOLLS)
def test_cause_takes_the_counts_of_its_results(text: str, counts: set[tuple[str, int]]) -> None:
    [claim] = reports.parse(text).claims
    assert {(number.what.value, number.min) for number in claim.numbers} == counts
