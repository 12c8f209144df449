"""Calendar dates as newsrooms write them, to ISO strings.

Only full dates and month-with-day are read here ("Sept 13", "3 May 2024", "2024-05-03 14:30 GMT"): enough for
datelines, "Published:" lines and the `--date` option. Times inside a story ("late on Tuesday") belong to
`annotate.times`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

from reports.errors import DateError

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH_WORDS = "|".join(sorted(_MONTHS, key=len, reverse=True))
MONTH = rf"(?:{_MONTH_WORDS})\b\.?"
WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b\.?,?"
)
WEEKDAY_WORD = re.compile(WEEKDAY, re.I)
_DAY = r"(?:[0-2]?\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:(?:19|20)\d\d|['’]?\d\d(?=\W|$))"
DATE = (
    rf"(?:{WEEKDAY}\s+)?(?:"
    rf"{MONTH}\s*{_DAY}\b(?:,?\s+(?:19|20)\d\d\b)?"
    rf"|{_DAY}\s+(?:of\s+)?{MONTH}(?:,?\s+{_YEAR})?"
    r"|(?:19|20)\d\d-[01]?\d-[0-3]?\d)"
)
_MONTH_FIRST = re.compile(rf"\b({_MONTH_WORDS})\b\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+((?:19|20)\d\d)\b)?", re.I)
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH_WORDS})\b\.?(?:,?\s+((?:19|20)\d\d|['’]?\d\d)(?![\d:]))?",
    re.I,
)
_NUMERIC = re.compile(r"\b((?:19|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_CLOCK = re.compile(r"\b([0-2]?\d)[:.]([0-5]\d)(?::[0-5]\d)?\s*([ap]\.?m\b\.?)?\s*(gmt|utc|z\b)?", re.I)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_AMBIGUOUS = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_MEND = "write it as YYYY-MM-DD, as in 2023-03-01"


class FoundDate(NamedTuple):
    """A date in a string: `year` is None when the words give none; `start:end` is where it stands."""

    year: int | None
    month: int
    day: int
    start: int
    end: int

    def iso(self) -> str | None:
        """ISO date, or None without a year."""
        return None if self.year is None else date(self.year, self.month, self.day).isoformat()


def find_date(text: str) -> FoundDate | None:
    """The first calendar date in a short string, or None. Impossible dates ("31 June") are not dates."""
    found = [hit for pattern in (_NUMERIC, _DAY_FIRST, _MONTH_FIRST) if (hit := _read(pattern, text))]
    # the longer reading wins where two start together or overlap: "3 May 2024" and not "May 20"
    return min(found, key=lambda hit: (hit.year is None, hit.start, -hit.end), default=None)


def _read(pattern: re.Pattern[str], text: str) -> FoundDate | None:
    for match in pattern.finditer(text):
        if pattern is _NUMERIC:
            year, month, day = int(match[1]), int(match[3]), int(match[4])
        elif pattern is _MONTH_FIRST:
            year, month, day = _year(match[3]), _MONTHS[match[1].lower()], int(match[2])
        else:
            year, month, day = _year(match[3]), _MONTHS[match[2].lower()], int(match[1])
        if _exists(year or 2000, month, day):
            return FoundDate(year or None, month, day, match.start(), match.end())
    return None


def _year(digits: str | None) -> int:
    """0 for none. Two digits are read as 1970-2069, as old cables have them ("3 JAN 90")."""
    if not digits:
        return 0
    year = int(digits.lstrip("'’"))
    return year if year > 99 else year + (1900 if year >= 70 else 2000)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def find_published(text: str) -> str | None:
    """ISO date, or ISO date-time when a clock stands beside it, of a line such as "March 1, 2023 4:15 PM".

    None without a full date. The clock carries "+00:00" only where the line says GMT or UTC.
    """
    found = find_date(text)
    day = found.iso() if found else None
    if found is None or day is None:
        return None
    clock = _CLOCK.search(text[: found.start] + " " * (found.end - found.start) + text[found.end :])
    return f"{day}T{time}" if clock and (time := _clock(clock)) else day


def _clock(match: re.Match[str]) -> str | None:
    hour, half = int(match[1]), (match[3] or "")[:1].lower()
    if half and not 1 <= hour <= 12 or hour > 23:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return f"{hour:02}:{match[2]}:00" + ("+00:00" if match[4] else "")


def parse_date(text: str) -> str:
    """An ISO date or date-time from what a user or a page gives as publication date.

    Reads ISO 8601, "20230301", "1 March 2023", "March 1, 2023". Raises `DateError` on everything else, on impossible
    days and on forms that two countries read differently ("03/04/2023").
    """
    value = " ".join(text.split())
    if not value:
        raise DateError(f"the date is empty; {_MEND}")
    if iso := _iso(value):
        return iso
    found = find_date(value)
    if found and found.year is not None and not _left_over(value, found):
        return find_published(value) or str(found.iso())
    raise DateError(_complaint(value))


def _iso(value: str) -> str | None:
    if compact := _COMPACT.fullmatch(value):
        value = "-".join(compact.groups())
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(value.replace("/", "-"))
    except ValueError:
        return None
    if moment.tzinfo is not None and not moment.utcoffset():
        moment = moment.astimezone(UTC)
    return moment.isoformat() if _has_clock(value) else moment.date().isoformat()


def _has_clock(value: str) -> bool:
    return ":" in value or "T" in value.upper()[8:]


def _left_over(value: str, found: FoundDate) -> bool:
    """Are there words beside the date and a clock that we would silently drop?"""
    rest = _CLOCK.sub(" ", value[: found.start] + " " + value[found.end :])
    rest = re.sub(rf"(?i){WEEKDAY}|\b(?:at|on|gmt|utc)\b|[,|]", " ", rest)
    return bool(rest.strip())


def _complaint(value: str) -> str:
    shown = value if len(value) <= 40 else value[:37] + "..."
    numbers = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", value)
    if numbers:
        year, month, day = (int(part) for part in numbers.groups()[:3])
        if not 1 <= month <= 12:
            return f'"{shown}" is no date: there is no month {month}; {_MEND}'
        if not _exists(year, month, day):
            return f'"{shown}" is no date: {year}-{month:02} has no day {day}; {_MEND}'
    if _AMBIGUOUS.fullmatch(value):
        return f'"{shown}" could be read with day or month first; {_MEND}'
    if (found := find_date(value)) and found.year:
        return f'"{shown}" holds more than a date and a clock; {_MEND}'
    if found:
        return f'"{shown}" is not a full calendar date; {_MEND}'
    return f'"{shown}" is not a calendar date; {_MEND}'
