"""The shape of gold: what a careful reader marks in one story, by the field names of the annotation guideline.

A draft (`Story[str]`) quotes its spans, compiled gold (`Story[Pair]`) has character offsets, end-exclusive.
Everything that is usual has a default, so that a draft holds only what a reader had to decide.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from reports.records import (
    ActorKind,
    ClaimType,
    Medium,
    Modality,
    NumberWhat,
    PlaceKind,
    Polarity,
    Quote,
    SourceKind,
    VerificationStatus,
)

HERE = Path(__file__).parent
DRAFTS = HERE / "gold" / "drafts"
GOLD = HERE / "gold"
SAMPLES = HERE.parent / "data" / "samples"

Pair = tuple[int, int]
S = TypeVar("S")
COUNTRY = r"^[A-Z]{3}$"


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Actor(Shape, Generic[S]):
    id: str
    name: str
    kind: ActorKind
    country: str | None = Field(default=None, pattern=COUNTRY)
    of: str | None = None
    mentions: list[S] = Field(min_length=1)


class Place(Shape, Generic[S]):
    id: str
    name: str
    kind: PlaceKind
    country: str | None = Field(default=None, pattern=COUNTRY)
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    near: str | None = None
    relation: str | None = None
    mentions: list[S] = Field(min_length=1)


class Source(Shape, Generic[S]):
    id: str
    name: str
    actor: str | None = None
    kind: SourceKind
    named: bool
    medium: Medium | None = None
    mentions: list[S] = Field(min_length=1)


class Statement(Shape, Generic[S]):
    source: str
    source_mention: S | None = None
    cue: S | None = None
    content: list[S] = Field(min_length=1)


class Time(Shape):
    text: str
    start: date | None = None
    end: date | None = None


class Number(Shape):
    what: NumberWhat
    min: float | int | None = None
    max: float | int | None = None
    text: str


class Claim(Shape, Generic[S]):
    id: str = ""
    span: S
    trigger: S
    type: ClaimType
    agents: list[str] = []
    targets: list[str] = []
    target_text: str | None = None
    places: list[str] = []
    time: Time | None = None
    numbers: list[Number] = []
    equipment: list[S] = []
    source: str | None = None
    via: str | None = None
    quote: Quote = Quote.NONE
    modality: Modality = Modality.ACTUAL
    polarity: Polarity = Polarity.AFFIRMED
    verification: VerificationStatus = VerificationStatus.NONE
    section: Literal["headline", "body", "caption"] = "body"


class Story(Shape, Generic[S]):
    story: str
    actors: list[Actor[S]] = []
    places: list[Place[S]] = []
    sources: list[Source[S]] = []
    statements: list[Statement[S]] = []
    claims: list[Claim[S]] = []


Draft = Story[str]
Gold = Story[Pair]


def index(samples: Path = SAMPLES) -> dict[str, str | None]:
    """Publication date (ISO) of each sample story by its name, None where the story has none."""
    dates: dict[str, str | None] = json.loads((samples / "index.json").read_text("utf8"))
    return dates


def sample_text(name: str, samples: Path = SAMPLES) -> str:
    return (samples / f"{name}.txt").read_text("utf8")


def read_gold(folder: Path = GOLD) -> Iterator[Gold]:
    """Yields the compiled gold stories in order of name."""
    for path in sorted(folder.glob("*.json")):
        yield Gold.model_validate_json(path.read_bytes())
