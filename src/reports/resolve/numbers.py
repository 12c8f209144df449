"""How many: which counts belong to a claim, and what they count."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from reports.annotate import grammar, layers
from reports.annotate.layers import QuantityMention
from reports.annotate.participants import FORCES
from reports.records import ClaimType, NumberWhat
from reports.resolve import vocabulary
from reports.resolve.actors import Cast
from reports.resolve.drafts import ClaimDraft, NumberDraft

_UNITS = frozenset({"count", "percent", "area", "distance", "money"})
_LONGEST = 10  # tokens of a count's evidence
# Triggers of these types are counted themselves ("three attacks").
_COUNTED = frozenset(
    {
        ClaimType.GROUND_ATTACK,
        ClaimType.SHELLING,
        ClaimType.AIR_STRIKE,
        ClaimType.BOMBING,
        ClaimType.OTHER,
        ClaimType.REPELLED,
    }
)
# "A man was killed" counts one; "a tank was hit" gives no number.
_BY_ARTICLE = frozenset(
    {
        NumberWhat.KILLED,
        NumberWhat.WOUNDED,
        NumberWhat.CAPTURED,
        NumberWhat.KILLED_OR_WOUNDED,
        NumberWhat.MISSING,
    }
)
_PEOPLE_TYPES = {
    ClaimType.CAPTURE: NumberWhat.CAPTURED,
    ClaimType.DISPLACEMENT: NumberWhat.DISPLACED,
}


Counted = tuple[Token, NumberWhat]


class Counts:
    """Assigns the quantities of a Doc to claims; each goes to the first claim that counts it."""

    def __init__(self, doc: Doc, cast: Cast) -> None:
        self.doc = doc
        self.cast = cast
        self._by_head: dict[int, list[QuantityMention]] = {}
        self._at: dict[int, QuantityMention] = {}
        for quantity in layers.get(doc, "quantities"):
            if quantity["unit"] in _UNITS:
                self._at.update(dict.fromkeys(range(quantity["start"], quantity["end"]), quantity))
                if quantity["head"] is not None:
                    self._by_head.setdefault(quantity["head"], []).append(quantity)
        self._gear = {
            index: gear["category"]
            for gear in layers.get(doc, "equipment")
            for index in range(gear["start"], gear["end"])
        }
        self._used: set[int] = set()

    def count(self, claim: ClaimDraft, events: list[tuple[Token, str]]) -> None:
        """Put the counts that the claim's words hold in `claim.numbers`. `events`: head and type of its triggers."""
        shot_dead = _is_deadly_shooting(self.doc[claim.trigger[0] : claim.trigger[1]])
        for head, kind in events:
            lost = kind == ClaimType.CASUALTIES and head.lemma_ == "lose"  # "lost nine fighters"
            deadly = lost or (shot_dead and head.lemma_.lower() == "shoot")
            result = NumberWhat.KILLED if deadly else result_of(head)
            verbal = head.pos_ in ("VERB", "AUX")
            found = self._of_verb(head, kind, result) if verbal else self._of_noun(head, kind, claim.type, result)
            for noun, what in found:
                quantity = self._quantity(noun)
                if quantity is not None:
                    self._add(claim, quantity, noun, what)
        claim.numbers.sort(key=lambda number: number.start)

    def _of_verb(self, head: Token, kind: str, result: NumberWhat | None) -> list[Counted]:
        """Nouns and numbers under a verb that may be counted, with what they count."""
        patients, doers = _all(grammar.object_(head)), _all(grammar.subject(head))
        if not patients and head.lemma_ in vocabulary.tolls().undergone:
            patients, doers = doers, []
        found = [(noun, result or self._what(noun, kind)) for noun in patients]
        if result is None:
            found += [(noun, self._what(noun, kind, doer=True)) for noun in doers]
        if kind != ClaimType.CASUALTIES:
            phrases = grammar.prepositional(head, "with", "of", "from", "on", "at")
            found += [(noun, self._what(noun, kind)) for phrase in phrases for noun in _all(phrase)]
        if result is not None:
            found.append((head, result))
        parts = [part for noun in (*patients, *doers) for part in grammar.prepositional(noun, "of")]
        return found + [(part, self._what(part, kind)) for part in parts]

    def _of_noun(self, head: Token, kind: str, claim_type: str, result: NumberWhat | None) -> list[Counted]:
        """The same for a noun or adjective: "two deaths", "left 12 people dead"."""
        found = [(head, result or own_count(head, claim_type))]
        counted = [other for noun in grammar.prepositional(head, "of") for other in _all(noun)]
        found += [(noun, result or self._what(noun, kind)) for noun in counted]
        top = head.head
        if result is not None and head.dep_ in ("amod", "oprd", "acomp", "attr", "conj"):
            if top.pos_ in ("NOUN", "PROPN", "NUM"):
                found.append((top, result))
            if head.dep_ in ("oprd", "acomp"):
                found += [(noun, result) for noun in _all(grammar.child(top, "dobj", "nsubj", "nsubjpass"))]
        if head.dep_ == "dobj" and top.lemma_ in ("kill", "wound"):
            found.append((head, result or self._what(head, kind)))
        return found

    def _what(self, noun: Token, kind: str, *, doer: bool = False) -> NumberWhat:
        noun = grammar.whole_of(noun) or noun
        thing = self._thing(noun)
        if thing is not None:
            return thing
        people = self._people(noun)
        if not doer and kind in _PEOPLE_TYPES:
            return _PEOPLE_TYPES[ClaimType(kind)]
        if people == "force" and (doer or kind in (ClaimType.MOVEMENT, ClaimType.ASSESSMENT)):
            return NumberWhat.TROOPS
        if kind == ClaimType.DISPLACEMENT and people is not None:
            return NumberWhat.DISPLACED
        return NumberWhat.OTHER

    def _thing(self, noun: Token) -> NumberWhat | None:
        """What a noun that is not of people counts, as far as its word tells."""
        words = vocabulary.tolls()
        category = self._gear.get(noun.i)
        lemma = noun.lemma_.lower()
        if category in words.aircraft_categories:
            return NumberWhat.AIRCRAFT
        if category in words.vehicle_categories or lemma in words.vehicles:
            return NumberWhat.VEHICLES
        if category is not None:
            return NumberWhat.WEAPONS
        if lemma in words.area:
            return NumberWhat.AREA
        if lemma in words.attacks:
            return NumberWhat.ATTACKS
        return NumberWhat.STRIKES if lemma in words.strikes else None

    def _people(self, noun: Token) -> str | None:
        """ "force" for fighters, "person" for others, None for what is not of people."""
        if noun.pos_ == "NUM":
            return "person"
        mention = self.cast.mention_at.get(noun.i)
        if mention is None or mention["label"] in ("Location", "Pronoun"):
            return None
        return "force" if mention["kind"] in FORCES else "person"

    def _quantity(self, noun: Token) -> QuantityMention | None:
        for quantity in self._by_head.get(noun.i, []):
            if quantity["start"] not in self._used:
                return quantity
        found = self._at.get(noun.i)
        if found is None:
            kids = [kid.i for kid in noun.children if kid.dep_ in ("nummod", "det", "amod") and kid.i in self._at]
            found = self._at[kids[-1]] if kids else None
        return found if found is not None and found["start"] not in self._used else None

    def _add(self, claim: ClaimDraft, quantity: QuantityMention, noun: Token, what: NumberWhat) -> None:
        if quantity.get("article") and (what not in _BY_ARTICLE or self._people(noun) is None):
            return
        self._used.add(quantity["start"])
        if quantity["unit"] in ("percent", "area", "distance"):
            what = NumberWhat.AREA
        elif quantity["unit"] == "money":
            what = NumberWhat.OTHER
        start, end = min(quantity["start"], noun.i), max(quantity["end"], noun.i + 1)
        if end - start > _LONGEST:
            start, end = quantity["start"], quantity["end"]
        claim.numbers.append(
            NumberDraft(
                start,
                end,
                str(what),
                _number(quantity["min"]),
                _number(quantity["max"]),
                quantity["approximate"],
                of=self.cast.of_head.get(noun.i),
                civilian=self._civilian(noun),
            )
        )

    def _civilian(self, noun: Token) -> bool | None:
        civilian = noun.lemma_.lower() in vocabulary.tolls().civilians
        if civilian or any(kid.lower_ == "civilian" for kid in noun.children):
            return True
        return False if self._people(noun) == "force" else None


