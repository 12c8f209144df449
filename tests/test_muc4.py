"""How claims are read as the roles of MUC-4, and what counts as found."""

from __future__ import annotations

from typing import Any

import pytest
from evals.muc4 import fillers, matched, thing

from reports.records import (
    Actor,
    ActorKind,
    Article,
    Claim,
    ClaimType,
    Equipment,
    Filler,
    Mention,
    MentionForm,
    Modality,
    Processing,
    Report,
    Span,
)

ACTORS = {
    "rebels": ("armed rebels", ActorKind.ARMED_GROUP, None, MentionForm.NOMINAL),
    "front": ("red front fighters", ActorKind.ARMED_GROUP, "Red Front", MentionForm.NAME),
    "eln": ("eln guerrillas", ActorKind.ARMED_GROUP, "ELN", MentionForm.NAME),
    "army": ("the army", ActorKind.MILITARY, None, MentionForm.NOMINAL),
    "police": ("police", ActorKind.POLICE, None, MentionForm.NOMINAL),
    "suspects": ("alleged gunmen", ActorKind.ARMED_GROUP, None, MentionForm.NOMINAL),
    "group": ("unknown political group", ActorKind.CIVILIAN, None, MentionForm.NOMINAL),
    "judge": ("mr juan verra", ActorKind.PERSON, None, MentionForm.NAME),
    "surname": ("verra", ActorKind.PERSON, None, MentionForm.NAME),
    "teacher": ("a teacher", ActorKind.PERSON, None, MentionForm.NOMINAL),
    "people": ("four people", ActorKind.CIVILIAN, None, MentionForm.NOMINAL),
    "bank": ("north bank", ActorKind.COMPANY, None, MentionForm.NAME),
}


def claim(kind: ClaimType, agents: str = "", targets: str = "", *, arms: str = "", **more: Any) -> Claim:
    """`agents` and `targets` are keys of `ACTORS`, or words for things; several with a semicolon."""

    def filler(words: str) -> Filler:
        actor = words if words in ACTORS else None
        return Filler(start=0, end=1, text=ACTORS[words][0] if actor else words, actor=actor)

    parts = {name: tuple(map(filler, filter(None, given.split(";")))) for name, given in
             (("agents", agents), ("targets", targets))}  # fmt: skip
    gear = tuple(
        Equipment(start=0, end=1, text=words, name=words, category=category)
        for words, category in (one.split(":") for one in arms.split(";") if one)
    )
    trigger = Span(start=0, end=1, text=more.pop("trigger", "x"))
    return Claim(
        id="c1", start=0, end=1, text="x", section="body", type=kind, trigger=trigger, event="e1",
        equipment=gear, **parts, **more,
    )  # fmt: skip


def read(*claims: Claim) -> dict[str, list[str]]:
    """The roles that are filled, each with its mentions."""
    actors = tuple(
        Actor(id=key, name=name, kind=kind, canonical=known, mentions=(Mention(start=0, end=1, text=name, form=form),))
        for key, (name, kind, known, form) in ACTORS.items()
    )
    article = Article(text="x")
    made = Processing(version="0", model="m", model_version="0", components=())
    found = fillers(Report(id="r-0", article=article, actors=actors, claims=claims, processing=made))
    return {role: [next(iter(one)) for one in entities] for role, entities in found.items() if entities}


def test_who_did_it_and_to_whom() -> None:
    found = read(claim(ClaimType.CASUALTIES, "rebels", "judge;people;teacher"))
    assert found == {"PerpInd": ["armed rebels"], "Victim": ["juan verra"]}


def test_the_people_of_a_body_are_both() -> None:
    assert read(claim(ClaimType.BOMBING, "eln")) == {"PerpOrg": ["eln"], "PerpInd": ["guerrillas"]}


def test_what_is_alleged_is_no_part_of_the_name() -> None:
    assert read(claim(ClaimType.CAPTURE, "suspects;group", "judge"))["PerpInd"] == ["gunmen", "unknown political group"]


def test_a_surname_is_the_person_named_in_full() -> None:
    killed = claim(ClaimType.CASUALTIES, "", "surname"), claim(ClaimType.CASUALTIES, "", "judge")
    assert read(*killed) == {"Victim": ["juan verra"]}


@pytest.mark.parametrize(
    "told",
    [
        claim(ClaimType.CLASH, "rebels", "judge"),
        claim(ClaimType.CASUALTIES, "army", "rebels"),
        claim(ClaimType.GROUND_ATTACK, "rebels", "army"),
        claim(ClaimType.GROUND_ATTACK, "rebels"),
        claim(ClaimType.CAPTURE, "police", "judge"),
        claim(ClaimType.BOMBING, "army", "the old bridge"),
        claim(ClaimType.CASUALTIES, "rebels", "judge", modality=Modality.INTENDED),
        claim(ClaimType.CASUALTIES, "", "four sheep", polarity="negated"),
    ],
)
def test_what_is_no_incident(told: Claim) -> None:
    assert read(told) == {}


def test_a_state_that_harms_the_unarmed_is_an_organisation() -> None:
    assert read(claim(ClaimType.CASUALTIES, "army", "people")) == {"PerpOrg": ["army"]}


def test_who_is_blamed_or_claims_responsibility() -> None:
    assert read(claim(ClaimType.ACCUSATION, "police", "eln"))["PerpOrg"] == ["eln"]
    assert read(claim(ClaimType.OTHER, "eln", trigger="claimed responsibility"))["PerpOrg"] == ["eln"]
    assert read(claim(ClaimType.OTHER, "eln", trigger="marched")) == {}


def test_things_bodies_and_weapons() -> None:
    hit = claim(ClaimType.BOMBING, "", "the pipeline;the oil pipeline;bank;80 percent", arms="a bomb:bomb;van:vehicle")
    found = read(hit, claim(ClaimType.SHELLING, "", "", arms="car bomb:bomb;mortar fire:mortar"))
    assert found["Target"] == ["north bank", "pipeline"]
    assert sorted(found["Weapon"]) == ["bomb", "mortar"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the windows of the house", "house"),
        ("at least six telephone booths", "telephone booths"),
        ("his car", "car"),
        ("approximately 25 vehicles", "vehicles"),
        ("antique shops", "antique shops"),
        ("windows", ""),
        ("80 percent", ""),
        ("almost 75 billion pesos", ""),
        ("one", ""),
    ],
)
def test_what_thing_is_hit(said: str, meant: str) -> None:
    assert thing(said) == meant


def test_entities_are_matched_one_to_one() -> None:
    gold = [{"fmln", "front"}, {"front"}]
    assert matched(gold, [{"front"}, {"fmln"}]) == 2
    assert matched(gold, [{"fmln"}, {"fmln", "other"}]) == 1
