"""Mention groups: the claims of one story about one event, with the union of what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from reports.digest.facts import ClaimFact, Days, SpotFact, StoryFacts
from reports.digest.places import BROAD_KM, exactness
from reports.digest.threads import AFTER, threads
from reports.digest.times import DAY, WIDE, bound, joint
from reports.digest.vocabulary import family, means_of, words_of
from reports.records import ClaimType, Polarity, TimePrecision

_DEEDS = frozenset({"air", "fire", "bomb", "ground", "ground_held", "damage", "captives", "talks", "forces"})
_HIT = frozenset({"air", "fire", "bomb", "ground", "damage", "harm", "any"})
_ABOUT = frozenset({TimePrecision.WEEK, TimePrecision.MONTH, TimePrecision.YEAR})  # "a week before" is no day
_MANY = 4  # places of a unit; a list of towns is no place


class Unit(NamedTuple):
    """One story's mention of one event.

    `loose` if its place and `weak` if its day is only that of sentences before it, `broad` if it fixes no day or place,
    `firm` if a sentence on the deed itself names the day. `lands` are the countries of its places or of its story.
    """

    id: str
    story: str
    claims: tuple[ClaimFact, ...]
    types: tuple[str, ...]
    spots: tuple[SpotFact, ...]
    days: Days | None
    agents: frozenset[str]
    targets: frozenset[str]
    numbers: tuple[tuple[str, float | None, float | None], ...]
    words: frozenset[str]
    sites: frozenset[str]
    means: frozenset[str]
    lands: frozenset[str]
    published: int | None
    loose: bool
    broad: bool
    weak: bool
    firm: bool


def units(story: StoryFacts, outlets: Collection[str] = ()) -> tuple[list[Unit], dict[str, int]]:
    """The mention groups of a story in the order of their first claims, and by reason the claims that are of none.

    `outlets` are the folded names of those who print: an agency is no town of the same name.
    """
    story = _without(story, outlets)
    found: list[Unit] = []
    left_out: dict[str, int] = {}
    last: tuple[SpotFact, ...] = ()
    for claims in threads(story):
        if all(claim.type == ClaimType.ACCUSATION for claim in claims):
            left_out[str(ClaimType.ACCUSATION)] = left_out.get(str(ClaimType.ACCUSATION), 0) + len(claims)
        else:
            unit = _unit(story, claims, last)
            last = unit.spots or last
            found.append(unit)
    return found, left_out


def _without(story: StoryFacts, outlets: Collection[str]) -> StoryFacts:
    """The story without places of another land that only are the name of an outlet."""
    lands = {spot.country for spot in story.spots if spot.folded not in outlets and spot.country}
    dropped = {
        number for number, spot in enumerate(story.spots) if spot.folded in outlets and spot.country not in lands
    }
    if not dropped:
        return story
    return story._replace(
        claims=tuple(
            claim._replace(
                spots=tuple(number for number in claim.spots if number not in dropped),
                carried=tuple(number for number in claim.carried if number not in dropped),
            )
            for claim in story.claims
        )
    )


def _unit(story: StoryFacts, claims: Sequence[ClaimFact], last: tuple[SpotFact, ...]) -> Unit:
    days = _days(claims) or bound(story.published)
    vague = days is not None and not days.exact and any(claim.vague or claim.standing for claim in claims)
    broad = vague or (days is not None and days.exact and days.width > WIDE)
    own = _spots(story, claims, "spots")
    spots = own or (() if broad else _spots(story, claims, "carried") or last)
    if spots and not broad and exactness(spots[0]) > BROAD_KM:
        spots = _exact(_spots(story, claims, "carried")) + spots
    if spots and not broad and all(spot.lat is None for spot in spots):
        spots += tuple(spot for spot in _exact(_spots(story, claims, "carried") or last) if spot.lat is not None)
    printed = bound(story.published)
    words = frozenset(word for claim in claims for word in claim.words)
    return Unit(
        id=f"{story.key}/{claims[0].id}", story=story.key, claims=tuple(claims),
        types=_types(claims), spots=spots, days=days,
        agents=_parties(story, claims, "agents"), targets=_parties(story, claims, "targets"),
        numbers=_numbers(claims), words=words,
        sites=frozenset(site for claim in claims if family(claim.type) in _HIT for site in claim.sites),
        means=frozenset(kind for word in words for kind in means_of(word)), lands=_lands(spots) or _lands(story.spots),
        published=printed.high if printed else None, loose=not own or spots[0] not in own, broad=broad,
        weak=days is not None and days.exact and not any(claim.timed and claim.days for claim in claims),
        firm=days is not None and days.precision not in _ABOUT and any(_dated(claim) for claim in claims),
    )  # fmt: skip


def _is_deed(claim: ClaimFact) -> bool:
    """Whether a claim tells of the deed itself: not of what came of it, nor of who came and went that week."""
    if family(claim.type) == "any":
        return claim.trigger.lower() in words_of("deeds")
    return family(claim.type) not in AFTER and family(claim.type) != "forces"


def _dated(claim: ClaimFact) -> bool:
    """Whether a sentence says when the deed was done; one that denies it may speak of its own day."""
    deed = _is_deed(claim) and claim.polarity != Polarity.NEGATED
    return deed and claim.timed and claim.days is not None and not claim.vague


def _types(claims: Sequence[ClaimFact]) -> tuple[str, ...]:
    """The types of the deed, of those told most; of what came of it only where nothing else is told."""
    told = Counter(claim.type for claim in claims)
    deeds = Counter(claim.type for claim in claims if family(claim.type) in _DEEDS - {"damage", "forces"})
    found = deeds or told
    most = max(found.values())
    return tuple(sorted(kind for kind, times in found.items() if 2 * times >= most))


def _days(claims: Sequence[ClaimFact]) -> Days | None:
    """When it happened: as the claims of the deed itself say, before those of what came of it."""
    stated = [claim for claim in claims if claim.days and not claim.vague]
    deeds = [claim for claim in stated if _is_deed(claim)]
    choices = ([each for each in deeds if each.timed], [each for each in stated if each.timed], deeds, stated, claims)
    found = next((choice for choice in choices if any(claim.days for claim in choice)), ())
    return joint([claim.days for claim in found if claim.days])


def _spots(story: StoryFacts, claims: Iterable[ClaimFact], field: str) -> tuple[SpotFact, ...]:
    """The places that the claims name: those named first and most often before the others, broad ones last."""
    weights: dict[int, float] = {}
    for claim in claims:
        for rank, number in enumerate(getattr(claim, field)):
            weights[number] = weights.get(number, 0.0) + 1.0 / (1 + rank)
    order = list(weights)
    order.sort(key=lambda number: (exactness(story.spots[number]) > BROAD_KM, -weights[number]))
    return tuple(story.spots[number] for number in order[:_MANY])


def _lands(spots: Iterable[SpotFact]) -> frozenset[str]:
    return frozenset(spot.country for spot in spots if spot.country)


def _exact(spots: Iterable[SpotFact]) -> tuple[SpotFact, ...]:
    return tuple(spot for spot in spots if exactness(spot) <= BROAD_KM)


def _parties(story: StoryFacts, claims: Iterable[ClaimFact], role: str) -> frozenset[str]:
    """The keys of known forces that act, or are acted on, in what the claims affirm of the deed itself."""
    deeds = [claim for claim in claims if claim.polarity != Polarity.NEGATED and family(claim.type) in _DEEDS]
    actors = (story.actors[number] for claim in deeds for number in getattr(claim, role))
    return frozenset(actor.key for actor in actors if actor.known)


def _numbers(claims: Iterable[ClaimFact]) -> tuple[tuple[str, float | None, float | None], ...]:
    """The largest count of each kind of each claim: parts of a toll do not tell one event from another."""
    found: dict[tuple[str, float | None, float | None], None] = {}
    for claim in claims:
        whole: dict[str, tuple[str, float | None, float | None]] = {}
        for number in claim.numbers:
            if number.part or claim.polarity == Polarity.NEGATED:
                continue
            row = (number.what, number.low, number.high)
            before = whole.get(number.what)
            if before is None or _size(row) > _size(before):
                whole[number.what] = row
        found.update(dict.fromkeys(whole.values()))
    return tuple(found)


def _size(row: tuple[str, float | None, float | None]) -> float:
    return max(row[1] or 0.0, row[2] or 0.0)


def days_covered(unit: Unit, most: int) -> range:
    """The days of a unit as whole numbers since 1970, the last ones if there are more than `most`."""
    if unit.days is None:
        return range(0)
    first, last = unit.days.low // DAY, unit.days.high // DAY
    return range(max(first, last - most + 1), last + 1)
