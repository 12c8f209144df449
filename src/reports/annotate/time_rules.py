"""Time expressions in a string: `find_times`, and the rules for times that are told relative to another.

The values are described in `time_values`. Each rule is a pattern and a builder; a builder returns
None when the words turn out to be something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from reports.annotate import time_patterns as pat
from reports.annotate import time_values as val
from reports.annotate.time_values import (
    LOOKS_AHEAD,
    Match,
    Value,
    count_of,
    part_of_day,
    scaled,
    squeeze,
    unit_of,
    value_of,
)


class TimeHit(NamedTuple):
    """A time expression in a string. Offsets: characters, end exclusive."""

    start: int
    end: int
    value: Value


def build_relative_day(match: Match) -> Value | None:
    if match["two"]:
        offset = -2 if squeeze(match["two"]).startswith("before") else 2
        return value_of(match, "day", offset=offset, future=True if offset > 0 else None)
    if match["this"]:
        return value_of(match, "day", offset=0, part=part_of_day(match["thispart"]))
    if match["lastpart"]:
        return value_of(match, "day", offset=-1, part=part_of_day(match["lastpart"]))
    word = match["word"].lower()
    offset = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    ahead = word in ("tomorrow", "tonight") or squeeze(match["edge"]) == "later"
    return value_of(match, "day", offset=offset, part="night" if word == "tonight" else None, future=ahead or None)


def build_overnight(match: Match) -> Value | None:
    return value_of(match, "day", offset=-1, last=0, part="night")


def build_part(match: Match) -> Value | None:
    part, edge = part_of_day(match["part"]), squeeze(match["edge"])
    if part == "night" and squeeze(match["prep"]) == "at":
        return value_of(match, "vague", unit="day")  # a habit as often as a night
    return value_of(match, "part", part="early" if edge == "early" and part == "morning" else part)


def build_past(match: Match) -> Value | None:
    which, plural = squeeze(match["which"]), match[0].lower().endswith("s")
    unit, part, factor = unit_of(match)
    if match["num"] is None and not plural and not _is_single_past(match, which):
        return None
    count = scaled(count_of(match["num"]), factor) if match["num"] or not plural else None
    if which in LOOKS_AHEAD:
        return value_of(match, "ahead", count=count, unit=unit, future=True)
    relative = which in ("previous", "preceding") or None
    return value_of(match, "past", count=count, unit=unit, part=part, relative=relative)


def _is_single_past(match: Match, which: str) -> bool:
    """ "Over the last week", but not "last week" (a period), "the previous day" (a shift) or "the last day of"."""
    if which != "past" and not (which == "last" and " the " in f" {squeeze(match[0])} "):
        return False
    if match["unit"].lower() == "night":
        return False
    return not re.match(r"\s+(?:of|for)\b", match.string[match.end() : match.end() + 8])


def build_duration(match: Match) -> Value | None:
    groups = match.groupdict()
    if groups.get("single") and groups["one"]:
        unit, counted = groups["single"].lower(), count_of(groups["one"])
    else:
        unit = match["unit"].lower()
        counted = count_of(groups["num"]) if groups.get("num") else None
    return value_of(match, "duration", count=counted, unit=unit)


def build_ago(match: Match) -> Value | None:
    where, num = match["where"].lower(), squeeze(match["num"])
    unit, part, factor = unit_of(match)
    if not num and not match["plural"]:
        return None
    if num == "the" and where not in ("before", "after"):
        return None
    count = scaled(count_of(match["num"]), factor) if num else None
    if where == "ago":
        return value_of(match, "ago", count=count, unit=unit, part=part)
    ahead = where.startswith(("later", "after"))
    event = where in ("before", "after", "prior") and match.string[match.end() : match.end() + 2].strip().isalnum()
    signed = None if count is None else count if ahead else -count
    return value_of(match, "shift", count=signed, unit=unit, part=part, event=event or None)


_SAYING = re.compile(r"\b(?:sa(?:id|ys?|ying)|add(?:ed|s)|report(?:ed|s)|claim(?:ed|s)|confirm(?:ed|s)|told\s\w+)\s\Z")


def build_shift(match: Match) -> Value | None:
    which = match["which"].lower()
    unit, part, _ = unit_of(match)
    if which == "next" and not match["the"] and unit != "day":
        return None  # "next week" counts from publication
    if which == "that" and (match["the"] or _SAYING.search(match.string[max(0, match.start() - 25) : match.start()])):
        return None
    count = {"next": 1, "following": 1, "previous": -1, "preceding": -1}.get(which, 0)
    return value_of(match, "shift", count=count, unit=unit, part=part)


def build_period(match: Match) -> Value | None:
    which, unit, mod = squeeze(match["which"]), match["unit"].lower(), squeeze(match["mod"])
    if which == "the" and (unit != "weekend" or not match["prep"]):
        return None
    if unit in ("spring", "summer", "autumn", "fall", "winter"):
        return value_of(match, "vague", unit="season")
    offset = {"last": -1, "next": 1, "this coming": 1}.get(which, 0)
    ahead = offset > 0 or mod == "later"
    value = value_of(match, "period", unit=unit, offset=offset, mod=mod or None, future=ahead or None)
    if which == "the":
        value["latest"] = True  # "over the weekend": the latest one
    return value


def build_event(match: Match) -> Value | None:
    noun = squeeze(match["noun"])
    if noun in ("year", "month", "week") and match["what"].lower() in ("start", "beginning"):
        return {"kind": "period", "unit": noun, "offset": 0, "bound": "since"}
    return {"kind": "event", "bound": "since"}


def build_recent(match: Match) -> Value | None:
    return value_of(match, "vague", unit=match["unit"].lower())


def build_same_day(match: Match) -> Value | None:
    return {"kind": "shift", "count": 0, "unit": "day"}


Builder = Callable[[Match], Value | None]
Rule = tuple[re.Pattern[str], Builder]

_DAY_RULES: list[Rule] = [(pat.WEEKDAY_RANGE, val.build_weekday_range), (pat.WEEKDAY, val.build_weekday)]
_MONTH_RULES: list[Rule] = [
    (pat.DAY_MONTH_RANGE, val.build_date_range),
    (pat.MONTH_DAY_RANGE, val.build_date_range),
    (pat.DAY_MONTH, val.build_day_month),
    (pat.MONTH_DAY, val.build_month_day),
    (pat.MONTH_YEAR, val.build_month),
    (pat.MONTH_ONLY, val.build_month),
]
_DIGIT_RULES: list[Rule] = [
    (pat.ISO, val.build_iso),
    (pat.NUMERIC, val.build_numeric),
    (pat.CLOCK, val.build_clock),
    (pat.YEAR_RANGE, val.build_year_range),
    (pat.YEAR_ONLY, val.build_year),
    (pat.ORDINAL_DAY, val.build_ordinal_day),
]
_UNIT_RULES: list[Rule] = [
    (pat.PAST, build_past),
    (pat.SPAN_IN, build_duration),
    (pat.RECENT, build_recent),
    (pat.AGO, build_ago),
    (pat.SHIFT, build_shift),
    (pat.PERIOD, build_period),
    (pat.DURATION, build_duration),
    (pat.UNITS_OF, build_duration),
]
_PART_RULES: list[Rule] = [
    (pat.RELATIVE_DAY, build_relative_day),
    (pat.OVERNIGHT, build_overnight),
    (pat.PART_OF_DAY, build_part),
    (pat.SHIFT, build_shift),
]
_CLOCK_RULES: list[Rule] = [(pat.CLOCK, val.build_clock)]
_SEASON_RULES: list[Rule] = [(pat.PERIOD, build_period)]
_NIGHT_RULES = [*_PART_RULES, *_UNIT_RULES]

_RULES: dict[str, list[Rule]] = {
    **dict.fromkeys((*pat.WEEKDAYS, *pat.WEEKDAYS_SHORT), _DAY_RULES),
    **dict.fromkeys((*pat.MONTHS, *pat.MONTHS_SHORT), _MONTH_RULES),
    **dict.fromkeys(("minute", "hour", "minutes", "weekend", "months", "weeks", "years", "days"), _UNIT_RULES),
    **dict.fromkeys(("week", "month", "year", "fortnight", "fortnights", "decade", "decades"), _UNIT_RULES),
    **dict.fromkeys(("spring", "summer", "autumn", "fall", "winter"), _SEASON_RULES),
    **dict.fromkeys(("morning", "afternoon", "evening", "night", "nights", "mornings", "dusk"), _NIGHT_RULES),
    **dict.fromkeys(("dawn", "noon", "midday", "midnight", "daybreak", "nightfall", "sunrise", "sunset"), _PART_RULES),
    **dict.fromkeys(("today", "yesterday", "tomorrow", "tonight", "overnight"), _PART_RULES),
    **dict.fromkeys(("a.m", "p.m", "am", "pm", "gmt", "utc", "clock", "local"), _CLOCK_RULES),
    "day": [*_UNIT_RULES, (pat.RELATIVE_DAY, build_relative_day), (pat.IN_THE_DAY, build_same_day)],
    "hours": [*_UNIT_RULES, (pat.PART_OF_DAY, build_part), *_CLOCK_RULES],
    "since": [(pat.EVENT, build_event)],
}

# --- finding ---------------------------------------------------------------------------------

# Words that may stand inside an expression before the word that gives it away.
_WEAK_WORDS = """
    on in by since until till from during over throughout at into as of the early late earlier later
    overnight mid this that same last next past previous following preceding coming these course most
    recent between and to through around about some approximately roughly nearly almost more than less
    least just barely only shortly before after several few many couple half dozen a an one two three
    four five six seven eight nine ten eleven twelve fifteen eighteen twenty thirty forty fifty sixty
    beginning start end middle small wee for within across whole entire very morning afternoon evening
    night dawn noon midnight hours o day local
