"""Actors that the grammar ties together: a name with its apposition, a person with the body that he belongs to."""

from __future__ import annotations

from bisect import bisect_left

from spacy.tokens import Doc

from reports import words
from reports.annotate import grammar
from reports.annotate.layers import EntityMention
from reports.resolve.coreference import is_one_person
from reports.resolve.drafts import ActorDraft
from reports.resolve.roster import Roster

_REACH = 400  # how many mentions back a body in a title looks
_BODIES = ("Organisation", "Group", "Country")


def join_appositions(doc: Doc, mentions: list[EntityMention], roster: Roster) -> None:
    """ "Zahid Rawi, a local physician": one actor, with the role and body that the apposition tells."""
    for mention in mentions:
        token = doc[mention["head"]]
        if token.dep_ != "appos" or token.i not in roster.of_head:
            continue
        first, second = roster.of_head.get(token.head.i), roster.of_head[token.i]
        if first is None or first == second:
            continue
        if describes(roster.actors[second], roster.actors[first]):
            roster.merge(second, first)
        elif describes(roster.actors[first], roster.actors[second]):
            roster.merge(first, second)


def describes(description: ActorDraft, name: ActorDraft) -> bool:
    """Whether a description in apposition can be of the name: a person by a role, a body by a body."""
    if description.label != "Group" or description.plural:
        return False
    return name.label == "Person" or (name.label in ("Organisation", "Country") and not is_one_person(description))


def affiliate(doc: Doc, mentions: list[EntityMention], roster: Roster) -> None:
    """ "spokesman for the Taliban", "head of the police": the body after for, of, with, from, at."""
    for mention in mentions:
        actor = roster.of_head.get(mention["head"])
        belongs = mention["role"] or mention["label"] == "Person" or mention["noun"] == "member"
        if actor is None or not belongs:
            continue
        if roster.actors[actor].of is None:
            body = _body_of(doc, mention, actor, roster)
            body = _body_in_role(doc, mention, actor, roster) if body is None else body
            if body is not None:
                join_body(roster, actor, body)


def join_body(roster: Roster, actor: int, body: int) -> None:
    """Make an actor one of a body's, and of its country if none is known."""
    draft = roster.actors[actor]
    draft.of = body
    draft.country = draft.country or roster.actors[body].country


def _body_of(doc: Doc, mention: EntityMention, actor: int, roster: Roster) -> int | None:
    for noun in grammar.prepositional(doc[mention["head"]], "for", "of", "with", "from", "at"):
        body = roster.of_head.get(noun.i)
        if body is not None and body != actor and roster.actors[body].label in _BODIES:
            return body
    return None


def _body_in_role(doc: Doc, mention: EntityMention, actor: int, roster: Roster) -> int | None:
    """ "Army spokesman X": the army that the story has named last, if its country is not told to be another."""
    if not mention["role"]:
        return None
    role = doc[slice(*mention["role"])]
    nouns = {token.lower_ for token in role[:-1] if words.actor_nouns().get(token.lower_) is not None}
    if not nouns:
        return None
    here = bisect_left(roster.recent, role.start, key=lambda seen: seen.head)
    for seen in reversed(roster.recent[max(0, here - _REACH) : here]):
        if seen.head < role.start and seen.actor != actor:
            draft = roster.actors[seen.actor]
            one_land = draft.country in (roster.actors[actor].country or draft.country, None)
            if one_land and _is_called(draft, nouns, roster.nouns.get(seen.actor, set())):
                return seen.actor
    return None


def _is_called(draft: ActorDraft, nouns: set[str], called: set[str]) -> bool:
    """Whether an actor that is a body is called by one of these nouns: "army" for "Sudan's army".

    `called`: the common nouns by which the story calls it.
    """
    if draft.label not in ("Organisation", "Group") or draft.counted:
        return False
    return not nouns.isdisjoint({*called, (draft.noun or "").lower(), draft.name.lower().split()[-1]})
