"""Who did it, to whom: the participants of an event, read from the grammar around its trigger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from spacy.tokens import Token

from reports.annotate import grammar
from reports.annotate.grammar import with_conjuncts
from reports.annotate.participants import ATTACKS
from reports.records import ClaimType
from reports.resolve import vocabulary

# Nouns whose possessor or first part is the object, since the event befalls it ("civilian deaths").
_BEFALLS = frozenset({ClaimType.CASUALTIES, ClaimType.DISPLACEMENT})
# Nouns whose "of" names the doer ("the withdrawal of the rebels"); that of all others names the object.
_OF_AGENT = frozenset({ClaimType.MOVEMENT, ClaimType.WITHDRAWAL, ClaimType.GROUND_ATTACK})
_NOMINAL = frozenset({"pcomp", "pobj", "nsubj", "csubj", "advcl", "ROOT"})  # a gerund without an object here is a noun
# Who gets something, or is spoken to, is a target ("supplied arms to the rebels", "appealed to both sides").
_ADDRESSED = frozenset(
    {ClaimType.ARMS, ClaimType.OTHER, ClaimType.THREAT, ClaimType.NEGOTIATION, ClaimType.HUMANITARIAN}
)
# Verbs of these types have their target in a phrase of aim ("fired on", "threatened against").
_AIMED = frozenset(
    {ClaimType.GROUND_ATTACK, ClaimType.SHELLING, ClaimType.AIR_STRIKE, ClaimType.THREAT, ClaimType.REPELLED}
)
# Prepositions besides "by" that name the doer of an event noun; by default "from" ("fire from the hills").
_SENDERS: dict[str, tuple[str, ...]] = {
    ClaimType.TERRITORY_GAINED: ("for",),
    ClaimType.WITHDRAWAL: (),
    ClaimType.MOVEMENT: (),
    ClaimType.DISPLACEMENT: (),
    ClaimType.CAPTURE: (),
}
_NOBODY = frozenset({"no", "nobody", "none", "neither"})
_UNDONE = frozenset({ClaimType.CASUALTIES, ClaimType.CAPTURE, ClaimType.REPELLED, ClaimType.DESTRUCTION})
_UNDERGOING = frozenset({"come", "be", "remain"})  # under attack


class Roles(NamedTuple):
    """Head tokens of who did it and to whom or what."""

    agents: list[Token]
    targets: list[Token]


def roles(head: Token, kind: str, acts: Callable[[Token], bool], harmed: Callable[[Token], bool]) -> Roles:
    """The participants of the event named at `head`, in order of mention, without repeats.

    `acts` tells of a noun's modifier whether it can be a participant ("Russian" in "relentless Russian attacks"),
    `harmed` of the object of a verb that an attack is the subject of ("two strikes collapsed a tunnel").
    """
    senders: list[Token] = []
    if head.lemma_ in _UNDERGOING and (under := next(grammar.prepositional(head, "under"), None)) is not None:
        senders = list(filter(acts, _in_phrases(head, "by", "from")))
        head = under  # "came under fire"
    noun_like = head.pos_ not in ("VERB", "AUX") or (
        head.tag_ == "VBG" and head.dep_ in _NOMINAL and not _has_object(head)
    )
    found = _of_noun(head, kind, acts, harmed) if noun_like else _of_verb(head, kind, acts)
    agents, targets = _unique(found.agents + senders), _unique(found.targets)
    return Roles(
        [token for token in agents if token != head],
        [token for token in targets if token != head and token not in agents],
    )


def _has_object(verb: Token) -> bool:
    return any(kid.dep_ in ("dobj", "aux", "prt") for kid in verb.children)


def _unique(tokens: list[Token]) -> list[Token]:
    return list({token.i: token for token in tokens}.values())


def _in_phrases(token: Token, *prepositions: str) -> list[Token]:
    return [noun for found in grammar.prepositional(token, *prepositions) for noun in with_conjuncts(found)]


def _at_hands(token: Token) -> list[Token]:
    """Who did it, told by an idiom: "suffered at the hands of the militia", "their treatment at its hands"."""
    hands = [noun for noun in grammar.prepositional(token, "at") if noun.lower_ == "hands"]
    owners = [kid for noun in hands for kid in noun.children if kid.dep_ == "poss"]
    return [doer for noun in hands for doer in _in_phrases(noun, "of")] + owners


def _of_verb(verb: Token, kind: str, acts: Callable[[Token], bool]) -> Roles:
    agents, targets = _with_companions(grammar.subject(verb)), _with_companions(grammar.object_(verb))
    agents += _partners(verb) if agents else []
    if by := _at_hands(verb):  # whoever is the subject underwent it
        return Roles(by, targets or agents)
    if kind == ClaimType.DISPLACEMENT and (feared := _fled_from(verb, acts)):
        return Roles(feared, targets or agents)
    words = vocabulary.participants()
    if verb.lemma_ in words.accusing and kind != ClaimType.ACCUSATION:  # "blamed the army for the deaths"
        return Roles(targets, [])
    if kind == ClaimType.CASUALTIES and not grammar.is_passive(verb):
        if verb.lemma_ in words.losing:  # "the brigade lost nine men", "lost heavily"
            return Roles([], [token for token in targets if acts(token)] or agents)
        if verb.lemma_ in words.undergone and not targets:
            return Roles([], agents)
    if kind in _UNDONE and agents and not targets and _lacks_object(verb):
        return Roles([], agents)
    if kind == ClaimType.CLASH:
        if grammar.is_passive(verb):  # "the town has been fought over"
            targets = [token for token in targets if acts(token)]
        return Roles(agents + targets + _in_phrases(verb, "with", "against", "between", "among"), [])
    if kind == ClaimType.NEGOTIATION and verb.lemma_ in words.mediating:  # "a truce brokered by A between B and C"
        made = grammar.object_(verb)
        parties = [*_in_phrases(verb, "between", "among"), *(_in_phrases(made, "between", "among") if made else ())]
        return Roles(parties or agents, targets)
    if kind == ClaimType.TERRITORY_GAINED and verb.lemma_ == "fall":  # "the town fell to the rebels"
        return Roles(_in_phrases(verb, "to"), agents + targets)
    targets += _aimed_at(verb, kind, targets, acts)
    if kind in _ADDRESSED:
        targets += filter(acts, _recipients(verb))
    return Roles(agents, targets)


def _fled_from(verb: Token, acts: Callable[[Token], bool]) -> list[Token]:
    """Who drives people out: "fled from the rebels", "forced to flee from the army's advance"."""
    owned = ((noun, grammar.child(noun, "poss")) for noun in _in_phrases(verb, "from"))
    feared = [noun if owner is None else owner for noun, owner in owned]
    return [one for one in feared if one.pos_ != "PRON" and acts(one)]


def _with_companions(token: Token | None) -> list[Token]:
    """A participant, those joined to it by "and", and those beside it: "the army, along with two militias"."""
    found = with_conjuncts(token)
    return [*found, *(other for one in found for other in _beside(one))]


def _partners(verb: Token) -> list[Token]:
    """Who does it beside the subject: "fought alongside the army", "is working with its allies to support"."""
    above = verb.head
    works = verb.dep_ in ("advcl", "xcomp") and above.lemma_ in vocabulary.participants().cooperating
    return [*_beside(verb), *(_in_phrases(above, "with") if works and grammar.has_to(verb) else ())]


def _beside(token: Token) -> Iterator[Token]:
    """The nouns of "alongside", "along with" and "together with" at a noun or verb, and not of "along the road"."""
    for kid in token.children:
        link = next((one for one in kid.children if one.lower_ == "with"), kid) if kid.lower_ == "along" else kid
        together = any(one.lower_ == "together" for one in link.children)
        if link.lower_ == "alongside" or (link.lower_ == "with" and (together or link is not kid)):
            yield from with_conjuncts(grammar.child(link, "pobj"))


def _recipients(verb: Token) -> list[Token]:
    """Who is given, told or asked something: "gave the rebels arms", "appealed to both sides"."""
    given = grammar.child(verb, "dative")
    if given is not None and given.pos_ == "ADP":
        given = grammar.child(given, "pobj")
    thing = grammar.child(verb, "dobj")
    beside = _in_phrases(thing, "to") if thing is not None else []  # "supplied rifles to the militia"
    return [*_in_phrases(verb, "to", "upon"), *with_conjuncts(given), *beside]


def _lacks_object(verb: Token) -> bool:
    """ "Five soldiers killed in raid": a headline's participle, which the parser takes for a past tense."""
    if verb.tag_ not in ("VBN", "VBD") or verb.lemma_ not in vocabulary.participants().transitive:
        return False
    return not any(kid.dep_ in ("dobj", "ccomp", "xcomp", "prt", "aux", "dative") for kid in verb.children)


