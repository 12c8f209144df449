"""From what time words mean to when it was. Pure: values in, dates out, no Doc.

`resolve_times` takes the values of a story's time expressions (the table in
`reports.annotate.time_values`) in story order and its publication date. The rules:

- A weekday is the latest one on or before publication, the same day included; when the words look
  ahead, the next one. Without a publication date it stays open.
- A day and month without a year is the latest one on or before publication, unless that lies more
  than eleven months back and the next one is near. Under an explicit earlier year told before in the same sentence
  ("early November 2005 ... on 5 November"), or after "that year", it belongs to that year. Without a publication date
  it is the one nearest the last date told with its month and year.
- "The past day" published on D is D-1 to D; "overnight" is D-1 to D; "last night" is D-1.
- The clock times that lead the paragraphs of a ticker ("18:52 - Police say ...") are of the day of publication; the
  day changes only where the clock goes the other way, whatever days the entries tell of.
- "The next day", "four days later" count from the last day told before, never from publication. A sentence that in
  passing looks back on a day of last year goes on with its own.
- A month or a year gets dates only when its year is told; "last year" is that before publication, "the previous year"
  that before the one told last.
- What is impossible (31 February) or vague stays open. No input raises.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

from reports.records import TimePrecision
from reports.resolve.time_days import (
    FINE,
    Found,
    StoryTimes,
    Value,
    date_rule,
    day_precision,
    days_of,
    month_end,
    numeric_rule,
    relative_day_rule,
    weekday_before,
    weekday_rule,
)
from reports.resolve.time_tickers import entry_days


@dataclass(frozen=True, slots=True)
class Resolved:
    """When it was. `begin` and `finish` are ISO dates or date-times, inclusive, None where the day is not known.

    `anchored` is true when they are told. `rule` says how, or why not.
    """

    begin: str | None = None
    finish: str | None = None
    precision: TimePrecision | None = None
    anchored: bool = False
    rule: str = "unresolved"


def parse_published(text: str | None) -> date | datetime | None:
    """Read an ISO date or date-time, or a mail date ("Wed, 01 Mar 2023 04:30:00 GMT"); None when it is neither."""
    cleaned = (text or "").strip()
    if not cleaned:
        return None
    try:
        return date.fromisoformat(cleaned)
    except ValueError:
        pass
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(cleaned)
        except (ValueError, TypeError, IndexError):
            continue
    return None


def resolve_times(
    values: Sequence[Value], published: date | datetime | None, *, day_first: bool = True
) -> list[Resolved]:
    """Date each value, in story order: later ones may count from earlier ones.

    `day_first`: whether "03/04/2024" is 3 April. Returns one `Resolved` for each value.
    """
    moment = published.replace(tzinfo=None) if isinstance(published, datetime) else None
    story = StoryTimes(day=moment.date() if moment else published, moment=moment, day_first=day_first)
    days = entry_days(values, story.day)
    resolved = []
    for index, value in enumerate(values):
        after = values[index + 1] if index + 1 < len(values) else {}
        resolved.append(_resolve(value, story, days.get(index), of_that_year=_is_that_year(after)))
    return resolved


def _is_that_year(value: Value) -> bool:
    """ "That year", told in the same sentence as the time before it."""
    same = value.get("kind") == "shift" and value["unit"] == "year" and value.get("count") == 0
    return same and not value.get("opens")


def _resolve(value: Value, story: StoryTimes, entry: date | None = None, *, of_that_year: bool = False) -> Resolved:
    """`entry`: the day of the ticker's entry that a clock time leads; `of_that_year`: those words come next."""
    if value.get("opens"):
        story.of_year = None
    if of_that_year and story.of_year is None:
        story.of_year = story.last_year
    if entry is not None:
        story.anchor = (entry, entry)
    try:
        if value["kind"] in ("past", "ago") and value["unit"] in ("hour", "minute"):
            exact = _exact_past(value, story)
            if exact is not None:
                return exact
        span = _RULES.get(value["kind"], _open)(value, story)
    except (ValueError, OverflowError):
        # datetime refuses 31 February and what lies beyond the calendar
        span = Found(None, None, None, "no such date")
    _remember(value, span, story)
    return _finished(value, span, story)


def _remember(value: Value, span: Found, story: StoryTimes) -> None:
    _remember_year(value, span, story)
    if span.begin is None or span.finish is None or value.get("bound", "by") != "by":
        return
    looks_back = value.get("of_year", 0) < 0 and not value.get("opens") and story.anchor is not None
    if span.precision in FINE and value["kind"] not in ("past", "ahead", "period") and not looks_back:
        story.anchor = (span.begin, span.finish)
    elif value["kind"] in ("shift", "ago"):
        story.anchor = None  # "a week earlier": what follows goes on from a day that is not told
    if value["kind"] in ("date", "numeric", "range") and span.precision != TimePrecision.YEAR:
        story.dated = span.begin


