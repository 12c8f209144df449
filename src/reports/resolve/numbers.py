"""How many: which counts belong to a claim, and what they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from reports.annotate import grammar, layers
from reports.annotate.grammar import with_conjuncts
from reports.annotate.layers import QuantityMention
from reports.annotate.participants import ATTACKS, FORCES
from reports.records import ClaimType, NumberWhat
from reports.resolve import vocabulary
from reports.resolve.actors import Cast
from reports.resolve.drafts import ClaimDraft, NumberDraft
from reports.resolve.fates import fate_in, fate_of, result_of

_UNITS = frozenset({"count", "percent", "area", "times"})
_LONGEST = 10  # tokens of a count's evidence
_LEFT = frozenset({"advcl", "ccomp", "oprd", "xcomp"})  # how the parses hang "injured" in "left six injured"
_COLON = 5  # tokens between a trigger and the colon before its list
_JOINT = 3  # tokens between two things of a list
_JOINTS = frozenset({",", ";", "and", "&", "plus", "as", "well"})
# Triggers of these types too are counted themselves ("three attacks"), where the word is one of attacks.
_COUNTED = frozenset({ClaimType.OTHER, ClaimType.REPELLED})
_REPEATED = ATTACKS | {ClaimType.OTHER, ClaimType.NEGOTIATION, ClaimType.TERRITORY_GAINED}
_STATES = frozenset({"be", "remain", "stay"})  # "140 were in custody", "five are now prisoners"
_TIMES = {ClaimType.AIR_STRIKE: NumberWhat.STRIKES, ClaimType.TERRITORY_GAINED: NumberWhat.OTHER}
_MATERIEL = frozenset({NumberWhat.VEHICLES, NumberWhat.AIRCRAFT, NumberWhat.WEAPONS})
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


_TOLLS = frozenset({*_BY_ARTICLE, NumberWhat.DISPLACED})
Counted = tuple[Token, NumberWhat]


class Counts:
    """Assigns the quantities of a Doc to claims; each goes to the first claim that counts it."""

    def __init__(self, doc: Doc, cast: Cast) -> None:
        self.doc = doc
        self.cast = cast
        self._by_head: dict[int, list[QuantityMention]] = {}
        self._at: dict[int, QuantityMention] = {}
        self._starting: dict[int, QuantityMention] = {}
        for quantity in layers.get(doc, "quantities"):
            if quantity["unit"] in _UNITS:
                self._starting[quantity["start"]] = quantity
                self._at.update(dict.fromkeys(range(quantity["start"], quantity["end"]), quantity))
                if quantity["head"] is not None:
                    self._by_head.setdefault(quantity["head"], []).append(quantity)
        self._gear = {
            index: gear["category"]
            for gear in layers.get(doc, "equipment")
            for index in range(gear["start"], gear["end"])
        }
        self._times_of: dict[int, list[Token]] = {}  # a clause's head -> "times" in "struck 11 times"
        for noun in (doc[index] for index in sorted(self._by_head)):
            if noun.lower_ == "times":
                self._times_of.setdefault(grammar.clause_head(noun).i, []).append(noun)
        self._used: set[int] = set()
        self._own: Sequence[int] = ()  # the triggers of the claim that is being counted
        self._event_heads = {event["head"] for event in layers.get(doc, "events")}

    def count(self, claim: ClaimDraft, events: list[tuple[Token, str]]) -> None:
        """Put the counts that the claim's words hold in `claim.numbers`. `events`: head and type of its triggers."""
        self._own = claim.heads
        for head, kind in events:
            trigger = self.doc[slice(*claim.trigger)] if head.i == claim.head else self.doc[head.i : head.i + 1]
            result = result_of(trigger, head, kind)
            verbal = head.pos_ in ("VERB", "AUX") and head.dep_ != "acomp"  # "60 are missing"
            found = (
                self._of_verb(trigger, head, kind, claim, result)
                if verbal
                else self._of_noun(head, kind, claim, result)
            )
            if result is not None:
                found += [(noun, result) for noun in _numbered(head)]
            found += [*_parts(found), *self._listed(found, trigger, kind, result)]
            found += self._occasions(head, kind)
            for noun, what in found:
                if self._is_told_apart(noun):
                    continue
                quantity = self._quantity(noun)
                if quantity is not None:
                    self._add(claim, quantity, noun, what)
        claim.numbers.sort(key=lambda number: number.start)

    def _occasions(self, head: Token, kind: str) -> list[Counted]:
        """ "Was struck 11 times", "breached the truce 14 times", "changed hands five times"."""
        if kind not in _REPEATED:
            return []
        what = _TIMES.get(ClaimType(kind), NumberWhat.ATTACKS)
        return [(noun, what) for noun in self._times_of.get(head.i, ()) if noun.i > head.i]

    def _is_told_apart(self, noun: Token) -> bool:
        """ "recovered nine bodies": the bodies have their own claim."""
        return noun.i in self._event_heads and noun.i not in self._own

    def _of_verb(
        self, trigger: Span, head: Token, kind: str, claim: ClaimDraft, result: NumberWhat | None
    ) -> list[Counted]:
        """Nouns and numbers under a verb that may be counted, with what they count."""
        objects = [grammar.object_(head), *(grammar.child(word, "pobj") for word in trigger if word.dep_ == "prep")]
        governed = [noun for one in objects for noun in with_conjuncts(one)]
        others = [noun for noun in governed if not trigger.start <= noun.i < trigger.end]
        patients = [noun for noun in others if not _lost_life(head, noun)]
        patients += with_conjuncts(grammar.child(head, "dative")) if _is_of_lives(head) else []
        if result is not None and not patients and head.tag_ == "VBN" and head.dep_ in _LEFT:
            left = head.head if head.head.lemma_ == "leave" else None  # "left a guard and two children injured"
            patients = with_conjuncts(grammar.child(left, "dobj")) if left is not None else []
        doers = with_conjuncts(grammar.subject(head))
        undergone = kind == ClaimType.CASUALTIES and not grammar.is_passive(head)  # "lost their lives", "fell"
        if kind == ClaimType.CAPTURE:  # those that do it only in "gave themselves up", "remain in detention"
            taken = any(self._people(noun) and not noun.lower_.endswith("selves") for noun in patients)
            patients += [] if taken else [noun for noun in doers if noun.tag_ in ("NNS", "NNPS", "CD")]
            doers = []
        if not patients and (undergone or head.lemma_ in vocabulary.tolls().undergone):
            patients, doers = doers, []
        found = [(noun, self._what(noun, kind, result)) for noun in patients]
        around = [(noun, self._what(noun, kind, doer=True)) for noun in doers] if result is None else []
        around += [(noun, NumberWhat.KILLED) for noun in _lost_with(head)]
        if kind != ClaimType.CASUALTIES:
            phrases = grammar.prepositional(head, "with", "of", "from", "on", "at")
            around += [(noun, self._what(noun, kind)) for phrase in phrases for noun in with_conjuncts(phrase)]
        found += [(noun, what) for noun, what in around if what != NumberWhat.OTHER]
        if result is not None:
            found.append((head, result))
        wholes = [
            noun for noun in {*governed, *patients, *doers} if noun.i in claim.heads or noun.i not in self._event_heads
        ]
        parts = [part for noun in sorted(wholes) for part in grammar.prepositional(noun, "of")]
        return found + [(part, self._what(part, kind, result)) for part in parts]

    def _listed(self, found: list[Counted], trigger: Span, kind: str, result: NumberWhat | None) -> Iterator[Counted]:
        """Yields what a list goes on with: "destroyed two tanks, six APCs and 11 lorries" (parses get lost in it)."""
        ends = [noun.i + 1 for noun, what in found if what != NumberWhat.OTHER and noun.i >= trigger.end]
        ends += [trigger.end] if result is not None else []
        ends += [i + 1 for i in range(trigger.end, min(trigger.end + _COLON, len(self.doc))) if self.doc[i].text == ":"]
        known = {noun.i for noun, _ in found}
        for end in ends:
            for noun in self._going_on(end):
                if noun.i in known:
                    break
                known.add(noun.i)
                if not any(self._is_told_apart(kid) for kid in noun.children):
                    fate = fate_of(noun) if result is not None else None
                    yield noun, fate or self._what(noun, kind, result)

    def _going_on(self, end: int) -> Iterator[Token]:
        """Yields the counted nouns that follow one another from `end`, with nothing but commas and "and" between."""
        while True:
            start = end
            while start < len(self.doc) and start - end < _JOINT and self.doc[start].lower_ in _JOINTS:
                start += 1
            if self.doc[start - 1].lower_ == "as" and self.doc[start - 2].lower_ != "well":
                return  # "rose to 31 as dozens are missing"
            quantity = self._starting.get(start)
            noun = self._counted(quantity) if quantity is not None else None
            if noun is None or (start == end and self.doc[end - 1].text != ":"):
                return
            if noun.dep_ in ("nsubj", "nsubjpass") or noun.i < start:
                return  # another clause
            yield noun
            end = noun.i + 1

    def _counted(self, quantity: QuantityMention) -> Token | None:
        """What a count counts; after it may stand what became of them ("and 20 injured")."""
        if quantity["head"] is not None:
            return self.doc[quantity["head"]]
        after = self.doc[quantity["end"]] if quantity["end"] < len(self.doc) else None
        return after if after is not None and fate_of(after) else None

    def _of_noun(self, head: Token, kind: str, claim: ClaimDraft, result: NumberWhat | None) -> list[Counted]:
        """The same for a noun or adjective: "two deaths", "left 12 people dead", "put the losses at 40"."""
        found = [(head, result or own_count(head, claim.type))]
        counted = [other for noun in grammar.prepositional(head, "of") for other in with_conjuncts(noun)]
        found += [(noun, self._what(noun, kind, result)) for noun in counted]
        top = head.head
        if kind == ClaimType.CAPTURE and head.dep_ in ("attr", "pobj") and grammar.clause_head(head).lemma_ in _STATES:
            found += [
                (noun, NumberWhat.CAPTURED) for noun in with_conjuncts(grammar.subject(grammar.clause_head(head)))
            ]
        if result is not None and head.dep_ in ("amod", "oprd", "acomp", "attr", "conj"):
            if top.pos_ in ("NOUN", "PROPN", "NUM"):
                found.append((top, result))
            if head.dep_ in ("oprd", "acomp"):
                # "the blast left five dead": the object first, and the subject only of "five are dead"
                people = grammar.child(top, "dobj") or grammar.child(top, "nsubj", "nsubjpass")
                found += [(noun, result) for noun in with_conjuncts(people)]
        if result is not None and head.pos_ == "ADJ":  # "six soldiers dead, 13 hurt", as headlines have it
            found += [(noun, result) for noun in with_conjuncts(grammar.child(head, "nsubj"))]
        if head.dep_ == "dobj" and top.lemma_ in ("kill", "wound"):
            found.append((head, result or self._what(head, kind)))
        hurt = result is NumberWhat.WOUNDED and head.dep_ == "dobj" and top.lemma_ in vocabulary.tolls().suffering
        if hurt or (kind == ClaimType.HUMANITARIAN and head.dep_ == "prep" and top.lemma_ in _STATES):
            # "13 people suffered injuries", "11 were still in hospital"
            found += [(noun, NumberWhat.WOUNDED) for noun in with_conjuncts(grammar.subject(top)) if self._people(noun)]
        if result is not None and kind == ClaimType.CASUALTIES and head.dep_ in ("nsubj", "nsubjpass", "dobj"):
            told = [*grammar.prepositional(top, "at", "to", "as"), *with_conjuncts(grammar.child(top, "attr"))]
            if top.lemma_ in vocabulary.tolls().reaching and head.dep_ == "nsubj":  # "the toll has passed 900"
                told += with_conjuncts(grammar.child(top, "dobj"))
            found += [(noun, self._what(noun, kind, result)) for first in told for noun in with_conjuncts(first)]
        return found

    def _what(self, noun: Token, kind: str, result: NumberWhat | None = None, *, doer: bool = False) -> NumberWhat:
        """What a noun counts; `result` is what the trigger says has become of people."""
        noun = grammar.whole_of(noun) or noun
        thing = self._thing(noun)
        if result is not None:
            return thing if thing in _MATERIEL else result
        if thing is not None:
            return thing
        fate = fate_in(noun.lemma_.lower(), vocabulary.tolls())  # "16 dead"
        if fate is not None:
            return fate
        people = self._people(noun)
        if (
            kind == ClaimType.HUMANITARIAN
            and people
            and grammar.clause_head(noun).lemma_ in vocabulary.tolls().treating
        ):
            return NumberWhat.WOUNDED  # "took in 67 people": a hospital
        if not doer and kind in _PEOPLE_TYPES:
            return _PEOPLE_TYPES[ClaimType(kind)]
        if not doer and kind == ClaimType.DESTRUCTION and people and grammar.clause_head(noun).lemma_ == "lose":
            return NumberWhat.KILLED  # "lost 300 men, six tanks and a jet"
        if people == "force":
            return NumberWhat.TROOPS
        if kind == ClaimType.REPELLED and noun.lemma_.lower() in vocabulary.tolls().own_attacks:
            return NumberWhat.ATTACKS
        if kind == ClaimType.DISPLACEMENT and people is not None:
            return NumberWhat.DISPLACED
        return NumberWhat.OTHER

    def _thing(self, noun: Token) -> NumberWhat | None:
        """What a noun that is not of people counts, as far as its word tells."""
        words = vocabulary.tolls()
        category = self._gear.get(noun.i)
        lemma = noun.lemma_.lower()
        if category in words.aircraft_categories or lemma in words.aircraft:
            return NumberWhat.AIRCRAFT
        if category in words.vehicle_categories or lemma in words.vehicles:
            return NumberWhat.VEHICLES
        if category is not None or lemma in words.munitions:
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
            return "person" if noun.lemma_.lower() in vocabulary.tolls().people else None
        return "force" if mention["kind"] in FORCES else "person"

    def _quantity(self, noun: Token) -> QuantityMention | None:
        for quantity in self._by_head.get(noun.i, []):
            if quantity["start"] not in self._used:
                return quantity
        found = self._at.get(noun.i)
        if found is None and (joined := _first_of_compound(noun)) != noun:
            found = next((one for kid in joined.children if (one := self._at.get(kid.i)) is not None), None)
        if found is None:
            kids = [kid.i for kid in noun.children if kid.dep_ in ("nummod", "det", "amod") and kid.i in self._at]
            found = self._at[kids[-1]] if kids else None
        return found if found is not None and found["start"] not in self._used else None

    def _add(self, claim: ClaimDraft, quantity: QuantityMention, noun: Token, what: NumberWhat) -> None:
        if quantity.get("article") and (what not in _BY_ARTICLE or self._people(noun) is None):
            return
        if what in (NumberWhat.OTHER, NumberWhat.TROOPS) and self._names_parties(quantity, noun):
            return
        self._used.add(quantity["start"])
        if quantity["unit"] in ("percent", "area"):
            what = NumberWhat.AREA
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

    def _names_parties(self, quantity: QuantityMention, noun: Token) -> bool:
        """ "Both camps", "the two sides": says who they are, not how many."""
        return self.doc[quantity["start"]].lower_ == "both" or noun.lemma_.lower() in vocabulary.tolls().parties

    def _civilian(self, noun: Token) -> bool | None:
        civilian = noun.lemma_.lower() in vocabulary.tolls().civilians
        if civilian or any(kid.lower_ == "civilian" for kid in noun.children):
            return True
        return False if self._people(noun) == "force" else None


