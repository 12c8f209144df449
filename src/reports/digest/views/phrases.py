"""Parts of a digest put into a few words, for any view. Strings only: no colours, no layout, no escaping."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence

from reports.counted import counted, stories
from reports.digest.describe import tellers
from reports.digest.records import (
    Bearing,
    Digest,
    DigestClaim,
    DigestStory,
    Incident,
    IncidentLink,
    Relay,
    SourceGroup,
    Spot,
    Standing,
    Toll,
    TollBySource,
    Window,
)
from reports.export import countries
from reports.records import TimePrecision
from reports.render import words
from reports.render.words import day, days, spaced, unique

STANDINGS = {
    Standing.PARTY: "parties",
    Standing.THIRD: "third parties",
    Standing.UNKNOWN: "standing not told",
}
OWN_VOICE = "own voice"
_PERIODS = {TimePrecision.YEAR: 4, TimePrecision.MONTH: 7}  # letters of an ISO date
_CODE = re.compile("[A-Z]{3}")
_UTC = {"Z": "UTC", "+00:00": "UTC"}


class Index:
    """Stories of a digest by id, and what a reader calls them and those who speak in them."""

    def __init__(self, digest: Digest) -> None:
        self.stories = {story.id: story for story in digest.stories}

    def outlet(self, story: str) -> str:
        """What a reader calls a story's origin: publisher, else agency, else file, else its id."""
        found = self.stories.get(story)
        return outlet(found) if found else story

    def printed_on(self, story: str) -> str:
        """The day that a story was published, "12 Mar 2024"; empty where that is not known."""
        found = self.stories.get(story)
        return day(found.published) if found and found.published else ""

    def told_on(self, claim: DigestClaim) -> str | None:
        """When a claim was made, as far as that is known: its own time, else that of its story."""
        story = self.stories.get(claim.story)
        return claim.said or (story.published if story else None)

    def speaker(self, claim: DigestClaim) -> str:
        """Who makes a claim, and through whom: "police via state television"; the outlet for its own voice."""
        return (claim.source or self.outlet(claim.story)) + (f" via {claim.via}" if claim.via else "")

    def link_words(self, link: IncidentLink, incident: Incident) -> str:
        """How a claim bears on another: "army (t2/c1) denies police (t1/c3) on killed"."""
        return self.answers([link], incident, {link.relation: link.relation}, ids=True)[0][1]

    def answers(
        self, links: Iterable[IncidentLink], incident: Incident, verbs: Mapping[Bearing, str], *, ids: bool
    ) -> list[tuple[Bearing, str]]:
        """Links in words, those of one speaker together: "army denies police; doctors on killed".

        With `ids` those of one claim alone, and each claim by its id: "army (t2/c1) denies police (t1/c3, t4/c1)".
        `verbs` are the words between the two.
        """
        claims = {claim.id: claim for claim in incident.claims}
        held: dict[tuple[str, Bearing, str | None], dict[str, list[str]]] = {}
        for link in links:
            one, other = (self._end(claims.get(end), end) for end in (link.from_, link.to))
            key = (f"{one} ({link.from_})" if ids else one, link.relation, link.on)
            held.setdefault(key, {}).setdefault(other, []).append(link.to)
        found = []
        for (speaker, relation, on), ends in held.items():
            told = "; ".join(f"{name} ({', '.join(unique(at))})" if ids else name for name, at in ends.items())
            found.append((relation, f"{speaker} {verbs[relation]} {told}{f' on {spaced(on)}' if on else ''}"))
        return found

    def _end(self, claim: DigestClaim | None, name: str) -> str:
        return self.speaker(claim) if claim else name

    def figures(self, toll: Toll, incident: Incident, *, superseded: bool) -> list[str]:
        """The figures of a toll that stand, or those that later ones replaced, each with all who give it."""
        claims = {claim.id: claim for claim in incident.claims}
        held: dict[str, list[str]] = {}
        for told in toll.by_source:
            if told.superseded is superseded:
                claim = claims.get(told.claim)
                who = told.source or (self.outlet(claim.story) if claim else OWN_VOICE)
                held.setdefault(told_figure(told), []).append(who)
        return [f"{figure} {', '.join(unique(who))}" for figure, who in held.items()]


