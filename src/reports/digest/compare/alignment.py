"""Which claim of one report is which of another: pairs by likeness, best first.

Likeness is a weighted mean of named features, each 0 to 1: the words, the type, the trigger, actors, places, days,
what is counted, the source. A feature that neither claim has does not count.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from reports.numerals import parse_number
from reports.records import Actor, Claim, Filler, Place, Report, Source, Time
from reports.render.words import Index

WEIGHTS = {
    "words": 4.0, "type": 3.0, "trigger": 2.0, "actors": 2.0, "places": 2.0, "days": 2.0, "counted": 1.0, "source": 1.0,
}  # fmt: skip
_LEAST = 0.5  # likeness from which two claims are one
_ONE_SIDED = 0.3  # of a feature that one claim alone has
_MOST = 60  # claims that may share a clue; a commoner one tells nothing
_WORD = re.compile(r"\w+")
_ENDING = re.compile(r"(?<=\w{3})(?:ings?|e?[ds]|es|e)$")
_ARTICLE = re.compile(r"^(?:the|a|an|its|their|his|her)\s+")
_ABOUT = re.compile(
    r"^(?:(?:at least|at most|more than|fewer than|less than|up to|as many as|about|around|some|another|nearly|over) )+"
)
_EMPTY = frozenset("the a an of in on at to and by for from with was were is are had has have it its that said".split())


class Pair(NamedTuple):
    """Positions of two claims that are one, and how alike they are."""

    left: int
    right: int
    likeness: float


def folded(text: str) -> str:
    """A name as it is compared: small letters, one space between words, no article."""
    return _ARTICLE.sub("", " ".join(text.casefold().split()))


def uncounted(text: str) -> str:
    """The same without a number at its head, which is compared by itself: "at least nine people" is "people".

    Of a number alone ("wounding 20") nothing is left.
    """
    words = _ABOUT.sub("", folded(text)).split(" ")
    size = next((size for size in range(len(words), 0, -1) if parse_number(" ".join(words[:size])) is not None), 0)
    return " ".join(words[size:])


def actor_key(actor: Actor) -> Hashable:
    """What makes an actor the same in two stories."""
    return actor.wikidata or uncounted(actor.canonical or actor.name), actor.country, actor.kind


def filler_key(filler: Filler, index: Index) -> Hashable:
    """What makes who acts or is acted on the same in two stories."""
    actor = index.actor(filler)
    return actor_key(actor) if actor else uncounted(filler.text)


def place_key(place: Place) -> Hashable:
    """What makes a place the same in two stories."""
    return place.geonames or folded(place.name)


def source_key(source: Source, index: Index) -> Hashable:
    """What makes a source the same in two stories: the actor it is, else its name and whom it belongs to."""
    actor = index.actors.get(source.actor or "")
    body = index.actors.get(source.affiliation or "")
    return (actor_key(actor),) if actor else (folded(source.name), actor_key(body) if body else None)


class Look(NamedTuple):
    """What is compared of a claim."""

    text: str
    words: frozenset[str]
    type: str
    trigger: str
    actors: frozenset[Hashable]
    places: frozenset[Hashable]
    days: tuple[str, str] | None
    counted: frozenset[str]
    source: Hashable
    section: str
    polarity: str

    def clues(self) -> Iterable[Hashable]:
        """What a claim that is the same one will probably share, in part."""
        yield "text", self.text
        yield "trigger", self.trigger, self.type
        for kind, keys in (("actor", self.actors), ("place", self.places), ("word", self.words)):
            for key in keys:
                yield kind, key, self.type


def look(claim: Claim, index: Index) -> Look:
    """A claim as it is compared."""
    words = frozenset(_stem(word) for word in _WORD.findall(claim.text.casefold()) if word not in _EMPTY)
    fillers = (*claim.agents, *claim.targets)
    source = index.source(claim)
    return Look(
        text=" ".join(claim.text.casefold().split()),
        words=words,
        type=claim.type,
        trigger=_stem(claim.trigger.text.casefold()),
        actors=frozenset(filler_key(filler, index) for filler in fillers),
        places=frozenset(place_key(place) for each in claim.places if (place := index.places.get(each.place))),
        days=_days(claim.time),
        counted=frozenset(number.what for number in claim.numbers),
        source=source_key(source, index) if source else None,
        section=claim.section,
        polarity=claim.polarity,
    )


def _days(time: Time | None) -> tuple[str, str] | None:
    """First and last day of a time that has both."""
    return (time.begin[:10], time.finish[:10]) if time and time.begin and time.finish else None


def _overlap(one: tuple[str, str] | None, other: tuple[str, str] | None) -> float | None:
    """Whether two stretches of days share one; None unless both are known."""
    if one is None or other is None:
        return None
    return 1.0 if one[0] <= other[1] and other[0] <= one[1] else 0.0


def _stem(word: str) -> str:
    return _ENDING.sub("", word)


def likeness(one: Look, other: Look) -> float:
    """How alike two claims are, 0 to 1. One who denies what another says makes another claim."""
    if one.polarity != other.polarity and one.source != other.source:
        return 0.0
    scores = {
        "words": _shared(one.words, other.words),
        "type": 1.0 if one.type == other.type else 0.0,
        "trigger": 1.0 if one.trigger == other.trigger else 0.0,
        "actors": _shared(one.actors, other.actors),
        "places": _shared(one.places, other.places),
        "days": _overlap(one.days, other.days),
        "counted": _shared(one.counted, other.counted),
        "source": 1.0 if one.source == other.source else 0.0,
    }
    told = {name: score for name, score in scores.items() if score is not None}
    return sum(WEIGHTS[name] * score for name, score in told.items()) / sum(WEIGHTS[name] for name in told)


def _shared(one: frozenset[Hashable] | frozenset[str], other: frozenset[Hashable] | frozenset[str]) -> float | None:
    """The part of the smaller set and of both sets that they share, in the mean; None if both are empty."""
    if not one and not other:
        return None
    if not one or not other:
        return _ONE_SIDED
    common = len(one & other)
    return (common / min(len(one), len(other)) + common / len(one | other)) / 2


def aligned(left: Report, right: Report) -> list[Pair]:
    """Pairs of claims that are one, in the order of the first report; each claim is in one pair at most.

    The likest pair is taken first; of equally like ones that of the same section, then the nearest in position.
    """
    one, other = _looks(left), _looks(right)
    scored = []
    for at, to in _candidates(one, other):
        score = likeness(one[at], other[to])
        if score >= _LEAST:
            drift = abs(at / len(one) - to / len(other))
            scored.append((-score, one[at].section != other[to].section, drift, at, to))
    return sorted(_greedy(scored))


def _greedy(scored: list[tuple[float, bool, float, int, int]]) -> Iterable[Pair]:
    taken: tuple[set[int], set[int]] = set(), set()
    for negative, _, _, at, to in sorted(scored):
        if at not in taken[0] and to not in taken[1]:
            taken[0].add(at)
            taken[1].add(to)
            yield Pair(at, to, round(-negative, 4))


def _looks(report: Report) -> list[Look]:
    index = Index(report)
    return [look(claim, index) for claim in report.claims]


def _candidates(one: Sequence[Look], other: Sequence[Look]) -> set[tuple[int, int]]:
    """Pairs worth a look: all of them where they are few, else those that share a clue that is not everywhere.

    Of claims with the same words the nth goes with the nth and its neighbours, so that a repetitive text stays cheap.
    """
    if len(one) * len(other) <= _MOST * _MOST * 10:
        return {(at, to) for at in range(len(one)) for to in range(len(other))}
    found: set[tuple[int, int]] = set()
    held: tuple[dict[Hashable, list[int]], ...] = (defaultdict(list), defaultdict(list))
    for looks, clues in zip((one, other), held, strict=True):
        for at, each in enumerate(looks):
            for clue in each.clues():
                clues[clue].append(at)
    for clue, places in held[0].items():
        there = held[1].get(clue, [])
        if len(places) * len(there) <= _MOST:
            found.update((at, to) for at in places for to in there)
        elif isinstance(clue, tuple) and clue[0] == "text":
            found.update(zip(places, there, strict=False))
    return found
