"""What a digest keeps of a story: slim tuples, so that thousands of stories fit into memory and into a small file.

No report is kept. `pack` and `unpack` turn a story into JSON and back, for the state file.
"""

from __future__ import annotations

import base64
from typing import NamedTuple, Self

import orjson

FACTS_VERSION = 5


class Days(NamedTuple):
    """A time in minutes since 1 January 1970, both ends included. `exact` is false for a mere bound by publication."""

    low: int
    high: int
    precision: str
    exact: bool = True

    @property
    def width(self) -> float:
        """Days from one end to the other; a single day is 1."""
        return (self.high - self.low + 1) / 1440


class SpotFact(NamedTuple):
    """A place of a story. `km` is the radius within which it lies, `parent` the folded name of what it lies in."""

    name: str
    folded: str
    kind: str
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geonames: int | None
    km: float | None
    parent: str | None


class ActorFact(NamedTuple):
    """Who acts or is acted on, by a key that is the same in other stories; `known` is false for mere "gunmen"."""

    key: str
    name: str
    kind: str
    country: str | None
    known: bool = True


class NumberFact(NamedTuple):
    """A count. `of` is the key of the force harmed; `part` is true for "including four children"."""

    what: str
    low: float | None
    high: float | None
    approximate: bool
    of: str | None
    civilian: bool | None
    part: bool = False


class VoiceFact(NamedTuple):
    """Whose word a claim is. `key` is its originator's across stories; `alias` one that holds within an incident.

    `person` is true of somebody with a name, `role` is what he is said to be.
    """

    key: str
    name: str
    source: str | None
    kind: str | None
    named: bool
    via: str | None
    side: str | None
    force: str | None
    country: str | None
    alias: str | None = None
    how: str = "same_originator"
    person: bool = False
    role: str | None = None


class ClaimFact(NamedTuple):
    """A claim that tells of something that happened.

    `spots` are the places that its sentence names, `carried` those of sentences before it; `timed` is whether its
    sentence names the time. `parted` is true if the sentence says that this is another event: "in a separate attack";
    `standing` if it tells of a state: "have ringed the town since May". `follows` is the voice quoted last before it in
    its paragraph.
    """

    id: str
    event: str
    type: str
    text: str
    start: int
    end: int
    trigger: str
    voice: int
    cue: str | None
    quote: str
    modality: str
    polarity: str
    verification: str
    verifier: str | None
    confidence: float | None
    said: str | None
    spots: tuple[int, ...]
    carried: tuple[int, ...]
    days: Days | None
    timed: bool
    vague: bool
    paragraph: int
    parted: bool
    standing: bool
    agents: tuple[int, ...]
    targets: tuple[int, ...]
    numbers: tuple[NumberFact, ...]
    words: tuple[str, ...]
    sites: tuple[str, ...]
    rises: bool
    follows: int | None = None


class StoryFacts(NamedTuple):
    """A story. `key` tells it from any other; `links` are (from, to, relation, field) of its claims."""

    key: str
    report: str
    path: str | None
    title: str | None
    publisher: str | None
    agencies: tuple[str, ...]
    url: str | None
    published: str | None
    outlet: str
    spots: tuple[SpotFact, ...]
    actors: tuple[ActorFact, ...]
    voices: tuple[VoiceFact, ...]
    claims: tuple[ClaimFact, ...]
    links: tuple[tuple[str, str, str, str | None], ...]
    left_out: dict[str, int]
    sketch: bytes

    def pack(self) -> bytes:
        """The story as JSON."""
        return orjson.dumps(_plain(self))

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """The story that `pack` made JSON of. Raises ValueError or TypeError if it is none."""
        row = orjson.loads(data)
        story = cls(*row)
        return story._replace(
            agencies=tuple(story.agencies),
            spots=tuple(SpotFact(*each) for each in story.spots),
            actors=tuple(ActorFact(*each) for each in story.actors),
            voices=tuple(VoiceFact(*each) for each in story.voices),
            claims=tuple(_claim(each) for each in row[12]),
            links=tuple(tuple(each) for each in row[13]),
            sketch=base64.b64decode(row[15]),
        )


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _claim(row: list[object]) -> ClaimFact:
    claim = ClaimFact(*row)  # type: ignore[arg-type]
    return claim._replace(
        spots=tuple(claim.spots),
        carried=tuple(claim.carried),
        days=Days(*claim.days) if claim.days else None,
        agents=tuple(claim.agents),
        targets=tuple(claim.targets),
        numbers=tuple(NumberFact(*each) for each in claim.numbers),
        words=tuple(claim.words),
        sites=tuple(claim.sites),
    )
