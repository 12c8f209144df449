"""Which claims are of one event, and where their counts differ.

Grouping is conservative: two claims are of one event when nothing that both tell differs and something that both tell
is the same. Each claim is held against the last few of a kind only, so that long stories stay linear.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from reports.annotate.participants import ASSAULTS, ATTACKS, RESULTS
from reports.records import ClaimType, LinkRelation, Modality, VerificationStatus
from reports.resolve.drafts import ClaimDraft, NumberDraft
from reports.resolve.ledger import TOLLS, Ledger
from reports.resolve.vocabulary import verification as words

_PHYSICAL = ASSAULTS | RESULTS
_GROUND = frozenset({ClaimType.TERRITORY_GAINED, ClaimType.WITHDRAWAL, ClaimType.SIEGE})
_OWN = frozenset({"its", "their", "our", "his", "her"})
_OTHER_SCOPE = 10  # times: counts of more than one event that differ so are of other times or places
_LARGE = 1000  # a toll that is of a war and not of an event
_BEYOND = 1.25  # "at least 60" does not mean 150: another source that says so disputes it
_CLAUSE = 14  # tokens after a trigger in which "since the war began" is said of it
_LOOK_BACK = 10
_TOLL_BACK = 8
_PARAGRAPHS = 6  # how far apart two tolls of one event may stand


class Events:
    """Numbers the events of one Doc's claims and compares what different sources tell of each."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.claims = ledger.claims

    # -- grouping ---------------------------------------------------------------------------------------------

    def group(self) -> None:
        """Give each claim the number of its event; link it to the claim that it shares it with."""
        latest: dict[str, deque[int]] = {}
        count = 0
        for index, claim in enumerate(self.claims):
            recent = latest.setdefault(self._family(claim), deque(maxlen=_LOOK_BACK))
            same = next((other for other in reversed(recent) if self.same(self.claims[other], claim)), None)
            if same is None:
                count += 1
                claim.event = count
            else:
                claim.event = self.claims[same].event
                self.ledger.link(same, index, LinkRelation.SAME_EVENT)
            recent.append(index)

    def _family(self, claim: ClaimDraft) -> str:
        if claim.type in _GROUND:
            return "ground"
        return "harm" if claim.type in _PHYSICAL or self._generic(claim) else claim.type

    def _generic(self, claim: ClaimDraft) -> bool:
        return claim.type == ClaimType.OTHER and self.ledger.battlefield(claim)

    def same(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        """Whether two claims are of one event."""
        if not (self.ledger.battlefield(first) and self.ledger.battlefield(second)):
            return first.type == second.type == ClaimType.NEGOTIATION and self._same_talks(first, second)
        if (
            first.modality != second.modality
            or not self.ledger.kin(first, second)
            or not self.compatible(first, second)
        ):
            return False
        if first.type != second.type and self._own_attack(first) and self._own_attack(second):
            return False
        if self._overall(first) != self._overall(second):
            return False
        if ClaimType.CASUALTIES in (first.type, second.type) and self._causes_differ(first, second):
            return False
        places = self.ledger.places(first) & self.ledger.places(second)
        targets = self._targets(first) & self._targets(second)
        agents = self._agents(first) & self._agents(second)
        near = abs(self.ledger.paragraph(first.head) - self.ledger.paragraph(second.head)) <= 2
        things = self._things(first) & self._things(second)
        if self._taken_up(second) and near and (self._own_attack(first) or self._generic(first)):
            return True
        if first.type == second.type:
            return bool(
                (targets and (places or agents or near))
                or (agents and places)
                or (things and near)
                or (places and self._tolls(first, second))
                or (self.ledger.own_places(second) & places and self._denied(first, second))
            )
        if self._family(first) == "ground":
            changed_hands = {first.type, second.type} == {ClaimType.TERRITORY_GAINED, ClaimType.WITHDRAWAL}
            return bool(things or (places and (targets or agents or changed_hands)))
        return bool(places and (targets or agents or self._tolls(first, second)))

    def _same_talks(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        sides = (self._agents(first) | self._targets(first)) & (self._agents(second) | self._targets(second))
        return len(sides) > 1 and self.compatible(first, second)

    @staticmethod
    def _own_attack(claim: ClaimDraft) -> bool:
        return claim.type in ATTACKS

    def _denied(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        return self.ledger.denies(first) != self.ledger.denies(second)

    def compatible(self, first: ClaimDraft, second: ClaimDraft, *, people: bool = True) -> bool:
        """Whether day, place, doers and, if asked, people that both tell agree."""
        if self.ledger.elsewhere(first, second) or (people and not self._same_people(first, second)):
            return False
        if self._agents(first) & self._targets(second) or self._targets(first) & self._agents(second):
            return False
        if {first.type, second.type} == {ClaimType.TERRITORY_GAINED, ClaimType.WITHDRAWAL}:
            return True  # what one side takes the other loses
        here, there = self.ledger.places(first), self.ledger.places(second)
        sides = self.ledger.doers(first), self.ledger.doers(second)
        return (
            not (sides[0] and sides[1])
            or bool(sides[0] & sides[1])
            or (self._denied(first, second) and bool(here & there))
        )

    def _same_people(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        """Not the one of soldiers and the other of villagers; "people" may be anybody."""
        nouns = self.ledger.nouns(first), self.ledger.nouns(second)
        if not nouns[0] or not nouns[1] or self._targets(first) & self._targets(second):
            return True
        return bool(nouns[0] & nouns[1]) or any(noun in words("people") for side in nouns for noun in side)

    def _taken_up(self, claim: ClaimDraft) -> bool:
        """ "The attack": a definite noun with no doer of its own takes up the attack told before."""
        head = self.ledger.doc[claim.head]
        if head.pos_ != "NOUN" or claim.type not in _PHYSICAL and not self._generic(claim):
            return False
        return any(kid.lower_ in ("the", "this") for kid in head.children) and not any(
            kid.dep_ in ("relcl", "nummod") for kid in head.children
        )

    @staticmethod
    def _agents(claim: ClaimDraft) -> set[int]:
        return {filler.actor for filler in claim.agents if filler.actor is not None}

    @staticmethod
    def _targets(claim: ClaimDraft) -> set[int]:
        return {filler.actor for filler in claim.targets if filler.actor is not None}

    def _things(self, claim: ClaimDraft) -> set[str]:
        doc = self.ledger.doc
        return (
            {doc[filler.end - 1].lemma_.lower() for filler in claim.targets if filler.actor is None}
            - words("people")
            - {"that"}
        )

    def _tolls(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        return any(one.what in TOLLS and one.what == other.what for one in first.numbers for other in second.numbers)

    # -- counts -----------------------------------------------------------------------------------------------

    def compare(self) -> None:
        """Tolls of one event that cannot both be right: disputed, or an update when told as one."""
        recent: deque[int] = deque(maxlen=_TOLL_BACK)
        for index, claim in enumerate(self.claims):
            if not any(number.what in TOLLS for number in claim.numbers):
                continue
            for other in reversed(recent):
                if self._differ(other, index):
                    break
            recent.append(index)

    def _differ(self, first: int, second: int) -> bool:
        one, other = self.claims[first], self.claims[second]
        if not self._one_toll(one, other):
            return False
        found = self._differing(one, other)
        if found is None:
            return False
        what, later_higher = found
        if one.source == other.source or self._updates(other):
            if later_higher or self._updates(other):
                self.ledger.link(second, first, LinkRelation.UPDATES, what)
            return False
        self.ledger.dispute(second, first, what)
        for index in (first, second):
            self._with(index)
        return True

    def _with(self, index: int) -> None:
        """What else the sentence of a disputed toll tells of the event stands and falls with it."""
        claim = self.claims[index]
        for other in self.ledger.within(*self.ledger.sentence(claim.head)):
            if self.claims[other].event == claim.event and self.claims[other].source == claim.source:
                self.ledger.mark(other, VerificationStatus.DISPUTED, claim.status_by, claim.note)

    def _one_toll(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        """Whether two tolls are of one event: grouped, or close with nothing against it."""
        if first.modality != Modality.ACTUAL or second.modality != Modality.ACTUAL:
            return False
        if first.source is None and second.source is None:
            return False
        if first.event == second.event:
            return True
        apart = self.ledger.paragraph(second.head) - self.ledger.paragraph(first.head)
        if not 0 <= apart <= _PARAGRAPHS or self._overall(first) != self._overall(second):
            return False
        if not (self.ledger.kin(first, second) and self.compatible(first, second, people=False)):
            return False  # whether they count the same people is told by the counts' own nouns
        causes = self._cause(first), self._cause(second)
        if causes[0] is causes[1] or causes[0].event == causes[1].event:
            return True
        here, there = self.ledger.places(causes[0]), self.ledger.places(causes[1])
        if self._own_attack(second):  # an attack told anew is another unless it is told of the same place
            return bool(self.ledger.own_places(second) & here)
        return not self.ledger.elsewhere(*causes) if here & there else apart <= 1 and not (here and there)

    def _causes_differ(self, first: ClaimDraft, second: ClaimDraft) -> bool:
        one, other = self._cause(first), self._cause(second)
        return one is not other and (one.event != other.event or not one.event) and self.ledger.elsewhere(one, other)

    def _cause(self, claim: ClaimDraft) -> ClaimDraft:
        """The attack that a toll told by itself belongs to: the last one told before it."""
        if self._own_attack(claim):
            return claim
        for index in self.ledger.before(claim.head, reach=_LOOK_BACK):
            other = self.claims[index]
            if self.ledger.paragraph(claim.head) - self.ledger.paragraph(other.head) > 2:
                break
            if self._may_kill(other):
                return other
        return claim

    def _may_kill(self, claim: ClaimDraft) -> bool:
        if claim.modality != Modality.ACTUAL or self.ledger.denies(claim) or claim.type == ClaimType.CLASH:
            return False
        return self._own_attack(claim) or claim.type == ClaimType.DESTRUCTION or self._generic(claim)

    def _overall(self, claim: ClaimDraft) -> bool:
        """ "Since the war began": a count of more than one event."""
        large = any(number.what in TOLLS and (number.min or 0) >= _LARGE for number in claim.numbers)
        return large or self.ledger.named("overall", claim.start, min(claim.end, claim.head + _CLAUSE))

    def _updates(self, claim: ClaimDraft) -> bool:
        """ "The toll rose to 31": told as a new count and not as another."""
        start, end = self.ledger.sentence(claim.head)
        return self.ledger.named("rising", start, end) or any(
            token.lower_ in words("rising") for token in self.ledger.doc[start:end]
        )

    def _differing(self, first: ClaimDraft, second: ClaimDraft) -> tuple[str, bool] | None:
        """The count that differs, and whether the later is higher."""
        for one, other in self._pairs(first, second):
            low, high = _range(one)
            least, most = _range(other)
            if self._overall(first) and _OTHER_SCOPE * min(low, least) <= max(low, least):
                continue  # "330 since the ceasefire", and 4,000 in all of the war
            if first.source != second.source:
                high, most = min(high, low * _BEYOND or high), min(most, least * _BEYOND or most)
            if high < least or most < low:
                return one.what, high < least
        return None

    def _pairs(self, first: ClaimDraft, second: ClaimDraft) -> Iterator[tuple[NumberDraft, NumberDraft]]:
        for one in first.numbers:
            for other in second.numbers:
                if one.what != other.what or one.what not in TOLLS or not self._comparable(one, other):
                    continue
                if not (self._own_loss(one, other, first) or self._own_loss(other, one, second)):
                    yield one, other

    def _own_loss(self, one: NumberDraft, other: NumberDraft, claim: ClaimDraft) -> bool:
        """A side's count of its own dead is no dispute of a higher count of all."""
        phrase = self.ledger.doc[one.start : one.end + 3]
        own = any(token.lower_ in _OWN for token in phrase)
        nouns = self._noun(one), self._noun(other)
        if own and words("people").isdisjoint(nouns):  # "three of its own fighters", "only two soldiers"
            return not self.ledger.team(other.of) & self.ledger.source_team(claim.source)
        mine = own or bool(self.ledger.team(one.of) & self.ledger.source_team(claim.source))
        return mine and nouns[1] in words("people") and _range(one)[0] <= _range(other)[1]

    def _comparable(self, one: NumberDraft, other: NumberDraft) -> bool:
        """Counts of the same people: children are a part of the dead, and a smaller count of them is no dispute."""
        if self._is_of_person(one) or self._is_of_person(other):
            return False
        if None not in (one.civilian, other.civilian) and one.civilian != other.civilian:
            return False  # nine civilians, and four militants
        nouns = self._noun(one), self._noun(other)
        if nouns[0] == nouns[1]:
            return True
        part = [noun in words("parts") for noun in nouns]
        if any(part):
            small, large = (one, other) if part[0] else (other, one)
            whole = self._noun(large) in words("people") or not self._noun(large)
            return whole and not all(part) and _range(small)[0] > _range(large)[1]
        if one.of is not None and other.of is not None:
            return bool(self.ledger.team(one.of) & self.ledger.team(other.of)) or any(
                noun in words("people") for noun in nouns
            )
        return any(noun in words("people") or not noun for noun in nouns)

    def _is_of_person(self, number: NumberDraft) -> bool:
        """Whether somebody with a name is counted: one who was hurt is no toll of all."""
        return number.of is not None and self.ledger.cast.actors[number.of].label == "Person"

    def _noun(self, number: NumberDraft) -> str:
        token = self.ledger.doc[number.end - 1]
        return token.lemma_.lower() if token.pos_ in ("NOUN", "PROPN", "ADJ") else ""


def _range(number: NumberDraft) -> tuple[float, float]:
    """Least and most that a count allows; a rounded one allows a tenth either way."""
    low = number.min if number.min is not None else 0.0
    high = number.max if number.max is not None else float("inf")
    slack = 0.1 if number.approximate else 0.0
    return low * (1 - slack), high * (1 + slack)
