"""Claims added up to events: one for each place, days and pair of actors, with a trace back to every claim.

Several claims about one thing are one event, whoever makes them and in whatever story. Of their counts of deaths the
lowest is taken, since nobody can tell from the words whether two tolls are of the same people; the highest is kept
beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from reports.export import look
from reports.export.cells import Cell, joined, lines
from reports.export.leftout import LeftOut
from reports.export.sides import Side
from reports.records import Article, Claim, Place, PlaceKind, Report, TimePrecision
from reports.render.words import Index

if TYPE_CHECKING:
    from reports.render.formats import Finish, Put, Write

_NOTES = 4  # claims whose words are kept of one event
_SHORT = (TimePrecision.MINUTE, TimePrecision.HOUR, TimePrecision.PART_OF_DAY, TimePrecision.DAY)
_VAGUE = 4  # behind all that `geo_precision` says
OURS = ("claims", "verification")
"""The columns of ours that a table has behind those of the format."""
UNLIKE = "are not said to have happened"
ONLY_COUNTRY = "name only a country"


class Cited(NamedTuple):
    """What names a story."""

    outlet: str
    date: str
    headline: str


class Setting(NamedTuple):
    """Where and when a claim's event took place."""

    place: Place
    country: str
    first: datetime.date
    last: datetime.date

    @property
    def span(self) -> int:
        """Days from first to last, 1 for a day."""
        return (self.last - self.first).days + 1


class Deaths(NamedTuple):
    """Deaths by the name of the side whose people they are; "civilians" and "unknown" are such names too."""

    low: dict[str, int]
    high: int

    @property
    def total(self) -> int:
        return sum(self.low.values())


