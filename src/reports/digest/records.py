"""The records of a digest: what many stories say of the same incidents.

An incident is made of claims; it decides nothing that they do not say. Every value names the claims it comes from, as
`story/claim` ("t3/c7"): a story of the digest and a claim of its report. Ranges are the lowest and the highest of what
is told and still stands; tolls are never added up.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

from pydantic import ConfigDict, Field

from reports.records import (
    ActorKind,
    ClaimType,
    CueClass,
    Modality,
    NumberWhat,
    PlaceKind,
    Polarity,
    Quote,
    Record,
    SourceKind,
    TimePrecision,
    VerificationStatus,
)

DIGEST_VERSION: Final = "1"


class Standing(StrEnum):
    """What a group of sources is to the incident: one of its parties, somebody else, or not told."""

    PARTY = "party"
    THIRD = "third"
    UNKNOWN = "unknown"


class Bearing(StrEnum):
    """How one claim bears on another, in the same story or in two."""

    CONFIRMS = "confirms"
    DENIES = "denies"
    DISPUTES = "disputes"
    UPDATES = "updates"


class Relay(StrEnum):
    """Why claims of several stories count as one source."""

    SAME_ORIGINATOR = "same_originator"
    SAME_AGENCY = "same_agency"
    SAME_OUTLET = "same_outlet"
    NEAR_DUPLICATE = "near_duplicate"
    CREDITED = "credited"


class DigestStory(Record):
    """A story of the digest. `copy_of` is the story whose text this one repeats, `likeness` (0 to 1) how much of it."""

    id: str
    report: str
    path: str | None = None
    title: str | None = None
    publisher: str | None = None
    agencies: tuple[str, ...] = ()
    url: str | None = None
    published: str | None = None
    copy_of: str | None = None
    likeness: float | None = None


class Window(Record):
    """A time as a range. `begin` and `finish` are ISO; the range holds all that the claims allow."""

    begin: str
    finish: str
    precision: TimePrecision


class Spot(Record):
    """A place of an incident, with how exact its coordinates are and the claims that name it."""

    name: str
    kind: PlaceKind
    country: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames: int | None = None
    precision_km: float | None = None
    claims: tuple[str, ...] = ()


class Party(Record):
    """Who acts or is acted on. `key` names it across stories: a Wikidata id, a country and kind, or a name."""

    key: str
    name: str
    kind: ActorKind
    country: str | None = None
    roles: tuple[Literal["agent", "target"], ...]
    claims: tuple[str, ...]


class TollBySource(Record):
    """What one source says of a toll. `superseded` if the same source or story gave a later figure."""

    claim: str
    source: str | None
    group: str
    min: float | None = None
    max: float | None = None
    approximate: bool = False
    said: str | None = None
    superseded: bool = False


class Toll(Record):
    """One kind of harm as a range over the sources. `of` is the party harmed; null where the story does not say."""

    what: NumberWhat
    civilian: bool | None = None
    of: str | None = None
    low: float | None = None
    high: float | None = None
    by_source: tuple[TollBySource, ...]


class DigestClaim(Record):
    """A claim of an incident: where it stands and who says it. `score` and `features` tell why it was put here."""

    id: str
    story: str
    claim: str
    type: ClaimType
    text: str
    start: int
    end: int
    trigger: str
    source: str | None = None
    source_kind: SourceKind | None = None
    via: str | None = None
    side: str | None = None
    cue_class: CueClass | None = None
    quote: Quote | None = None
    modality: Modality
    polarity: Polarity
    verification: VerificationStatus
    confidence: float | None = None
    said: str | None = None
    group: str
    score: float | None = None
    features: dict[str, float] = Field(default_factory=dict)


class IncidentLink(Record):
    """How two claims of an incident bear on each other, and on which field ("killed", "agent", "place") they differ."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)

    from_: str = Field(alias="from")
    to: str
    relation: Bearing
    on: str | None = None


class SourceGroup(Record):
    """Claims that go back to one originator and so count once. `relays` tells why they are one, claim by claim."""

    id: str
    originator: str
    kind: SourceKind | None = None
    named: bool = True
    standing: Standing
    party: str | None = None
    claims: tuple[str, ...]
    stories: tuple[str, ...]
    relays: dict[str, Relay] = Field(default_factory=dict)


class Corroboration(Record):
    """The independent groups behind an incident. It is a table, and never to be read as one number."""

    groups: tuple[SourceGroup, ...]
    affirming: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()


class Incident(Record):
    """What happened, according to whom. `first` is the claim published first, `updates` those that add to it."""

    id: str
    description: str
    type: ClaimType
    types: dict[ClaimType, int]
    time: Window | None = None
    place: Spot | None = None
    places: tuple[Spot, ...] = ()
    parties: tuple[Party, ...] = ()
    tolls: tuple[Toll, ...] = ()
    claims: tuple[DigestClaim, ...]
    links: tuple[IncidentLink, ...] = ()
    corroboration: Corroboration
    first: str
    updates: tuple[str, ...] = ()
    disputed: bool = False


class Digest(Record):
    """Incidents over stories. `left_out` counts, by reason, the claims that are of no incident."""

    digest_version: Literal["1"] = DIGEST_VERSION
    version: str
    stories: tuple[DigestStory, ...]
    incidents: tuple[Incident, ...]
    left_out: dict[str, int] = Field(default_factory=dict)
    warnings: tuple[str, ...] = ()
