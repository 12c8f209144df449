"""The incidents and stories of a digest as the template of its page sees them. Nothing is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reports.digest.records import (
    Digest,
    DigestClaim,
    DigestStory,
    Incident,
    SourceGroup,
    Standing,
    Toll,
    TollBySource,
)
from reports.digest.views import phrases
from reports.render.html.cards import family, safe
from reports.render.markup import web_address
from reports.render.words import ANSWERED_BY, day, some, spaced, towards, unique

_STANDING = {Standing.PARTY: "party", Standing.THIRD: "third party", Standing.UNKNOWN: "not told"}
_RELAYS = {
    "same_originator": "the same originator",
    "same_agency": "the same agency",
    "same_outlet": "the same outlet",
    "near_duplicate": "nearly the same text",
    "credited": "credits it",
}
_SOME = 4


class ClaimView(NamedTuple):
    """A claim with its evidence: the words before its trigger, the trigger, and those behind it."""

    id: str
    number: str
    claim: DigestClaim
    family: str
    speaker: str
    story: str
    outlet: str
    when: str
    day: str
    text: tuple[str, str, str]
    marks: list[tuple[str, str]]
    counts_with: str
    why: str


class AnswerView(NamedTuple):
    """Claims and the one that bears on them all in the same way."""

    left: list[ClaimView]
    relation: str
    kind: str
    on: str
    right: ClaimView


class FigureView(NamedTuple):
    """What one source says of a toll, in one claim or several.

    `bar` is where its range begins and ends, in hundredths of the highest figure of the toll.
    """

    source: str
    figure: str
    claims: list[ClaimView]
    superseded: bool
    bar: tuple[float, float]


class TollView(NamedTuple):
    """A toll with its sources. `band` is its range as `FigureView.bar`; None where it has none."""

    what: str
    band: tuple[float, float] | None
    figures: list[FigureView]


class GroupView(NamedTuple):
    """A row of the table of sources: who, what it is to the incident, what it says, and in which stories of whom.

    `outlets` have the stories of each, by the id of their row and their day.
    """

    name: str
    known: str
    standing: str
    party: str
    look: str
    says: list[str]
    outlets: list[tuple[str, list[tuple[str, str]]]]
    relays: list[str]


class StoryView(NamedTuple):
    """A row of the table of stories. `agencies` are those that the outlet's name does not tell already."""

    id: str
    story: DigestStory
    outlet: str
    agencies: str
    url: str | None
    when: str
    copy_of: str | None
    likeness: str
    incidents: list[IncidentView]


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident. `id` is safe in an attribute; `number` is what the reader sees, counted in order of time."""

    id: str
    number: str
    incident: Incident
    family: str
    facts: list[tuple[str, str]]
    badges: list[tuple[str, str]]
    tolls: list[TollView]
    groups: list[GroupView]
    answers: list[AnswerView]
    claims: list[ClaimView]

    @property
    def label(self) -> str:
        """The incident in a few words, for those who hear the page."""
        marks = ", ".join(mark for _, mark in self.badges)
        return f"Incident {self.number}: {self.incident.description}{f' ({marks})' if marks else ''}"

    @property
    def title(self) -> str:
        """What happened; who tells of it stands in the table below."""
        return phrases.headline(self.incident)

    @property
    def where(self) -> str:
        """All names of its places in small letters, for the filter."""
        spots = (self.incident.place, *self.incident.places)
        names = (part for spot in spots if spot for part in (spot.name, spot.admin1, spot.country))
        return " ".join(unique(name.casefold() for name in names if name))


def incident_views(digest: Digest) -> list[IncidentView]:
    """The incidents of a digest in order of time."""
    index = phrases.Index(digest)
    return [_incident(incident, number, index) for number, incident in enumerate(phrases.in_order(digest.incidents), 1)]


def story_views(digest: Digest, incidents: Sequence[IncidentView]) -> list[StoryView]:
    """The stories of a digest, each with the incidents that it tells of."""
    told: dict[str, list[IncidentView]] = {}
    for each in incidents:
        for story in phrases.stories_of(each.incident):
            told.setdefault(story, []).append(each)
    return [
        StoryView(
            story_id(story.id),
            story,
            phrases.outlet(story),
            ", ".join(agency for agency in story.agencies if agency.casefold() not in phrases.outlet(story).casefold()),
            web_address(story.url),
            phrases.moment(story.published),
            story_id(story.copy_of) if story.copy_of else None,
            f"{story.likeness:.0%}" if story.likeness is not None else "",
            told.get(story.id, []),
        )
        for story in digest.stories
    ]


def story_id(story: str) -> str:
    """The id of a story's row on the page."""
    return f"story-{safe(story)}"


