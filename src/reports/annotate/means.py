"""The type of an attack by its means: what weapons, aircraft and attackers tell."""

from __future__ import annotations

from spacy.tokens import Token

from reports.annotate import grammar
from reports.annotate.participants import FORCES, Participants, noun_classes
from reports.records import ActorKind, ClaimType
from reports.triggers import TriggerEntry

_AIR = frozenset({"aircraft", "helicopter", "drone", "loitering_munition", "bomb", "guided_bomb"})
_FIRE = frozenset(
    "artillery mortar rocket multiple_rocket_launcher ballistic_missile cruise_missile missile anti_tank ammunition "
    "cluster_munition incendiary tank ship".split()
)
_PLANTED = frozenset({"ied", "mine", "explosive", "grenade"})
_GUNS = frozenset({"small_arms", "machine_gun"})


def type_by_means(categories: set[str]) -> ClaimType | None:
    """The attack type that weapon categories tell, or None."""
    if categories & _AIR:
        return ClaimType.AIR_STRIKE
    if categories & _FIRE:
        return ClaimType.SHELLING
    if categories & _PLANTED:
        return ClaimType.BOMBING
    return ClaimType.GROUND_ATTACK if categories & _GUNS else None


class Means:
    """Decides types within one Doc."""

    def __init__(self, nouns: Participants) -> None:
        self.nouns = nouns

    def _weapons(self, head: Token) -> set[str]:
        """Categories of the weapons that the clause says it was done with."""
        doer = grammar.subject(head) if head.pos_ == "VERB" else None
        nouns = [kid for kid in head.children if kid.dep_ in ("compound", "amod", "nmod")]
        nouns += [noun for noun in (doer, grammar.object_(head) if head.pos_ == "VERB" else None) if noun is not None]
        nouns += list(grammar.prepositional(head, "with", "by", "using", "from", "of", "involving"))
        verb = grammar.clause_head(head)
        if head.pos_ != "VERB" and head.dep_ in ("dobj", "nsubjpass") and verb.pos_ == "VERB":
            nouns += list(grammar.prepositional(verb, "with", "by", "using"))
            doer = grammar.subject(verb)
            nouns += [doer] if doer is not None else []
        nouns += [
            noun for kid in head.children if kid.dep_ == "advcl" and kid.lower_ == "using" for noun in kid.children
        ]
        if head.dep_ == "pobj" and verb.lemma_ == "use":
            nouns += [tool] if (tool := grammar.object_(verb)) is not None else []  # "used mortars in the attack"
        nouns += [part for noun in nouns if (part := grammar.whole_of(noun)) is not None]  # "a volley of rockets"
        found = {self.nouns.gear_at[other.i] or "" for noun in nouns for other in grammar.with_conjuncts(noun)}
        if any(noun.lemma_.lower() in noun_classes()["air_words"] for noun in nouns):
            found.add("aircraft")
        return found - {""}

    def type_of(self, head: Token, entry: TriggerEntry) -> ClaimType:
        """The type of the event that `entry` found at `head`."""
        if entry.type is ClaimType.CASUALTIES:
            return self._deadly(head) or entry.type
        told = type_by_means(self._weapons(head)) if entry.means or entry.bomb or entry.generic else None
        if told is not None and entry.type is not ClaimType.REPELLED:
            return told
        if entry.bomb:
            return self._bombed(head)
        if entry.generic and not any(self._fights(doer, head) for doer in self._doers(head)):
            return ClaimType.OTHER
        return entry.type

    def _deadly(self, head: Token) -> ClaimType | None:
        """ "A roadside bomb killed three": the weapon that did it tells which attack it was."""
        doer = grammar.child(head, "nsubj") if head.pos_ == "VERB" and not grammar.is_passive(head) else None
        gear = [self.nouns.gear_at[other.i] or "" for other in grammar.with_conjuncts(doer)]
        return type_by_means({one for one in gear if one})

    def _fights(self, doer: Token, head: Token) -> bool:
        """Whether who attacks tells that it was on the ground: troops do, and fighters who are said to attack."""
        mention = self.nouns.mention_at.get(doer.i)
        if mention is None or mention["kind"] not in FORCES:
            return False
        return mention["kind"] == ActorKind.MILITARY or (head.pos_ == "VERB" and mention["label"] == "Group")

    def _bombed(self, head: Token) -> ClaimType:
        """Bombs of a state's forces fall from the air; of others they are planted, unless something tells."""
        for doer in self._doers(head):
            mention = self.nouns.mention_at.get(doer.i)
            if mention is not None and mention["kind"] in (ActorKind.MILITARY, ActorKind.GOVERNMENT, "country"):
                return ClaimType.AIR_STRIKE
            if doer.ent_type_ == "NORP":
                return ClaimType.AIR_STRIKE
        return ClaimType.AIR_STRIKE if head.pos_ == "VERB" and not grammar.is_passive(head) else ClaimType.BOMBING

    def _doers(self, head: Token) -> list[Token]:
        if head.pos_ == "VERB":
            doer = grammar.subject(head)
            return grammar.with_conjuncts(doer)
        doers = [kid for kid in head.children if kid.dep_ in ("poss", "compound", "amod", "nmod")]
        doers += list(grammar.prepositional(head, "by", "from"))
        verb = grammar.clause_head(head)
        if head.dep_ == "dobj" and verb.pos_ == "VERB":
            doer = grammar.subject(verb)
            doers += grammar.with_conjuncts(doer)
        return doers
