"""Days, weeks, months and years: what a day falls into, and what comes next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from enum import StrEnum

_MOST = 60  # periods that a page can show
_PRECISIONS = ("minute", "hour", "part_of_day", "day", "week", "month", "year")


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    def start(self, day: datetime.date) -> datetime.date:
        """The first day of the period that `day` is in; weeks begin on Monday."""
        if self is Period.DAY:
            return day
        if self is Period.WEEK:
            return day - datetime.timedelta(days=day.weekday()) if day.toordinal() > 7 else datetime.date.min
        return day.replace(day=1) if self is Period.MONTH else day.replace(month=1, day=1)

    def next(self, start: datetime.date) -> datetime.date:
        """The first day of the period after the one that begins with `start`. Raises OverflowError after year 9999."""
        if self in (Period.DAY, Period.WEEK):
            return start + datetime.timedelta(days=1 if self is Period.DAY else 7)
        try:
            if self is Period.YEAR:
                return start.replace(year=start.year + 1)
            return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        except ValueError as error:
            raise OverflowError from error

    def holds(self, precision: str | None) -> bool:
        """Whether a time of this precision falls into one such period (or two, at a week's or month's turn)."""
        return precision in _PRECISIONS[: _PRECISIONS.index(self) + 1]

    def label(self, start: datetime.date) -> str:
        if self is Period.YEAR:
            return f"{start.year:04}"
        return start.isoformat()[:7] if self is Period.MONTH else start.isoformat()


def fitting(days: Iterable[datetime.date]) -> Period:
    """The shortest period of which few enough cover all days."""
    found = sorted(days)
    span = (found[-1] - found[0]).days + 1 if found else 1
    lengths = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 31}
    return next((period for period, length in lengths.items() if span <= _MOST * length), Period.YEAR)


def between(period: Period, first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """Yields the first days of all periods from the one of `first` to the one of `last`."""
    start = period.start(first)
    while start <= last:
        yield start
        try:
            start = period.next(start)
        except OverflowError:
            return
