"""What resolution decides, before it becomes records: actors, places, sources, statements, claims.

Spans are token offsets (start, end) of the Doc, end-exclusive; ids are positions in the lists of `Resolution`.
`assemble` copies these into records and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.resolve.times import Resolved

TokenSpan = tuple[int, int]


@dataclass(slots=True)
class ActorDraft:
    """One actor and all its mentions: (start, end, form)."""

    name: str
    kind: str
    mentions: list[tuple[int, int, str]]
    canonical: str | None = None
    country: str | None = None
    role: str | None = None
    of: int | None = None
    lexicon: str | None = None
    agency: str | None = None
    sector: str | None = None
    wikidata: str | None = None
    role_kind: str | None = None
    office: bool = False
    noun: str | None = None
    plural: bool = False
    counted: bool = False  # "ten rebels": some of a group, whom "the rebels" need not mean
    label: str = "Group"


@dataclass(slots=True)
class PlaceDraft:
    name: str
    kind: str
    mentions: list[tuple[int, int, str]]
    country: str | None = None
    admin1: str | None = None
    near: int | None = None
    relation: str | None = None
    unnamed: bool = False  # it has no name but that of the place near it, and its relation to that
    parent: int | None = None  # the place that the story tells to hold it
    lat: float | None = None
    lon: float | None = None
    geonames: int | None = None
    precision_km: float | None = None
    geo_precision: int | None = None  # ACLED, 1 to 3
    where_prec: int | None = None  # UCDP, 1 to 7
    by: str | None = None  # why these coordinates
    located: bool = False  # some mention names where something is (not only a country that acts)


@dataclass(slots=True)
class SourceDraft:
    name: str
    kind: str
    named: bool
    mentions: list[tuple[int, int, str]]
    actor: int | None = None
    on_record: bool = True
    side: int | None = None


@dataclass(slots=True)
class StatementDraft:
    source: int
    via: int | None
    source_mention: TokenSpan | None
    cue: TokenSpan | None
    cue_class: str
    content: list[TokenSpan]
    quote: str
    medium: str | None
    time: int | None  # index in the times layer
    section: str
    attitude: bool = False  # belief, wish or plan rather than speech


@dataclass(slots=True)
class FillerDraft:
    start: int
    end: int
    actor: int | None = None


@dataclass(slots=True)
class NumberDraft:
    start: int
    end: int
    what: str
    min: float | int | None
    max: float | int | None
    approximate: bool = False
    of: int | None = None
    civilian: bool | None = None


@dataclass(slots=True)
class ClaimDraft:
    """One claim. `event` is the number of the event it is about; `heads` the tokens of trigger and folded results."""

    start: int
    end: int
    trigger: TokenSpan
    head: int
    type: str
    rule: str
    section: str
    agents: list[FillerDraft] = field(default_factory=list)
    targets: list[FillerDraft] = field(default_factory=list)
    places: list[tuple[int, str | None, int, int]] = field(default_factory=list)  # place, relation, start, end
    time: int | None = None
    numbers: list[NumberDraft] = field(default_factory=list)
    equipment: list[int] = field(default_factory=list)  # indexes in the equipment layer
    statement: int | None = None
    source: int | None = None
    via: int | None = None
    quote: str = "none"
    cue_class: str | None = None
    modality: str = "actual"
    polarity: str = "affirmed"
    status: str = "none"
    status_by: int | None = None
    note: int | None = None
    event: int = 0
    heads: list[int] = field(default_factory=list)
    events: list[int] = field(default_factory=list)  # indexes in the events layer: its own trigger's first
    score: float | None = None  # how probable the tagger holds it
    features: list[float] = field(default_factory=list)  # what `confidence` is reckoned from
    confidence: float = 1.0


@dataclass(slots=True)
class LinkDraft:
    first: int
    second: int
    relation: str
    on: str | None = None


@dataclass(slots=True)
class NoteDraft:
    start: int
    end: int
    kind: str
    by: int | None = None
    claims: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who, where, when and who says so, for one Doc."""

    actors: list[ActorDraft]
    places: list[PlaceDraft]
    sources: list[SourceDraft]
    statements: list[StatementDraft]
    claims: list[ClaimDraft]
    links: list[LinkDraft]
    notes: list[NoteDraft]
    times: list[Resolved]