def _incident(incident: Incident, number: int, index: phrases.Index) -> IncidentView:
    groups = {group.id: group for group in incident.corroboration.groups}
    claims = {claim.id: _claim(claim, incident, groups.get(claim.group), index) for claim in incident.claims}
    return IncidentView(
        id=safe(incident.id),
        number=str(number),
        incident=incident,
        family=family(incident.type),
        facts=_facts(incident, claims),
        badges=_badges(incident),
        tolls=[_toll(toll, incident, claims) for toll in incident.tolls],
        groups=[_group(group, incident, index) for _, found in _by_standing(incident) for group in found],
        answers=_answers(incident, claims),
        claims=list(claims.values()),
    )


def _by_standing(incident: Incident) -> list[tuple[Standing, list[SourceGroup]]]:
    return phrases.by_standing(incident.corroboration.groups)


def _claim(claim: DigestClaim, incident: Incident, group: SourceGroup | None, index: phrases.Index) -> ClaimView:
    begin = claim.text.find(claim.trigger)
    cut = (begin, begin + len(claim.trigger)) if begin >= 0 and claim.trigger else (len(claim.text),) * 2
    when = index.told_on(claim)
    relay = group.relays.get(claim.id) if group else None
    total = [f"together {claim.score:.2f}"] if claim.score is not None else []
    return ClaimView(
        id=f"{safe(incident.id)}-{safe(claim.id)}",
        number=claim.id,
        claim=claim,
        family=family(claim.type),
        speaker=index.speaker(claim),
        story=story_id(claim.story),
        outlet=index.outlet(claim.story),
        when=phrases.moment(when) if when else "",
        day=day(when) if when else "",
        text=(claim.text[: cut[0]], claim.text[cut[0] : cut[1]], claim.text[cut[1] :]),
        marks=[(mark.lower(), mark.lower()) for mark in phrases.marks(claim)],
        counts_with=f"counts with {group.originator}: {_RELAYS.get(relay, spaced(relay))}" if group and relay else "",
        why=", ".join([*phrases.features(claim), *total]),
    )


def _facts(incident: Incident, claims: dict[str, ClaimView]) -> list[tuple[str, str]]:
    """What the incident is, each part with its name. Parts that are not told are left out."""
    others = unique(spot.name for spot in incident.places if not incident.place or spot.name != incident.place.name)
    where = phrases.spot_words(incident.place) if incident.place else ""
    also = some(others, _SOME)
    first = claims.get(incident.first)
    found = [
        ("what", some(phrases.kinds(incident), _SOME)),
        ("when", " ".join([phrases.window_words(incident.time), phrases.clock(incident.time)]).strip()),
        ("where", where + (f"; also {also}" if where and others else also)),
        ("who", _who(incident)),
        (
            "first told",
            ", ".join(unique(part for part in (first.speaker, first.outlet, first.when) if part)) if first else "",
        ),
    ]
    return [(name, told) for name, told in found if told]


def _who(incident: Incident) -> str:
    """ "army → hospital, militia", or the side that is known."""
    agents, targets = (
        some(unique(party.name for party in incident.parties if role in party.roles), _SOME)
        for role in ("agent", "target")
    )
    return towards(agents, targets)


