"""Who takes part in an event that several triggers tell: each trigger's roles, put together into one claim's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Token

from reports.annotate import grammar
from reports.annotate.participants import ATTACKS
from reports.records import ClaimType
from reports.resolve import vocabulary
from reports.resolve.arguments import Roles, roles
from reports.resolve.drafts import ClaimDraft, FillerDraft
from reports.resolve.fillers import Fillers
from reports.resolve.learned_parts import SURE, TARGET_ALONE, TARGET_BESIDE, LearnedParts

_BEATEN = ATTACKS | {ClaimType.OTHER}
# Claims in which a thing is what is moved, supplied or talked of, and a target only where the tagger sees it so.
_ABOUT_THINGS = frozenset({ClaimType.MOVEMENT, ClaimType.ARMS, ClaimType.NEGOTIATION, ClaimType.ASSESSMENT})
# Claims in which the country that troops enter or leave is no target.
_OVER_LAND = frozenset({ClaimType.MOVEMENT, ClaimType.WITHDRAWAL})
_OBJECTS = ("dobj", "nsubjpass")
_ON_DEEDS = frozenset({ClaimType.OTHER, ClaimType.ACCUSATION})


class Part(NamedTuple):
    """A trigger of a claim. `own` is true of the trigger that the claim is named after."""

    head: Token
    type: str
    own: bool


def fill(claim: ClaimDraft, parts: Sequence[Part], fillers: Fillers, learned: LearnedParts) -> None:
    """Put agents and targets in the claim; nobody is both."""
    agents, targets = _gather(claim, parts, fillers)
    scores = learned.scores("target", claim.events)
    if claim.type == ClaimType.CLASH:
        added = [one for one in learned.beside(targets, "target", claim.events) if one not in agents]
        told = [*agents, *(one for one in added if one in targets or fillers.may_fight(one))]
        agents = _sides(told, targets, parts, fillers)
    elif claim.type != ClaimType.DISPLACEMENT:
        undergoing = _undergoing(agents, scores, claim, learned)
        agents = [token for token in agents if token not in undergoing]
        targets = [*targets, *undergoing]
    agents = [*agents, *_likely_doers(agents, learned.beside(agents, "agent", claim.events), fillers)]
    claim.agents = fillers.of(agents, claim, agent=True)
    taken = {filler.actor for filler in claim.agents if filler.actor is not None and claim.type != ClaimType.CLASH}
    harmed = _harmed(targets, scores, claim, fillers, learned)
    claim.targets = [filler for filler in harmed if filler.actor not in taken]
    claim.targets = [filler for filler in claim.targets if not _is_ground(filler, claim, fillers)]
    if claim.type == ClaimType.CASUALTIES:  # "soldiers from Chad and Guinea were killed": the soldiers, and no country
        people = [filler for filler in claim.targets if not fillers.is_land(filler)]
        claim.targets = people or claim.targets


def _is_ground(filler: FillerDraft, claim: ClaimDraft, fillers: Fillers) -> bool:
    """Whether a country is only where it happens ("entered Chad"), and does not lose what is "taken from Chad"."""
    gained = claim.type == ClaimType.TERRITORY_GAINED and fillers.cast.doc[filler.end - 1].dep_ in _OBJECTS
    return fillers.is_land(filler) and (gained or claim.type in _OVER_LAND)


def _sides(told: list[Token], harmed: list[Token], parts: Sequence[Part], fillers: Fillers) -> list[Token]:
    """Who fights: of those told as `harmed` a force or a fighter, where the two sides are not told besides."""
    sides = [token for token in told if token not in harmed]
    if len(sides) > 1:
        return sides
    losers = [who for token in harmed for who in _losers(token)]
    if losers:  # "the brigade lost 14 men in the battle": the brigade fought it
        return [*sides, *(token for token in losers if token not in sides)]
    faced = any(True for part in parts if part.own for _ in grammar.prepositional(part.head, "with", "against"))
    return [
        token
        for token in told
        if token not in harmed or fillers.is_force(token) or (faced and fillers.may_fight(token))
    ]


def _losers(token: Token) -> list[Token]:
    """Whose loss somebody is: the subjects of "lost" that are told."""
    lost = token.dep_ == "dobj" and token.head.lemma_ in vocabulary.participants().losing
    return grammar.with_conjuncts(grammar.subject(token.head)) if lost else []


def _undergoing(agents: list[Token], scores: dict[int, float], claim: ClaimDraft, learned: LearnedParts) -> list[Token]:
    """Those who stand where a doer does, and whom the tagger holds for targets. `scores`: of tokens as such."""
    does = learned.scores("agent", claim.events)
    return [token for token in agents if token.i not in does and scores.get(token.i, 0.0) >= SURE]


def _harmed(
    targets: list[Token], scores: dict[int, float], claim: ClaimDraft, fillers: Fillers, learned: LearnedParts
) -> list[FillerDraft]:
    """The grammar's targets, less things that the tagger does not see so (`scores`), and those that it adds."""
    if claim.type in _ABOUT_THINGS and learned.has_seen(claim.events):
        targets = [token for token in targets if token.i in scores or fillers.is_one_or_ground(token)]
    sure = {token.i for token in targets if scores.get(token.i, 0.0) >= SURE}
    found = fillers.of(targets, claim, agent=False, sure=sure)
    if claim.type == ClaimType.CLASH:
        return found
    known = {filler.actor for filler in found if filler.actor is not None}
    added = learned.tokens("target", claim.events, TARGET_BESIDE if found else TARGET_ALONE)
    new = [token for token in added if not any(filler.start <= token.i < filler.end for filler in found)]
    return [*found, *(filler for filler in fillers.of(new, claim, agent=False) if filler.actor not in known)]


