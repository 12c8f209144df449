"""The days of a ticker's entries: paragraphs that are led by a clock time, newest or oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

_DAY = timedelta(days=1)
_DATED = frozenset({"date", "numeric", "weekday"})


def entry_days(values: Sequence[Mapping[str, Any]], published: date | None) -> dict[int, date]:
    """Index in `values` of each clock time that leads a paragraph -> its day; empty for fewer than two of them.

    The newest entry is of the day of publication. Entries that stand under a date of their own ("2 May:" on its line)
    are left out, as that date tells their day.
    """
    marks = [index for index, value in enumerate(values) if value.get("leads")]
    dated = next((mark for mark in marks if values[mark]["kind"] in _DATED), len(values))
    entries = [mark for mark in marks if mark < dated and values[mark]["kind"] == "clock"]
    if published is None or len(entries) < 2:
        return {}
    minutes = [values[index]["hour"] * 60 + (values[index].get("minute") or 0) for index in entries]
    if _newest_first(minutes):
        return dict(zip(entries, _days_back(minutes, published), strict=True))
    days = _days_back(minutes[::-1], published)
    return dict(zip(entries, reversed(days), strict=True))


def _newest_first(minutes: Sequence[int]) -> bool:
    pairs = list(zip(minutes, minutes[1:], strict=False))
    return sum(first > second for first, second in pairs) >= sum(first < second for first, second in pairs)


def _days_back(minutes: Sequence[int], day: date) -> list[date]:
    """Days of clock times read from the newest to the oldest: where the clock goes up, it is the day before."""
    days = [day]
    for later, earlier in zip(minutes, minutes[1:], strict=False):
        days.append(days[-1] - _DAY if earlier > later else days[-1])
    return days