def outlet(story: DigestStory) -> str:
    """Publisher, else agency, else the file's name without its folders, else title or id."""
    if story.publisher or story.agencies:
        return story.publisher or ", ".join(story.agencies)
    if story.path:
        return story.path.rpartition("/")[2] or story.path
    return story.title or story.id


def told_figure(told: TollBySource) -> str:
    """The figure that one claim gives of a toll."""
    return figure(told.min, told.max, about=told.approximate)


def figure(low: float | None, high: float | None, *, about: bool = False) -> str:
    """A range: "9", "9–14", "≥9", "≤14", "~12"; "not told" without a number."""
    return words.span(low, high, about=about) or "not told"


def toll_words(toll: Toll, incident: Incident) -> str:
    """What is counted, how many, and of whom: "killed 9–14 civilians (Harun militia)"."""
    return f"{spaced(toll.what)} {toll_range(toll, incident)}"


def toll_range(toll: Toll, incident: Incident) -> str:
    """How many, and of whom: "9–14 civilians (Harun militia)"."""
    owner = f" ({party_name(toll.of, incident)})" if toll.of else ""
    return figure(toll.low, toll.high) + words.whom(toll.civilian, toll.high) + owner


def party_name(key: str, incident: Incident) -> str:
    """What a reader calls the party of a key; "BFA:military" is "Burkina Faso (military)" where no party has it."""
    for party in incident.parties:
        if party.key == key:
            return party.name
    country, _, kind = key.partition(":")
    return f"{countries.name(country)} ({spaced(kind)})" if kind and _CODE.fullmatch(country) else key


def window_words(window: Window | None) -> str:
    """A time as days: "12 Mar 2024", "12–14 Mar 2024", "Mar 2024"; "no date" for None."""
    if window is None:
        return "no date"
    return day(first_day(window)) if _is_period(window) else days(window.begin, window.finish)


def first_day(window: Window) -> str:
    """The day that a time begins on, "2024-03-12"; "2024-03" or "2024" for what is known by its month or year alone."""
    if _is_period(window):
        return window.begin[: _PERIODS[window.precision]]
    return window.begin[:10]


def clock(window: Window | None) -> str:
    """The hours of a window within a day: "08:30", "06:00–12:00"; empty where it holds whole days."""
    if window is None or "T" not in window.begin or window.begin[:10] != window.finish[:10]:
        return ""
    first, last = window.begin[11:16], window.finish[11:16]
    if window.precision in (TimePrecision.MINUTE, TimePrecision.HOUR) or first == last:
        return first
    return "" if (first, last) == ("00:00", "23:59") else f"{first}–{last}"


def _is_period(window: Window) -> bool:
    """Whether a time is one month or year, of which no more is known."""
    length = _PERIODS.get(window.precision)
    return length is not None and window.begin[:length] == window.finish[:length]


def moment(iso: str | None) -> str:
    """A date with its clock time and offset where it has them: "12 Mar 2024 08:30 +02:00"; "no date" for None."""
    if not iso:
        return "no date"
    offset = iso[19:].lstrip(".0123456789") if len(iso) > 19 else ""
    return " ".join(part for part in (day(iso), iso[11:16] if "T" in iso else "", _UTC.get(offset, offset)) if part)


def instant(iso: str | None) -> tuple[str, str]:
    """What puts moments in order whatever their offsets: the day, and the time in UTC. One without an offset is UTC."""
    if not iso:
        return "", ""
    try:
        found = datetime.datetime.fromisoformat(iso)
        aware = found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
        return iso[:10], aware.astimezone(datetime.UTC).isoformat() if "T" in iso else ""
    except (ValueError, OverflowError):
        return iso[:10], iso


def spot_words(spot: Spot | None, *, country: bool = True) -> str:
    """ "El Fasher, Sudan ±4 km"; "no place" for None. Without `country` where the reader has just been told it."""
    if spot is None:
        return "no place"
    land = countries.name(spot.country) if country and spot.country else ""
    names = [spot.name, *([land] if land and land.casefold() not in spot.name.casefold() else [])]
    return ", ".join(names) + (words.radius(spot.precision_km) if spot.lat is not None else "")


