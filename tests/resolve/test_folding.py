"""Which triggers tell one event: results are folded into their cause, bare repeats make no claim."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc

import reports
from reports import triggers
from reports.annotate.layers import EventMention
from reports.resolve.folding import Folding

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
    # the deed above is no attack
    ("The navy intercepted a boat off Kismayo, killing six militants.", [("repelled", "intercepted")]),
    ("The army destroyed a camp near Mubi, killing 14 fighters.", [("destruction", "destroyed")]),
    # a denial is one claim
    (
        "A car bomb killed nine people in Quetta. The BLA denied any involvement in the attack.",
        [("bombing", "killed"), ("other", "denied any involvement")],
    ),
    # two results of one deed
    ("The army killed 13 rebels and wounded 20 in Beni.", [("casualties", "killed")]),
    # an attack noun under another trigger
    ("The army repelled 85 attacks on Monday.", [("repelled", "repelled")]),
    ("The army launched an offensive against the Karen National Union.", [("ground_attack", "offensive")]),
    # a list of things, and an idiom, are one claim each
    ("The army destroyed two tanks, nine pickup trucks and four boats.", [("destruction", "destroyed")]),
    ("Thirty soldiers lost their lives near Menaka.", [("casualties", "lost their lives")]),
    # a call for peace, and talks with what they are about, are one claim
    (
        "Troops shelled Malakal. Kenya urged both sides to stop fighting.",
        [("shelling", "shelled"), ("negotiation", "urged")],
    ),
    (
        "Troops shelled Malakal. The bishops called for an end to the clashes.",
        [("shelling", "shelled"), ("negotiation", "called for")],
    ),
    (
        "Rebels shelled Goma. Angola called on all parties to lay down their arms and return to talks.",
        [("shelling", "shelled"), ("negotiation", "called")],
    ),
    (
        "Rebels shelled Goma. Ministers will meet in Luanda on Friday for talks on a ceasefire.",
        [("shelling", "shelled"), ("negotiation", "talks")],
    ),
    (
        "Rebels shelled Goma. The minister called for reinforcements to withdraw from the town.",
        [("shelling", "shelled"), ("other", "called for"), ("withdrawal", "withdraw")],
    ),
    # and so is a call for aid
    (
        "Troops shelled Malakal. Kenya urged both sides to allow humanitarian access.",
        [("shelling", "shelled"), ("humanitarian", "urged")],
    ),
    (
        "Troops shelled Malakal. The Red Cross appealed for safe passage for the wounded.",
        [("shelling", "shelled"), ("humanitarian", "appealed for")],
    ),
    (
        "Troops shelled Malakal. The minister called for the release of the hostages.",
        [("shelling", "shelled"), ("other", "called"), ("capture", "release")],
    ),
    # a warning of what may come threatens nobody; a side that warns does
    (
        "Rebels shelled Sake. The UN children's agency warned that children risked dying of cholera.",
        [("shelling", "shelled"), ("humanitarian", "cholera")],
    ),
    ("Rebels shelled Sake. Uganda warned Rwanda against any attack.", [("shelling", "shelled"), ("threat", "warned")]),
    # who backs a side is no event where it only tells who that is
    (
        "The M23 rebels, who are backed by Rwanda, shelled Sake. Rwanda backs the rebels.",
        [("shelling", "shelled"), ("other", "backs")],
    ),
    # blame for no attack is blame
    (
        "A drone strike hit Gao. Villagers blamed soldiers for the killings.",
        [("air_strike", "drone strike"), ("accusation", "blamed")],
    ),
    # what weapons were used for
    ("The rebels used mortars in the attack on Sake.", [("shelling", "attack")]),
    ("The army used drones to strike a depot near Gao.", [("air_strike", "strike")]),
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
    # who is appalled by an attack does not make it
    (
        "The minister condemned the attack on a United Nations convoy near Kidal, in which four soldiers were killed.",
        [("other", "condemned"), ("other", "attack")],
    ),
    ("The raid on Goma, in which nine people were killed, lasted an hour.", [("ground_attack", "raid")]),
    # talks are told once: by their noun, or by what became of them
    ("The minister met his Iranian counterpart for talks in Oman on the war.", [("negotiation", "talks")]),
    ("A truce was agreed by the army and the rebels.", [("negotiation", "truce")]),
    ("The army said peace talks with the rebels would resume in Doha.", [("negotiation", "peace talks")]),
    ("Talks between the army and the rebels collapsed.", [("negotiation", "collapsed")]),
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


def _event(doc: Doc, word: str, kind: str, score: float) -> EventMention:
    """A trigger that only the tagger found."""
    at = next(token.i for token in doc if token.text == word)
    rule = triggers.learned(kind)
    return {"start": at, "end": at + 1, "head": at, "type": kind, "rule": rule, "score": score, "tagged": at}


@pytest.mark.parametrize(
    ("text", "words", "kept"),
    [
        ("Eighty men were killed near Baga.", [("were", 0.6), ("killed", 0.9)], "killed"),
        ("There was no shooting that day.", [("no", 0.7), ("shooting", 0.6)], "shooting"),
        ("The air force flew 70 sorties.", [("flew", 0.9), ("sorties", 0.6)], "flew"),
        ("The air force flew 70 sorties.", [("flew", 0.5), ("sorties", 0.8)], "sorties"),
    ],
)
def test_pieces_of_a_trigger_are_one_event(nlp: Language, text: str, words: list[tuple[str, float]], kept: str) -> None:
    doc = nlp(text)
    events = [_event(doc, word, "casualties", score) for word, score in words]
    into = Folding(doc, events).fold()
    assert [doc[event["head"]].text for index, event in enumerate(events) if index not in into] == [kept]


@pytest.mark.parametrize(("score", "folded"), [(0.0, True), (0.8, False)])
def test_a_result_that_the_tagger_takes_for_no_event_is_told_with_the_attack_beside_it(
    nlp: Language, score: float, folded: bool
) -> None:
    doc = nlp("Rockets landed on the camp, where nine people were killed.")
    events = [_event(doc, "landed", "shelling", 0.9), _event(doc, "killed", "casualties", score)]
    assert Folding(doc, events).fold() == ({1: 0} if folded else {})
