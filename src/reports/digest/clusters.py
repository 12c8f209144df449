"""Mentions into incidents: candidates by place and day, scored in pairs, joined by average link.

Deterministic, and independent of the order in which stories come: everything is ordered by the ids of mentions.
"""

from __future__ import annotations

import hashlib
import heapq
import math
from bisect import bisect
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from reports.digest.features import features, score
from reports.digest.places import around, cells, names
from reports.digest.units import Unit, days_covered
from reports.digest.vocabulary import threshold
from reports.records import PlaceKind

_MOST_DAYS = 4
_TELLING = 4  # a count that is seldom that of two events
_RARE = 6  # words of a mention under which it is found
_DENSE = 300  # mentions under one key that are looked at
_ENOUGH = 8  # compared pairs on which two groups may be joined
_CANDIDATES = 60  # of one mention; the likeliest by shared words and counts go first


Kept = list[list[tuple[str, float | None, str | None]]]  # groups of (mention, mean score, mention it is most like)


class Clustered(NamedTuple):
    """Incidents as groups of mentions, by id; of each its mean score with the others, and the one it is most like.

    `kept` are the same groups under a hash of all that decides them.
    """

    groups: Kept
    kept: dict[str, Kept]


def cluster(units: Sequence[Unit], known: Mapping[str, Kept] | None = None) -> Clustered:
    """The incidents among mentions. `units` must be sorted by id; groups that are `known` are not reckoned again."""
    idf = rarity(units)
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in candidates(units, idf):
        near[one].append(other)
    groups: Kept = []
    kept: dict[str, Kept] = {}
    for part in _components(len(units), near):
        if len(part) == 1:
            groups.append([(units[part[0]].id, None, None)])
            continue
        name = _hash(part, near, units, idf)
        kept[name] = (known or {}).get(name) or _reckoned(part, near, units, idf)
        groups.extend(kept[name])
    return Clustered(sorted(groups, key=lambda group: group[0][0]), kept)


def _hash(part: Sequence[int], near: Mapping[int, list[int]], units: Sequence[Unit], idf: Mapping[str, float]) -> str:
    """A name for mentions, the pairs among them that are compared, and how rare their words are."""
    digest = hashlib.sha256()
    for number in part:
        unit = units[number]
        pairs = ",".join(units[other].id for other in sorted(near.get(number, ())))
        places = ",".join(spot.folded for spot in unit.spots)
        rare = ",".join(f"{word}{idf[word]}" for word in sorted(unit.words))
        digest.update(f"{unit.id} {pairs} {places} {rare}\n".encode())
    return digest.hexdigest()[:32]


def _reckoned(
    part: Sequence[int], near: Mapping[int, list[int]], units: Sequence[Unit], idf: Mapping[str, float]
) -> Kept:
    """Score the pairs of a component, and cut it into incidents."""
    scores: dict[int, dict[int, float]] = {number: {} for number in part}
    for one in part:
        for other in near.get(one, ()):
            found = features(units[one], units[other], idf)
            scores[one][other] = scores[other][one] = 0.0 if found is None else score(found)
    joined = agglomerate(part, scores, {number for number in part if len(scores[number]) >= _CANDIDATES})
    return [[_placed(number, group, scores[number], units) for number in group] for group in joined]


def _placed(
    number: int, group: Sequence[int], scores: Mapping[int, float], units: Sequence[Unit]
) -> tuple[str, float | None, str | None]:
    others = {other: scores[other] for other in group if other in scores}
    if not others:
        return (units[number].id, None, None)
    best = max(others, key=lambda other: (others[other], -other))
    return (units[number].id, round(max(0.0, sum(others.values()) / len(others)), 3), units[best].id)


def rarity(units: Sequence[Unit]) -> dict[str, float]:
    """How much each word tells: 1 for one that most stories use, more the rarer it is; in steps, so as to be stable."""
    stories: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        for word in unit.words:
            stories[word].add(unit.story)
    total = len({unit.story for unit in units})
    return {word: 1.0 + int(math.log2(max(1.0, total / len(seen)) ** 0.5)) * 0.5 for word, seen in stories.items()}


