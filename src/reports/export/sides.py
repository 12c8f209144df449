"""Who takes part in an event, named and typed as ACLED does it.

A state's force goes by its state, a group by its name in the lexicon. Whoever is not named is "Unidentified"; the
country is that of the report's actor. Years and commanders, which ACLED puts behind the names of states, are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reports.codes import STATE
from reports.export import countries
from reports.records import Actor, ActorKind, Claim, Filler, MentionForm
from reports.render.words import Index

ARMED_GROUPS = frozenset({ActorKind.ARMED_GROUP, ActorKind.PRIVATE_MILITARY})
_BODIES = {ActorKind.MILITARY: "Military Forces", ActorKind.POLICE: "Police Forces"}
_NOT_CIVILIAN = STATE | ARMED_GROUPS | {ActorKind.IGO}
_CHAIN = 5  # how often "of" is followed: a person of a unit of a force

STATE_FORCES, REBELS, MILITIA = "State forces", "Rebel group", "Political militia"
CIVILIANS, EXTERNAL = "Civilians", "External/Other forces"
INTER = (STATE_FORCES, REBELS, MILITIA, "Identity militia", "Rioters", "Protesters", CIVILIANS, EXTERNAL)


class Side(NamedTuple):
    """`inter` is ACLED's type of actor. `state` is the alpha-3 code of the state whose force it is, else None."""

    name: str
    inter: str
    state: str | None = None
    known: bool = True
    words: tuple[str, ...] = ()

    @property
    def civilian(self) -> bool:
        return self.inter == CIVILIANS

    @property
    def group(self) -> bool:
        return self.inter in (REBELS, MILITIA)


def sides(fillers: Sequence[Filler], country: str, index: Index) -> list[Side]:
    """The sides that stand in one role of a claim, each once, in the order of the story.

    `country` is the alpha-3 code of where it happens. Things and persons of no known force are no side.
    """
    found: dict[str, Side] = {}
    for filler in fillers:
        actor = index.actor(filler)
        side = side_of(actor, country, index) if actor else None
        if side is None:
            continue
        before = found.get(side.name)
        found[side.name] = side._replace(words=tuple(dict.fromkeys((*before.words, *side.words)))) if before else side
    return list(found.values())


def side_of(actor: Actor, country: str, index: Index) -> Side | None:
    """An actor's side in an event in `country`; None for a person of whom only the name is known."""
    force = _force(actor, index)
    said = () if force is actor and actor.canonical else (actor.name,)
    if force.kind in STATE:
        return _state(force, country)._replace(words=said)
    if force.kind in ARMED_GROUPS:
        return _group(force, country)._replace(words=said)
    if force.kind is ActorKind.IGO:
        return Side(force.canonical or force.name, EXTERNAL, words=said)
    if force.kind in (ActorKind.PERSON, ActorKind.OTHER):
        return None
    return civilians(country)._replace(words=said)


def civilians(country: str) -> Side:
    return Side(f"Civilians ({countries.name(country)})", CIVILIANS)


def unidentified(country: str) -> Side:
    """ACLED's name for an attacker whom nobody names."""
    return Side(f"Unidentified Armed Group ({countries.name(country)})", MILITIA, known=False)


def sides_of(claim: Claim, siblings: Sequence[Claim], country: str, index: Index) -> tuple[list[Side], list[Side]]:
    """Agents and targets of a claim; where it names none, those of another claim about the same event."""
    roles: list[list[Side]] = []
    for role in ("agents", "targets"):
        each = (sides(getattr(one, role), country, index) for one in (claim, *siblings))
        roles.append(next((found for found in each if found), []))
    agents, targets = roles
    return agents, [side for side in targets if side.name not in {agent.name for agent in agents}]


def _force(actor: Actor, index: Index) -> Actor:
    """The force that a person or a unit without a country belongs to, else the actor itself."""
    for _ in range(_CHAIN):
        owner = index.actors.get(actor.of or "")
        if owner is None or owner.kind not in _NOT_CIVILIAN or _settled(actor):
            return actor
        actor = owner
    return actor


def _settled(actor: Actor) -> bool:
    """Whether an actor needs nobody else to be named: civilians, and forces whose state or name is known."""
    if actor.kind in (ActorKind.PERSON, ActorKind.OTHER):
        return False
    if actor.kind not in _NOT_CIVILIAN:
        return True
    return bool(actor.country if actor.kind in STATE else actor.canonical)


def _state(actor: Actor, country: str) -> Side:
    body = _BODIES.get(actor.kind, "Government")
    if not actor.country:
        return Side(f"Unidentified {body}", EXTERNAL, known=False)
    inter = STATE_FORCES if actor.country == country else EXTERNAL
    return Side(f"{body} of {countries.name(actor.country)}", inter, actor.country)


def _group(actor: Actor, country: str) -> Side:
    named = actor.canonical or any(mention.form is MentionForm.NAME for mention in actor.mentions)
    if not named:
        return unidentified(country)
    inter = REBELS if actor.plover_sector in (None, "REB") else MILITIA
    if actor.kind is ActorKind.PRIVATE_MILITARY:
        inter = MILITIA if actor.country == country else EXTERNAL
    return Side(actor.canonical or actor.name, inter)