def _aimed_at(verb: Token, kind: str, targets: list[Token], acts: Callable[[Token], bool]) -> list[Token]:
    """The targets in a verb's phrases, besides those that it has: "was ambushed at the bridge" tells where."""
    if kind in _AIMED:
        has_victim = grammar.is_passive(verb) or any(map(acts, targets))
        if targets and has_victim and verb.lemma_ not in vocabulary.participants().firing:
            return _in_phrases(verb, "against")
        return _in_phrases(verb, "on", "at", "against", "upon")
    if kind == ClaimType.NEGOTIATION:
        return _in_phrases(verb, "with")
    if kind == ClaimType.TERRITORY_GAINED:
        return _in_phrases(verb, "from")
    if kind in (ClaimType.OTHER, ClaimType.ACCUSATION) and not targets:
        return _in_phrases(verb, "on", "for", "against", "with")
    return []


def _of_noun(noun: Token, kind: str, acts: Callable[[Token], bool], harmed: Callable[[Token], bool]) -> Roles:
    before = _before_noun(noun, acts)
    killed = kind in _BEFALLS and any(map(harmed, _in_phrases(noun, "of")))  # "the army's killing of two boys"
    agents, targets = ([], before) if kind in _BEFALLS and not killed else (before, [])
    agents += _in_phrases(noun, "by", *_SENDERS.get(kind, ("from",)))
    agents += [doer for found in grammar.prepositional(noun, "of") for doer in _in_phrases(found, "by")]
    agents += [doer for kid in noun.children for doer in _makers(kid)]
    agents += _answerable(noun)
    if kind == ClaimType.TERRITORY_GAINED and noun.lemma_.lower() in vocabulary.participants().lost:
        agents += filter(acts, _new_owners(noun))
    hands = _at_hands(noun) or (_at_hands(noun.head) if noun.dep_ == "dobj" else [])
    agents += hands
    towards = ["on", "against", "upon"] + ([] if hands else ["at"])
    towards += ["for"] if kind == ClaimType.HUMANITARIAN else []
    if kind != ClaimType.NEGOTIATION:  # "talks on the port": what they talk about
        targets += _in_phrases(noun, *towards)
    if kind in _ADDRESSED:  # "assistance to the victims", "a threat to the town"
        targets += filter(acts, _in_phrases(noun, "to"))
        if noun.dep_ == "dobj" and noun.head.pos_ == "VERB":
            targets += filter(acts, _recipients(noun.head))
    if kind in _BEFALLS:  # "injuries among the staff", "no losses to our forces"
        targets += _in_phrases(noun, "among", "to")
        if noun.dep_ == "dobj":
            targets += _in_phrases(noun.head, "among")
    under = noun.dep_ == "pobj" and noun.head.lower_ == "under"  # "under the control of the rebels"
    (agents if kind in _OF_AGENT or under else targets).extend(_in_phrases(noun, "of"))
    if kind not in _BEFALLS:
        _shared_sides(noun, kind, agents, targets)
    faced, targets = (targets, []) if kind == ClaimType.CLASH else ([], targets)  # whoever it is against fights too
    _from_verb(noun, kind, agents, targets)
    agents += faced
    if kind in ATTACKS:
        targets += filter(harmed, _hit(noun, kind))
    return Roles(agents, targets)


