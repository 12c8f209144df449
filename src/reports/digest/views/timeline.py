"""Incidents and what is said of them, day by day.

An incident stands on the day it begins, or under its month or year if no more is known. What a source says stands on
the day it says so, which is that of its story if the story tells no other: so a toll that rises is seen to rise.
Nothing is told here that the digest does not hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final, Literal

from reports.digest.records import Bearing, Digest, DigestClaim, Incident, Relay, SourceGroup, Spot, Standing, Window
from reports.digest.views import phrases
from reports.digest.views.lines import BLANK, Line, Part, between, labelled, line
from reports.export import cells
from reports.records import ClaimType, Record
from reports.render.words import day as day_words
from reports.render.words import spaced, unique, whom

TIMELINE_VERSION: Final = "1"
_INDENT, _COLUMN = 2, 7


class Telling(Record):
    """What one source says of an incident in one story. `relay` tells why it counts with others, if it does."""

    told: str | None
    speaker: str
    originator: str
    standing: Standing
    story: str
    outlet: str
    claims: tuple[str, ...]
    says: tuple[str, ...]
    denies: bool = False
    first: bool = False
    update: bool = False
    relay: Relay | None = None


class Entry(Record):
    """An incident on one day: `begins` if it begins on it, and what is said of it on that day."""

    incident: str
    begins: bool
    description: str
    type: ClaimType
    time: Window | None = None
    place: Spot | None = None
    disputed: bool = False
    told: tuple[Telling, ...] = ()


class Day(Record):
    """A day (ISO); a month or year for what is known by that alone; null for what has no date."""

    day: str | None
    entries: tuple[Entry, ...]


class Timeline(Record):
    """Days in order; the one of what has no date is the last."""

    timeline_version: Literal["1"] = TIMELINE_VERSION
    days: tuple[Day, ...]


def timeline(digest: Digest) -> Timeline:
    """The timeline of a digest. On a day, incidents that begin come first, then those told of later; by time and id."""
    index = phrases.Index(digest)
    held: dict[str | None, list[Entry]] = {}
    for incident in phrases.in_order(digest.incidents):
        for day, entry in _entries(incident, index):
            held.setdefault(day, []).append(entry)
    order = sorted((day for day in held if day), key=str) + ([None] if None in held else [])
    return Timeline(days=tuple(Day(day=day, entries=tuple(sorted(held[day], key=_first))) for day in order))


def _first(entry: Entry) -> tuple[bool, bool, str]:
    return not entry.begins, entry.time is None, entry.time.begin if entry.time else ""


def _entries(incident: Incident, index: phrases.Index) -> Iterator[tuple[str | None, Entry]]:
    """The incident on the day it begins, and on each day that something is said of it."""
    begins = phrases.first_day(incident.time) if incident.time else None
    told: dict[str | None, list[Telling]] = {begins: []}
    for telling in _tellings(incident, index):
        told.setdefault(telling.told[:10] if telling.told else None, []).append(telling)
    for day, tellings in told.items():
        yield (
            day,
            Entry(
                incident=incident.id,
                begins=day == begins,
                description=incident.description,
                type=incident.type,
                time=incident.time,
                place=incident.place,
                disputed=incident.disputed,
                told=tuple(
                    sorted(tellings, key=lambda each: (phrases.instant(each.told), not each.first, each.claims))
                ),
            ),
        )


def _tellings(incident: Incident, index: phrases.Index) -> Iterator[Telling]:
    """The claims of an incident by speaker, story and moment."""
    groups = {group.id: group for group in incident.corroboration.groups}
    denying = frozenset(incident.corroboration.denying)
    held: dict[tuple[str, str, str, str | None], list[DigestClaim]] = {}
    for claim in incident.claims:
        key = (claim.story, claim.group, index.speaker(claim), index.told_on(claim))
        held.setdefault(key, []).append(claim)
    for (story, group_id, speaker, told), claims in held.items():
        ids = tuple(claim.id for claim in claims)
        group: SourceGroup | None = groups.get(group_id)
        yield Telling(
            told=told,
            speaker=speaker,
            originator=group.originator if group else speaker,
            standing=group.standing if group else Standing.UNKNOWN,
            story=story,
            outlet=index.outlet(story),
            claims=ids,
            says=tuple(_says(incident, claims)),
            denies=group_id in denying or _denies(incident, ids),
            first=incident.first in ids,
            update=not set(ids).isdisjoint(incident.updates),
            relay=next((group.relays[each] for each in ids if each in group.relays), None) if group else None,
        )


def _says(incident: Incident, claims: list[DigestClaim]) -> list[str]:
    """Types of the claims and the figures that they give: "air strike", "killed 9"."""
    ids = {claim.id for claim in claims}
    said = [f"{spaced(claim.type)}{_negated(claim)}" for claim in claims]
    for toll in incident.tolls:
        for told in toll.by_source:
            if told.claim in ids:
                said.append(f"{spaced(toll.what)} {phrases.told_figure(told)}{whom(toll.civilian, told.max)}")
    return unique(said)


def _negated(claim: DigestClaim) -> str:
    marks = phrases.marks(claim)
    return f" ({', '.join(mark.lower() for mark in marks)})" if marks else ""


def _denies(incident: Incident, ids: tuple[str, ...]) -> bool:
    return any(link.relation is Bearing.DENIES and link.from_ in ids for link in incident.links)


def lines(digest: Digest) -> Iterator[Line]:
    """Yields the lines of the screen view."""
    found = timeline(digest)
    headlines = {incident.id: phrases.headline(incident) for incident in digest.incidents}
    if not found.days:
        yield line("No incidents.")
    tellings = Counter(entry.incident for day in found.days for entry in day.entries for _ in entry.told)
    for number, day in enumerate(found.days):
        if number:
            yield BLANK
        yield line(Part(day_words(day.day) if day.day else "No date", "head"))
        for entry in day.entries:
            yield _entry(entry, headlines[entry.incident])
            for telling in entry.told:
                yield _telling(telling, alone=tellings[entry.incident] == 1)


def _entry(entry: Entry, headline: str) -> Line:
    """The headline on the day that an incident begins; on later ones what stands before its figures."""
    clock = phrases.clock(entry.time) if entry.begins else ""
    disputed = [Part(" "), Part("DISPUTED", "bad")] if entry.disputed else []
    if entry.begins:
        parts = [Part(f"{clock} · " if clock else "", "soft"), Part(headline, "strong"), *disputed]
    else:
        parts = [Part("about ", "soft"), Part(headline.partition(": ")[0]), *disputed]
    return line(*parts, Part(f" · {entry.incident}", "soft"), indent=_INDENT)


def _telling(telling: Telling, *, alone: bool) -> Line:
    """Who says what where. That it is the first is told if there are others."""
    clock = telling.told[11:16] if telling.told and "T" in telling.told else ""
    notes = [
        Part("denies", "bad") if telling.denies else None,
        Part("first report", "good") if telling.first and not alone else None,
        Part("update", "warn") if telling.update else None,
        Part(_relay(telling, telling.relay), "soft") if telling.relay else None,
    ]
    marks = between(note for note in notes if note)
    parts = [
        Part(telling.speaker + phrases.inside(telling.outlet, telling.speaker), "strong"),
        Part(f": {', '.join(telling.says)}"),
    ]
    return labelled(clock, *parts, *([Part(" · ", "soft"), *marks] if marks else []), indent=_INDENT * 2, width=_COLUMN)


def _relay(telling: Telling, relay: Relay) -> str:
    if telling.originator.casefold() != telling.speaker.casefold():
        return phrases.counts_with(telling.originator, relay)
    return "the same text as before" if relay is Relay.NEAR_DUPLICATE else "the same source as before"


COLUMNS = (
    "day", "incident", "begins", "description", "type", "begin", "finish", "place", "country", "lat", "lon", "disputed",
    "told", "speaker", "originator", "standing", "story", "outlet", "claims", "says", "denies", "first", "update",
    "relay",
)  # fmt: skip


def as_csv(found: Timeline) -> str:
    """A row for what each source says, and one for an incident on its day of which nothing is said on that day."""
    rows = (
        [day.day, *_entry_cells(entry), *_telling_cells(telling)]
        for day in found.days
        for entry in day.entries
        for telling in entry.told or (None,)
    )
    return cells.lines([COLUMNS]) + cells.lines(rows)


def _entry_cells(entry: Entry) -> list[cells.Cell]:
    time, place = entry.time, entry.place
    return [
        entry.incident, entry.begins, entry.description, entry.type, time.begin if time else None,
        time.finish if time else None, place.name if place else None, place.country if place else None,
        place.lat if place else None, place.lon if place else None, entry.disputed,
    ]  # fmt: skip


def _telling_cells(telling: Telling | None) -> list[cells.Cell]:
    if telling is None:
        return [None] * 12
    return [
        telling.told, telling.speaker, telling.originator, telling.standing, telling.story, telling.outlet,
        cells.joined(telling.claims), cells.joined(telling.says), telling.denies, telling.first, telling.update,
        telling.relay,
    ]  # fmt: skip
