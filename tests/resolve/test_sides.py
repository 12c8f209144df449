"""Who does it where the words leave it out."""

from __future__ import annotations

import pytest
from spacy.language import Language

import reports
from reports.records import ActorKind, ClaimType
from reports.resolve.drafts import ActorDraft, ClaimDraft, FillerDraft
from reports.resolve.sides import Sides

TEXT = "Troops raided a camp, where a launcher was recovered. Fighting went on. Rifles were found."
ACTORS = [
    ActorDraft("troops", str(ActorKind.MILITARY), []),
    ActorDraft("rebels", str(ActorKind.ARMED_GROUP), []),
    ActorDraft("residents", str(ActorKind.CIVILIAN), []),
]


def _claim(head: int, kind: ClaimType, agents: list[int], targets: list[int] | None = None) -> ClaimDraft:
    claim = ClaimDraft(head, head + 1, (head, head + 1), head, str(kind), "rule", "body")
    claim.agents = [FillerDraft(0, 1, actor) for actor in agents]
    claim.targets = [FillerDraft(0, 1, actor) for actor in targets or []]
    return claim


def _complete(nlp: Language, *claims: ClaimDraft) -> list[int | None]:
    """The agents of the last claim, when all have been shown in order."""
    sides = Sides(nlp(TEXT), ACTORS)
    for claim in claims:
        sides.complete(claim)
    return [filler.actor for filler in claims[-1].agents]


RAID, RECOVERED, FIGHTING, FOUND = 1, 8, 11, 17


def test_doer_goes_on_in_the_sentence(nlp: Language) -> None:
    raid = _claim(RAID, ClaimType.GROUND_ATTACK, [0])
    assert _complete(nlp, raid, _claim(RECOVERED, ClaimType.ARMS, [])) == [0]


def test_doer_does_not_go_on_into_the_next_sentence(nlp: Language) -> None:
    raid = _claim(RAID, ClaimType.GROUND_ATTACK, [0])
    assert _complete(nlp, raid, _claim(FOUND, ClaimType.ARMS, [])) == []


@pytest.mark.parametrize("kind", [ClaimType.CASUALTIES, ClaimType.GROUND_ATTACK])
def test_not_everything_follows_from_the_act_before(nlp: Language, kind: ClaimType) -> None:
    raid = _claim(RAID, ClaimType.GROUND_ATTACK, [0])
    assert _complete(nlp, raid, _claim(RECOVERED, kind, [])) == []


def test_those_who_are_captured_capture_nobody(nlp: Language) -> None:
    raid = _claim(RAID, ClaimType.GROUND_ATTACK, [1])
    assert _complete(nlp, raid, _claim(RECOVERED, ClaimType.CAPTURE, [], [1])) == []


def test_nobody_fights_alone(nlp: Language) -> None:
    raid = _claim(RAID, ClaimType.GROUND_ATTACK, [0], [1])
    assert _complete(nlp, raid, _claim(FIGHTING, ClaimType.CLASH, [1])) == [1, 0]
    assert _complete(nlp, raid, _claim(FIGHTING, ClaimType.CLASH, [])) == [0, 1]


def test_civilians_are_no_side(nlp: Language) -> None:
    raid = _claim(RAID, ClaimType.GROUND_ATTACK, [0], [2])
    assert _complete(nlp, raid, _claim(FIGHTING, ClaimType.CLASH, [0])) == [0]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The army attacked the rebels near Goma on Monday. Both sides shelled villages.", "shelled"),
        ("The warring parties shelled villages, as the army fought the rebels near Goma.", "shelled"),
    ],
)
def test_both_sides_are_the_two_that_fight(text: str, trigger: str) -> None:
    report = reports.parse(text, published="2024-05-08")
    names = {actor.id: actor.name for actor in report.actors}
    claim = next(claim for claim in report.claims if claim.trigger.text == trigger)
    assert [names[agent.actor or ""] for agent in claim.agents] == ["army", "rebels"]
    assert all("shelled" not in agent.text for agent in claim.agents)


def test_sides_of_which_nothing_is_told_stay_themselves() -> None:
    report = reports.parse("Both sides shelled villages near Goma on Monday.", published="2024-05-08")
    assert [agent.text for agent in report.claims[0].agents] == ["Both sides"]


BOTH = [
    (
        "Ethiopia and Eritrea accused each other of breaking the truce. The two countries shelled each other.",
        "shelled",
        ["Ethiopia", "Eritrea"],
    ),
    ("Envoys met as the war between the government and the FMLN went on. Both sides killed civilians.", "killed", None),
    ("UNITA, which has been at war with the army, left Huambo. Both sides used mortars.", "used", ["UNITA", "army"]),
    ("The road between Homs and Hama was cut. Both sides killed civilians.", "killed", ["sides"]),
    ("The war between Iran and Iraq went on. Two countries sent arms.", "sent", ["Two countries"]),
    ("The army fought the LTTE at Jaffna. The two countries killed civilians.", "killed", ["two countries"]),
]


@pytest.mark.pipeline
@pytest.mark.parametrize(("text", "trigger", "names"), BOTH)
def test_the_words_tell_whose_sides_there_are(text: str, trigger: str, names: list[str] | None) -> None:
    report = reports.parse(text)
    known = {actor.id: actor.name for actor in report.actors}
    [claim] = [claim for claim in report.claims if claim.trigger.text == trigger]
    assert [known.get(filler.actor or "") for filler in claim.agents] == (names or ["government", "FMLN"])


BEATEN = [
    "The garrison of Aleppo capitulated, and 90 officers were taken prisoner.",
    "The rebels retreated from Bunia, and six howitzers were captured.",
    "The battalion surrendered after two days and 200 men were captured.",
]


@pytest.mark.pipeline
@pytest.mark.parametrize("text", BEATEN)
def test_who_gives_in_takes_nobody(text: str) -> None:
    assert not reports.parse(text).claims[-1].agents


def test_who_loses_men_in_a_battle_fought_it() -> None:
    [claim] = reports.parse("South Africa lost 14 soldiers in the battle for Goma.").claims
    assert [one.text for one in claim.agents] == ["South Africa"]
    assert [one.text for one in claim.targets] == ["14 soldiers"]


def test_the_dead_of_a_war_are_no_side_of_it() -> None:
    claims = reports.parse("More than 7,000 people have died in the fighting since January.").claims
    assert all(not claim.agents for claim in claims)