def candidates(units: Sequence[Unit], idf: Mapping[str, float]) -> list[tuple[int, int]]:
    """Pairs of mentions that share a place and a day, each once, the first before the second, in order.

    A mention without a place is looked for by its counts and days.
    """
    posted: dict[Hashable, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        for key in _keys(unit, idf):
            posted[key].append(number)
    near: dict[int, set[int]] = defaultdict(set)
    for number, unit in enumerate(units):
        met = {other for key in _looked_up(unit, idf) for other in _about(posted.get(key, ()), number)} - {number}
        for other in _likeliest(unit, sorted(met), units, idf):
            near[number].add(other)
            near[other].add(number)
    vague = [number for number, unit in enumerate(units) if near[number] and (unit.weak or not _placed_well(unit))]
    further = {number: {third for other in near[number] for third in near[other]} - {number} for number in vague}
    for number, thirds in further.items():
        near[number].update(_likeliest(units[number], sorted(thirds), units, idf))
    return sorted({(min(one, other), max(one, other)) for one, others in near.items() for other in others})


def _about(found: Sequence[int], number: int) -> Sequence[int]:
    """Those of many that stand next to a number: so many mentions of one place and day are not all compared."""
    if len(found) <= _DENSE:
        return found
    at = min(max(0, bisect(found, number) - _DENSE // 2), len(found) - _DENSE)
    return found[at : at + _DENSE]


def _placed_well(unit: Unit) -> bool:
    """Whether a mention is found by its place. One that is not is compared with all that are near one it is like."""
    return any(True for _ in cells(unit.spots))


def _keys(unit: Unit, idf: Mapping[str, float]) -> Iterator[Hashable]:
    """What a mention is found under."""
    if unit.broad:
        return
    days = days_covered(unit, _MOST_DAYS)
    for cell in {*cells(unit.spots), *names(unit.spots)}:
        yield from ((cell, day) for day in days)
        if not days:
            yield (cell, None)
    yield from _by_land(unit, days)
    yield from _by_site(unit)
    yield from _by_figures(unit)
    yield from _by_words(unit, idf)


def _by_land(unit: Unit, days: range) -> Iterator[Hashable]:
    """Its country and days: a mention that only names a street, a river or nothing is found by them."""
    yield from ((land, day, "land") for land in sorted(unit.lands) for day in days)


def _by_site(unit: Unit) -> Iterator[Hashable]:
    """Places so small that a name is enough, a hotel or a camp: a mention without a day is found by them."""
    for name in names([spot for spot in unit.spots if spot.kind == PlaceKind.FACILITY]):
        yield (name, None)


def _by_figures(unit: Unit) -> Iterator[Hashable]:
    """Counts and kinds of site at a place: a mention whose day is not sure is found by them."""
    for cell in set(cells(unit.spots)):
        yield from ((cell, row) for row in unit.numbers if (row[1] or row[2] or 0) >= _TELLING)
        yield from ((cell, site) for site in sorted(unit.sites))


def _by_words(unit: Unit, idf: Mapping[str, float]) -> Iterator[Hashable]:
    """Counts and rare words of a day: a mention without a place is found by them."""
    days = days_covered(unit, _MOST_DAYS)
    rare = heapq.nsmallest(_RARE, unit.words, key=lambda word: (-idf.get(word, 1.0), word))
    yield from ((row, day) for row in unit.numbers for day in days)
    yield from ((word, day) for word in rare for day in days)


def _looked_up(unit: Unit, idf: Mapping[str, float]) -> Iterator[Hashable]:
    """What a mention may find others under."""
    if unit.broad:
        return
    days = days_covered(unit, _MOST_DAYS)
    near = {each for cell in set(cells(unit.spots)) for each in around(cell)}
    placed = bool(near)
    near |= {name for spot in unit.spots if spot.lat is None for name in names([spot])}
    beside = range(days.start - 1, days.stop + 1) if days else days
    for cell in near:
        yield (cell, None)
        yield from ((cell, day) for day in beside)
    dated = unit.days is not None and unit.days.exact
    if not dated:
        yield from _by_site(unit)
    if unit.weak or not dated:
        yield from _by_figures(unit)
    if not placed:
        yield from _by_words(unit, idf)
        yield from _by_land(unit, beside)


def _likeliest(unit: Unit, met: list[int], units: Sequence[Unit], idf: Mapping[str, float]) -> Iterable[int]:
    if len(met) <= _CANDIDATES:
        return met

    def shared(other: int) -> tuple[float, int]:
        that = units[other]
        words = sum(idf.get(word, 1.0) for word in unit.words & that.words)
        spot = 2.0 * (unit.spots[0].folded == that.spots[0].folded)
        return (-words - spot - 2.0 * bool(set(unit.numbers) & set(that.numbers)), other)

    return heapq.nsmallest(_CANDIDATES, met, key=shared)


def _components(count: int, near: Mapping[int, list[int]]) -> list[list[int]]:
    """Mentions that any chain of candidates joins."""
    root = list(range(count))

    def find(item: int) -> int:
        while root[item] != item:
            root[item] = root[root[item]]
            item = root[item]
        return item

    for one, others in near.items():
        for other in others:
            first, second = sorted((find(one), find(other)))
            root[second] = first
    parts: dict[int, list[int]] = defaultdict(list)
    for item in range(count):
        parts[find(item)].append(item)
    return list(parts.values())


def agglomerate(
    part: Sequence[int], scores: Mapping[int, Mapping[int, float]], dense: Collection[int] = ()
) -> list[list[int]]:
    """Average link over sparse scores: the two groups with the highest mean score are joined while it is high enough.

    A pair that was not compared counts as 0, but for those in `dense`: of them only some pairs could be compared.
    """
    groups = {item: [item] for item in part}
    links = {one: {other: (value, 1) for other, value in scores[one].items()} for one in part}
    crowded = {item: int(item in dense) for item in part}
    limit = threshold()

    def mean(one: int, other: int) -> float:
        total, compared = links[one][other]
        pairs = len(groups[one]) * len(groups[other])
        sparse = (len(groups[one]) - crowded[one]) * (len(groups[other]) - crowded[other])
        return total / max(compared, sparse, min(pairs, _ENOUGH))

    heap = [(-mean(one, other), one, other) for one in part for other in links[one] if one < other]
    heapq.heapify(heap)
    while heap:
        value, one, other = heapq.heappop(heap)
        if -value < limit:
            break
        if other not in links.get(one, ()) or mean(one, other) != -value:
            continue
        groups[one] = sorted(groups[one] + groups.pop(other))
        crowded[one] += crowded.pop(other)
        for third, (total, compared) in links.pop(other).items():
            del links[third][other]
            if third != one:
                before = links[one].get(third, (0.0, 0))
                links[one][third] = links[third][one] = (before[0] + total, before[1] + compared)
        for third in links[one]:
            heapq.heappush(heap, (-mean(one, third), min(one, third), max(one, third)))
    return list(groups.values())