def own_count(head: Token, claim_type: str) -> NumberWhat:
    """What a number on the trigger's noun itself counts: "three air strikes", "85 attacks"."""
    words, lemma = vocabulary.tolls(), head.lemma_.lower()
    if "strike" in lemma or (claim_type == ClaimType.AIR_STRIKE and lemma in words.air_strikes):
        return NumberWhat.STRIKES
    return NumberWhat.ATTACKS if claim_type in _COUNTED and lemma in words.own_attacks else NumberWhat.OTHER


def result_of(head: Token) -> NumberWhat | None:
    """What a trigger says has become of people: killed, wounded, either, or missing; None if it does not say."""
    words, lemma = vocabulary.tolls(), head.lemma_.lower()
    if _is_killed_or_wounded(head):
        return NumberWhat.KILLED_OR_WOUNDED
    if lemma in words.killing:
        return NumberWhat.KILLED
    if lemma in words.wounding:
        return NumberWhat.WOUNDED
    if lemma == "casualty":
        return NumberWhat.KILLED_OR_WOUNDED
    return NumberWhat.MISSING if lemma in words.missing else None


def _is_deadly_shooting(trigger: Span) -> bool:
    """ "Shot dead", "gunned down"."""
    lemmas = {token.lemma_.lower() for token in trigger}
    return "gun" in lemmas or not lemmas.isdisjoint(vocabulary.tolls().killing)


def _is_killed_or_wounded(head: Token) -> bool:
    """ "were killed and injured", "killed or wounded 40": one count for both."""
    if head.pos_ not in ("VERB", "ADJ"):
        return False
    words = vocabulary.tolls()
    joined = [(token, token.lemma_.lower()) for token in head.conjuncts]
    lemmas = {head.lemma_.lower(), *(lemma for token, lemma in joined if token.pos_ in ("VERB", "ADJ"))}
    if lemmas.isdisjoint(words.killing) or lemmas.isdisjoint(words.wounding):
        return False
    return any(
        (lemma in words.killing or lemma in words.wounding) and _shares_object(head, token) for token, lemma in joined
    )


def _shares_object(one: Token, other: Token) -> bool:
    first, second = sorted((one, other), key=lambda token: token.i)
    return second.i - first.i <= 2 and grammar.child(first, "dobj") is None


def _all(noun: Token | None) -> list[Token]:
    return grammar.with_conjuncts(noun) if noun is not None else []


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value
