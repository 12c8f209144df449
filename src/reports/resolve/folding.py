"""One claim an event: results told with their cause are folded into it, bare repeats are dropped.

The guideline: "When a casualty count is told as the result of an attack in the same clause group, make one claim
of the attack's type." `fold` tells for each event the event that it belongs to.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from reports import triggers
from reports.annotate import grammar
from reports.annotate.layers import EventMention
from reports.records import ClaimType

ATTACKS = frozenset(
    {ClaimType.GROUND_ATTACK, ClaimType.SHELLING, ClaimType.AIR_STRIKE, ClaimType.BOMBING, ClaimType.CLASH}
)
_RESULTS = frozenset({ClaimType.CASUALTIES, ClaimType.DESTRUCTION})
_DONE_BY_VERB = frozenset({ClaimType.HUMANITARIAN, ClaimType.NEGOTIATION, ClaimType.ARMS, ClaimType.DISPLACEMENT})
_AIMING = frozenset({"target", "hit", "strike", "attack", "rock", "land", "fall"})
_CAUSAL = frozenset({"in", "by", "during", "after", "when", "from", "following", "as", "amid", "under", "with"})
_CARRIERS = frozenset(
    {"cause", "inflict", "leave", "result", "claim", "suffer", "sustain", "trigger", "lead", "report", "kill"}
)


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
            if cause is not None and cause != index:
                into[index] = cause
        return {index: self._end(index, into) for index in into if self._end(index, into) != index}

    @staticmethod
    def _end(index: int, into: dict[int, int]) -> int:
        seen = {index}
        while index in into and into[index] not in seen:
            index = into[index]
            seen.add(index)
        return index

    def _cause(self, index: int, event: EventMention) -> int | None:
        head = self.doc[event["head"]]
        entry = triggers.entry(event["rule"])
        if event["type"] in _RESULTS and entry.fold:
            return self._cause_of_result(index, head)
        if event["type"] in ATTACKS or event["type"] == ClaimType.OTHER and entry.generic:
            return self._attack_within(index, head, event)
        return self._named_by_object(head, event)

    def _named_by_object(self, head: Token, event: EventMention) -> int | None:
        """ "delivered humanitarian aid", "signed a ceasefire agreement": the noun names the event, the verb only does it."""
        if event["type"] not in _DONE_BY_VERB:
            return None
        noun = grammar.object_(head) if head.pos_ == "VERB" else None
        found = self.at.get(noun.i) if noun is not None else None
        return found if found is not None and self.events[found]["type"] == event["type"] else None

    def _cause_of_result(self, index: int, head: Token) -> int | None:
        for finder in (
            self._attack_subject,
            self._attack_above,
            self._attack_in_phrase,
            self._joined_result,
            self._carried,
        ):
            cause = finder(head)
            if cause is not None and cause != index:
                return cause
        return None

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
        subject = grammar.subject(head)
        found = self._attack(subject)
        if found is None and grammar.child(head, "nsubj", "nsubjpass") is None:
            gerund = grammar.child(head, "advcl", "csubj")  # "Shelling of the market by rebels killed 19"
            if gerund is not None and gerund.tag_ == "VBG" and gerund.i < head.i:
                found = self._attack(gerund)
        if found is None and subject is not None and grammar.child(head, "nsubj") is not None and head.dep_ == "relcl":
            # "attacks in the quarter of X, which killed 28": the relative clause hangs too low
            if grammar.child(head, "nsubj").lower_ in ("which", "that") and not subject.ent_type_ == "PERSON":  # type: ignore[union-attr]
                found = next(
                    (hit for above in grammar.governors(subject) if (hit := self._attack(above)) is not None), None
                )
        return found

    def _attack_above(self, head: Token) -> int | None:
        """ "shelled the town, killing five", "attacked the post and killed five"."""
        if head.dep_ in ("advcl", "xcomp", "conj", "dep", "acl") and head.pos_ == "VERB":
            top = head.head
            if head.dep_ == "advcl" and head.tag_ != "VBG":
                return None
            found = self._attack(top)
            if found is None and head.dep_ == "advcl" and top.pos_ == "VERB":
                found = self._first_attack(grammar.child(top, "dobj"), grammar.subject(top))
            if found is None and head.dep_ == "conj" and top.dep_ in ("advcl", "conj", "xcomp", "pcomp"):
                return self._attack_above(top)
            return found
        if head.dep_ == "conj" and head.head.dep_ == "pcomp":
            return self._attack_above(head.head)
        if head.dep_ == "pcomp" and head.head.lower_ == "with":  # "an attack on the camp, with ten people killed"
            top = head.head.head
            return self._first_attack(
                top, grammar.child(top, "attr", "dobj"), grammar.subject(top) if top.pos_ in ("VERB", "AUX") else None
            )
        return None

    def _attack_in_phrase(self, head: Token) -> int | None:
        """ "were killed in a raid", "died when a shell hit the house"."""
        for kid in [*head.children, *(kid for verb in head.conjuncts if verb.pos_ == "VERB" for kid in verb.children)]:
            if kid.dep_ in ("prep", "agent") and kid.lower_ in _CAUSAL:
                for noun in kid.children:
                    found = self._attack(noun)
                    if (
                        found is None
                        and noun.dep_ == "pobj"
                        and (
                            noun.pos_ == "NUM"
                            or noun.lemma_ in ("series", "wave", "spate", "string", "number", "barrage")
                        )
                    ):
                        found = next(
                            (hit for of in grammar.prepositional(noun, "of") if (hit := self._attack(of)) is not None),
                            None,
                        )
                    if found is not None and not self._definite(noun):
                        return found
            elif kid.dep_ == "advcl" and any(mark.lower_ in ("when", "as", "after") for mark in kid.children):
                found = self._attack(kid)
                if found is None:
                    found = self._first_attack(grammar.child(kid, "nsubj"), *kid.subtree)
                if found is not None:
                    return found
        return None

    def _first_attack(self, *tokens: Token | None) -> int | None:
        return next((found for token in tokens if (found := self._attack(token)) is not None), None)

    def _joined_result(self, head: Token) -> int | None:
        """ "killed 13 and wounded 20": one claim of casualties."""
        if head.dep_ not in ("conj", "amod", "acl", "oprd") or head.head is head:
            return None
        top = self.at.get(head.head.i)
        if (
            top is None
            or self.events[top]["type"] not in _RESULTS
            or self.events[top]["type"] != self.events[self.at[head.i]]["type"]
        ):
            return None
        return top

    def _carried(self, head: Token) -> int | None:
        """ "the strike caused casualties", "left 12 dead"."""
        verb = grammar.clause_head(head)
        if (
            verb.pos_ == "VERB"
            and verb is not head
            and verb.lemma_ in _CARRIERS
            and head.dep_ in ("dobj", "pobj", "oprd", "conj", "amod", "acomp", "ccomp", "nsubj")
        ):
            found = self._first_attack(verb, grammar.subject(verb))
            found = self._attack_above(verb) if found is None else found
            return found if found is not None else self._result(verb)
        return None

    def _result(self, verb: Token) -> int | None:
        index = self.at.get(verb.i)
        return index if index is not None and self.events[index]["type"] in _RESULTS else None

    def _attack_within(self, index: int, head: Token, event: EventMention) -> int | None:
        """An attack noun that another trigger governs ("repelled 85 attacks"), a verb that only aims one ("raids that hit")."""
        if head.pos_ == "VERB":
            if head.lemma_ in _AIMING:
                found = self._attack(grammar.subject(head))
                return found if found is not None else self._attack_above(head) if head.tag_ == "VBG" else None
            return None
        verb = head.head
        while verb.dep_ in ("conj",) and verb.pos_ == "NOUN":
            verb = verb.head
        governor = self.at.get(verb.i)
        if (
            head.dep_ in ("dobj", "nsubjpass")
            and governor is not None
            and self.events[governor]["type"] in (ClaimType.REPELLED, *ATTACKS)
        ):
            return governor
        return None

    @staticmethod
    def _definite(noun: Token) -> bool:
        return any(kid.lower_ in ("the", "this", "that", "these") for kid in noun.children) and not any(
            kid.dep_ in ("prep", "relcl", "acl", "nummod") for kid in noun.children
        )