def _before_noun(noun: Token, acts: Callable[[Token], bool]) -> list[Token]:
    """Whose the event is: "the army's raid", "Russian and Syrian raids", "its raids and shelling"."""
    found: list[Token] = []
    first = _conjunction_head(noun)
    if first is not noun and grammar.child(noun, "det", "poss", "nmod", "amod", "compound") is None:
        found += [owner for kid in first.children if kid.dep_ == "poss" for owner in with_conjuncts(kid)]
    for kid in noun.children:
        if kid.dep_ == "poss":
            found += with_conjuncts(kid)
        elif kid.dep_ in ("compound", "nmod", "amod") and acts(kid):
            found += [kid, *kid.conjuncts]
    return found


def _makers(clause: Token) -> list[Token]:
    """ "a raid carried out by the army", "the raid that the army launched"."""
    if clause.dep_ not in ("acl", "relcl") or clause.lemma_ not in vocabulary.participants().made:
        return []
    if clause.dep_ == "acl":
        return with_conjuncts(grammar.by_agent(clause))
    if grammar.is_passive(clause):
        return []
    return [doer for doer in with_conjuncts(grammar.child(clause, "nsubj")) if doer.pos_ != "PRON"]


def _new_owners(noun: Token) -> list[Token]:
    """ "the fall of the town to the rebels", wherever the parser hangs the last phrase."""
    after = noun.right_edge.i + 1
    link = noun.doc[after] if after < len(noun.doc) else noun
    apart = with_conjuncts(grammar.child(link, "pobj")) if link.lower_ == "to" and link.sent == noun.sent else []
    return [*_in_phrases(noun, "to"), *apart]


