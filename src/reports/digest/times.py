"""Times of claims as ranges of minutes, and back as windows of an incident."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from reports.digest.facts import Days
from reports.digest.records import Window
from reports.records import Time, TimePrecision

DAY = 1440
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# First and last hour that the words allow; the night runs into the next morning.
_PARTS = (
    (re.compile(r"\b(?:dawn|daybreak|early)\b", re.I), 2, 9),
    (re.compile(r"\bmorning\b", re.I), 4, 12),
    (re.compile(r"\b(?:noon|midday)\b", re.I), 10, 14),
    (re.compile(r"\bafternoon\b", re.I), 11, 19),
    (re.compile(r"\b(?:evening|dusk)\b", re.I), 16, 24),
    (re.compile(r"\b(?:night|overnight|midnight)\b", re.I), 18, 31),
)
_LONG = re.compile(r"\b(?:years?|months?|weeks?|decades?|days|since|war)\b", re.I)
_ORDER = list(TimePrecision)
_FINE = 12 * 60  # minutes; a time that is no longer tells the part of the day
WIDE = 4.0  # days; a longer time is a period and no day of an incident


def minutes(iso: str, *, last: bool = False) -> int | None:
    """Minutes since 1970 of an ISO date or date-time; `last` is the last minute of a date. None if it is no date."""
    try:
        moment = datetime.fromisoformat(iso)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    found = int((moment - _EPOCH) / timedelta(minutes=1))
    return found + DAY - 1 if last and len(iso) <= 10 else found


def days_of(time: Time | None, published: str | None) -> tuple[Days | None, bool]:
    """A claim's time as a range, and whether it is vague: a period, or words that fix no day although others would."""
    if time is None:
        return None, False
    begin = minutes(time.begin) if time.begin else None
    finish = minutes(time.finish, last=True) if time.finish else None
    if begin is None and finish is None:
        return None, bool(_LONG.search(time.text))
    if begin is None or finish is None:
        bound = minutes(published, last=True) if published else None
        if begin is None or bound is None or not begin <= bound <= begin + WIDE * DAY:
            return None, True
        finish = bound
    found = _by_part(time, Days(begin, max(begin, finish), str(time.precision or TimePrecision.DAY)))
    return found, found.width > WIDE


def bound(published: str | None) -> Days | None:
    """What a story without a time tells of when: it was before it was printed, and likely in the last days."""
    low = minutes(published[:10]) if published else None
    return None if low is None else Days(low - 3 * DAY, low + DAY - 1, str(TimePrecision.DAY), False)


def _by_part(time: Time, days: Days) -> Days:
    """ "On Tuesday morning": the hours that the words allow."""
    if time.precision is TimePrecision.HOUR and days.low == days.high:
        return days._replace(high=days.low + 59)
    if time.precision is not TimePrecision.PART_OF_DAY or (days.low % DAY, days.high - days.low) != (0, DAY - 1):
        return days
    for pattern, first, last in _PARTS:
        if pattern.search(time.text):
            return days._replace(low=days.low + first * 60, high=days.low + last * 60 - 1)
    return days


def joint(ranges: Sequence[Days]) -> Days | None:
    """What ranges have in common, if most agree; else all that the most exact of them allow. None for no ranges.

    Ranges that claims state go before bounds by publication.
    """
    stated = [each for each in ranges if each.exact and each.width <= WIDE] or [each for each in ranges if each.exact]
    use = stated or list(ranges)
    if not use:
        return None
    low, high = max(each.low for each in use), min(each.high for each in use)
    if low <= high:
        return Days(low, high, _finest(use, low, high), use[0].exact)
    kept = _agreeing(use)
    low, high = min(each.low for each in kept), max(each.high for each in kept)
    return Days(low, high, max((each.precision for each in kept), key=lambda name: _ORDER.index(TimePrecision(name))))


def _agreeing(ranges: Sequence[Days]) -> list[Days]:
    """The ranges that overlap the one which most others overlap, unless as many contradict it: then all."""
    best = max(ranges, key=lambda one: (sum(overlap(one, each) for each in ranges), -one.width, -one.low))
    kept = [each for each in ranges if overlap(best, each)]
    return kept if 3 * len(kept) > 2 * len(ranges) else list(ranges)


def _finest(ranges: Sequence[Days], low: int, high: int) -> str:
    fitting = [each.precision for each in ranges if (each.low, each.high) == (low, high)]
    return min(fitting or [each.precision for each in ranges], key=lambda name: _ORDER.index(TimePrecision(name)))


def overlap(one: Days, other: Days) -> bool:
    return one.low <= other.high and other.low <= one.high


def hours_apart(one: Days, other: Days) -> int:
    """Minutes between two times that both are finer than a day; 0 if they overlap or are not."""
    if one.high - one.low > _FINE or other.high - other.low > _FINE or not (one.exact and other.exact):
        return 0
    return max(0, one.low - other.high, other.low - one.high)


def window(days: Days | None) -> Window | None:
    """A range as ISO: dates, or date-times where the precision is finer than a day."""
    if days is None:
        return None
    fine = days.precision in (TimePrecision.MINUTE, TimePrecision.HOUR)
    return Window(begin=_iso(days.low, fine), finish=_iso(days.high, fine), precision=TimePrecision(days.precision))


def _iso(minute: int, fine: bool) -> str:
    moment = _EPOCH + timedelta(minutes=minute)
    return moment.isoformat()[: 16 if fine else 10]
