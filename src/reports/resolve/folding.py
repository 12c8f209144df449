"""One claim an event: results told with their cause are folded into it, bare repeats are dropped.

The guideline: "When a casualty count is told as the result of an attack in the same clause group, make one claim
of the attack's type." `fold` tells for each event the event that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, takewhile
from typing import Final

from spacy.tokens import Doc, Token

from reports import triggers
from reports.annotate import grammar
from reports.annotate.layers import EventMention
from reports.annotate.participants import ASSAULTS, ATTACKS, RESULTS
from reports.records import ClaimType
from reports.resolve import vocabulary

_DONE_BY_VERB = frozenset({ClaimType.HUMANITARIAN, ClaimType.NEGOTIATION, ClaimType.ARMS, ClaimType.DISPLACEMENT})
_CARRIED = ("dobj", "pobj", "oprd", "conj", "amod", "acomp", "ccomp", "nsubj")
_CAUSAL = frozenset({"in", "by", "during", "after", "when", "from", "following", "as", "amid", "under", "with"})

# A trigger's part of speech by which it is a piece of the one that governs it, and by which both may name one event.
_PIECES = frozenset(
    {"aux", "auxpass", "det", "predet", "nummod", "quantmod", "compound", "amod", "nmod", "neg", "prt", "oprd"}
)
_SAME = frozenset({"dobj", "nsubjpass", "xcomp", "attr"})
# From a call to its content, and from the use of weapons to what they were used for.
_WANTED = frozenset({"xcomp", "ccomp", "pcomp", "dobj", "pobj", "prep", "nsubjpass", "conj"})
_PARTS = frozenset({"involvement", "role", "part"})
_SUBJECTS = frozenset({"on", "about", "over", "for", "of", "towards", "toward"})  # what talks are about
_PURPOSES = frozenset({"xcomp", "advcl", "acl", "relcl"})
_COSTLY = ASSAULTS | {ClaimType.DESTRUCTION, ClaimType.WITHDRAWAL, ClaimType.TERRITORY_GAINED}
_DEADLY = _COSTLY | {ClaimType.REPELLED, ClaimType.CAPTURE}
_COUNT = 7  # tokens from a count to what became of those counted
_COUNTING = frozenset(
    {"some", "about", "least", "more", "than", "many", "as", "other", "others", "people", "a", "dozen"}
)
_FATES = frozenset("dead killed wounded injured hurt missing".split())
_LEAST: Final = 0.03  # how probable the tagger must hold it that a result is an event of its own
_HIGHEST = 12  # verbs that a result may be joined through; parses of broken text can be very deep


class Folding:
    """Which events of a Doc are results or repeats of which others."""

    def __init__(self, doc: Doc, events: list[EventMention]) -> None:
        self.doc = doc
        self.events = events
        self.at = {event["head"]: index for index, event in enumerate(events)}
        for index, event in enumerate(events):
            for token in range(event["start"], event["end"]):
                self.at.setdefault(token, index)

    def fold(self) -> dict[int, int]:
        """Index of an event -> index of the one that it is told with, chains followed to their end."""
        into: dict[int, int] = {}
        for index, event in enumerate(self.events):
            cause = self._cause(index, event)
            if cause is None or cause == index:
                continue
            ring = self._ring(index, cause, into)
            if ring:  # each is told with the next: what verbs do is named by their noun
                if self.doc[event["head"]].pos_ != "VERB":
                    continue
                del into[next((one for one in ring if self.doc[self.events[one]["head"]].pos_ != "VERB"), ring[-1])]
            into[index] = cause
        return {index: self._end(index, into) for index in into}

    @staticmethod
    def _ring(index: int, cause: int, into: dict[int, int]) -> list[int]:
        """The events from a cause to the one whose cause `index` is; none if the causes lead elsewhere."""
        ring = [cause]
        while ring[-1] in into and into[ring[-1]] != index:
            ring.append(into[ring[-1]])
        return ring if ring[-1] in into else []

    @staticmethod
    def _end(index: int, into: dict[int, int]) -> int:
        while index in into:
            index = into[index]
        return index

    def _cause(self, index: int, event: EventMention) -> int | None:
        head = self.doc[event["head"]]
        entry = triggers.entry(event["rule"])
        whole = self._whole(index, head)
        if whole is not None:
            return whole
        if event["type"] in RESULTS and entry.fold:
            return self._cause_of_result(index, head)
        if event["type"] in (ClaimType.NEGOTIATION, ClaimType.CLASH, ClaimType.HUMANITARIAN):
            call = self._call(head, event)
            if call is not None:
                return call
        if event["type"] == ClaimType.ARMS and head.lemma_ == "use":
            return self._used_for(head)
        if event["type"] in ATTACKS or (event["type"] == ClaimType.OTHER and entry.generic):
            return self._attack_within(head)
        return self._named_by_object(head, event) if head.pos_ == "VERB" else self._ended(head, event)

    def _whole(self, index: int, head: Token) -> int | None:
        """The event that a trigger of the tagger's is only a piece of: "were" of "were killed", "air" of "air strike";
        or the surer one of a verb and its object that name the same ("flew 73 sorties")."""
        event, at = self.events[index], self.at.get(head.head.i)
        if "tagged" not in event:
            return None
        if at is not None and at != index:
            if head.dep_ in _PIECES:
                return at
            if head.dep_ in _SAME and self._names_same(at, index) and not self._is_surer(index, at):
                return at
        named = (self.at.get(kid.i) for kid in head.children if head.pos_ == "VERB" and kid.dep_ in _SAME)
        same = (kid for kid in named if kid is not None and kid != index and self._names_same(index, kid))
        return next((kid for kid in same if self._is_surer(kid, index)), None)

    def _names_same(self, verb: int, noun: int) -> bool:
        """Whether a verb and its object may name one event: not so "condemned the attack"."""
        first, second = self.events[verb], self.events[noun]
        if self.doc[first["head"]].lemma_.lower() in vocabulary.verification("reacting"):
            return False
        return first["type"] == second["type"] and "tagged" in first and "tagged" in second

    def _is_surer(self, noun: int, verb: int) -> bool:
        """Whether the trigger is rather the noun: a verb of the lexicon always is one."""
        known = bool(triggers.entry(self.events[verb]["rule"]).words)
        return not known and self.events[noun].get("score", 0.0) > self.events[verb].get("score", 0.0)

    def _call(self, head: Token, event: EventMention) -> int | None:
        """ "Urged both sides to resume talks", "called for an end to the fighting": a call for peace is one event, and
        so is one for aid ("urged the army to allow aid convoys in")."""
        ends = event["type"] in (ClaimType.NEGOTIATION, ClaimType.HUMANITARIAN)
        for token in islice(chain((head,), grammar.governors(head)), _HIGHEST):
            calls, verb = vocabulary.participants().calling, token.head
            ends = ends or token.lemma_ in vocabulary.participants().ending
            if token.dep_ not in _WANTED:
                return None
            if verb.lemma_ in calls and verb.i in self.at:
                return self.at[verb.i] if ends and token.dep_ != "conj" else None
        return None

    def _used_for(self, head: Token) -> int | None:
        """ "Used drones to strike the depot", "used mortars in the attack": what the weapons were used for."""
        thing = grammar.object_(head)
        verbs = (kid for top in (head, thing) if top is not None for kid in top.children if kid.dep_ in _PURPOSES)
        deed = next((self.at[verb.i] for verb in verbs if verb.i in self.at), None)
        return self._first_attack(*grammar.prepositional(head, "in", "during")) if deed is None else deed

    def _named_by_object(self, head: Token, event: EventMention) -> int | None:
        """ "delivered aid", "died of hunger", "signed a ceasefire deal": the noun names it, the verb only does it."""
        if event["type"] not in _DONE_BY_VERB:
            return None
        talks = event["type"] == ClaimType.NEGOTIATION
        thing = grammar.object_(head)
        # "agreed to a truce", "met for talks", "met his colleague for talks", "a truce was agreed"
        nouns = [thing, *grammar.prepositional(head, "to", "on", *(("for", "in") if talks else ("of",)))]
        if talks:
            nouns += [grammar.child(head, "nsubjpass"), *(grammar.prepositional(thing, "for") if thing else ())]
            aims = (kid for kid in head.children if kid.dep_ in ("xcomp", "advcl") and grammar.has_to(kid))
            nouns += [grammar.object_(aim) for aim in aims]  # "arrived to discuss a truce"
            nouns += [grammar.child(head, "nsubj")] if head.lemma_ in vocabulary.participants().passing else []
        found = (self.at.get(noun.i) for noun in nouns if noun is not None)
        return next((at for at in found if at is not None and self.events[at]["type"] == event["type"]), None)

    def _ended(self, head: Token, event: EventMention) -> int | None:
        """ "The talks collapsed", "talks on a truce": the verb tells what became of them, and both are one event."""
        if event["type"] == ClaimType.NEGOTIATION and head.dep_ == "pobj" and head.head.lower_ in _SUBJECTS:
            talks = self.at.get(head.head.head.i)
            return talks if talks is not None and self.events[talks]["type"] == event["type"] else None
        passing = head.head.lemma_ in vocabulary.participants().passing
        if event["type"] != ClaimType.NEGOTIATION or head.dep_ != "nsubj" or passing:
            return None
        verb = self.at.get(head.head.i)
        return verb if verb is not None and self.events[verb]["type"] == event["type"] else None

    def _cause_of_result(self, index: int, head: Token) -> int | None:
        for finder in (
            self._going_on,
            self._attack_subject,
            self._attack_above,
            self._attack_in_phrase,
            self._joined_result,
            self._lost,
            self._carried,
        ):
            cause = finder(head)
            if cause is not None and cause != index:
                return cause
        return self._attack_beside(index, head)

    def _attack_beside(self, index: int, head: Token) -> int | None:
        """The attack of the same sentence, however joined to it, of a result that the tagger takes for no event."""
        if self.events[index].get("score", 1.0) >= _LEAST or grammar.is_of_other_time(head):
            return None
        before, after = range(index - 1, -1, -1), range(index + 1, len(self.events))
        attacks = filter(self._is_attack, chain(self._of_sentence(head, before), self._of_sentence(head, after)))
        return next(attacks, self._deed_above(head))

    def _deed_above(self, head: Token) -> int | None:
        """ "Intercepted a boat, killing six": what was done, whatever its type."""
        above = self.at.get(head.head.i) if head.dep_ == "advcl" and head.tag_ == "VBG" else None
        return above if above is not None and self.events[above]["type"] in _DEADLY else None

    def is_attack(self, token: Token) -> bool:
        """Whether an attack is named at a token."""
        return self._attack(token) is not None

    def _of_sentence(self, head: Token, events: range) -> Iterator[int]:
        """The first of some events, as far as they are told in the sentence of a token."""
        start, end = head.sent.start, head.sent.end
        return takewhile(lambda other: start <= self.events[other]["head"] < end, events)

    def _attack(self, token: Token | None) -> int | None:
        """The attack event named at a token, or joined to it."""
        if token is None:
            return None
        index = self.at.get(token.i)
        return index if index is not None and self._is_attack(index) else None

    def _is_attack(self, index: int) -> bool:
        event = self.events[index]
        return (event["type"] in ATTACKS or triggers.entry(event["rule"]).generic) and not self._speaks(event)

    @staticmethod
    def _speaks(event: EventMention) -> bool:
        """A claim of responsibility takes the attack's type, but is no cause of anything."""
        entry = triggers.entry(event["rule"])
        return entry.generic and entry.pos == "phrase"

    def _attack_subject(self, head: Token) -> int | None:
        """ "the raid killed five", "a blast that damaged the hall"."""
        if head.pos_ != "VERB":
            return None
        subject, own = grammar.subject(head), grammar.child(head, "nsubj")
        found = self._attack(subject)
        if found is None and grammar.child(head, "nsubj", "nsubjpass") is None:
            gerund = grammar.child(head, "advcl", "csubj")  # "Shelling of the market by rebels killed 19"
            return self._attack(gerund) if gerund is not None and _before(gerund, head) else None
        if found is None and subject is not None and own is not None and head.dep_ == "relcl":
            # "attacks in the quarter of X, which killed 28": the relative clause hangs too low
            if own.lower_ in ("which", "that") and subject.ent_type_ != "PERSON":
                return self._first_attack(*grammar.governors(subject))
        return found

    def _attack_above(self, head: Token, steps: int = 0) -> int | None:
        """ "shelled the town, killing five", "attacked the post and killed five"."""
        top = head.head
        if steps > _HIGHEST:
            return None
        if head.dep_ in ("advcl", "xcomp", "conj", "dep", "acl") and head.pos_ == "VERB":
            return self._attack_of_clause(head, top, steps)
        if head.dep_ == "conj" and top.dep_ == "pcomp":
            return self._attack_above(top, steps + 1)
        if head.dep_ == "pcomp" and top.lower_ == "with":  # "an attack on the camp, with ten people killed"
            verb = top.head
            doer = grammar.subject(verb) if verb.pos_ in ("VERB", "AUX") else None
            return self._first_attack(verb, grammar.child(verb, "attr", "dobj"), doer)
        return None

    def _attack_of_clause(self, head: Token, top: Token, steps: int) -> int | None:
        """The attack that a participle or a joined verb goes on from."""
        adverbial = head.dep_ == "advcl"
        if adverbial and head.tag_ != "VBG":
            return None
        found = self._attack(top)
        if found is None and adverbial and top.pos_ == "VERB":
            return self._first_attack(grammar.child(top, "dobj"), grammar.subject(top))
        if found is None and head.dep_ == "conj" and top.dep_ in ("advcl", "conj", "xcomp", "pcomp"):
            return self._attack_above(top, steps + 1)
        return found

    def _attack_in_phrase(self, head: Token) -> int | None:
        """ "were killed in a raid", "died when a shell hit the house"."""
        near = islice(head.conjuncts, _HIGHEST)
        joined = (kid for verb in near if verb.pos_ == "VERB" for kid in verb.children)
        for kid in (*head.children, *joined):
            found = None
            if kid.dep_ in ("prep", "agent") and kid.lower_ in _CAUSAL:
                found = self._attack_told(kid)
            elif kid.dep_ == "advcl" and any(mark.lower_ in ("when", "as", "after") for mark in kid.children):
                found = self._first_attack(kid, grammar.child(kid, "nsubj"), *kid.subtree)
            if found is not None:
                return found
        return None

    def _attack_told(self, preposition: Token) -> int | None:
        """The attack in a phrase of cause; "the attack" takes one up that has its own claim."""
        for noun in preposition.children:
            found = self._attack(noun)
            if noun.lower_ == "which":  # "the raid on X, in which nine were killed"; a parse may hang that on X
                first = grammar.antecedent(noun)
                nouns = takewhile(lambda token: token.pos_ not in ("VERB", "AUX"), grammar.governors(first))
                ahead = reversed(self.doc[noun.sent.start : noun.i])
                words = takewhile(lambda token: token.pos_ not in ("VERB", "AUX"), ahead)
                return self._first_attack(first, *nouns, *words)
            if found is None and noun.dep_ == "pobj" and _counts(noun):
                found = self._first_attack(*grammar.prepositional(noun, "of"))
            if found is not None and not _is_definite(noun):
                return found
        return None

    def _first_attack(self, *tokens: Token | None) -> int | None:
        return next((found for token in tokens if (found := self._attack(token)) is not None), None)

    def _joined_result(self, head: Token) -> int | None:
        """ "killed 13 and wounded 20": one claim of casualties."""
        if head.dep_ not in ("conj", "amod", "acl", "oprd") or head.head == head:
            return None
        top = self._result(head.head)
        return top if top is not None and self.events[top]["type"] == self.events[self.at[head.i]]["type"] else None

    def _going_on(self, head: Token) -> int | None:
        """ "nine dead and about 30 injured": one claim, whatever the parse makes of it."""
        before = head.i - 1
        while (
            before >= 0
            and head.i - before < _COUNT
            and (self.doc[before].pos_ in ("NUM", "ADV", "ADP") or self.doc[before].lower_ in _COUNTING)
        ):
            before -= 1
        if head.i - 1 - before < 1 or self.doc[before].lower_ not in ("and", ",", "with"):
            return None
        last = before - 1 if before >= 1 and self.doc[before - 1].text != "," else before - 2
        if last < 0:
            return None
        first = self._result(self.doc[last])
        if first is None and (self.doc[last].lower_ in _FATES or self.doc[last].pos_ == "NUM"):
            # "put its losses at six dead and 14 wounded", "put the toll at 138, with 200 hurt"
            tops = islice(grammar.governors(self.doc[last]), _COUNT)
            first = next((at for top in tops for kid in top.children if (at := self._result(kid)) is not None), None)
        return first

    def _lost(self, head: Token) -> int | None:
        """ "was destroyed with the loss of 300 men": the loss is of the event over it."""
        if head.dep_ != "pobj" or head.head.lower_ != "with" or head.pos_ != "NOUN":
            return None
        index = self.at.get(head.head.head.i)
        return index if index is not None and self.events[index]["type"] in _COSTLY else None

    def _carried(self, head: Token) -> int | None:
        """ "the strike caused casualties", "left 12 dead"."""
        verb = grammar.clause_head(head)
        if verb.pos_ != "VERB" or verb == head or verb.lemma_ not in vocabulary.participants().carriers:
            return None
        if head.dep_ not in _CARRIED:
            return None
        found = self._first_attack(verb, grammar.subject(verb))
        found = self._attack_above(verb) if found is None else found
        return found if found is not None else self._result(verb)

    def _result(self, verb: Token) -> int | None:
        index = self.at.get(verb.i)
        return index if index is not None and self.events[index]["type"] in RESULTS else None

    def _attack_within(self, head: Token) -> int | None:
        """What an attack is told with: the trigger over its noun ("repelled 85 attacks"), or the attack that its verb
        only aims ("raids that hit")."""
        if head.pos_ == "VERB":
            return self._aimed(head)
        verb = head.head
        if head.dep_ == "pobj" and verb.head.lemma_ in _PARTS:  # "denied any involvement in the attack"
            return self.at.get(verb.head.i)
        while verb.dep_ == "conj" and verb.pos_ == "NOUN":
            verb = verb.head
        if verb.lower_ == "in" and not _is_definite(head):
            return self._deed_in(head, verb.head)
        governor = self.at.get(verb.i)
        if head.dep_ in ("dobj", "nsubjpass") and governor is not None and self.events[governor]["type"] in ASSAULTS:
            return governor
        return None

    def _deed_in(self, noun: Token, verb: Token) -> int | None:
        """ "In an attack in Zabul, a bomber struck a convoy": what the verb tells, if the noun tells no more."""
        name, deed = self.at[noun.i], self._attack(verb)
        if deed is None or verb.pos_ != "VERB":
            return None
        generic = triggers.entry(self.events[name]["rule"]).generic
        return deed if generic or self.events[deed]["type"] == self.events[name]["type"] else None

    def _aimed(self, verb: Token) -> int | None:
        if verb.lemma_ not in vocabulary.participants().aiming:
            return None
        found = self._attack(grammar.subject(verb))
        return self._attack_above(verb) if found is None and verb.tag_ == "VBG" else found


def _before(gerund: Token, verb: Token) -> bool:
    return gerund.tag_ == "VBG" and gerund.i < verb.i


def _counts(noun: Token) -> bool:
    """ "in one of the raids", "in a series of raids"."""
    return noun.pos_ == "NUM" or noun.lemma_ in vocabulary.participants().series


def _is_definite(noun: Token) -> bool:
    return any(kid.lower_ in ("the", "this", "that", "these") for kid in noun.children) and not any(
        kid.dep_ in ("prep", "relcl", "acl", "nummod") for kid in noun.children
    )