def own_count(head: Token, claim_type: str) -> NumberWhat:
    """What a number on the trigger's noun itself counts: "three air strikes", "85 attacks", "31 explosions"."""
    words, lemma = vocabulary.tolls(), head.lemma_.lower()
    if "strike" in lemma or (claim_type == ClaimType.AIR_STRIKE and lemma in words.air_strikes):
        return NumberWhat.STRIKES
    if claim_type in _PEOPLE_TYPES:
        return _PEOPLE_TYPES[ClaimType(claim_type)]
    if claim_type in ATTACKS or (claim_type in _COUNTED and lemma in words.own_attacks):
        return NumberWhat.ATTACKS
    return NumberWhat.OTHER


def _numbered(head: Token) -> list[Token]:
    """The figure for "the number of the dead", "the number of people killed": "rose to 31", "has passed 90,000"."""
    noun = head.head if head.dep_ == "acl" else head
    if noun.dep_ != "pobj" or noun.head.lower_ != "of" or noun.head.head.lemma_ not in vocabulary.tolls().numbering:
        return []
    number = noun.head.head
    told = list(grammar.prepositional(number.head, "at", "to", "as"))
    passed = grammar.child(number.head, "dobj") if number.dep_ == "nsubj" and not told else None
    return [one for first in (*told, passed) for one in with_conjuncts(first)]


