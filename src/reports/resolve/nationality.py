"""Of which country an actor is, where his own words do not tell: by where he is told to be, and where he is met.

"Residents of Ternopil" are of that town's country. People, police and gunmen who are only described are taken to be of
the one country in which the story's events befall them; a state's forces and the holders of its offices only where the
story names that state and no other, since an army is often met abroad.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from reports.annotate import grammar
from reports.lexicons import fold
from reports.records import ActorKind, SourceKind
from reports.resolve import vocabulary
from reports.resolve.actors import Cast
from reports.resolve.drafts import ActorDraft, ClaimDraft, PlaceDraft
from reports.resolve.places import Atlas
from reports.resolve.roster import is_enemy

_AT_HOME = frozenset({ActorKind.CIVILIAN, ActorKind.POLICE, ActorKind.ARMED_GROUP, ActorKind.PERSON})
_OF_STATE = frozenset({ActorKind.MILITARY, ActorKind.GOVERNMENT, ActorKind.INTELLIGENCE})
_OFFICES = frozenset({SourceKind.OFFICIAL, SourceKind.MILITARY, SourceKind.POLICE})
_ABROAD = frozenset({SourceKind.ANALYST, SourceKind.IGO, SourceKind.NGO, SourceKind.MEDIA})
_FROM = ("of", "in", "at", "from", "across", "inside")


def complete(doc: Doc, cast: Cast, atlas: Atlas, claims: Sequence[ClaimDraft]) -> None:
    """Give actors the country that the story tells of them. Those of a lexicon keep what it knows."""
    _by_words(doc, cast, atlas)
    for draft in cast.actors:
        if draft.of is not None and draft.country is None and not _is_known(draft):
            draft.country = cast.actors[draft.of].country
    met = _met(claims, atlas.places)
    lands = {code for codes in met.values() for code in codes}
    states = {draft.country for draft in cast.actors if draft.country and draft.kind in _OF_STATE and draft.mentions}
    home = lands if len(lands) == 1 else set()
    for actor, draft in enumerate(cast.actors):
        if draft.country is None and draft.of is None and _is_local(draft):
            where = met.get(actor) or home
            of_state = draft.kind in _OF_STATE or draft.label == "Person"
            if len(where) == 1 and (not of_state or states == where):
                draft.country = next(iter(where))


def _by_words(doc: Doc, cast: Cast, atlas: Atlas) -> None:
    """ "Residents of Ternopil", "the people across Iraq"."""
    for mention in cast.mentions:
        actor = cast.of_head.get(mention["head"])
        draft = cast.actors[actor] if actor is not None else None
        if draft is None or draft.country or mention["label"] not in ("Group", "Person") or _is_known(draft):
            continue
        for noun in grammar.prepositional(doc[mention["head"]], *_FROM):
            place = atlas.of_head.get(noun.i)
            if place is not None and atlas.places[place].country and _is_local(draft):
                draft.country = atlas.places[place].country
                break


def _met(claims: Sequence[ClaimDraft], places: list[PlaceDraft]) -> dict[int, set[str]]:
    """Actor -> the countries of the places of the claims in which he takes part."""
    found: dict[int, set[str]] = {}
    for claim in claims:
        lands = {code for place, *_ in claim.places if (code := places[place].country)}
        for filler in (*claim.agents, *claim.targets):
            if filler.actor is not None:
                found.setdefault(filler.actor, set()).update(lands)
    return found


def _is_known(draft: ActorDraft) -> bool:
    return bool(draft.lexicon or draft.agency)


def _is_local(draft: ActorDraft) -> bool:
    """Whether somebody is of the land where he is met: described people and bodies, holders of an office of state."""
    if _is_known(draft) or is_enemy(draft) or draft.role_kind in _ABROAD:
        return False
    if not vocabulary.coreference().foreign.isdisjoint(fold(f"{draft.name} {draft.role or ''}").split()):
        return False
    if draft.label == "Person":
        return draft.role_kind in _OFFICES
    return draft.label == "Group" and draft.kind in _AT_HOME | _OF_STATE
