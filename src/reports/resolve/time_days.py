"""Weekdays and calendar dates: which day a value names, given publication and what was told before.

The rules are listed in `reports.resolve.times`, which is the contract; this module holds the half of
them that reads a calendar.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from reports.records import TimePrecision

Value = Mapping[str, Any]

FINE = (TimePrecision.MINUTE, TimePrecision.HOUR, TimePrecision.PART_OF_DAY, TimePrecision.DAY)
_LONGEST_BACK = 335  # days: further back, "5 March" in a story of 1 March is the coming one
_FAR_AHEAD = 60
_CARRY_BEYOND = 60  # days before publication from which an earlier explicit year wins


@dataclass(frozen=True, slots=True)
class Found:
    """Days found for a value; `begin` None when it stays open."""

    begin: date | None
    finish: date | None
    precision: TimePrecision | None
    rule: str


@dataclass(slots=True)
class StoryTimes:
    """What has been told so far."""

    day: date | None
    moment: datetime | None
    day_first: bool
    anchor: tuple[date, date] | None = None  # the last days told
    dated: date | None = None  # the last month or day that is known with its year
    of_year: Found | None = None  # the time with its year that this sentence has told
    last_year: Found | None = None  # the last one told, as a year


def day_precision(value: Value) -> TimePrecision:
    return TimePrecision.PART_OF_DAY if value.get("part") else TimePrecision.DAY


def single(day: date | None, value: Value, rule: str) -> Found:
    return Found(day, day, day_precision(value), rule)


def days_of(count: int) -> timedelta:
    return timedelta(days=count)


def weekday_before(weekday: int, day: date, *, strictly: bool = False) -> date:
    back = (day.weekday() - weekday) % 7
    return day - days_of(back or (7 if strictly else 0))


def weekday_after(weekday: int, day: date, *, strictly: bool = False) -> date:
    ahead = (weekday - day.weekday()) % 7
    return day + days_of(ahead or (7 if strictly else 0))


def weekday_rule(value: Value, story: StoryTimes) -> Found:
    weekday, which = value["weekday"], value.get("which")
    if which in ("following", "previous"):
        return _weekday_from_anchor(value, story)
    if story.day is None:
        return single(None, value, "weekday without a publication date")
    if "week" in value:
        weeks = {"last": -1, "this": 0, "next": 1}[value["week"]]
        monday = story.day - days_of(story.day.weekday()) + days_of(7 * weeks)
        return single(monday + days_of(weekday), value, f"weekday of {value['week']} week")
    if value.get("future"):
        day = weekday_after(weekday, story.day, strictly=which == "next")
        return single(day, value, "next weekday from publication")
    day = weekday_before(weekday, story.day, strictly=which == "last")
    if value.get("into"):
        return Found(day - days_of(1), day, TimePrecision.PART_OF_DAY, "night into the latest weekday")
    return single(day, value, "latest weekday up to publication")


def _weekday_from_anchor(value: Value, story: StoryTimes) -> Found:
    if story.anchor is None:
        return single(None, value, "weekday counted from a day that is not told")
    if value["which"] == "following":
        day = weekday_after(value["weekday"], story.anchor[1], strictly=True)
    else:
        day = weekday_before(value["weekday"], story.anchor[0], strictly=True)
    return single(day, value, f"{value['which']} weekday from the last day told")


def relative_day_rule(value: Value, story: StoryTimes) -> Found:
    if story.day is None:
        return single(None, value, "relative day without a publication date")
    begin = story.day + days_of(value["offset"])
    finish = story.day + days_of(value.get("last", value["offset"]))
    return Found(begin, finish, day_precision(value), "day relative to publication")


# --- calendar dates --------------------------------------------------------------------------


def date_rule(value: Value, story: StoryTimes) -> Found:
    year, month, day = value.get("year"), value.get("month"), value.get("day")
    if "of_year" in value:
        year = _counted_year(value, story)
        if year is None:
            precision = TimePrecision.MONTH if day is None else day_precision(value)
            return Found(None, None, precision, "date of a year that is not told")
    if day is None:
        return _month_or_year(year, month)
    if month is None:
        return _day_of_month(value, story)
    if year is not None:
        return single(date(year, month, day), value, "full date")
    return _yearless(value, month, day, story)


def _counted_year(value: Value, story: StoryTimes) -> int | None:
    """The year of "May last year", and of "May the previous year"."""
    if value.get("relative"):
        told = story.last_year.begin if story.last_year else None
        return told.year + value["of_year"] if told else None
    return story.day.year + value["of_year"] if story.day else None


def _month_or_year(year: int | None, month: int | None) -> Found:
    if year is None:
        return Found(None, None, TimePrecision.MONTH, "month without a year")
    if month is None:
        return Found(date(year, 1, 1), date(year, 12, 31), TimePrecision.YEAR, "year")
    return Found(date(year, month, 1), month_end(year, month), TimePrecision.MONTH, "month and year")


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _in_year(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, reference: date) -> date | None:
    years = (reference.year, reference.year + 1, reference.year - 1)
    found = [candidate for year in years if (candidate := _in_year(year, month, day)) is not None]
    return min(found, key=lambda candidate: abs((candidate - reference).days), default=None)


def _yearless(value: Value, month: int, day: int, story: StoryTimes) -> Found:
    of_year = _in_told_year(month, day, story.of_year)
    if story.day is None:
        carried = of_year or (_nearest(month, day, story.dated) if story.dated else None)
        rule = "year of the date told before" if carried else "date without a year and without a publication date"
        return single(carried, value, rule)
    by_publication = _near_publication(value, month, day, story.day)
    if by_publication is None:
        return single(None, value, "no such date")
    old = (story.day - by_publication).days > _CARRY_BEYOND
    if of_year and old and of_year < by_publication:
        return single(of_year, value, "year of the date told before")
    return single(by_publication, value, "date in the year nearest publication")


def _in_told_year(month: int, day: int, told: Found | None) -> date | None:
    """The day in the year told, or nearest the day or month told of it ("20 December 2019 ... 4 January")."""
    if told is None or told.begin is None:
        return None
    if told.precision == TimePrecision.YEAR:
        return _in_year(told.begin.year, month, day)
    return _nearest(month, day, told.begin)


def _near_publication(value: Value, month: int, day: int, published: date) -> date | None:
    found = [_in_year(published.year + shift, month, day) for shift in (-1, 0, 1)]
    known = [candidate for candidate in found if candidate is not None]
    past = max((candidate for candidate in known if candidate <= published), default=None)
    ahead = min((candidate for candidate in known if candidate >= published), default=None)
    if ahead is not None:
        near = (ahead - published).days
        if value.get("future") and (past is None or near <= max(_FAR_AHEAD, (published - past).days)):
            return ahead
        long_ago = past is None or (published - past).days > _LONGEST_BACK
        if long_ago and near <= 366 - _LONGEST_BACK:
            return ahead
    return past


def _day_of_month(value: Value, story: StoryTimes) -> Found:
    """ "On the 5th": of the month told before, else the latest 5th up to publication."""
    reference = story.anchor[0] if story.anchor else story.day
    if reference is None:
        return single(None, value, "day of an unknown month")
    found = _in_year(reference.year, reference.month, value["day"])
    if found is not None and story.day is not None and found > story.day:
        last = reference.replace(day=1) - days_of(1)
        found = _in_year(last.year, last.month, value["day"])
    return single(found, value, "day of the month told before")


def numeric_rule(value: Value, story: StoryTimes) -> Found:
    a, b = value["a"], value["b"]
    day, month = (a, b) if (a > 12 or (b <= 12 and story.day_first)) else (b, a)
    return single(date(value["year"], month, day), value, "numeric date")
