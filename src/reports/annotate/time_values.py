"""What the words of a calendar time mean: weekdays, dates, years and clocks, before any date is known.

A value is a JSON-able dict with a `kind`; `reports.resolve.times` turns it into dates.

| kind | keys | words |
|---|---|---|
| weekday | weekday (Monday 0); which: last, next, this, following, previous; week: last, this, next | Tuesday night |
| day | offset in days from publication; last (offset of the last day when there are two) | today, overnight |
| date | year, month, day (absent: not told); mod: early, mid, late; which: last, next, this | 19 September, in 2014 |
| | of_year: years from that of publication, or with relative from the one told before | in May last year |
| numeric | a, b, year: the order of a and b is the locale's | 13/09/2024 |
| range | first, last: two values | 5-7 May, from Monday to Wednesday |
| past, ahead | count (None: vague), unit; relative (to the time told before) | over the past day |
| ago | count, unit | two days ago |
| shift | count (signed; None: vague), unit; event (true: counted from an event) | the next day, a week earlier |
| period | unit, offset | this week, last month, over the weekend |
| clock | hour, minute (None: only the hour), zone ("UTC" or None), approximate | at 0430 local time |
| part | (see `part`) | at dawn, in the early hours |
| duration | count, unit | for months |
| vague | unit | in recent days, last summer |
| event | | since the start of the war |

Values found in a Doc may have `opens` (the first time of its sentence) and `leads` (it stands at the head of its
paragraph as a mark of when: "18:52 - Police say ...", "2 Sept: clash in ...").

Any value may also have `part` (early, late, morning, afternoon, evening, night, dawn, noon,
midnight), `clock` (a clock value), `bound` (since, until, by) and `future` (the words look ahead).
"""

from __future__ import annotations

import re
from typing import Any

from reports.annotate import time_patterns as pat
from reports.numerals import parse_number

Value = dict[str, Any]
Match = re.Match[str]


# --- reading single groups -------------------------------------------------------------------

_PARTS: dict[str, str | None] = {
    "earlier": None, "later": None, "as early as": None, "overnight": "night", "dusk": "evening", "midday": "noon",
    "nightfall": "evening", "sunset": "evening", "sunrise": "dawn", "daybreak": "dawn", "late hours": "night",
    "late night": "night", "shortly": None, "just": None,
}  # fmt: skip
_BOUNDS = {"since": "since", "until": "until", "till": "until", "by": "by"}
_MODS = {"beginning": "early", "start": "early", "end": "late", "middle": "mid"}
LOOKS_AHEAD = {"next", "coming", "this coming"}
_VAGUE_COUNTS = {"several", "a few", "few", "many", "a half"}


def squeeze(text: str | None) -> str:
    return " ".join(text.lower().split()) if text else ""


def part_of_day(text: str | None) -> str | None:
    """The part of the day in one word: "early morning hours" is early, "late evening" is evening."""
    squeezed = squeeze(text)
    if not squeezed or squeezed in _PARTS:
        return _PARTS.get(squeezed)
    words = squeezed.split()
    if words[-1] == "hours" or squeezed == "early morning":
        return "early"
    return words[-1]


def _mod(text: str | None) -> str | None:
    words = squeeze(text).removeprefix("the ").split()
    return _MODS.get(words[0], words[0]) if words else None


def count_of(text: str | None) -> int | float | None:
    """A count of time units: 1 when none is told, None when it is told vaguely."""
    squeezed = squeeze(text).removesuffix(" of")
    if not squeezed or squeezed in ("a", "an", "the"):
        return 1
    if squeezed in _VAGUE_COUNTS:
        return None
    return 0.5 if squeezed == "half an" else parse_number(squeezed)


def unit_of(match: Match) -> tuple[str, str | None, int]:
    """(unit, part of day, factor): two nights are two days by night, a fortnight is two weeks."""
    unit = squeeze(match["unit"])
    if unit in ("fortnight", "decade"):
        return ("week", None, 2) if unit == "fortnight" else ("year", None, 10)
    if unit in ("minute", "hour", "day", "week", "weekend", "month", "year"):
        return unit, None, 1
    return "day", part_of_day(unit), 1


def scaled(count: int | float | None, factor: int) -> int | float | None:
    return None if count is None else count * factor


