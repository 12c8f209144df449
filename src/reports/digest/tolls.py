"""Tolls of an incident as ranges over its sources. A later figure may replace an earlier one; none are added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reports.digest.facts import NumberFact
from reports.digest.independence import Placed
from reports.digest.records import Toll, TollBySource
from reports.digest.times import minutes
from reports.records import LinkRelation, NumberWhat, Polarity

HARM = (
    NumberWhat.KILLED, NumberWhat.WOUNDED, NumberWhat.KILLED_OR_WOUNDED, NumberWhat.CAPTURED, NumberWhat.MISSING,
    NumberWhat.DISPLACED, NumberWhat.VEHICLES, NumberWhat.AIRCRAFT, NumberWhat.ATTACKS, NumberWhat.STRIKES,
)  # fmt: skip
_LATER = 6 * 60  # minutes between two stories after which a higher toll is a risen one and no dispute
Key = tuple[str, bool | None, str | None]


class Figure(NamedTuple):
    """A figure of one claim. `by` is the claim that replaces it."""

    placed: Placed
    group: str
    low: float | None
    high: float | None
    approximate: bool
    when: int | None
    by: str | None = None

    @property
    def size(self) -> float:
        return max(self.low or 0.0, self.high or 0.0)


class Counted(NamedTuple):
    """The tolls, and the pairs of claims that replace (later, earlier, what) or contradict each other."""

    tolls: tuple[Toll, ...]
    updates: list[tuple[str, str, str]]
    disputes: list[tuple[str, str, str]]


def count(claims: Sequence[Placed], group_of: Mapping[str, str]) -> Counted:
    """The tolls that an incident's claims tell, in the order of `HARM`."""
    figures: dict[Key, list[Figure]] = defaultdict(list)
    for placed in claims:
        for key, number in _whole(placed).items():
            figures[key].append(
                Figure(placed, group_of[placed.id], number.low, number.high, number.approximate, _when(placed))
            )
    figures = _folded(figures)
    found = Counted((), [], [])
    tolls = []
    for key in sorted(figures, key=_order):
        settled = _superseded(figures[key])
        tolls.append(_toll(key, settled))
        found.updates.extend((each.by, each.placed.id, key[0]) for each in settled if each.by)
        found.disputes.extend((one, other, key[0]) for one, other in _disputes(settled))
    return found._replace(tolls=tuple(tolls))


def _folded(figures: Mapping[Key, list[Figure]]) -> dict[Key, list[Figure]]:
    """Tolls of "nine people" in one story and "nine civilians" in another as one, where no story tells both apart."""
    found = {key: list(rows) for key, rows in figures.items()}
    for key in sorted(figures, key=_order):
        what, civilian, of = key
        for wider in ((what, None, of), (what, civilian, None), (what, None, None)):
            if wider != key and key in found and wider in found and _one_of_a_kind(key, wider, found):
                found[wider] = sorted(found[wider] + found.pop(key), key=_placed_at)
    return found


def _one_of_a_kind(key: Key, wider: Key, found: Mapping[Key, list[Figure]]) -> bool:
    """Whether only one group is told of besides the wider one, and never in the same story."""
    rivals = [other for other in found if other[0] == key[0] and other not in (key, wider)]
    stories = [{each.placed.story.key for each in found[side]} for side in (key, wider)]
    return not rivals and stories[0].isdisjoint(stories[1])


def _placed_at(figure: Figure) -> tuple[float, int, int]:
    when = float("inf") if figure.when is None else figure.when
    return when, int(figure.placed.name[1:]), figure.placed.claim.start


def _order(key: Key) -> tuple[int, int, str]:
    return HARM.index(NumberWhat(key[0])), {None: 0, True: 1, False: 2}[key[1]], key[2] or ""


def _whole(placed: Placed) -> dict[Key, NumberFact]:
    """The counts of a claim, the largest of each kind; parts of a toll and denied counts are left out."""
    found: dict[Key, NumberFact] = {}
    if placed.claim.polarity == Polarity.NEGATED:
        return found
    for number in placed.claim.numbers:
        if number.what not in HARM or number.part or (number.low is None and number.high is None):
            continue
        key = (number.what, number.civilian, number.of)
        if key not in found or _size(number) > _size(found[key]):
            found[key] = number
    return found


def _size(number: NumberFact) -> float:
    return max(number.low or 0.0, number.high or 0.0)


def _when(placed: Placed) -> int | None:
    return minutes(placed.story.published) if placed.story.published else None


def _superseded(figures: Sequence[Figure]) -> list[Figure]:
    """Each figure with the claim that replaces it, if one does: the last that does."""
    found = []
    for number, each in enumerate(figures):
        later = [other for place, other in enumerate(figures) if place != number and _replaces(other, each)]
        found.append(each._replace(by=later[-1].placed.id if later else None))
    return found


def _replaces(new: Figure, old: Figure) -> bool:
    """The same originator in a later story, or one that says that the toll rose; or the story itself says so."""
    if (new.low, new.high) == (old.low, old.high):
        return False
    if new.placed.story.key == old.placed.story.key:
        link = (new.placed.claim.id, old.placed.claim.id, LinkRelation.UPDATES)
        return any(row[:3] == link for row in new.placed.story.links)
    if new.when is None or old.when is None or new.when <= old.when:
        return False
    return new.group == old.group or (new.placed.claim.rises and new.size > old.size)


def _disputes(figures: Sequence[Figure]) -> list[tuple[str, str]]:
    """Standing figures of different originators that cannot both be right: the later claim first.

    A higher figure of a later day is no dispute. Of one originator's figures the first is taken, and of equal figures
    the first that was told.
    """
    firsts: dict[str, Figure] = {}
    for each in figures:
        if each.by is None:
            firsts.setdefault(each.group, each)
    standing = sorted(firsts.values(), key=lambda each: (each.when or 0, each.placed.claim.start))
    told: dict[tuple[float | None, float | None], Figure] = {}
    found: list[tuple[str, str]] = []
    for new in standing:
        against = [old for old in told.values() if _apart(new, old) and not _risen(new, old)]
        found.extend((new.placed.id, old.placed.id) for old in against)
        told.setdefault((new.low, new.high), new)
    return found


def _apart(one: Figure, other: Figure) -> bool:
    low, high = _ends(one)
    low2, high2 = _ends(other)
    return low > high2 or low2 > high


def _ends(each: Figure) -> tuple[float, float]:
    low = each.low if each.low is not None else 0.0
    high = each.high if each.high is not None else float("inf")
    slack = 0.1 if each.approximate else 0.0
    return low * (1 - slack), high * (1 + slack)


def _risen(new: Figure, old: Figure) -> bool:
    return new.size > old.size and new.when is not None and old.when is not None and new.when - old.when > _LATER


def _toll(key: Key, figures: Sequence[Figure]) -> Toll:
    """The range of what still stands; without an upper end where no source gives one."""
    standing = [each for each in figures if each.by is None]
    lows = [each.low if each.low is not None else 0.0 for each in standing]
    highs = [each.high for each in standing if each.high is not None]
    tops = highs + [each.low for each in standing if each.low is not None]
    return Toll(
        what=NumberWhat(key[0]), civilian=key[1], of=key[2], low=min(lows, default=None),
        high=max(tops) if highs else None,
        by_source=tuple(
            TollBySource(
                claim=each.placed.id, source=each.placed.voice.source, group=each.group, min=each.low, max=each.high,
                approximate=each.approximate, said=each.placed.claim.said, superseded=each.by is not None,
            )
            for each in figures
        ),
    )  # fmt: skip
