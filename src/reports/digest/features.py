"""The score of two mentions: named features, each 0 to 1, with the weights of the data file.

A feature that cannot be known of a pair stands at a fixed value. `None` for a pair that can never be one incident.
"""

from __future__ import annotations

from collections.abc import Mapping

from reports.digest.facts import Days
from reports.digest.places import nearness
from reports.digest.times import DAY, hours_apart, overlap
from reports.digest.units import Unit
from reports.digest.vocabulary import alike, family, table

_WEAK = (0.15, 0.85)  # a day that only stood in sentences before rules nothing out, and counts for less
_LASTING = frozenset({"ground", "ground_held"})  # a battle may take two days
_SAME_COUNT = 0.9  # agreement of counts that ties two days together: one of them may be wrong
_FEW = 3  # a count that two events share by chance
_NIGHT = 8 * 60  # minutes
_LONG_AGO = 0.05  # a story that fixes no day may look back on what was long before it
Features = dict[str, float]


def features(one: Unit, other: Unit, idf: Mapping[str, float]) -> Features | None:
    """What speaks for and against two mentions being of one incident; None if something rules it out."""
    kinds = _types(one, other)
    when = times_agree(one.days, other.days)
    if when is not None and (one.weak or other.weak):
        when = max(_WEAK[0], when * _WEAK[1])
    where = nearness(one.spots, other.spots)
    if kinds == 0 or when == 0 or where is not None and where < 0.05:
        return None
    found: Features = {"type": kinds}
    if when is not None:
        found["time"] = when
    if where is not None:
        found["place"] = where * (0.7 if one.loose or other.loose else 1.0)
    found |= _actors(one, other) | _numbers(one, other) | _wording(one, other, idf)
    if one.days and other.days and hours_apart(one.days, other.days) > 3 * 60:
        found["hour_differs"] = 1.0
    if _days_differ(one, other) and found.get("numbers", 0.0) < _SAME_COUNT:
        found["days_differ"] = 0.5 if _LASTING.intersection(map(family, one.types + other.types)) else 1.0
    if one.story == other.story:
        found["story_apart"] = 0.5 if one.loose or other.loose else 1.0
    return found


def _days_differ(one: Unit, other: Unit) -> bool:
    """Whether two stories give an attack two days. What came of it may well be told of another day."""
    if one.days is None or other.days is None or not (one.firm and other.firm):
        return False
    return not overlap(_whole(one.days), _whole(other.days)) and not _one_night(one.days, other.days)


def _one_night(one: Days, other: Days) -> bool:
    """Whether two times, one of them finer than a day, may be of one night; stories count hours in their own zones."""
    apart = max(one.low - other.high, other.low - one.high)
    return apart <= _NIGHT and min(one.high - one.low, other.high - other.low) < DAY - 1


def _whole(days: Days) -> Days:
    return days._replace(low=days.low // DAY, high=days.high // DAY)


def score(found: Features) -> float:
    """The weighted mean of the features, less what speaks against: at most 1, below 0 for what a story holds apart."""
    weights, unknown = table("weights"), table("unknown")
    whole = sum(weight for weight in weights.values() if weight > 0)
    total = 0.0
    for name, weight in weights.items():
        total += weight * found.get(name, unknown.get(name, 0.0))
    return min(1.0, total / whole)


def _types(one: Unit, other: Unit) -> float:
    return max(alike(a, b) for a in one.types for b in other.types)


def times_agree(one: Days | None, other: Days | None) -> float | None:
    """How well two times agree: 1 for the same day, less for wide or neighbouring ones; 0 if they cannot be one."""
    if one is None or other is None:
        return None
    first, second = _whole(one), _whole(other)
    gap = max(first.low - second.high, second.low - first.high)
    if one.exact != other.exact:
        return _bounded(first, second) if one.exact else _bounded(second, first)
    if not one.exact:
        return max(0.0, 0.55 - 0.1 * max(0, abs(first.high - second.high) - 1))
    if gap > 0:
        if gap == 1 and _one_night(one, other):
            return 0.7
        return 0.4 if gap == 1 else 0.1 if gap == 2 else 0.0
    width = max(first.high - first.low, second.high - second.low) + 1
    return 1.0 if width <= 1 else max(0.2, 1.05 - 0.15 * width)


def _bounded(stated: Days, printed: Days) -> float:
    """A stated day against a story that only was printed on one: an event is not after its story, and seldom old."""
    late = printed.high - stated.low
    if late < -1:
        return 0.0
    if late <= 2:
        return 0.75
    return max(_LONG_AGO, 0.75 - 0.08 * (late - 2))


def _actors(one: Unit, other: Unit) -> Features:
    """Those who act and those who are acted on. An attacker whom one side does not name is no contradiction."""
    acts, acted = _meet(one.agents, other.agents), _meet(one.targets, other.targets)
    swapped = one.agents & other.targets or other.agents & one.targets
    found: Features = {}
    known = [value for value in (acts, acted) if value is not None]
    if known:
        found["actors"] = max(known)
    if acts == 0.0:
        found["actors_differ"] = 0.5 if swapped else 1.0
    elif acted == 0.0 and not acts:
        found["actors_differ"] = 0.4
    return found


def _meet(one: frozenset[str], other: frozenset[str]) -> float | None:
    if not one or not other:
        return None
    if one & other:
        return 1.0
    lands = [{key.partition(":")[0] for key in keys if ":" in key} for keys in (one, other)]
    return 0.8 if lands[0] & lands[1] else 0.0


def _numbers(one: Unit, other: Unit) -> Features:
    """Counts of the same kind: equal ones are strong, very different ones cost a little, since tolls rise."""
    likes = [
        (_ranges_agree(low, high, low2, high2), _size(low, high))
        for what, low, high in one.numbers
        for what2, low2, high2 in other.numbers
        if what == what2
    ]
    if not likes:
        return {}
    best = max(like * (1.0 if size > _FEW else 0.75) for like, size in likes)
    return {"numbers": best} if best >= 0.3 else {"numbers": best, "numbers_differ": 1 - best / 0.3}


def _size(low: float | None, high: float | None) -> float:
    return max(low or 0.0, high or 0.0)


def _ranges_agree(low: float | None, high: float | None, low2: float | None, high2: float | None) -> float:
    if (low, high) == (low2, high2):
        return 1.0
    first, second = low if low is not None else high or 0.0, low2 if low2 is not None else high2 or 0.0
    if first == second:
        return 0.95
    ratio = (min(first, second) + 1) / (max(first, second) + 1)
    inside = (high is None or second <= high) and (high2 is None or first <= high2)
    inside = inside and (low is None or second >= low or high2 is None)
    inside = inside and (low2 is None or first >= low2 or high is None)
    return max(ratio, 0.6) if inside and ratio > 0.4 else ratio * 0.7


def _wording(one: Unit, other: Unit, idf: Mapping[str, float]) -> Features:
    """Words in common, each by how rare it is, and whether the same kind of site was hit by the same means."""
    found: Features = {}
    if one.means and other.means and not one.means & other.means:
        found["means_differ"] = 1.0
    if one.words and other.words:
        shared = sum(idf.get(word, 1.0) for word in one.words & other.words)
        least = min(sum(idf.get(word, 1.0) for word in unit.words) for unit in (one, other))
        found["wording"] = min(1.0, shared / max(least, 3.0) * 1.3)
    if one.sites and other.sites:
        shared_sites = bool(one.sites & other.sites)
        found |= {"site": 1.0} if shared_sites else {"site": 0.0, "site_differs": 1.0}
    return found
