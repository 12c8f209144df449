"""What kinds of participant a noun may be, so that triggers can ask for a subject or an object of some kind."""

from __future__ import annotations

import json
from functools import cache

from spacy.tokens import Doc, Token

from reports import lexicons, words
from reports.annotate import grammar, layers
from reports.records import ActorKind, ClaimType

FORCES = frozenset({ActorKind.MILITARY, ActorKind.ARMED_GROUP, ActorKind.POLICE, ActorKind.PRIVATE_MILITARY})
ATTACKS = frozenset(
    {ClaimType.GROUND_ATTACK, ClaimType.SHELLING, ClaimType.AIR_STRIKE, ClaimType.BOMBING, ClaimType.CLASH}
)
ASSAULTS = ATTACKS | {ClaimType.REPELLED}  # and those that failed
RESULTS = frozenset({ClaimType.CASUALTIES, ClaimType.DESTRUCTION})  # what an attack does
_FLYING = frozenset(
    "aircraft helicopter drone loitering_munition bomb guided_bomb rocket multiple_rocket_launcher ballistic_missile "
    "cruise_missile missile anti_tank cluster_munition incendiary".split()
)


@cache
def noun_classes() -> dict[str, frozenset[str]]:
    """Class of thing ("aid", "arms", "talks", "bomber") -> lemmas."""
    data: dict[str, list[str]] = json.loads(lexicons.data_file("noun_classes.json").read_text("utf8"))
    return {name: frozenset(lemmas) for name, lemmas in data.items()}


class Participants:
    """The nouns of one Doc. `type_at` is filled by the finder: types of the triggers found so far, by head token."""

    def __init__(self, doc: Doc) -> None:
        self.mention_at = {mention["head"]: mention for mention in layers.get(doc, "mentions")}
        self.gear_at: list[str | None] = [None] * len(doc)
        for gear in layers.get(doc, "equipment"):
            for index in range(gear["start"], gear["end"]):
                self.gear_at[index] = gear["category"]
        self.type_at: dict[int, ClaimType] = {}

    def classes(self, token: Token) -> set[str]:
        """What kinds of participant a token may be: place, force, person, actor, weapon, air, event, number, thing …"""
        found: set[str] = set()
        mention = self.mention_at.get(token.i)
        if mention is not None:
            found |= _mention_classes(mention)
        if self.gear_at[token.i] is not None:
            found.add("weapon")
            if self.gear_at[token.i] in _FLYING:
                found.add("air")
        event = self.type_at.get(token.i)
        if event is not None:
            found.add("event")
            if event in ATTACKS:
                found.add("event-attack")
        if token.pos_ == "NUM":
            found |= {"number", "person"}
        if token.ent_type_ == "NORP" and token.pos_ == "ADJ":
            found |= {"actor"}
        found = found or {"thing"}
        lemma = token.lemma_.lower()
        for name, lemmas in noun_classes().items():
            if lemma in lemmas:
                found.add("event-talks" if name == "talks" else name)
        part = grammar.whole_of(token)
        return found | self.classes(part) if part is not None and part.i > token.i else found


def _mention_classes(mention: layers.EntityMention) -> set[str]:
    label = mention["label"]
    if label == "Pronoun":
        return (
            {"actor", "person", "force", "place", "thing"}
            if mention["noun"] in ("it", "they", "them")
            else {"actor", "person", "force"}
        )
    if label == "Location":
        return {"place"}
    if label == "Country":
        return {"place", "actor"}
    if mention["kind"] in FORCES:
        return {"force", "actor", "person"}
    if label in ("Person", "People") or mention["kind"] in (ActorKind.CIVILIAN, ActorKind.PERSON):
        return {"person", "crowd"} if mention["plural"] and label != "Person" else {"person"}
    noun = words.actor_nouns().get(mention["noun"] or "")
    if label == "Group" and (mention["role"] or (noun is not None and noun.person)):
        return {"actor", "person"}
    return {"actor"}