def _answerable(deed: Token) -> list[Token]:
    """Who is told to be behind a deed: "the men behind the raid", "was involved in the attack"."""
    link = deed.head
    if deed.dep_ != "pobj" or link.dep_ != "prep":
        return []
    word, words = link.head, vocabulary.participants()
    if word.pos_ in ("NOUN", "PROPN"):
        return with_conjuncts(word) if link.lower_ == "behind" else []
    if word.lower_ not in words.answerable and not (link.lower_ == "behind" and word.lemma_ == "be"):
        return []
    above = [word, *grammar.governors(word)]
    if any(one.lemma_ in vocabulary.verification("denying") or grammar.child(one, "neg") is not None for one in above):
        return []
    if word.pos_ == "ADJ":
        if word.dep_ == "amod":
            return [word.head]
        word = word.head
    return with_conjuncts(grammar.surface_subject(word))


def _shared_sides(noun: Token, kind: str, agents: list[Token], targets: list[Token]) -> None:
    """ "between A and B", "with B": both are agents of a clash or of talks."""
    agents += _in_phrases(noun, "between", "among", "involving")
    if kind == ClaimType.CLASH:
        agents += _in_phrases(noun, "with")
    elif kind == ClaimType.NEGOTIATION:
        targets += _in_phrases(noun, "with")


def _from_verb(noun: Token, kind: str, agents: list[Token], targets: list[Token]) -> None:
    """What the verb of the noun adds: "launched a raid", "the raid killed five", "came under attack"."""
    top = _conjunction_head(noun)
    verb = top.head
    if verb.pos_ != "VERB":
        if verb.dep_ == "prep" and top.dep_ == "pobj" and verb.head.pos_ == "VERB":
            targets += _harmed(verb.head, verb.lower_, kind)
            if kind == ClaimType.NEGOTIATION and not agents:
                agents += _parties(verb.head, verb.lower_)
        return
    words = vocabulary.participants()
    if kind == ClaimType.CASUALTIES and top.dep_ == "dobj" and verb.lemma_ in words.losing:
        targets += with_conjuncts(grammar.subject(verb))
    if top.dep_ in ("dobj", "nsubjpass") and verb.lemma_ not in words.not_light and kind != ClaimType.CASUALTIES:
        if top.dep_ == "nsubjpass":
            agents += with_conjuncts(grammar.by_agent(verb))
        elif not agents and not _is_disclaimed(verb):
            agents += with_conjuncts(grammar.subject(verb))
        (agents if kind == ClaimType.CLASH else targets).extend(_in_phrases(verb, "on", "against", "at"))
    elif top.dep_ == "nsubj" and verb.lemma_ in words.results:
        targets += with_conjuncts(grammar.object_(verb))


def _is_disclaimed(verb: Token) -> bool:
    """ "No group has claimed the blast": somebody did it all the same."""
    subject = grammar.subject(verb)
    nobody = subject is not None and any(one.lower_ in _NOBODY for one in (subject, *subject.children))
    return verb.lemma_ == "claim" and (nobody or grammar.child(verb, "neg") is not None)


def _parties(verb: Token, preposition: str) -> list[Token]:
    """Who talks: "agreed to a truce", "joined the envoy for talks"."""
    gathers = verb.lemma_ in vocabulary.participants().gathering and not grammar.is_passive(verb)
    if gathers and preposition in ("for", "in", "at", "to"):
        return with_conjuncts(grammar.subject(verb)) + with_conjuncts(grammar.child(verb, "dobj"))
    return with_conjuncts(grammar.subject(verb)) if preposition in ("to", "on") else []


def _hit(noun: Token, kind: str) -> Iterator[Token]:
    """The objects of the verbs that an attack is the subject of; of a clash only those it has killed or wounded."""
    verb = noun.head
    if noun.dep_ != "nsubj" or verb.pos_ != "VERB":
        return
    words = vocabulary.participants()
    for one in (verb, *verb.conjuncts):
        hits = one.lemma_ in words.results if kind == ClaimType.CLASH else one.lemma_ not in words.not_light
        if one.pos_ == "VERB" and hits and grammar.child(one, "nsubj") in (None, noun):
            yield from with_conjuncts(grammar.child(one, "dobj"))


def _harmed(verb: Token, preposition: str, kind: str) -> list[Token]:
    """ "came under attack", "were killed in a raid"."""
    if preposition == "under" and verb.lemma_ in _UNDERGOING:
        return with_conjuncts(grammar.surface_subject(verb))
    harms = verb.lemma_ in vocabulary.participants().results and kind not in _BEFALLS
    if preposition in ("in", "by") and harms and grammar.is_passive(verb):
        return with_conjuncts(grammar.object_(verb))
    return []


def _conjunction_head(noun: Token) -> Token:
    while noun.dep_ == "conj" and noun.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head
    return noun
