"""Modality and polarity of triggers, by the grammar above them."""

from __future__ import annotations

import pytest
from spacy.language import Language

from reports.annotate import layers
from reports.annotate.stance import is_again, is_aim, is_failure, joined, stance
from reports.records import Modality, Polarity

MODALITY = [
    ("The army shelled the town.", "shelled", "actual"),
    ("The army will shell the town.", "shell", "future"),
    ("The army is going to attack the port.", "attack", "future"),
    ("The general said the army would attack at dawn.", "attack", "future"),
    ("The rebels may attack the airport.", "attack", "possible"),
    ("The rebels could have shelled the convoy.", "shelled", "possible"),
    ("The militia appeared to have attacked the post.", "attacked", "possible"),
    ("The rebels plan to attack Goma.", "attack", "intended"),
    ("Rebels and their destruction of the dam would be a disaster.", "destruction", "hypothetical"),
    ("Envoys urged the army to lift the siege of Goma.", "siege", "actual"),
    ("The ministers are committed to defeating the rebels.", "defeating", "intended"),
    ("The junta vowed to retake the base.", "retake", "intended"),
    ("Troops tried to storm the compound.", "storm", "intended"),
    ("The army sent tanks to capture the bridge.", "capture", "intended"),
    ("He ordered his men to attack the camp.", "attack", "intended"),
    ("They abandoned a plan to attack the dam.", "attack", "intended"),
    ("The rebels threatened an attack on the refinery.", "attack", "intended"),
    ("If the rebels attack the dam, the city will flood.", "attack", "hypothetical"),
    ("An attack on the dam would flood the city.", "attack", "hypothetical"),
    ("If the talks fail, the rebels will storm the port.", "storm", "hypothetical"),
    ("The rebels were to withdraw by Friday.", "withdraw", "future"),
    ("The helicopter was able to evacuate the wounded.", "evacuate", "actual"),
    ("The army managed to retake the village.", "retake", "actual"),
    ("The army began to shell the suburbs.", "shell", "actual"),
    ("Rebels continued to attack the convoy.", "attack", "actual"),
    ("Villagers condemned the attack.", "attack", "actual"),
    ("Police sought a man believed to be responsible for a blast.", "blast", "actual"),
    ("The rebels announced that they would storm the port.", "storm", "intended"),
    ("The ministry announced that the ministry will shell the port.", "shell", "intended"),
    ("The ministry announced that rebels would storm the port.", "storm", "future"),
    ("The militia said it had taken Beni and would attack Butembo.", "attack", "future"),
    ("Under the accord the guerrillas would withdraw from Cauca.", "withdraw", "future"),
    ("Under the accord the guerrillas would withdraw if troops left.", "withdraw", "hypothetical"),
    ("The cordon will stay until the rebels surrender.", "surrender", "hypothetical"),
    ("The cordon stayed until the rebels surrendered.", "surrendered", "actual"),
    ("The bishops called for the release of the nuns.", "release", "intended"),
    ("The envoy demanded that Rwanda withdraw its brigades.", "withdraw", "intended"),
    ("The envoy insisted that Rwanda withdrew its brigades.", "withdrew", "actual"),
    ("The guerrillas were willing to release the nuns.", "release", "intended"),
    ("Villagers feared a massacre.", "massacre", "possible"),
    ("It was unclear whether the jets struck the dam.", "struck", "possible"),
    ("The governor warned villagers to leave the valley.", "leave", "intended"),
    ("The governor warned that villagers had left the valley.", "left", "actual"),
    ("Should the rebels take Goma, they will attack Bukavu.", "attack", "hypothetical"),
    ("Were the garrison to fall, the rebels will attack Bukavu.", "attack", "hypothetical"),
    ("The guerrillas tried to storm the jail and shelled the town.", "shelled", "actual"),
]

POLARITY = [
    ("The army shelled the town.", "shelled", "affirmed"),
    ("The army did not shell the town.", "shell", "negated"),
    ("The army has never attacked civilians.", "attacked", "negated"),
    ("No one was killed in the raid.", "killed", "negated"),
    ("The troops failed to capture the bridge.", "capture", "negated"),
    ("They entered the town without firing at anyone.", "firing", "negated"),
    ("Peacekeepers prevented the militia from attacking the camp.", "attacking", "negated"),
    ("The rebels do not stop shelling the city.", "shelling", "affirmed"),
    ("No attack was launched on Monday.", "attack", "negated"),
    ("The truce did not prevent the rebels from attacking the town.", "attacking", "affirmed"),
    ("Soldiers took no prisoners and shelled the town.", "shelled", "affirmed"),
    ("Guerrillas refused to surrender and threatened to execute hostages.", "execute", "affirmed"),
    ("Instead of attacking the fort, the column went home.", "attacking", "negated"),
    ("The rebels did not abandon their attempts to storm the fort.", "storm", "affirmed"),
]


def _stance(nlp: Language, text: str, word: str) -> tuple[Modality, Polarity]:
    doc = nlp(text)
    return stance(next(token for token in doc if token.text == word))


@pytest.mark.parametrize(("text", "word", "expected"), MODALITY)
def test_modality(nlp: Language, text: str, word: str, expected: str) -> None:
    assert _stance(nlp, text, word)[0] == expected


@pytest.mark.parametrize(("text", "word", "expected"), POLARITY)
def test_polarity(nlp: Language, text: str, word: str, expected: str) -> None:
    assert _stance(nlp, text, word)[1] == expected


def test_not_the_first_time_is_one_time_more(nlp: Language) -> None:
    doc = nlp("This is not the first time that rebels have shelled the town. They did not shell it.")
    heads = [token for token in doc if token.lemma_ == "shell"]
    sure: layers.TaggedEvent = {"modality": "actual", "modality_score": 0.9, "negated": 0.99}  # type: ignore[typeddict-item]
    found = [joined(stance(head), sure, again=is_again(head)).polarity for head in heads]
    assert found == [Polarity.AFFIRMED, Polarity.NEGATED]


def test_the_tagger_does_not_overrule_a_failure(nlp: Language) -> None:
    doc = nlp("The bomb failed to explode. The army did not shell the town.")
    heads = [token for token in doc if token.lower_ in ("explode", "shell")]
    sure: layers.TaggedEvent = {"modality": "actual", "modality_score": 0.9, "negated": 0.01}  # type: ignore[typeddict-item]
    found = [joined(stance(head), sure, failure=is_failure(head)).polarity for head in heads]
    assert found == [Polarity.NEGATED, Polarity.AFFIRMED]


def test_the_tagger_does_not_overrule_an_aim(nlp: Language) -> None:
    doc = nlp("Jets hit the villa in an attempt to kill the emir. The men who came to kill the emir fled.")
    heads = [token for token in doc if token.lower_ == "kill"]
    sure: layers.TaggedEvent = {"modality": "actual", "modality_score": 0.99, "negated": 0.01}  # type: ignore[typeddict-item]
    found = [joined(stance(head), sure, aim=is_aim(head)).modality for head in heads]
    assert found == [Modality.INTENDED, Modality.ACTUAL]