def group_words(group: SourceGroup, incident: Incident) -> str:
    """An originator with what to know of it: "doctor (not named; 3 stories)"."""
    known = [] if group.named else ["not named"]
    party = party_name(group.party, incident) if group.party else ""
    if party and party.casefold() != group.originator.casefold():
        known.append(f"for {party}")
    if len(group.stories) > 1:
        known.append(stories(len(group.stories)))
    return group.originator + (f" ({'; '.join(known)})" if known else "")


def counts_with(originator: str, relay: Relay) -> str:
    """Why a claim is no voice of its own: "counts with police (same agency)"."""
    return f"counts with {originator} ({spaced(relay)})"


def inside(outlet: str, speaker: str) -> str:
    """ " in Wire A", to go behind who speaks; empty where the speaker is the outlet."""
    return "" if outlet in speaker else f" in {outlet}"


def kinds(incident: Incident) -> list[str]:
    """Its types in words, the commonest first."""
    ranked = sorted(incident.types.items(), key=lambda item: (-item[1], item[0] != incident.type, item[0]))
    return [spaced(kind) for kind, _ in ranked] or [spaced(incident.type)]


def features(claim: DigestClaim) -> list[str]:
    """What speaks for the incident that a claim was put in: "place 1.00"."""
    return [f"{spaced(name)} {value:.2f}" for name, value in claim.features.items()]


def group_of(claim: DigestClaim, incident: Incident) -> SourceGroup | None:
    """The group of sources that a claim counts with."""
    return next((group for group in incident.corroboration.groups if group.id == claim.group), None)


def by_standing(groups: Iterable[SourceGroup]) -> list[tuple[Standing, list[SourceGroup]]]:
    """Groups by what they are to the incident: parties first, then third parties, then those of whom it is not told."""
    held: dict[Standing, list[SourceGroup]] = {standing: [] for standing in STANDINGS}
    for group in groups:
        held[group.standing].append(group)
    return [(standing, found) for standing, found in held.items() if found]


def groups_of(incident: Incident, ids: Sequence[str]) -> list[SourceGroup]:
    """The groups of these ids, in the order of the incident's table."""
    return [group for group in incident.corroboration.groups if group.id in ids]


def marks(claim: DigestClaim) -> list[str]:
    """Warnings on a claim, in capitals: not actual, negated, and what its own story knows of its truth."""
    return words.warnings(claim.modality, claim.polarity, claim.verification)


def stories_of(incident: Incident) -> list[str]:
    """Ids of the stories that tell of an incident, in the order of its claims."""
    return unique(claim.story for claim in incident.claims)


def headline(incident: Incident) -> str:
    """The description without who tells and who denies, for views that show these by themselves."""
    told = f"told by {tellers(groups_of(incident, incident.corroboration.affirming))}"
    before, found, _ = incident.description.rpartition(told)
    return before.rstrip(" ;:") if found else incident.description


def heading(digest: Digest) -> str:
    """ "3 incidents in 12 stories, 1 disputed"."""
    disputed = sum(incident.disputed for incident in digest.incidents)
    told = f"{counted(len(digest.incidents), 'incident')} in {stories(len(digest.stories))}"
    copies = sum(story.copy_of is not None for story in digest.stories)
    parts = [
        told,
        f"{disputed} disputed" if disputed else "",
        f"{copies} {'repeats' if copies == 1 else 'repeat'} another's text" if copies else "",
    ]
    return ", ".join(part for part in parts if part)


def left_out(digest: Digest) -> str:
    """ "Of no incident: 12 claims (7 assessment, 5 no place)"; empty if there are none."""
    if not digest.left_out:
        return ""
    reasons = sorted(digest.left_out.items(), key=lambda item: (-item[1], item[0]))
    parts = ", ".join(f"{count:,} {spaced(reason)}" for reason, count in reasons)
    return f"Of no incident: {counted(sum(digest.left_out.values()), 'claim')} ({parts})"


def in_order(incidents: Iterable[Incident]) -> list[Incident]:
    """Incidents by their days and hours, those without a date last; of one time that of which most is told first."""
    return sorted(incidents, key=_when)


def _when(incident: Incident) -> tuple[bool, str, str, str, int, int, str]:
    time = incident.time
    days_ = (time.begin[:10], time.finish[:10], time.begin) if time else ("", "", "")
    weight = (-len(incident.corroboration.affirming), -len(incident.claims))
    return (time is None, *days_, *weight, incident.id)
