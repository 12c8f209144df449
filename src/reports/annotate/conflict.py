"""Whether a story is about armed conflict at all, or only borrows its words."""

from __future__ import annotations

import json
from functools import cache

from spacy.strings import get_string_id
from spacy.symbols import ADJ, NOUN, PROPN, VERB  # type: ignore[import-not-found]
from spacy.tokens import Doc

from reports import lexicons
from reports.annotate import grammar, layers
from reports.annotate.participants import ATTACKS, FORCES, Participants
from reports.records import ClaimType

_VIOLENT = frozenset({*map(str, ATTACKS), "casualties", "siege", "territory_gained", "capture"})
_CONTENT = frozenset({NOUN, PROPN, VERB, ADJ})
_SHORT = 60  # tokens: in a brief one act of violence is the story
_UNMISTAKABLE = frozenset(
    {"truce-np", "ceasefire-n", "air-strike-np", "shelling-np", "airstrike-n", "shelling-n", "blow-up", "bombing-n"}
)


@cache
def _other_domains() -> dict[str, frozenset[int]]:
    """Domain that borrows words of war ("sport") -> string ids of words that give it away."""
    data: dict[str, list[str]] = json.loads(lexicons.data_file("other_domains.json").read_text("utf8"))
    return {name: frozenset(map(get_string_id, items)) for name, items in data.items()}


def about_conflict(doc: Doc, events: list[layers.EventMention], nouns: Participants) -> bool:
    """Words of war are used of sport and markets too: a story needs a force, a weapon or an unmistakable event."""
    forces = sum(mention["kind"] in FORCES for mention in nouns.mention_at.values())
    gear = len(layers.get(doc, "equipment"))
    sure = sum(event["rule"] in _UNMISTAKABLE for event in events) + sum(_counts_dead(doc, event) for event in events)
    violent = sum(event["type"] in _VIOLENT for event in events) // (3 if len(doc) > _SHORT else 1)
    evidence = forces + gear + sure + violent
    return evidence > 0 and evidence >= _about_other_things(doc)


def _about_other_things(doc: Doc) -> int:
    """How many different words of the sports page, the stage or the markets the story uses; few are chance."""
    used = {word for word, tag in doc.to_array(["LOWER", "POS"]).tolist() if tag in _CONTENT}
    most = max(len(used & vocabulary) for vocabulary in _other_domains().values())
    return 2 * most if most > 2 else 0


def _counts_dead(doc: Doc, event: layers.EventMention) -> bool:
    """Whether people are told as killed, hurt or driven out, with a number: "killed 19 people"."""
    head = doc[event["head"]]
    if event["type"] == ClaimType.DISPLACEMENT and head.pos_ == "VERB":
        fled = grammar.subject(head)
        return fled is not None and any(kid.dep_ == "nummod" for kid in fled.children)
    if event["type"] != ClaimType.CASUALTIES:
        return False
    patient = grammar.object_(head) if head.pos_ == "VERB" else None
    return patient is not None and (patient.pos_ == "NUM" or any(kid.dep_ == "nummod" for kid in patient.children))