@dataclass
class Event:
    """One row to be. `deaths` are by report, then by event of that report."""

    setting: Setting
    sides: tuple[Side, ...]
    claims: list[str] = field(default_factory=list)
    articles: dict[str, Cited] = field(default_factory=dict)
    outlets: dict[str, None] = field(default_factory=dict)
    speakers: dict[str, None] = field(default_factory=dict)
    checks: dict[str, None] = field(default_factory=dict)
    kinds: dict[str, None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    deaths: dict[str, dict[str, list[Deaths]]] = field(default_factory=dict)

    def add(self, report: Report, claim: Claim, kind: str, deaths: Deaths | None, index: Index) -> None:
        """Take a claim in. `kind` is what the format calls it."""
        article, source = report.article, index.source(claim)
        speaker = source.name if source else look.outlet(article)
        self.claims.append(look.trace(report, claim))
        self.articles.setdefault(report.id, cited(article))
        self.outlets.update(dict.fromkeys([look.outlet(article)] if look.outlet(article) else []))
        self.speakers.update(dict.fromkeys([speaker] if speaker else []))
        self.checks[claim.verification.status] = None
        self.kinds[kind] = None
        if len(self.notes) < _NOTES:
            self.notes.append(f"{source.name if source else 'In its own voice'}: {claim.text}")
        if deaths is not None:
            self.deaths.setdefault(report.id, {}).setdefault(claim.event, []).append(deaths)

    def toll(self) -> tuple[Deaths, int, int] | None:
        """The lowest toll told with its parts, the lowest and the highest total; None if nobody counts deaths.

        Within a report an event has the lowest of its tolls, and of several events the largest stands: their people
        may be the same. The highest is what all of them come to.
        """
        each = []
        for events in self.deaths.values():
            lowest = [min(found, key=lambda one: one.total) for found in events.values()]
            highest = sum(max(one.high for one in found) for found in events.values())
            each.append((max(lowest, key=lambda one: one.total), highest))
        if not each:
            return None
        best = min((low for low, _ in each), key=lambda one: one.total)
        return best, best.total, max(best.total, *(high for _, high in each))

    def ours(self) -> dict[str, Cell]:
        """The columns `OURS`."""
        return {"claims": " ".join(self.claims), "verification": joined(self.checks)}

    @property
    def note(self) -> str:
        more = len(self.claims) - len(self.notes)
        return " | ".join(self.notes) + (f" | and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class Told:
    """A claim with what is needed to take it into an event. `others` are those about the same event that happened."""

    report: Report
    claim: Claim
    others: list[Claim]
    index: Index
    replaced: bool


class Taken(NamedTuple):
    """What a format makes of a claim: `kind` is what it calls it; claims with another `apart` are another event."""

    where: Setting
    sides: tuple[Side, ...]
    kind: str
    deaths: Deaths | None
    apart: str = ""


Take = Callable[[Told], Taken | str]


def table(
    write: Write,
    left: LeftOut,
    columns: Sequence[str],
    take: Take,
    row: Callable[[Event], dict[str, Cell]],
    *,
    as_linked: bool = False,
) -> tuple[Put, Finish]:
    """Writers of a table of events, written at the end: an event may be told in the first story and the last.

    `take` gives what a claim adds to its event, or why the format cannot express it; `row` the columns of an event.
    With `as_linked` the claims that a report holds to be about one event are one, even where they differ in place, day
    or sides: the one that is told most exactly gives it those.
    """
    events: dict[Key, Event] = {}

    def put(report: Report) -> None:
        kept: list[tuple[Told, Taken]] = []
        for told in _told(report):
            taken = take(told)
            if isinstance(taken, str):
                left.drop(taken)
                continue
            left.keep()
            kept.append((told, taken))
        stands_for = _most_exact(kept) if as_linked else {}
        for told, taken in kept:
            first = stands_for.get((told.claim.event, taken.apart), taken)
            event = events.setdefault(key(first.where, first.sides, first.apart), Event(first.where, first.sides))
            event.add(report, told.claim, taken.kind, taken.deaths, told.index)

    def finish() -> Sequence[str]:
        write(lines([columns]))
        write(lines(row(event).values() for event in ordered(events)))
        return left.notes()

    return put, finish


def _most_exact(kept: Iterable[tuple[Told, Taken]]) -> dict[tuple[str, str], Taken]:
    """Of each event of a report the claim that tells most exactly where, when and who; the first of equal ones."""
    found: dict[tuple[str, str], Taken] = {}
    for told, taken in kept:
        before = found.setdefault((told.claim.event, taken.apart), taken)
        if _vagueness(taken) < _vagueness(before):
            found[told.claim.event, taken.apart] = taken
    return found


def _vagueness(taken: Taken) -> tuple[int, int, int, int]:
    """How much is left open of a claim's sides, place and days."""
    known = sum(side.known for side in taken.sides)
    return (-known, -len(taken.sides), taken.where.place.geo_precision or _VAGUE, taken.where.span)


def _told(report: Report) -> Iterator[Told]:
    index, by_event, replaced = Index(report), look.siblings(report), look.updated(report)
    for claim in report.claims:
        others = [one for one in by_event[claim.event] if one is not claim and look.happened(one)]
        yield Told(report, claim, others, index, claim.id in replaced)


def cited(article: Article) -> Cited:
    return Cited(look.outlet(article), (article.published or "")[:10], article.title or "")


def setting(claim: Claim, siblings: Iterable[Claim], index: Index) -> Setting | str:
    """Where and when, from the claim or another about the same event; else why it cannot be placed in an event."""
    claims = (claim, *siblings)
    place = next((found for one in claims if (found := look.spot(one, index))), None)
    dated = next((one for one in claims if look.days(one)), None)
    days = look.days(dated) if dated else None
    if place is None:
        return look.NO_PLACE
    if dated is None or days is None:
        return look.NO_DATE
    if place.country is None:
        return "lie in no known country"
    first, last = days
    if dated.time and dated.time.precision in _SHORT and (last - first).days == 1:
        last = first  # overnight: the day it began
    return Setting(place, place.country, first, last)


def whole_country(place: Place) -> bool:
    return place.kind is PlaceKind.COUNTRY


Key = tuple[object, ...]


def key(where: Setting, sides: Iterable[Side], *more: str) -> Key:
    """What claims of one event have in common. The order of the sides makes no difference."""
    place = where.place
    spot = place.geonames or (place.name, place.lat, place.lon)
    return (spot, where.first, where.last, frozenset(side.name for side in sides), *more)


def ordered(events: dict[Key, Event]) -> list[Event]:
    """Events by day, country, place, sides: the same whatever the order of the reports."""

    def rank(event: Event) -> tuple[str, ...]:
        where = event.setting
        names = (side.name for side in event.sides)
        return (where.first.isoformat(), where.last.isoformat(), where.country, where.place.name, *names)

    return sorted(events.values(), key=rank)
