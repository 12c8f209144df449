"""How many: which counts belong to a claim, and what they count."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from reports.annotate import grammar, layers
from reports.annotate.layers import QuantityMention
from reports.records import ActorKind, ClaimType, NumberWhat
from reports.resolve.actors import Cast
from reports.resolve.drafts import ClaimDraft, NumberDraft

_KILLING = frozenset(
    "kill die murder slay slaughter massacre execute behead assassinate martyr perish lynch eliminate neutralise neutralize "
    "dead death fatality killing corpse body drown succumb decapitate slain".split()
)
_WOUNDING = frozenset("wound injure hurt maim wounded injured injury burn".split())
_MISSING = frozenset({"missing", "disappear", "unaccounted"})
_AIRCRAFT = frozenset({"aircraft", "helicopter", "drone", "loitering_munition"})
_VEHICLES = frozenset({"tank", "armoured_vehicle", "vehicle", "ship", "boat", "submarine"})
_AREA_NOUNS = frozenset(
    "village town settlement city kilometre kilometer km mile hectare territory area district position locality".split()
)
_PEOPLE_TYPES = {
    ClaimType.CAPTURE: NumberWhat.CAPTURED,
    ClaimType.DISPLACEMENT: NumberWhat.DISPLACED,
}


class Counts:
    """Assigns the quantities of a Doc to claims."""

    def __init__(self, doc: Doc, cast: Cast) -> None:
        self.doc = doc
        self.cast = cast
        self.by_head: dict[int, list[QuantityMention]] = {}
        self.bare: list[QuantityMention] = []
        for quantity in layers.get(doc, "quantities"):
            if quantity["unit"] in ("count", "percent", "area", "distance", "money"):
                if quantity["head"] is not None:
                    self.by_head.setdefault(quantity["head"], []).append(quantity)
                self.bare.append(quantity)
        self.at = {index: quantity for quantity in self.bare for index in range(quantity["start"], quantity["end"])}
        self.gear = {
            index: gear["category"]
            for gear in layers.get(doc, "equipment")
            for index in range(gear["start"], gear["end"])
        }
        self.used: set[int] = set()
        self._trigger: set[str] = set()

    def count(self, claim: ClaimDraft, events: list[tuple[Token, str]]) -> None:
        """Put the counts that the claim's words hold in `claim.numbers`. `events`: head and type of its triggers."""
        self._trigger = {token.lemma_.lower() for token in self.doc[claim.trigger[0] : claim.trigger[1]]}
        for head, kind in events:
            for noun, what in self._counted(head, kind, claim.type):
                quantity = self._quantity(noun)
                if quantity is not None:
                    self._add(claim, quantity, noun, what)
        self._both(claim)

    def _counted(self, head: Token, kind: str, claim_type: str) -> list[tuple[Token, NumberWhat]]:
        """Nouns and numbers under the trigger that may be counted, with what they count."""
        found: list[tuple[Token, NumberWhat]] = []
        result = self._result(head)
        if head.pos_ in ("VERB", "AUX"):
            patients = _all(grammar.object_(head))
            doers = _all(grammar.subject(head))
            if not patients and head.lemma_ in ("die", "perish", "succumb", "flee", "surrender"):
                patients, doers = doers, []
            found += [(noun, result or self._what(noun, kind)) for noun in patients]
            found += [(noun, self._what(noun, kind, doer=True)) for noun in doers if result is None]
            if kind != ClaimType.CASUALTIES:
                phrases = grammar.prepositional(head, "with", "of", "from", "on", "at")
                found += [(noun, self._what(noun, kind)) for phrase in phrases for noun in _all(phrase)]
            if result is not None:
                found += [(head, result)]
            found += [
                (part, self._what(part, kind))
                for noun in (*patients, *doers)
                for part in grammar.prepositional(noun, "of")
            ]
        else:
            found.append((head, result or self._own(claim_type, head)))
            top = head
            for noun in grammar.prepositional(head, "of"):
                found += [(other, result or self._what(other, kind)) for other in _all(noun)]
            if top.dep_ in ("amod", "oprd", "acomp", "attr", "conj") and result is not None:
                found += [(top.head, result)] if top.head.pos_ in ("NOUN", "PROPN", "NUM") else []
                found += (
                    [(noun, result) for noun in _all(grammar.child(top.head, "dobj", "nsubj", "nsubjpass"))]
                    if top.dep_ in ("oprd", "acomp")
                    else []
                )
            if top.dep_ == "dobj" and top.head.lemma_ in ("kill", "wound"):
                found += [(top, result or self._what(top, kind))]
        return found

    def _own(self, claim_type: str, head: Token) -> NumberWhat:
        if "strike" in head.lemma_.lower() or (
            claim_type == ClaimType.AIR_STRIKE and head.lemma_.lower() in ("raid", "sortie", "bombing")
        ):
            return NumberWhat.STRIKES
        if claim_type in (
            ClaimType.GROUND_ATTACK,
            ClaimType.SHELLING,
            ClaimType.AIR_STRIKE,
            ClaimType.BOMBING,
            ClaimType.OTHER,
            ClaimType.REPELLED,
        ):
            return (
                NumberWhat.ATTACKS
                if head.lemma_.lower() in ("attack", "assault", "raid", "attempt", "offensive", "attacks")
                else NumberWhat.OTHER
            )
        return NumberWhat.OTHER

    def _result(self, head: Token) -> NumberWhat | None:
        lemma = head.lemma_.lower()
        if lemma == "shoot" and self._trigger & (_KILLING | {"gun"}):
            return NumberWhat.KILLED
        words = (
            {lemma} | {token.lemma_.lower() for token in head.conjuncts if token.pos_ in ("VERB", "ADJ")}
            if head.pos_ in ("VERB", "ADJ")
            else {lemma}
        )
        dead, hurt = bool(words & _KILLING), bool(words & _WOUNDING)
        if dead and hurt and self._shared(head):
            return NumberWhat.KILLED_OR_WOUNDED
        if lemma in _KILLING:
            return NumberWhat.KILLED
        if lemma in _WOUNDING:
            return NumberWhat.WOUNDED
        if lemma == "casualty":
            return NumberWhat.KILLED_OR_WOUNDED
        return NumberWhat.MISSING if lemma in _MISSING else None

    def _shared(self, head: Token) -> bool:
        """ "were killed and injured", "killed or wounded 40": one count for both."""
        for other in head.conjuncts:
            lemma = other.lemma_.lower()
            if lemma not in _KILLING | _WOUNDING:
                continue
            first, second = sorted((head, other), key=lambda token: token.i)
            if second.i - first.i <= 2 and (grammar.child(first, "dobj") is None):
                return True
        return False

    def _what(self, noun: Token, kind: str, *, doer: bool = False) -> NumberWhat:
        noun = grammar.whole_of(noun) or noun
        category = self.gear.get(noun.i)
        lemma = noun.lemma_.lower()
        if category in _AIRCRAFT:
            return NumberWhat.AIRCRAFT
        if category in _VEHICLES or lemma in ("vehicle", "truck", "car"):
            return NumberWhat.VEHICLES
        if category is not None:
            return NumberWhat.WEAPONS
        if lemma in _AREA_NOUNS or lemma in ("percent", "%"):
            return NumberWhat.AREA
        if lemma in ("attack", "assault", "raid"):
            return NumberWhat.ATTACKS
        if lemma in ("strike", "airstrike", "sortie"):
            return NumberWhat.STRIKES
        people = self._people(noun)
        if not doer and kind in _PEOPLE_TYPES:
            return _PEOPLE_TYPES[ClaimType(kind)]
        if people == "force" and (doer or kind in (ClaimType.MOVEMENT, ClaimType.ASSESSMENT)):
            return NumberWhat.TROOPS
        if kind == ClaimType.DISPLACEMENT and people is not None:
            return NumberWhat.DISPLACED
        return NumberWhat.OTHER

    def _people(self, noun: Token) -> str | None:
        mention = self.cast.mention_at.get(noun.i)
        if noun.pos_ == "NUM":
            return "person"
        if mention is None or mention["label"] in ("Location", "Pronoun"):
            return None
        if mention["kind"] in (ActorKind.MILITARY, ActorKind.ARMED_GROUP, ActorKind.POLICE, ActorKind.PRIVATE_MILITARY):
            return "force"
        return "person"

    def _quantity(self, noun: Token) -> QuantityMention | None:
        for quantity in self.by_head.get(noun.i, []):
            if quantity["start"] not in self.used:
                return quantity
        quantity = self.at.get(noun.i)
        if quantity is None:
            for kid in noun.children:
                if kid.dep_ in ("nummod", "det", "amod") and kid.i in self.at:
                    quantity = self.at[kid.i]
        return quantity if quantity is not None and quantity["start"] not in self.used else None

    def _add(self, claim: ClaimDraft, quantity: QuantityMention, noun: Token, what: NumberWhat) -> None:
        article = bool(quantity.get("article"))
        if article and what not in (
            NumberWhat.KILLED,
            NumberWhat.WOUNDED,
            NumberWhat.CAPTURED,
            NumberWhat.KILLED_OR_WOUNDED,
            NumberWhat.MISSING,
        ):
            return
        if article and self._people(noun) is None:
            return
        self.used.add(quantity["start"])
        if quantity["unit"] in ("percent", "area", "distance"):
            what = NumberWhat.AREA
        elif quantity["unit"] == "money":
            what = NumberWhat.OTHER
        start, end = min(quantity["start"], noun.i), max(quantity["end"], noun.i + 1)
        if end - start > 10:
            start, end = quantity["start"], quantity["end"]
        actor = self.cast.of_head.get(noun.i)
        civilian = self._civilian(noun)
        claim.numbers.append(
            NumberDraft(
                start,
                end,
                str(what),
                _number(quantity["min"]),
                _number(quantity["max"]),
                quantity["approximate"],
                actor,
                civilian,
            )
        )

    def _civilian(self, noun: Token) -> bool | None:
        if noun.lemma_.lower() in ("civilian", "child", "woman", "resident", "villager", "family"):
            return True
        if any(kid.lower_ == "civilian" for kid in noun.children):
            return True
        return False if self._people(noun) == "force" and noun.pos_ != "NUM" else None

    @staticmethod
    def _both(claim: ClaimDraft) -> None:
        claim.numbers.sort(key=lambda number: number.start)


def _all(noun: Token | None) -> list[Token]:
    if noun is None:
        return []
    return [other for other in grammar.with_conjuncts(noun)]


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value
