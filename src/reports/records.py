"""The records of schema version 1: what one parsed story becomes.

This module is the contract of the JSON. Field names are final for schema version 1: an optional
field may be added, none may be renamed or dropped. Offsets are character offsets into
`Article.text` (Unicode code points), end-exclusive. `None` means that the story does not say.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION: Final = "1"


class SectionKind(StrEnum):
    HEADLINE = "headline"
    BYLINE = "byline"
    DATELINE = "dateline"
    BODY = "body"
    CAPTION = "caption"
    RELATED = "related"
    CREDIT = "credit"
    NOTE = "note"


CLAIM_SECTIONS = frozenset({SectionKind.HEADLINE, SectionKind.BODY, SectionKind.CAPTION})


class EntityLabel(StrEnum):
    PERSON = "Person"
    ORGANISATION = "Organisation"
    LOCATION = "Location"
    NATIONALITY = "Nationality"
    TEMPORAL = "Temporal"
    QUANTITY = "Quantity"
    MONEY = "Money"
    WEAPON = "Weapon"
    MILITARY_PLATFORM = "MilitaryPlatform"
    DOCUMENT_REFERENCE = "DocumentReference"


class ActorKind(StrEnum):
    GOVERNMENT = "government"
    MILITARY = "military"
    POLICE = "police"
    ARMED_GROUP = "armed_group"
    PRIVATE_MILITARY = "private_military"
    INTELLIGENCE = "intelligence"
    IGO = "igo"
    NGO = "ngo"
    MEDIA = "media"
    COMPANY = "company"
    PARTY = "party"
    CIVILIAN = "civilian"
    PERSON = "person"
    OTHER = "other"


class MentionForm(StrEnum):
    NAME = "name"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"
    DEMONYM = "demonym"


class PlaceKind(StrEnum):
    COUNTRY = "country"
    REGION = "region"
    SETTLEMENT = "settlement"
    DISTRICT = "district"
    PHYSICAL = "physical"
    FACILITY = "facility"


class SourceKind(StrEnum):
    OFFICIAL = "official"
    MILITARY = "military"
    POLICE = "police"
    ARMED_GROUP = "armed_group"
    MEDIA = "media"
    NGO = "ngo"
    IGO = "igo"
    ANALYST = "analyst"
    WITNESS = "witness"
    MEDIC = "medic"
    CIVILIAN = "civilian"
    DOCUMENT = "document"
    OTHER = "other"


class CueClass(StrEnum):
    SAY = "say"
    CLAIM = "claim"
    DENY = "deny"
    CONFIRM = "confirm"
    ESTIMATE = "estimate"
    WARN = "warn"
    ACCUSE = "accuse"
    PROMISE = "promise"
    ORDER = "order"
    SHOW = "show"


class Quote(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    NONE = "none"


class Medium(StrEnum):
    BRIEFING = "briefing"
    STATEMENT = "statement"
    VIDEO = "video"
    SOCIAL_MEDIA = "social_media"
    TELEVISION = "television"
    TELEPHONE = "telephone"
    INTERVIEW = "interview"
    REPORT = "report"
    DOCUMENT = "document"


class ClaimType(StrEnum):
    GROUND_ATTACK = "ground_attack"
    CLASH = "clash"
    SHELLING = "shelling"
    AIR_STRIKE = "air_strike"
    BOMBING = "bombing"
    TERRITORY_GAINED = "territory_gained"
    WITHDRAWAL = "withdrawal"
    REPELLED = "repelled"
    SIEGE = "siege"
    CASUALTIES = "casualties"
    CAPTURE = "capture"
    DESTRUCTION = "destruction"
    DISPLACEMENT = "displacement"
    MOVEMENT = "movement"
    ARMS = "arms"
    NEGOTIATION = "negotiation"
    ACCUSATION = "accusation"
    THREAT = "threat"
    HUMANITARIAN = "humanitarian"
    ASSESSMENT = "assessment"
    OTHER = "other"


class Modality(StrEnum):
    ACTUAL = "actual"
    FUTURE = "future"
    POSSIBLE = "possible"
    INTENDED = "intended"
    HYPOTHETICAL = "hypothetical"


class Polarity(StrEnum):
    AFFIRMED = "affirmed"
    NEGATED = "negated"


class VerificationStatus(StrEnum):
    NONE = "none"
    UNVERIFIED = "unverified"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    DISPUTED = "disputed"


class NumberWhat(StrEnum):
    KILLED = "killed"
    WOUNDED = "wounded"
    KILLED_OR_WOUNDED = "killed_or_wounded"
    CAPTURED = "captured"
    MISSING = "missing"
    DISPLACED = "displaced"
    ATTACKS = "attacks"
    STRIKES = "strikes"
    VEHICLES = "vehicles"
    AIRCRAFT = "aircraft"
    TROOPS = "troops"
    WEAPONS = "weapons"
    AREA = "area"
    OTHER = "other"


class TimePrecision(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class LinkRelation(StrEnum):
    SAME_EVENT = "same_event"
    CONFIRMS = "confirms"
    DISPUTES = "disputes"
    DENIES = "denies"
    UPDATES = "updates"


class NoteKind(StrEnum):
    UNVERIFIED = "unverified"
    CONFLICT = "conflict"
    NO_COMMENT = "no_comment"
    OTHER = "other"


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(Record):
    """An excerpt: `article.text[start:end] == text`."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Section(Record):
    kind: SectionKind
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Dateline(Record):
    place: str | None = None
    agency: str | None = None
    date: str | None = None
    start: int
    end: int


