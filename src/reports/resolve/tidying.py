"""What is decided on the claims of a story together: which tell nothing new, and what an unspecific attack was."""

from __future__ import annotations

import math
from collections import Counter

from spacy.tokens import Doc, Token

from reports import triggers
from reports.annotate import grammar
from reports.annotate.participants import ATTACKS, RESULTS
from reports.records import ActorKind, ClaimType, Modality, SectionKind
from reports.resolve.drafts import ActorDraft, ClaimDraft, FillerDraft, NumberDraft
from reports.resolve.fillers import Fillers
from reports.resolve.lines import negated
from reports.resolve.vocabulary import verification as words

_KINDS_OF_ATTACK = ATTACKS - {ClaimType.CLASH}
_UNSPECIFIC = frozenset({ClaimType.OTHER, ClaimType.CASUALTIES, *ATTACKS})
_TAKES_UP = ("the", "this", "that", "these", "such", "any", "all")
_SHORT = 4  # tokens of a "sentence" that is a heading
_NEVER = 0.01  # how probable the tagger must at least hold an event
_LEAST = 0.1  # how probable it must be that a result is an event of its own
_TOLD = 0.7  # how probable it must be that a noun with "the" and "of" tells an event
_SURE = 0.5  # how probable it must be that a warning of what may come is a threat
_FIGHTS = frozenset({ActorKind.GOVERNMENT, ActorKind.MILITARY, ActorKind.ARMED_GROUP, ActorKind.PERSON})
_RELIEF = frozenset({ActorKind.IGO, ActorKind.NGO})
_NEAR = 60  # tokens between an attack and a noun that takes it up


def tells(doc: Doc, claim: ClaimDraft) -> bool:
    """Whether a trigger tells of an event, rather than taking one up or telling people apart."""
    head = doc[claim.head]
    nothing = is_bare(head, claim) or is_modifier(head, claim) or is_checked(head) or is_refuted(claim)
    return not (nothing or is_ally(head, claim))


def is_refuted(claim: ClaimDraft) -> bool:
    """Whether the tagger sees no event at all where the lexicon has a word of one: unless people are counted there."""
    return claim.score is not None and claim.score < _NEVER and not claim.numbers


def without_told_results(doc: Doc, claims: list[ClaimDraft]) -> list[ClaimDraft]:
    """Without deaths and damage that the tagger takes for no event of their own, beside the attack that did them."""
    attacks = {doc[claim.head].sent.start for claim in claims if claim.type in ATTACKS}
    return [
        claim
        for claim in claims
        if claim.score is None
        or claim.score >= _LEAST
        or claim.type not in RESULTS
        or doc[claim.head].sent.start not in attacks
        or grammar.is_of_other_time(doc[claim.head])
    ]


def is_bare(head: Token, claim: ClaimDraft) -> bool:
    """A noun that only takes up an event already told ("after the attack") makes no claim of its own."""
    heading = head.dep_ == "ROOT" and head.pos_ == "NOUN" and len(head.sent) <= _SHORT
    if heading and claim.section != SectionKind.HEADLINE:
        return True
    if head.pos_ in ("VERB", "ADJ") or len(claim.heads) > 1 or claim.numbers or claim.agents or claim.targets:
        return False
    if head.dep_ in ("nsubj", "nsubjpass") and head.head.pos_ == "VERB" and claim.type != ClaimType.OTHER:
        return False
    if any(_informs(kid) for kid in head.children) or _names_what(head, claim):
        return False
    definite = any(kid.lower_ in _TAKES_UP for kid in head.children)
    return definite or (head.dep_ == "pobj" and claim.modality == Modality.ACTUAL)


def _names_what(head: Token, claim: ClaimDraft) -> bool:
    """ "Since the fall of the town": whether the tagger takes a noun that says of what it is for an event told."""
    return claim.score is not None and claim.score >= _TOLD and any(kid.lower_ == "of" for kid in head.children)


