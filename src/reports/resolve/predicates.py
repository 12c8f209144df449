"""Predicate nouns: "X was a militant" tells of X and brings nobody new."""

from __future__ import annotations

from spacy.tokens import Token

from reports.annotate.layers import EntityMention
from reports.resolve.drafts import ActorDraft
from reports.resolve.roster import Roster

_DEEPEST = 4  # coordinated predicates: "an officer, a poet and the son of a sheikh"
_PERSONS = ("person", "military", "armed_group", "police", "civilian", "government", "media", "intelligence", "other")


def told_of(token: Token, mention: EntityMention, roster: Roster) -> int | None:
    """The actor of whom a predicate noun tells what he or it is, or None if the noun is none."""
    if mention["label"] != "Group" or mention["plural"]:
        return None
    verb = _copula(token)
    if verb is None:
        return None
    subject = next((kid for kid in verb.children if kid.dep_ == "nsubj" and kid.i < verb.i), None)
    actor = roster.of_head.get(subject.i) if subject is not None else _topic(verb, roster)
    return actor if actor is not None and _can_be(roster.actors[actor], mention) else None


def _copula(token: Token) -> Token | None:
    """The form of "be" or "become" whose predicate a noun is, coordination followed back."""
    for _ in range(_DEEPEST):
        if token.dep_ != "conj" or token.head.i > token.i or token.head.pos_ not in ("NOUN", "PROPN"):
            break
        token = token.head
    behind = token.dep_ in ("attr", "nsubj") and token.head.i < token.i
    return token.head if behind and token.head.lemma_ in ("be", "become") else None


def _topic(verb: Token, roster: Roster) -> int | None:
    """The person whose name opens the sentence, where a bracket hides from the parser that it is the subject."""
    first = roster.doc[verb.sent.start]
    at = next((seen for seen in reversed(roster.recent) if seen.head < verb.i and seen.is_subject), None)
    return at.actor if at is not None and at.sentence == roster.sentence(first.i) else None


def _can_be(actor: ActorDraft, mention: EntityMention) -> bool:
    """Whether a noun can tell what an actor is: a person a person, an armed body a group."""
    if actor.label == "Person":
        return mention["kind"] in _PERSONS
    return actor.label == "Organisation" and mention["kind"] == actor.kind and not mention["role"]
