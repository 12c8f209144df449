"""What stands against what in a story: claims that deny, dispute, confirm or update one another, and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.records import Number, Report, VerificationStatus
from reports.render import words
from reports.render.html.cards import Card

_ANSWERED = (VerificationStatus.DENIED, VerificationStatus.DISPUTED, VerificationStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims side by side. `right` is None where the story tells of the answer but makes no claim of it."""

    left: Card
    relation: str
    on: str
    right: Card | None
    answer: str = ""

    @property
    def kind(self) -> str:
        """ "denied", "updated": the relation as a class for its look."""
        return self.relation.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Figure:
    """One count as one source gives it."""

    card: Card
    what: str
    told: str
    number: Number

    @property
    def amount(self) -> str:
        return words.amount(self.number)


def pairs(report: Report, cards: Sequence[Card], index: words.Index) -> list[Pair]:
    """All claims that another one, or another source, answers; denials and disputes first."""
    by_id = {card.claim.id: card for card in cards}
    found = []
    answered = set()
    order = list(words.ANSWERED_BY)
    links = [link for link in report.links if link.relation in words.ANSWERED_BY]
    for link in sorted(links, key=lambda link: order.index(link.relation)):
        left, right = by_id.get(link.to), by_id.get(link.from_)
        if left and right:
            found.append(Pair(left, words.ANSWERED_BY[link.relation], words.spaced(link.on or ""), right))
            answered |= {link.from_, link.to}
    for card in cards:
        status = card.claim.verification.status
        if status in _ANSWERED and card.claim.id not in answered:
            by = index.checker(card.claim)
            if by or card.note:
                found.append(Pair(card, f"{status} by", "", None, by.name if by else card.note or ""))
    return found


def figures(cards: Sequence[Card], index: words.Index) -> list[Figure]:
    """The counts of people of a story, those of the same thing together; none where there is only one."""
    found = list(_figures(cards, index))
    found.sort(key=lambda figure: (figure.what, figure.card.claim.event))
    return found if len(found) > 1 else []


def _figures(cards: Sequence[Card], index: words.Index) -> Iterator[Figure]:
    for card in cards:
        for number in card.claim.numbers:
            if number.what in words.DONE_TO_PEOPLE:
                owner = index.actors.get(number.of or "")
                whom = {True: "civilians", False: "combatants", None: ""}[number.civilian]
                told = ", ".join(part for part in (whom, owner.name if owner else "") if part)
                yield Figure(card, words.spaced(number.what), told, number)