def is_checked(head: Token) -> bool:
    """ "Could not verify the death toll": speaks of the reporting, and tells of no deaths."""
    verb = head.head
    return head.pos_ == "NOUN" and head.dep_ == "dobj" and verb.lemma_ in words("checking") and negated(verb)


def without_forecasts(doc: Doc, claims: list[ClaimDraft], actors: list[ActorDraft]) -> list[ClaimDraft]:
    """Without warnings that threaten nobody: "the agency warned that food would run out" tells what is foreseen."""
    return [claim for claim in claims if not _foresees(doc[claim.head], claim, actors)]


def _foresees(verb: Token, claim: ClaimDraft, actors: list[ActorDraft]) -> bool:
    """Whether a relief body warns of something, anybody who fights nobody, or anybody at all of what only may come."""
    if claim.type != ClaimType.THREAT or verb.lemma_ != "warn":
        return False
    content = next((kid for kid in verb.children if kid.dep_ == "ccomp" and kid.i > verb.i), None)
    kinds = {actors[filler.actor].kind for filler in claim.agents if filler.actor is not None}
    if content is None or kinds & _RELIEF:
        return content is not None
    possible = any(kid.dep_ == "aux" and kid.lower_ in ("could", "may", "might") for kid in content.children)
    return claim.score is not None and claim.score < _SURE and (possible or not kinds & _FIGHTS)


def is_ally(head: Token, claim: ClaimDraft) -> bool:
    """ "The militia, which is backed by the army": tells who somebody is."""
    return claim.type == ClaimType.OTHER and head.dep_ in ("acl", "relcl") and head.lemma_ in words("backing")


def _informs(kid: Token) -> bool:
    return kid.dep_ == "nummod" or (kid.dep_ in ("prep", "relcl", "acl") and kid.lower_ not in ("of", "for"))


def is_modifier(head: Token, claim: ClaimDraft) -> bool:
    """ "The wounded soldiers", "those injured": a participle that only tells which people are meant."""
    if claim.type != ClaimType.CASUALTIES or claim.numbers or len(claim.heads) > 1:
        return False
    if head.dep_ in ("acl", "amod") and head.tag_ == "VBN":
        return not any(kid.dep_ in ("agent", "prep", "advmod", "npadvmod") for kid in head.children)
    people = head.pos_ != "VERB" or head.dep_ in ("pobj", "nsubj", "dobj")  # "many of the wounded"
    return people and head.lower_ in ("injured", "wounded", "dead")


def told_in_body(claims: list[ClaimDraft]) -> list[ClaimDraft]:
    """Without the headline's claims that the body makes too: of the same type, and with no other number."""
    body = [claim for claim in claims if claim.section == SectionKind.BODY]
    return [claim for claim in claims if claim.section != SectionKind.HEADLINE or not _told_again(claim, body)]


def _told_again(claim: ClaimDraft, body: list[ClaimDraft]) -> bool:
    attack = any(other.type in ATTACKS for other in body)
    vague = claim.type in _UNSPECIFIC - ATTACKS or triggers.entry(claim.rule).generic
    if not any(other.type == claim.type for other in body) and not (attack and vague):
        return False
    return not any(_differs(number, body) for number in claim.numbers)


def _differs(number: NumberDraft, body: list[ClaimDraft]) -> bool:
    """Whether the body counts the same people or things, and never as the number has it or more exactly.

    A headline leaves out "at least".
    """
    told = [_range(other) for claim in body for other in claim.numbers if other.what == number.what]
    low, high = _range(number)
    return bool(told) and not any(least == low or (low <= least and most <= high) for least, most in told)


def _range(number: NumberDraft) -> tuple[float, float]:
    return (0 if number.min is None else number.min, math.inf if number.max is None else number.max)


