"""An incident from the mentions that make it: its time, place, parties, tolls, sources and links."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from reports.digest.bearings import affirms, contested, denying, links
from reports.digest.copies import Copy
from reports.digest.describe import describe
from reports.digest.facts import ActorFact, SpotFact, StoryFacts
from reports.digest.independence import Placed, source_groups
from reports.digest.places import exactness, spots_agree
from reports.digest.records import Bearing, Corroboration, DigestClaim, Incident, Party, Spot
from reports.digest.times import joint, window
from reports.digest.tolls import count
from reports.digest.units import Unit
from reports.digest.vocabulary import family
from reports.lexicons import countries
from reports.records import (
    ActorKind,
    ClaimType,
    CueClass,
    Modality,
    PlaceKind,
    Polarity,
    Quote,
    SourceKind,
    VerificationStatus,
)  # fmt: skip

# What is told of an attack, and is not what it was.
_WHAT_HAPPENED = {"harm": 0.5, "damage": 0.6, "forces": 0.4, "people": 0.5, "any": 0.2, "blame": 0.1}
_ROLES = ("agent", "target")
Why = Mapping[str, tuple[float | None, dict[str, float]]]


def incident(
    members: Sequence[Unit],
    stories: Mapping[str, StoryFacts],
    names: Mapping[str, str],
    copies: Mapping[str, Copy],
    why: Why,
) -> Incident:
    """The incident of some mentions. `names` are the ids of stories, `why` the scores of mentions by their ids."""
    claims = _placed(members, stories, names)
    unit_of = {f"{names[unit.story]}/{claim.id}": unit for unit in members for claim in unit.claims}
    parties = _parties(claims)
    places = _spots(members, names)
    place = places[0] if places else None
    land = next((spot.country for spot in places if spot.country), None)
    groups = source_groups(claims, copies, parties, land)
    group_of = {claim: group.id for group in groups for claim in group.claims}
    counted = count(claims, group_of)
    found = links(claims, group_of, counted)
    affirming = {group_of[each.id] for each in claims if affirms(each)}
    denied_by = {group_of[claim] for claim in denying(claims, found)}
    corroboration = Corroboration(
        groups=groups,
        affirming=tuple(group.id for group in groups if group.id in affirming),
        denying=tuple(group.id for group in groups if group.id in denied_by),
    )
    types = Counter(ClaimType(placed.claim.type) for placed in claims)
    kind = _kind(claims)
    time = window(joint([unit.days for unit in members if unit.days and unit.days.exact]))
    first = claims[0].id
    return Incident(
        id=_name(claims), description=describe(kind, place, time, counted.tolls, corroboration, parties),
        type=kind, types=dict(sorted(types.items())), time=time, place=place, places=places, parties=parties,
        tolls=counted.tolls, claims=tuple(_claim(each, group_of[each.id], why[unit_of[each.id].id]) for each in claims),
        links=found, corroboration=corroboration, first=first,
        updates=tuple(dict.fromkeys(link.from_ for link in found if link.relation is Bearing.UPDATES)),
        disputed=contested(claims, found),
    )  # fmt: skip


def _placed(members: Sequence[Unit], stories: Mapping[str, StoryFacts], names: Mapping[str, str]) -> list[Placed]:
    """The claims of all mentions, first published first, then in the order of the story."""
    found = [
        Placed(f"{names[unit.story]}/{claim.id}", stories[unit.story], names[unit.story], claim)
        for unit in members
        for claim in unit.claims
    ]
    return sorted(found, key=lambda each: (int(each.name[1:]), each.claim.start, each.id))


def _name(claims: Sequence[Placed]) -> str:
    """An id that stays when stories are added that come later."""
    first = claims[0]
    return "i-" + hashlib.sha256(f"{first.story.key}/{first.claim.id}".encode()).hexdigest()[:12]


def _kind(claims: Iterable[Placed]) -> ClaimType:
    """The type most claims tell, of several the one told first; an attack goes before the harm that it did."""
    weights: Counter[str] = Counter()
    for placed in claims:
        weights[placed.claim.type] += _WHAT_HAPPENED.get(family(placed.claim.type), 1.0)  # type: ignore[assignment]
    return ClaimType(max(weights, key=lambda kind: weights[kind]))


def _parties(claims: Iterable[Placed]) -> tuple[Party, ...]:
    roles: dict[str, dict[str, None]] = {}
    where: dict[str, dict[str, None]] = {}
    facts: dict[str, Counter[ActorFact]] = {}
    for placed in claims:
        for role, numbers in zip(_ROLES, (placed.claim.agents, placed.claim.targets), strict=True):
            for fact in (placed.story.actors[number] for number in numbers):
                roles.setdefault(fact.key, {})[role] = None
                where.setdefault(fact.key, {})[placed.id] = None
                facts.setdefault(fact.key, Counter())[fact] += 1
    found = []
    for key, seen in facts.items():
        fact = max(seen, key=lambda each: (each.known, seen[each], -len(each.name), each.name))
        found.append(
            Party(
                key=key, name=fact.name if fact.known else _of_land(key) or fact.name, kind=ActorKind(fact.kind),
                country=fact.country or _land(key), roles=tuple(role for role in _ROLES if role in roles[key]),
                claims=tuple(where[key]),
            )
        )  # fmt: skip
    return tuple(found)


def _of_land(key: str) -> str | None:
    """ "Lebanese government" for what stories only call "the town hall"; None if it is no body of a state."""
    land, _, kind = key.partition(":")
    adjective = _adjectives().get(land)
    return f"{adjective} {kind.replace('_', ' ')}" if kind and adjective else None


@cache
def _adjectives() -> Mapping[str, str]:
    """By code, the first adjective of the first country of that code that has one."""
    lands = (entry for entry in reversed(list(countries().values())) if entry.code and entry.adjectives)
    return {str(entry.code): entry.adjectives[0] for entry in lands}


def _land(key: str) -> str | None:
    land, colon, _ = key.partition(":")
    return land if colon else None


def _spots(members: Sequence[Unit], names: Mapping[str, str]) -> tuple[Spot, ...]:
    """The places of an incident, the one that is most exact and best supported first."""
    support: dict[SpotFact, set[str]] = {}
    claims: dict[SpotFact, list[str]] = {}
    for unit in members:
        story = names[unit.story]
        for place in unit.spots:
            same = next((seen for seen in support if _is(seen, place)), place)
            if same.lat is None and place.lat is not None:
                support[place], claims[place] = support.pop(same, set()), claims.pop(same, [])
                same = place
            support.setdefault(same, set()).add(unit.id)
            claims.setdefault(same, []).extend(f"{story}/{claim.id}" for claim in unit.claims)
    weights = {place: len(ids) * _worth(place) for place, ids in support.items()}
    ordered = sorted(support, key=lambda place: (-weights[place], exactness(place), place.folded))
    return tuple(_spot(place, claims[place]) for place in ordered)


def _is(one: SpotFact, other: SpotFact) -> bool:
    return one.kind == other.kind and one.folded == other.folded and spots_agree(one, other) >= 0.5


def _worth(place: SpotFact) -> float:
    """A town named once tells more of where than a country named twice; a place that is on no map tells less."""
    if place.lat is None:
        return 0.9
    return 3.0 if exactness(place) <= 15 else 1.5 if exactness(place) <= 45 else 0.7 if exactness(place) < 400 else 0.2


def _spot(place: SpotFact, claims: Iterable[str]) -> Spot:
    return Spot(
        name=place.name, kind=PlaceKind(place.kind), country=place.country, admin1=place.admin1, lat=place.lat,
        lon=place.lon, geonames=place.geonames, precision_km=place.km, claims=tuple(dict.fromkeys(claims)),
    )  # fmt: skip


def _claim(placed: Placed, group: str, why: tuple[float | None, dict[str, float]]) -> DigestClaim:
    claim, voice = placed.claim, placed.voice
    score, features = why
    return DigestClaim(
        id=placed.id, story=placed.name, claim=claim.id, type=ClaimType(claim.type), text=claim.text, start=claim.start,
        end=claim.end, trigger=claim.trigger, source=voice.source,
        source_kind=SourceKind(voice.kind) if voice.kind else None, via=voice.via, side=voice.side,
        cue_class=CueClass(claim.cue) if claim.cue else None, quote=Quote(claim.quote),
        modality=Modality(claim.modality), polarity=Polarity(claim.polarity),
        verification=VerificationStatus(claim.verification), confidence=claim.confidence, said=claim.said, group=group,
        score=score, features=features,
    )  # fmt: skip