def _parts(found: list[Counted]) -> list[Counted]:
    """ "13 civilians, including four children", "20 people, six of them women": a part is counted as its whole is.
    So are those listed after one: "a commander, his wife and three children"."""
    parts = []
    for noun, what in found:
        if what in _TOLLS:
            named = grammar.prepositional(noun, "including", "among")
            parts += [(part, what) for first in named for part in with_conjuncts(first)]
            parts += [(part, what) for kid in noun.children for part in (kid, *kid.children) if _of_them(part)]
            parts += [(part, what) for part in noun.head.rights if part.i > noun.i and _of_them(part)]
            among = [part for part in grammar.prepositional(noun.head, "among") if part.i > noun.i]
            if any(part.lower_ == "them" for part in among):  # "arrested 31 people, among them nine guards"
                parts += [(part, what) for part in among]
            parts += [(part, what) for kid in noun.children if kid.dep_ == "appos" for part in kid.conjuncts]
    return parts


def _of_them(token: Token) -> bool:
    if token.pos_ not in ("NUM", "NOUN"):
        return False
    return any(noun.lower_ in ("them", "whom") for noun in grammar.prepositional(token, "of", "among"))


def _lost_with(verb: Token) -> list[Token]:
    """Who died, where a verb is told "with the loss of" them; of "its crew of four" the four."""
    lost = [noun for noun in grammar.prepositional(verb, "with", "at") if noun.lemma_ in vocabulary.tolls().losing]
    whole = [noun for loss in lost for first in grammar.prepositional(loss, "of") for noun in with_conjuncts(first)]
    return [*whole, *(part for noun in whole for part in grammar.prepositional(noun, "of"))]


def _is_of_lives(verb: Token) -> bool:
    """ "Cost 96 soldiers their lives": the soldiers are counted."""
    return any(noun.lemma_ in vocabulary.tolls().lives for noun in verb.children if noun.dep_ == "dobj")


def _lost_life(verb: Token, noun: Token) -> bool:
    """ "16 people lost their lives": no count is in the lives, and it is of those who lost them."""
    own = any(kid.dep_ == "poss" for kid in noun.children)
    return own and verb.lemma_ == "lose" and noun.lemma_ in vocabulary.tolls().lives


def _first_of_compound(noun: Token) -> Token:
    """The first part of a noun written with hyphens: "counter" of "counter-attacks"."""
    first = noun
    while first.i >= 2 and noun.doc[first.i - 1].text == "-" and not noun.doc[first.i - 1].whitespace_:
        first = noun.doc[first.i - 2]
    return first


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value