def without_accusers(doc: Doc, claims: list[ClaimDraft], fillers: Fillers) -> list[ClaimDraft]:
    """ "X accused Y of shelling Z" is a claim of shelling by Y; only blame without a deed stays an accusation."""
    kept = []
    for index, claim in enumerate(claims):
        head = doc[claim.head]
        if claim.type != ClaimType.ACCUSATION or head.pos_ != "VERB":
            kept.append(claim)
            continue
        target = grammar.object_(head)
        spans = {(one.start, one.end): one for one in fillers.of(grammar.with_conjuncts(target), claim, agent=True)}
        resolved = [one for one in (*claim.agents, *claim.targets) if (one.start, one.end) in spans]  # "both sides"
        accused = resolved or list(spans.values())
        deeds = list(grammar.prepositional(head, "of", "for", "over"))
        reach = {token.i for deed in deeds for token in deed.subtree}
        told = [other for other in claims if other is not claim and other.head in reach]
        for other in told:
            _accuse(other, accused)
        if told:
            continue
        kept.append(claim)
        if any(fillers.folding.is_attack(deed) for deed in deeds):
            _take_up(claim, accused, claims[:index])
    return kept


def _accuse(claim: ClaimDraft, accused: list[FillerDraft]) -> None:
    claim.agents = accused or claim.agents
    guilty = {filler.actor for filler in accused}
    claim.targets = [filler for filler in claim.targets if filler.actor is None or filler.actor not in guilty]


def _take_up(claim: ClaimDraft, accused: list[FillerDraft], earlier: list[ClaimDraft]) -> None:
    """ "Blamed the rebels for the attack": that attack, by the rebels."""
    attack = next((other for other in reversed(earlier) if other.type in ATTACKS), None)
    if attack is not None:
        claim.type, claim.agents, claim.targets = attack.type, accused, []


def specify(doc: Doc, claims: list[ClaimDraft], actors: list[ActorDraft]) -> None:
    """ "The attack" after "a car bomb went off" is that bombing: an attack of unknown means takes the type told before,
    else that of the same agent's other attacks."""
    told: ClaimDraft | None = None
    for claim in claims:
        generic = triggers.entry(claim.rule).generic
        if claim.type in _KINDS_OF_ATTACK and not generic:
            told = claim
        elif told is not None and generic and claim.type == ClaimType.OTHER and _takes_up(doc[claim.head], told, claim):
            claim.type = told.type
    habits = _Habits(doc, claims, actors)
    for claim in claims:
        if claim.type == ClaimType.OTHER and triggers.entry(claim.rule).generic:
            claim.type = habits.usual(claim)


def _takes_up(head: Token, told: ClaimDraft, claim: ClaimDraft) -> bool:
    if any(kid.lower_ in ("the", "this", "these") for kid in head.children):
        return True
    return claim.start - told.end < _NEAR and head.pos_ != "VERB" and not claim.agents


class _Habits:
    """How each actor attacks in a story, and how each thing is attacked."""

    def __init__(self, doc: Doc, claims: list[ClaimDraft], actors: list[ActorDraft]) -> None:
        self.doc = doc
        self.claims = claims
        self.actors = actors
        self._with: dict[int | str, list[int]] = {}
        for index, claim in enumerate(claims):
            for key in self._keys(claim):
                self._with.setdefault(key, []).append(index)

    def usual(self, claim: ClaimDraft) -> str:
        """The type of the same agent's other attacks in the story, or of those on the same thing; forces of whom
        nothing is told attack on the ground."""
        alike = sorted({index for key in self._keys(claim) for index in self._with[key]})
        kinds = Counter(self.claims[index].type for index in alike if self.claims[index].type in _KINDS_OF_ATTACK)
        if kinds:
            return kinds.most_common(1)[0][0]
        agents = [filler.actor for filler in claim.agents if filler.actor is not None]
        military = any(self.actors[actor].kind == ActorKind.MILITARY for actor in agents)
        return str(ClaimType.GROUND_ATTACK) if military else claim.type

    def _keys(self, claim: ClaimDraft) -> set[int | str]:
        """Actors that do it, and lemmas of the things that it is aimed at."""
        struck = (self.doc[filler.end - 1].lemma_.lower() for filler in claim.targets if filler.actor is None)
        return {*struck, *(filler.actor for filler in claim.agents if filler.actor is not None)}