def _remember_year(value: Value, span: Found, story: StoryTimes) -> None:
    """A year told in this sentence, or that "that year" goes on with; "since 2014" lasts up to now."""
    if value["kind"] == "shift" and value["unit"] == "year" and value.get("count") == 0:
        story.of_year = story.last_year
    elif value["kind"] in ("date", "numeric", "range") and span.begin is not None and _tells_year(value):
        story.last_year = replace(span, precision=TimePrecision.YEAR)
        if "bound" not in value:
            story.of_year = span


def _tells_year(value: Value) -> bool:
    return "year" in value or "of_year" in value or any("year" in value.get(end, ()) for end in ("first", "last"))


def _open(value: Value, story: StoryTimes) -> Found:
    return Found(None, None, None, f"{value['kind']} without a day")


def _range(value: Value, story: StoryTimes) -> Found:
    first, last = value["first"], value["last"]
    tense = {"future": value["future"]} if "future" in value else {}
    end = _RULES[last["kind"]]({**last, **tense}, story)
    if end.begin is None or end.finish is None:
        return Found(None, None, day_precision(value), f"range: {end.rule}")
    if first["kind"] == "weekday":
        begin: date | None = weekday_before(first["weekday"], end.begin, strictly=True)
    elif "month" in first and "year" not in first:
        year = end.begin.year - (first["month"] > end.begin.month)
        begin = date(year, first["month"], first["day"])
    else:
        begin = _RULES[first["kind"]](first, story).begin
    if begin is None or begin > end.finish:
        return Found(None, None, day_precision(value), "range out of order")
    precision = end.precision if end.precision not in FINE else day_precision(value)
    return Found(begin, end.finish, precision, f"range: {end.rule}")


# --- counted from publication or from what was told before ------------------------------------

_PRECISIONS = {
    "minute": TimePrecision.MINUTE, "hour": TimePrecision.HOUR, "day": TimePrecision.DAY, "week": TimePrecision.WEEK,
    "weekend": TimePrecision.DAY, "month": TimePrecision.MONTH, "year": TimePrecision.YEAR,
}  # fmt: skip


