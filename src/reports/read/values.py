"""Small values as news formats write them: dates, languages, publishing status."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from reports.errors import DateError
from reports.records import PubStatus
from reports.text.dates import parse_date

_LANGUAGE = re.compile(r"([a-zA-Z]{2})(?:[-_].*)?")
_COMPACT = re.compile(r"(\d{8})T(\d{6})(Z|[+-]\d{2}:?\d{2})?")
_MIDNIGHT = "000000"
_STATUS: dict[str, PubStatus] = {
    "usable": "usable",
    "embargoed": "embargoed",
    "withheld": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
    "withdrawn": "canceled",
    "killed": "canceled",
    "kill": "canceled",
}
_FIRST_EPOCH, _LAST_EPOCH = 10**8, 4 * 10**9  # 1973 to 2096; more is milliseconds


def iso_date(value: object) -> str | None:
    """An ISO date or date-time from what a file says: ISO, mail style, "3 May 2024", seconds since 1970; else None.

    NITF's `20240503T000000` means that no time is known: it becomes the date.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _epoch(value)
    text = " ".join(str(value).split())[:100]
    compact = _COMPACT.fullmatch(text)
    if compact and compact[2] == _MIDNIGHT:
        text = compact[1]
    try:
        return parse_date(text)
    except DateError:
        pass
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _epoch(value: float) -> str | None:
    seconds = value / 1000 if value > _LAST_EPOCH else value
    if not _FIRST_EPOCH <= seconds <= _LAST_EPOCH:
        return None
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def first_date(*values: object) -> str | None:
    """The first of the values that is a date."""
    return next((found for value in values if (found := iso_date(value))), None)


def language_of(value: object) -> str | None:
    """ISO 639-1 code of a language tag ("en-GB"), or None."""
    match = _LANGUAGE.fullmatch(value.strip()) if isinstance(value, str) else None
    return match[1].lower() if match else None


def status_of(value: str | None) -> PubStatus | None:
    """A publishing status from its code ("stat:canceled", a URI, NITF's word); None for none or an unknown one."""
    if not value:
        return None
    return _STATUS.get(re.split(r"[:/#]", value.strip())[-1].lower())