def _badges(incident: Incident) -> list[tuple[str, str]]:
    """(class, words) of what a reader must know before the rest."""
    table = incident.corroboration
    found = [("disputed", "disputed")] if incident.disputed else []
    found += [("denied", "denied")] if table.denying else []
    found += [("modality", "told later with other figures")] if incident.updates else []
    found += [("unverified", "told by one party alone")] if _one_sided(table.groups, table.affirming) else []
    return found


def _one_sided(groups: Iterable[SourceGroup], affirming: Sequence[str]) -> bool:
    """Whether all who say so are of one party to the incident."""
    found = [group for group in groups if group.id in affirming]
    parties = {group.party or group.originator for group in found}
    return len(parties) == 1 and all(group.standing is Standing.PARTY for group in found)


def _toll(toll: Toll, incident: Incident, claims: dict[str, ClaimView]) -> TollView:
    most = max([0.0, *(value for told in toll.by_source for value in (told.min, told.max) if value is not None)])
    order = sorted(toll.by_source, key=lambda told: told.superseded)
    rows: dict[tuple[str, str, bool], FigureView] = {}
    for told in order:
        row = _figure(told, most, claims)
        held = rows.setdefault((row.source, row.figure, row.superseded), row)
        held.claims.extend(claim for claim in row.claims if claim not in held.claims)
    band = _bar(toll.low, toll.high, most) if toll.low is not None or toll.high is not None else None
    return TollView(phrases.toll_words(toll, incident), band, list(rows.values()))


def _figure(told: TollBySource, most: float, claims: dict[str, ClaimView]) -> FigureView:
    claim = claims.get(told.claim)
    return FigureView(
        told.source or (claim.outlet if claim else phrases.OWN_VOICE),
        phrases.told_figure(told),
        [claim] if claim else [],
        told.superseded,
        _bar(told.min, told.max, most),
    )


def _bar(low: float | None, high: float | None, most: float) -> tuple[float, float]:
    """Where a range begins and ends, in hundredths of `most`; one that is open goes to the end."""
    if most <= 0:
        return 0.0, 0.0
    begin = 0.0 if low is None else low
    finish = most if high is None else high
    return round(100 * begin / most, 1), round(100 * finish / most, 1)


def _group(group: SourceGroup, incident: Incident, index: phrases.Index) -> GroupView:
    table = incident.corroboration
    says = [word for word, ids in (("says so", table.affirming), ("denies it", table.denying)) if group.id in ids]
    party = phrases.party_name(group.party, incident) if group.party else ""
    outlets: dict[str, list[tuple[str, str]]] = {}
    for story in group.stories:
        outlets.setdefault(index.outlet(story), []).append((story_id(story), index.printed_on(story) or story))
    relays = unique(f"{_RELAYS.get(relay, spaced(relay))}" for relay in group.relays.values())
    return GroupView(
        name=group.originator,
        known=", ".join(
            part for part in (spaced(group.kind) if group.kind else "", "" if group.named else "not named") if part
        ),
        standing=_STANDING[group.standing],
        party=party if party.casefold() != group.originator.casefold() else "",
        look=str(group.standing),
        says=says or ["tells of it"],
        outlets=list(outlets.items()),
        relays=relays,
    )


def _answers(incident: Incident, claims: dict[str, ClaimView]) -> list[AnswerView]:
    """Claims that bear on others, each with all on which it does so in the same way; the gravest first."""
    held: dict[tuple[str, str, str | None], AnswerView] = {}
    for link in incident.links:
        if link.to in claims and link.from_ in claims:
            told = ANSWERED_BY[link.relation]
            new = AnswerView([], told, told.partition(" ")[0], spaced(link.on or ""), claims[link.from_])
            held.setdefault((link.from_, link.relation, link.on), new).left.append(claims[link.to])
    return sorted(held.values(), key=lambda answer: _GRAVITY[answer.relation])


_GRAVITY = {told: place for place, told in enumerate(ANSWERED_BY.values())}