def _months_before(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 - count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _back(day: date, count: float, unit: str) -> date | None:
    """`day` minus `count` units, None when that is not a whole number of days."""
    if unit in ("month", "year"):
        months = count * (12 if unit == "year" else 1)
        return _months_before(day, int(months)) if months == int(months) else None
    days = count * {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7}[unit]
    return day - days_of(int(days)) if days == int(days) else None


def _past(value: Value, story: StoryTimes) -> Found:
    count, unit = value.get("count"), value["unit"]
    reference = (story.anchor[0] if story.anchor else None) if value.get("relative") else story.day
    precision = TimePrecision.DAY if unit in ("hour", "minute") else _PRECISIONS[unit]
    if count is None or reference is None:
        return Found(None, None, precision, "past of unknown length or from an unknown day")
    begin = _back(reference, count, unit)
    return Found(begin, reference if begin else None, precision, "counted back from publication")


def _ahead(value: Value, story: StoryTimes) -> Found:
    count, unit = value.get("count"), value["unit"]
    precision = TimePrecision.DAY if unit in ("hour", "minute") else _PRECISIONS[unit]
    finish = _back(story.day, -count, unit) if story.day is not None and count is not None else None
    return Found(story.day if finish else None, finish, precision, "counted ahead from publication")


def _exact_past(value: Value, story: StoryTimes) -> Resolved | None:
    """Hours and minutes before a publication time that is known to the minute."""
    count, unit = value.get("count"), value["unit"]
    if story.moment is None or count is None or value.get("relative") or (value["kind"] == "past" and count >= 24):
        return None
    begin = (story.moment - timedelta(**{unit + "s": count})).isoformat(timespec="minutes")
    finish = story.moment.isoformat(timespec="minutes") if value["kind"] == "past" else begin
    return Resolved(begin, finish, _PRECISIONS[unit], True, "counted back from the time of publication")


def _ago(value: Value, story: StoryTimes) -> Found:
    count, unit = value.get("count"), value["unit"]
    precision = day_precision(value) if unit == "day" else _PRECISIONS[unit]
    if count is None or story.day is None or unit in ("hour", "minute"):
        return Found(None, None, precision, "ago of unknown length or from an unknown day")
    day = _back(story.day, count, unit)
    if day is None or unit in ("day", "week"):
        return Found(day, day, precision, "counted back from publication")
    if unit == "month":
        return Found(day.replace(day=1), month_end(day.year, day.month), precision, "month counted back")
    return Found(date(day.year, 1, 1), date(day.year, 12, 31), precision, "year counted back")


def _shift(value: Value, story: StoryTimes) -> Found:
    count, unit = value.get("count"), value["unit"]
    precision = day_precision(value) if unit == "day" else _PRECISIONS[unit]
    if value.get("event"):
        return Found(None, None, precision, "counted from an event")
    if story.anchor is None:
        return Found(None, None, precision, "counted from a day that is not told")
    if unit == "minute":
        return Found(*story.anchor, TimePrecision.DAY, "minutes from the last day told")
    if count is None or unit in ("hour", "month", "year"):
        return Found(None, None, precision, "no day fixed by the distance")
    days = count * (7 if unit == "week" else 1)
    if days != int(days):
        return Found(None, None, precision, "no day fixed by the distance")
    if days == 0:
        return Found(*story.anchor, precision, "the last day told")
    day = story.anchor[1 if days > 0 else 0] + days_of(int(days))
    return Found(day, day, precision, "counted from the last day told")


def counted_from(value: Value, told: Resolved) -> Resolved | None:
    """When an event was of which only is told how long before or after a known day it was: "a day after bombs fell".

    `told`: when what is so long after or before it was. None where that is no one day, or the distance no whole days.
    """
    count, unit = value.get("count"), value["unit"]
    if not count or unit not in ("day", "week") or told.begin is None or told.begin[:10] != (told.finish or "")[:10]:
        return None
    day = _back(date.fromisoformat(told.begin[:10]), count, unit)
    if day is None:
        return None
    return Resolved(day.isoformat(), day.isoformat(), _PRECISIONS[unit], True, "counted from another event's day")


def _period(value: Value, story: StoryTimes) -> Found:
    unit, offset, today = value["unit"], value["offset"], story.day
    precision = _PRECISIONS[unit]
    if today is None:
        return Found(None, None, precision, "period without a publication date")
    if unit == "weekend":
        saturday = _weekend(value, today)
        return Found(saturday, saturday + days_of(1), precision, "weekend relative to publication")
    if unit == "week":
        begin = today - days_of(today.weekday()) + days_of(7 * offset)
        finish = begin + days_of(6)
    elif unit == "month":
        middle = _months_before(today.replace(day=15), -offset)
        begin, finish = middle.replace(day=1), month_end(middle.year, middle.month)
    else:
        begin, finish = date(today.year + offset, 1, 1), date(today.year + offset, 12, 31)
    if offset == 0:
        # What the story tells of this week has happened, unless it looks ahead.
        begin, finish = (today, finish) if value.get("future") else (begin, today)
    return Found(begin, finish, precision, f"{unit} relative to publication")


def _weekend(value: Value, today: date) -> date:
    """The Saturday: of the running or latest weekend, of the one before ("last" on a Sunday), or the next."""
    latest = weekday_before(5, today)
    running = today.weekday() >= 5
    if value["offset"] > 0 or (value.get("future") and not running):
        return latest + days_of(7)
    return latest - days_of(7) if value["offset"] < 0 and running else latest


def _of_anchor(value: Value, story: StoryTimes) -> Found:
    """A clock time or a part of the day by itself: of the day told before."""
    precision = TimePrecision.PART_OF_DAY if value["kind"] == "part" else _clock_precision(value)
    if story.anchor is None:
        return Found(None, None, precision, f"{value['kind']} of a day that is not told")
    first, last = story.anchor
    if last - first == days_of(1) and value["kind"] == "clock":  # "overnight ... at 2:40 a.m."
        first = last = last if value["hour"] < _NOON else first
    if first != last:
        return Found(None, None, precision, f"{value['kind']} of a day that is not told")
    return Found(first, last, precision, f"{value['kind']} of the last day told")


_NOON = 12  # in a night, hours before it are of its second day
_RULES: dict[str, Callable[[Value, StoryTimes], Found]] = {
    "weekday": weekday_rule,
    "day": relative_day_rule,
    "date": date_rule,
    "numeric": numeric_rule,
    "range": _range,
    "past": _past,
    "ahead": _ahead,
    "ago": _ago,
    "shift": _shift,
    "period": _period,
    "clock": _of_anchor,
    "part": _of_anchor,
}

# --- clock times and bounds ------------------------------------------------------------------


def _clock_precision(clock: Value) -> TimePrecision:
    return TimePrecision.HOUR if clock.get("minute") is None else TimePrecision.MINUTE


def _finished(value: Value, span: Found, story: StoryTimes) -> Resolved:
    clock = value if value["kind"] == "clock" else value.get("clock")
    if clock is not None:
        span = replace(span, precision=_clock_precision(clock))
    if span.begin is None or span.finish is None:
        return Resolved(precision=span.precision, rule=span.rule)
    begin, finish = span.begin.isoformat(), span.finish.isoformat()
    if clock is not None and begin == finish:
        zone = "+00:00" if clock.get("zone") == "UTC" else ""
        begin = finish = f"{begin}T{clock['hour']:02d}:{clock.get('minute') or 0:02d}{zone}"
    return _bounded(value, Resolved(begin, finish, span.precision, True, span.rule), story)


def _bounded(value: Value, resolved: Resolved, story: StoryTimes) -> Resolved:
    """ "Since June" lasts up to publication; "until Monday" has an end and no beginning."""
    bound = value.get("bound")
    if bound == "since":
        finish = story.day.isoformat() if story.day else None
        if finish is not None and resolved.begin is not None and finish < resolved.begin[:10]:
            finish = None
        return replace(resolved, finish=finish, rule=f"since: {resolved.rule}")
    if bound == "until":
        return replace(resolved, begin=None, rule=f"until: {resolved.rule}")
    return resolved