"""
_WEAK = frozenset(_WEAK_WORDS.split()) | frozenset((*pat.WEEKDAYS, *pat.WEEKDAYS_SHORT, *pat.MONTHS, *pat.MONTHS_SHORT))
_WORD = re.compile(r"[A-Za-z]+(?:\.[A-Za-z]+)*|\d+(?:[:/.,\-]\d+)*(?:st|nd|rd|th)?")
_MAX_WEAK = 8
_FREQUENCY = re.compile(r"\b(?:every|each|daily|alternate|per)\s+(?:single\s+|other\s+)?\Z", re.IGNORECASE)
_FEAST = re.compile(r"\b(?:Black|Good|Ash|Easter|Palm|Bloody|Holy|Whit|Maundy|Cyber)\s\Z")


def find_times(text: str) -> list[TimeHit]:
    """The time expressions of `text`, in order, not overlapping. Linear in the length of the text."""
    return list(_merged(text, _scan(text)))


def _scan(text: str) -> Iterator[TimeHit]:
    consumed = 0
    run: list[int] = []  # starts of the weak words that stand right before this one
    for word in _WORD.finditer(text):
        start = word.start()
        key = word[0].lower()
        digits = key[0].isdigit()
        rules = (_DIGIT_RULES if _may_be_time(key) else None) if digits else _RULES.get(key)
        if rules is not None and start >= consumed:
            hit = _longest(text, [at for at in run if at >= consumed] + [start], rules, word.end())
            if hit is not None:
                yield hit
                consumed, run = hit.end, []
                continue
        if digits or key in _WEAK:
            run = [*run[-_MAX_WEAK + 1 :], start]
        else:
            run = []


def _may_be_time(digits: str) -> bool:
    """Whether digits can be a year, a date or a clock time by themselves."""
    if len(digits) == 4:
        return "," not in digits
    return (len(digits) > 4 and any(mark in digits for mark in ":/-.")) or digits[-1] in "tdh"


def _longest(text: str, starts: list[int], rules: list[Rule], strong_end: int) -> TimeHit | None:
    """The longest reading at the leftmost start that has one and reaches the strong word."""
    for start in starts:
        best: TimeHit | None = None
        for pattern, build in rules:
            match = pattern.match(text, start)
            if match is None or match.end() < strong_end or (best is not None and match.end() <= best.end):
                continue
            value = build(match)
            if value is not None:
                best = TimeHit(start, match.end(), value)
        if best is not None:
            return None if _is_frequency(text, best) else best
    return None


def _is_frequency(text: str, hit: TimeHit) -> bool:
    before = text[max(0, hit.start - 16) : hit.start]
    return bool(_FREQUENCY.search(before) or _FEAST.search(before))


# --- joining neighbours ----------------------------------------------------------------------

_BEFORE_YEAR = re.compile(rf",?{pat.S}(?:of{pat.S})?")
_DAY_KINDS = ("weekday", "day", "date", "numeric", "shift")


def _merged(text: str, hits: Iterator[TimeHit]) -> Iterator[TimeHit]:
    """Join "Tuesday" with "5 March", and "at 0430" with "on Tuesday", when nothing stands between."""
    held: TimeHit | None = None
    for hit in hits:
        if held is not None:
            value = None
            gap = text[held.end : hit.start]
            if len(gap) <= 3 and gap in (" ", ", ", "\u00a0"):
                value = _joined(held.value, hit.value)
            if value is None and _BEFORE_YEAR.fullmatch(gap):
                value = _of_year(held.value, hit.value)
            if value is not None:
                held = TimeHit(held.start, hit.end, value)
                continue
            yield held
        held = hit
    if held is not None:
        yield held


def _of_year(first: Value, second: Value) -> Value | None:
    """A day or month with the year it is of: "9 September last year", "in May of the previous year"."""
    if first["kind"] != "date" or "month" not in first or "year" in first or second.get("unit") != "year":
        return None
    if second["kind"] == "period" and "mod" not in second:
        return {**first, "of_year": second["offset"]}
    if second["kind"] == "shift" and second.get("count") and not second.get("event"):
        return {**first, "of_year": second["count"], "relative": True}
    return None


def _joined(first: Value, second: Value) -> Value | None:
    """One value for two neighbours, None when they are two times."""
    kinds = first["kind"], second["kind"]
    for value, other in ((first, second), (second, first)):
        kind, other_kind = value["kind"], other["kind"]
        if kind not in _DAY_KINDS or (kind == "date" and "day" not in value):
            continue
        if other_kind == "clock" and "clock" not in value:
            return {**value, "clock": {key: item for key, item in other.items() if key != "bound"}}
        if other_kind == "part" and "part" not in value:
            return {**value, "part": other["part"]}
    if kinds[0] == "weekday" and kinds[1] in ("date", "numeric") and (kinds[1] == "numeric" or "day" in second):
        return {**second, **{key: first[key] for key in ("part", "bound") if key in first and key not in second}}
    return None