def number_of(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _month(text: str) -> int:
    return next(number for number, name in enumerate(pat.MONTHS, 1) if name.startswith(text.lower()[:3]))


def _weekday(text: str) -> int:
    return next(number for number, name in enumerate(pat.WEEKDAYS) if name.startswith(text.lower()[:3]))


def value_of(match: Match, kind: str, **keys: Any) -> Value:
    """A value with what the words around the core say (part of the day, bound); None keys are left out."""
    groups = match.groupdict()
    value: Value = {"kind": kind} | {key: item for key, item in keys.items() if item is not None}
    part = part_of_day(groups.get("part")) or part_of_day(groups.get("leadpart")) or part_of_day(groups.get("edge"))
    if part and "part" not in value:
        value["part"] = part
    bound = _BOUNDS.get(squeeze(groups.get("prep")))
    if bound:
        value["bound"] = bound
    return value


# --- builders: a match becomes a value, or None when the words are something else --------------


def build_weekday(match: Match) -> Value | None:
    which = squeeze(match["which"]).removesuffix(" past") or None
    value = value_of(match, "weekday", weekday=_weekday(match["wd"]), week=squeeze(match["week"]) or None)
    if which in LOOKS_AHEAD or value.get("week") == "next":
        value["future"] = True
        which = "next" if which == "next" else None
    if which:
        value["which"] = "previous" if which == "preceding" else which
    if match["mod"] and "part" not in value:
        value["part"] = match["mod"].lower()
    if squeeze(match["edge"]) == "overnight" and squeeze(match["prep"]) == "into":
        value["into"] = True
    return value


def build_weekday_range(match: Match) -> Value | None:
    lead, joint = squeeze(match["lead"]), squeeze(match["to"])
    if joint == "and" and "between" not in lead and "night of" not in lead:
        return None
    first, last = ({"kind": "weekday", "weekday": _weekday(match[name])} for name in ("first", "last"))
    value: Value = {"kind": "range", "first": first, "last": last}
    if "night" in lead:  # "overnight", "the night of"
        value["part"] = "night"
    return value


def build_date_range(match: Match) -> Value | None:
    year = int(match["year"]) if match["year"] else None
    month1, month2 = match["m1"] or match["m2"], match["m2"] or match["m1"]
    first = {"kind": "date", "month": _month(month1), "day": number_of(match["d1"])}
    last = {"kind": "date", "month": _month(month2), "day": number_of(match["d2"])}
    if match["y1"]:
        first["year"] = int(match["y1"])
    if year:
        last["year"] = year
        # "28 December to 3 January 2020" begins in the year before
        first.setdefault("year", year - (_month(month1) > _month(month2)))
    value = value_of(match, "range", first=first, last=last)
    return None if not _month_is_meant(match, "m2" if match["m2"] else "m1", dated=True) else value


def build_day_month(match: Match) -> Value | None:
    if not _month_is_meant(match, "month", dated=True):
        return None
    year = match["year"] or match.groupdict().get("dashed")
    return value_of(
        match, "date", year=int(year) if year else None, month=_month(match["month"]), day=number_of(match["day"])
    )


def build_month_day(match: Match) -> Value | None:
    """ "In June 12 soldiers" names a month and counts soldiers: no day takes "in"."""
    if squeeze(match["prep"]) == "in" and not match["leadpart"] and not match["year"]:
        return None
    return build_day_month(match)


def build_month(match: Match) -> Value | None:
    groups = match.groupdict()
    if not _month_is_meant(match, "month", dated="year" in groups):
        return None
    year = int(groups["year"]) if groups.get("year") else None
    edge = squeeze(match["edge"])
    mod = _mod(match["mod"]) or (edge if edge in ("early", "late") else None)
    value = value_of(match, "date", year=year, month=_month(match["month"]), mod=mod)
    value.pop("part", None)
    which = squeeze(groups.get("which"))
    if which:
        value["which"] = which
    if which == "next":
        value["future"] = True
    return value


_AMBIGUOUS_MONTHS = {"may", "march", "april", "june", "august"}
_MONTH_PREPS = {"in", "since", "until", "till", "by", "during", "from", "throughout", "on", "into"}


def _month_is_meant(match: Match, group: str, *, dated: bool) -> bool:
    """Tell the month from the modal ("may"), the verb ("march") and the given name ("April Stone").

    `dated`: a day or a year stands with it, which settles it for a capitalised word.
    """
    raw = match[group]
    name = raw.lower().rstrip(".")
    full = name in pat.MONTHS
    if raw[0].islower() and (not full or name in ("may", "march")):
        return False
    if dated:
        return True
    groups = match.groupdict()
    if squeeze(groups.get("prep")) in _MONTH_PREPS or groups.get("mod") or groups.get("which"):
        return True
    if squeeze(groups.get("edge")) in ("early", "late"):
        return True
    # Outside such a frame an abbreviation is noise and an ambiguous month is more often something else.
    return full and name not in _AMBIGUOUS_MONTHS and not _follows_name(match, group)


def _follows_name(match: Match, group: str) -> bool:
    """Whether a capitalised word stands right before: "Black September" is a name."""
    before = match.string[max(0, match.start(group) - 20) : match.start(group)]
    return bool(re.search(r"[A-Z][a-z]+[ \u00a0]$", before)) and not re.search(r"(?:^|[.!?\n]\s*)\w+[ \u00a0]$", before)


_YEAR_PREPS = {"in", "since", "until", "till", "by", "during", "from", "throughout"}
_COUNTED = re.compile(r"\s(?:[a-z]+(?:ers|iers|ies|ions|ans)|people|men)\b")


def build_year(match: Match) -> Value | None:
    """A bare number is a year only in a frame: "in 2014", "the 2006 war", "(2015)", "late 2014"."""
    edge, prep = squeeze(match["edge"]), squeeze(match["prep"])
    mod = _mod(match["mod"]) or (edge if edge in ("early", "late") else None)
    text, start, end = match.string, match.start("year"), match.end()
    bracketed = text[max(0, start - 1) : start] == "(" and text[end : end + 1] in ")-–,"
    after_the = text[max(0, start - 4) : start].lower() == "the "
    if match["decade"]:
        return value_of(match, "vague", unit="year") if prep or mod or after_the else None
    if not (mod or bracketed or after_the or prep in _YEAR_PREPS):
        return None
    if not mod and prep in ("", "by", "from") and _COUNTED.match(text, end):
        return None  # "by 2000 fighters"
    value = value_of(match, "date", year=int(match["year"]), mod=mod)
    value.pop("part", None)
    return value


def build_year_range(match: Match) -> Value | None:
    first, last = int(match["first"]), int(match["last"])
    joint, lead = squeeze(match["to"]), squeeze(match["lead"])
    if first >= last or (joint == "and" and lead != "between") or (joint in ("to", "until", "through") and not lead):
        return None
    return {"kind": "range", "first": {"kind": "date", "year": first}, "last": {"kind": "date", "year": last}}


def build_iso(match: Match) -> Value | None:
    value = value_of(match, "date", year=int(match["year"]), month=int(match["month"]), day=int(match["day"]))
    if match["h"]:
        value["clock"] = {"kind": "clock", "hour": int(match["h"]), "minute": int(match["m"])}
        if match["zone"]:
            value["clock"]["zone"] = "UTC"
    return value


def build_numeric(match: Match) -> Value | None:
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if not (1 <= a <= 31 and 1 <= b <= 31 and min(a, b) <= 12):
        return None
    if year < 100:
        if match["sep"] == ".":
            return None  # "10.2.15" is a section or a version
        year += 2000 if year < 70 else 1900
    return value_of(match, "numeric", a=a, b=b, year=year)


def build_clock(match: Match) -> Value | None:
    if not _is_clock(match):
        return None
    hour, half = int(match["h"]), (match["half"] or "").lower()
    afternoon = half == "p" or (not half and match["part"] and part_of_day(match["part"]) != "morning")
    if afternoon and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    value = value_of(match, "clock", hour=hour % 24)
    value.pop("part", None)
    value["minute"] = int(match["m"]) if match["m"] else None
    value["zone"] = "UTC" if squeeze(match["zone"]) in ("gmt", "utc", "z") else None
    if match["about"]:
        value["approximate"] = True
    return value


def _is_clock(match: Match) -> bool:
    """Whether digits are told as a time of the day: "4 a.m.", "04:30", "0430 GMT", "at 0430", "7 o'clock"."""
    digits, minute, separator = match["h"], match["m"], match["sep"]
    if int(digits) > 24 or (match["half"] and not 1 <= int(digits) <= 12):
        return False
    compact = minute is not None and not separator
    if compact:
        leading = digits[0] == "0" and squeeze(match["prep"]) in ("at", "since", "until")
        return len(digits) == 2 and bool(leading or match["hours"] or match["half"] or match["zone"])
    if match["hours"]:
        return False  # "5 hours"
    zoned = match["zone"] and squeeze(match["zone"]) != "local"  # "12 local fighters"
    return bool(match["half"] or match["oclock"] or zoned or separator == ":")


def build_ordinal_day(match: Match) -> Value | None:
    return {"kind": "date", "day": number_of(match["day"])}