def _likely_doers(told: list[Token], learned: list[Token], fillers: Fillers) -> list[Token]:
    """Of the doers that the tagger adds those that may be so: where the grammar told some, only forces beside them."""
    known = {token.i for token in told}
    new = [token for token in learned if token.i not in known]
    if not told:
        return new
    return [token for token in new if fillers.is_force(token) and any(token.sent == other.sent for other in told)]


def _gather(claim: ClaimDraft, parts: Sequence[Part], fillers: Fillers) -> tuple[list[Token], list[Token]]:
    """The own trigger's participants first; the others add targets, and agents where there are none."""
    heads = set(claim.heads)
    found = [(part, _without(heads, _roles(part, fillers))) for part in parts]
    agents, targets = next(([*own.agents], [*own.targets]) for part, own in found if part.own)
    for part, others in found:
        if part.own:
            continue
        if claim.type == ClaimType.REPELLED and part.type in _BEATEN:
            targets += others.agents
            continue
        targets += others.targets
        agents = agents or [*others.agents]
    return agents, targets


def _without(heads: set[int], found: Roles) -> Roles:
    return Roles(*([token for token in tokens if token.i not in heads] for tokens in found))


def _roles(part: Part, fillers: Fillers) -> Roles:
    found = roles(part.head, part.type, fillers.can_act, fillers.is_entity)
    agents = [doer for agent in found.agents for doer in doers(agent)]
    if not agents and part.head.pos_ == "NOUN":
        agents = [doer for intent in _intents_above(part.head) for doer in doers(intent)]
    targets = found.targets
    if part.type in _ON_DEEDS:
        targets = [harmed for target in targets for harmed in _doers_of(target, part, fillers)]
    return Roles(agents, targets)


def _doers_of(deed: Token, part: Part, fillers: Fillers) -> list[Token]:
    """Who is condemned for a deed is who did it ("condemned the raid by the militia"); others are as they are."""
    event = fillers.folding.at.get(deed.i)
    if event is None or event == fillers.folding.at.get(part.head.i):
        return [deed]
    kind = fillers.folding.events[event]["type"]
    return roles(deed, kind, fillers.can_act, fillers.is_entity).agents or [deed]


def _intents_above(head: Token) -> Iterator[Token]:
    for governor in grammar.governors(head):
        if governor.pos_ in ("VERB", "AUX"):
            return
        if _is_intent(governor):
            yield governor


def _is_intent(token: Token) -> bool:
    return token.lemma_.lower() in vocabulary.participants().intents


def _members_of(forces: Token) -> list[Token]:
    """Those whose forces they are, if they are of several ("fighters of both A and B")."""
    if forces.lemma_.lower() not in vocabulary.coreference().armed_forces:
        return []
    owner = next(grammar.prepositional(forces, "of", "from"), None)
    owners = grammar.with_conjuncts(owner)
    return owners if len(owners) > 1 and all(one.pos_ == "PROPN" or one.ent_type_ for one in owners[1:]) else []


def doers(agent: Token) -> list[Token]:
    """Who has the bid, plan or effort that stands where a doer should ("their attempt to take the port")."""
    if not _is_intent(agent):
        return _members_of(agent) or [agent]
    owners = [
        kid
        for kid in agent.children
        if kid.dep_ in ("poss", "compound") or (kid.dep_ == "amod" and kid.ent_type_ == "NORP")
    ]
    owners += grammar.prepositional(agent, "by")
    if owners:
        return owners
    subject = grammar.subject(grammar.clause_head(agent))
    return grammar.with_conjuncts(subject) if subject is not None and subject is not agent else []
