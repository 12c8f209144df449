"""Holders of an office: "the foreign minister" is the person whom the story calls foreign minister by name."""

from __future__ import annotations

from spacy.tokens import Doc

from reports import lexicons
from reports.annotate.layers import EntityMention
from reports.lexicons import fold
from reports.resolve.drafts import ActorDraft
from reports.resolve.roster import Roster

_REACH = 200  # how many mentions back an office looks


def holder(doc: Doc, mention: EntityMention, roster: Roster) -> int | None:
    """The person named before who holds the office that a definite description names, or None."""
    words = _office(doc, mention)
    if not words or not mention["definite"]:
        return None
    for seen in reversed(roster.recent[-_REACH:]):
        draft = roster.actors[seen.actor]
        if draft.label == "Person" and _holds(draft, words, mention["country"]):
            return seen.actor
    return None


def join_holders(doc: Doc, mentions: list[EntityMention], roster: Roster) -> None:
    """ "The foreign minister" of a first paragraph is the one whom a later one names, if it names one only."""
    holders: dict[str, set[int]] = {}  # word of a title -> the persons who have it
    for number, person in enumerate(roster.actors):
        if person.label == "Person" and person.mentions and person.role:
            for word in fold(person.role).split():
                holders.setdefault(word, set()).add(number)
    for mention in mentions if holders else ():
        actor = roster.of_head.get(mention["head"])
        words = _office(doc, mention)
        if actor is None or not words or not mention["definite"] or roster.actors[actor].label == "Person":
            continue
        rarest = min((holders.get(word, set()) for word in words), key=len)
        found = [one for one in rarest if _holds(roster.actors[one], words, mention["country"])]
        if len(found) == 1 and roster.actors[actor].of in (None, roster.actors[found[0]].of):
            roster.merge(actor, found[0])


def _office(doc: Doc, mention: EntityMention) -> set[str]:
    """The words of the office that a description of one person names, without its country's."""
    if mention["label"] != "Group" or mention["plural"] or mention["counted"] or not mention["role"]:
        return set()
    words = fold(doc[slice(*mention["role"])].text).split() if mention["office"] else []
    return {word for word in words if not _is_national(word)}


def _holds(person: ActorDraft, words: set[str], country: str | None) -> bool:
    one_land = country is None or person.country in (None, country)
    return one_land and person.role is not None and words <= set(fold(person.role).split())


def _is_national(word: str) -> bool:
    indexes = (lexicons.demonym_index(), lexicons.country_index())
    return any(index.get(word, any_case=True) is not None for index in indexes)
