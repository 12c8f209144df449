"""Who did it, to whom: the participants of an event, read from the grammar around its trigger."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from spacy.tokens import Token

from reports.annotate import grammar
from reports.records import ClaimType

# Nouns that take their object by "of" ("the capture of X") and whose possessor or first part is the object too
# when the event befalls it ("civilian deaths", "the city's fall").
_OF_OBJECT = frozenset(
    {
        ClaimType.TERRITORY_GAINED, ClaimType.CAPTURE, ClaimType.DESTRUCTION, ClaimType.CASUALTIES, ClaimType.SHELLING,
        ClaimType.SIEGE, ClaimType.DISPLACEMENT, ClaimType.AIR_STRIKE, ClaimType.BOMBING, ClaimType.REPELLED,
    }
)  # fmt: skip
_BEFALLS = frozenset({ClaimType.CASUALTIES, ClaimType.DISPLACEMENT})
_OF_AGENT = frozenset({ClaimType.MOVEMENT, ClaimType.WITHDRAWAL, ClaimType.GROUND_ATTACK})
# Verbs whose object noun names what the subject does to, or hears of, an event and does not do itself.
_NOT_LIGHT = frozenset(
    "condemn denounce report see hear witness fear expect repel thwart repulse foil stop halt end prevent suffer face "
    "sustain describe mention confirm deny investigate survive follow cause leave record count verify discuss welcome "
    "predict call demand urge support blame mark trigger spark prompt claim reject monitor".split()
)
_NOMINAL = frozenset({"pcomp", "pobj", "nsubj", "csubj", "advcl", "ROOT"})  # a gerund without an object here is a noun
_MADE = frozenset(
    "pose carry execute launch conduct stage mount make commit claim perpetrate order wage lead claim".split()
)
_RESULTS = frozenset(
    "kill wound injure damage destroy hit strike target level claim leave ruin gut burn devastate maim".split()
)


class Roles(NamedTuple):
    """Head tokens of who did it and to whom or what."""

    agents: list[Token]
    targets: list[Token]


def roles(head: Token, kind: str, acts: Callable[[Token], bool]) -> Roles:
    """The participants of the event named at `head`, in order of mention, without repeats.

    `acts` tells of a noun's modifier whether it can be a participant ("Russian" in "relentless Russian attacks").
    """
    noun_like = head.pos_ not in ("VERB", "AUX") or (
        head.tag_ == "VBG" and head.dep_ in _NOMINAL and not _has_object(head)
    )
    found = _of_noun(head, kind, acts) if noun_like else _of_verb(head, kind)
    agents, targets = _unique(found.agents), _unique(found.targets)
    return Roles(
        [token for token in agents if token is not head],
        [token for token in targets if token is not head and token not in agents],
    )


def _has_object(verb: Token) -> bool:
    return any(kid.dep_ in ("dobj", "aux", "prt") for kid in verb.children)


def _unique(tokens: list[Token]) -> list[Token]:
    return list({token.i: token for token in tokens}.values())


def _group(token: Token | None) -> list[Token]:
    return grammar.with_conjuncts(token) if token is not None else []


def _of_verb(verb: Token, kind: str) -> Roles:
    agents, targets = _group(grammar.subject(verb)), _group(grammar.object_(verb))
    if (
        kind in (ClaimType.CASUALTIES, ClaimType.DISPLACEMENT, ClaimType.WITHDRAWAL)
        and not targets
        and not grammar.is_passive(verb)
    ):
        if verb.lemma_ in _UNDERGONE:
            return Roles([], agents)
    if kind in (
        ClaimType.GROUND_ATTACK,
        ClaimType.SHELLING,
        ClaimType.AIR_STRIKE,
        ClaimType.THREAT,
        ClaimType.REPELLED,
    ):
        for noun in grammar.prepositional(verb, "on", "at", "against", "upon"):
            targets += _group(noun)
    elif kind == ClaimType.CLASH:
        others = [noun for found in grammar.prepositional(verb, "with", "against") for noun in _group(found)]
        return Roles(agents + targets + others, [])
    elif kind == ClaimType.NEGOTIATION:
        targets += [noun for found in grammar.prepositional(verb, "with") for noun in _group(found)]
    elif kind == ClaimType.TERRITORY_GAINED and verb.lemma_ == "fall":  # "the town fell to the rebels"
        return Roles([noun for found in grammar.prepositional(verb, "to") for noun in _group(found)], agents + targets)
    elif kind == ClaimType.TERRITORY_GAINED:
        targets += [noun for found in grammar.prepositional(verb, "from") for noun in _group(found)]
    elif kind in (ClaimType.OTHER, ClaimType.ACCUSATION) and not targets:
        targets += [
            noun for found in grammar.prepositional(verb, "on", "for", "against", "with") for noun in _group(found)
        ]
    return Roles(agents, targets)


_UNDERGONE = frozenset({"die", "perish", "succumb", "flee", "drown", "suffocate"})


def _of_noun(noun: Token, kind: str, acts: Callable[[Token], bool]) -> Roles:
    agents: list[Token] = []
    targets: list[Token] = []
    for kid in noun.children:
        if kid.dep_ == "poss" or (kid.dep_ in ("compound", "nmod", "amod") and acts(kid)):
            (targets if kind in _BEFALLS else agents).extend(
                _group(kid) if kid.dep_ == "poss" else [kid, *kid.conjuncts]
            )
    for found in grammar.prepositional(noun, "by", "from", *(("for",) if kind == ClaimType.TERRITORY_GAINED else ())):
        agents += _group(found)
    for kid in noun.children:
        if kid.dep_ == "acl" and kid.lemma_ in _MADE and grammar.by_agent(kid) is not None:
            agents += _group(grammar.by_agent(kid))
        elif (
            kid.dep_ == "relcl"
            and kid.lemma_ in _MADE
            and grammar.child(kid, "nsubj") is not None
            and not grammar.is_passive(kid)
        ):
            agents += [doer for doer in _group(grammar.child(kid, "nsubj")) if doer.pos_ != "PRON"]
    for found in grammar.prepositional(
        noun, "on", "against", "at", "upon", "for" if kind == ClaimType.HUMANITARIAN else "on"
    ):
        targets += _group(found)
    for found in grammar.prepositional(noun, "of"):
        (targets if kind in _OF_OBJECT else agents if kind in _OF_AGENT else targets).extend(_group(found))
    _shared_sides(noun, kind, agents, targets)
    _from_verb(noun, kind, agents, targets)
    return Roles(agents, targets)


def _shared_sides(noun: Token, kind: str, agents: list[Token], targets: list[Token]) -> None:
    """ "between A and B", "with B": both are agents of a clash or of talks."""
    for found in grammar.prepositional(noun, "between", "among", "involving"):
        agents += _group(found)
    for found in grammar.prepositional(noun, "with"):
        (agents if kind == ClaimType.CLASH else targets).extend(
            _group(found) if kind in (ClaimType.CLASH, ClaimType.NEGOTIATION) else []
        )


def _from_verb(noun: Token, kind: str, agents: list[Token], targets: list[Token]) -> None:
    """What the verb of the noun adds: "launched a raid", "the raid killed five", "came under attack"."""
    top = _conjunction_head(noun)
    verb = top.head
    if verb.pos_ != "VERB":
        if verb.dep_ == "prep" and top.dep_ == "pobj" and verb.head.pos_ == "VERB":
            _under_attack(verb.head, verb.lower_, agents, targets)
            if (
                verb.lower_ in ("in", "by")
                and grammar.is_passive(verb.head)
                and verb.head.lemma_ in _RESULTS
                and kind not in _BEFALLS
            ):
                targets += _group(grammar.object_(verb.head))
        return
    if top.dep_ in ("dobj", "nsubjpass") and verb.lemma_ not in _NOT_LIGHT and kind not in (ClaimType.CASUALTIES,):
        if top.dep_ == "nsubjpass":
            agents += _group(grammar.by_agent(verb))
        elif not agents:
            agents += _group(grammar.subject(verb))
        for found in grammar.prepositional(verb, "on", "against", "at"):
            targets += _group(found)
    elif top.dep_ == "nsubj" and verb.lemma_ in _RESULTS:
        targets += _group(grammar.object_(verb))


def _under_attack(verb: Token, preposition: str, agents: list[Token], targets: list[Token]) -> None:
    if preposition == "under" and verb.lemma_ in ("come", "be", "remain"):
        targets += _group(grammar.surface_subject(verb))


def _conjunction_head(noun: Token) -> Token:
    while noun.dep_ == "conj" and noun.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head
    return noun