Format = Literal[
    "text", "html", "nitf", "newsml-g2", "ninjs", "jsonl", "json", "rss", "atom", "eml", "docx", "pdf"
]  # fmt: skip
PubStatus = Literal["usable", "embargoed", "withheld", "canceled"]


class Article(Record):
    path: str | None = None
    url: str | None = None
    format: Format = "text"
    title: str | None = None
    bylines: tuple[str, ...] = ()
    publisher: str | None = None
    agencies: tuple[str, ...] = ()
    dateline: Dateline | None = None
    published: str | None = None
    published_from: Literal["option", "metadata", "dateline", "text"] | None = None
    language: str | None = None
    guid: str | None = None
    version: str | None = None
    pubstatus: PubStatus | None = None
    embargo: str | None = None
    text: str
    sections: tuple[Section, ...] = ()


class Mention(Span):
    form: MentionForm


class Actor(Record):
    id: str
    name: str
    canonical: str | None = None
    kind: ActorKind
    country: str | None = None
    role: str | None = None
    of: str | None = None
    plover_sector: str | None = None
    wikidata: str | None = None
    mentions: tuple[Mention, ...]


class Place(Record):
    id: str
    name: str
    kind: PlaceKind
    country: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames: int | None = None
    precision_km: float | None = None
    geo_precision: int | None = None
    where_prec: int | None = None
    by: str | None = None
    parent: str | None = None
    near: str | None = None
    relation: str | None = None
    mentions: tuple[Mention, ...]


class Source(Record):
    id: str
    name: str
    actor: str | None = None
    kind: SourceKind
    named: bool
    on_record: bool = True
    affiliation: str | None = None
    side: str | None = None
    mentions: tuple[Mention, ...]


class Time(Span):
    """`begin` and `finish` are ISO dates or date-times, both inclusive; null where the day cannot be known."""

    begin: str | None = None
    finish: str | None = None
    precision: TimePrecision | None = None
    anchored: bool = False


class Statement(Record):
    id: str
    source: str
    via: str | None = None
    source_mention: Span | None = None
    cue: Span | None = None
    cue_class: CueClass | None = None
    content: tuple[Span, ...]
    quote: Quote
    medium: Medium | None = None
    time: Time | None = None
    section: SectionKind


class Filler(Span):
    actor: str | None = None


class ClaimPlace(Span):
    place: str
    relation: str | None = None


class Number(Span):
    """A count with its range: "at least 22" is min 22 and no max, "up to 40" is max 40 and no min."""

    what: NumberWhat
    min: float | int | None = None
    max: float | int | None = None
    approximate: bool = False
    of: str | None = None
    civilian: bool | None = None


class Equipment(Span):
    name: str
    category: str
    count: int | None = None


class Attribution(Record):
    statement: str | None = None
    source: str | None = None
    via: str | None = None
    quote: Quote = Quote.NONE
    cue_class: CueClass | None = None


class Verification(Record):
    status: VerificationStatus = VerificationStatus.NONE
    by: str | None = None
    note: str | None = None


class Codes(Record):
    acled: str | None = None
    plover: str | None = None
    cameo: str | None = None


class Claim(Span):
    id: str
    section: SectionKind
    type: ClaimType
    trigger: Span
    agents: tuple[Filler, ...] = ()
    targets: tuple[Filler, ...] = ()
    places: tuple[ClaimPlace, ...] = ()
    time: Time | None = None
    numbers: tuple[Number, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    attribution: Attribution = Attribution()
    modality: Modality = Modality.ACTUAL
    polarity: Polarity = Polarity.AFFIRMED
    verification: Verification = Verification()
    event: str
    confidence: float | None = Field(default=None, ge=0, le=1)
    codes: Codes = Codes()


class Link(Record):
    """`from` is a reserved word in Python: the field is `from_` here and `from` in the JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)

    from_: str = Field(alias="from")
    to: str
    relation: LinkRelation
    on: str | None = None


class Note(Span):
    id: str
    kind: NoteKind
    by: str | None = None
    claims: tuple[str, ...] = ()


class Entity(Span):
    label: EntityLabel


class Processing(Record):
    version: str
    model: str
    model_version: str
    components: tuple[str, ...]
    tagger: str | None = None
    seconds: float | None = None
    warnings: tuple[str, ...] = ()


class Report(Record):
    schema_version: Literal["1"] = SCHEMA_VERSION
    id: str
    article: Article
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    sources: tuple[Source, ...] = ()
    statements: tuple[Statement, ...] = ()
    claims: tuple[Claim, ...] = ()
    entities: tuple[Entity, ...] = ()
    links: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()
    processing: Processing
