"""Figures on a database of reports: claims over time by type and side, tolls by source, places ranked.

They count what is said, not what happened: a claim made by three sources is three claims, and tolls are never added
up. SQL does the counting, so that a database larger than memory takes seconds.
"""

from __future__ import annotations

import datetime
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from reports.export.look import date_of
from reports.render.words import DONE_TO_PEOPLE
from reports.stats import periods
from reports.stats.sides import side_names

OWN_VOICE, NO_SIDE = "own voice", "no side"


class Series(NamedTuple):
    """Counts of one name by the first day of each period."""

    name: str
    counts: dict[datetime.date, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class SourceToll(NamedTuple):
    """What a source says of one kind of harm: in how many claims, and the lowest and highest number in any of them."""

    source: str
    kind: str
    what: str
    claims: int
    low: float | None
    high: float | None


class RankedPlace(NamedTuple):
    """A place by the number of claims that name it, and of the stories that these are in."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    claims: int
    stories: int


@dataclass(frozen=True)
class Stats:
    """`undated` claims are of no day that the story fixes, or of a time vaguer than `by`; `outside` of another time."""

    stories: int
    claims: int
    by: periods.Period
    since: datetime.date | None
    until: datetime.date | None
    undated: int
    outside: int
    types: list[Series] = field(default_factory=list)
    sides: list[Series] = field(default_factory=list)
    tolls: list[SourceToll] = field(default_factory=list)
    places: list[RankedPlace] = field(default_factory=list)

    @property
    def dated(self) -> int:
        return self.claims - self.undated - self.outside


class Wanted(NamedTuple):
    """What to count. Without `since`, what lies more than a year before the first story is history and left aside."""

    by: periods.Period | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    top: int = 15


_DATED = """
SELECT substr(time_begin, 1, 10), time_precision, type, sources.side, source IS NULL, count(*)
FROM claims LEFT JOIN sources ON sources.id = claims.source
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""
_TOLLS = f"""
SELECT coalesce(actors.canonical, sources.name || iif(sources.named, '', ' (not named)'), ?) AS told,
  coalesce(sources.kind, ''), numbers.what,
  count(DISTINCT claims.id), min(coalesce(numbers.min, 0)), max(coalesce(numbers.max, numbers.min))
FROM numbers JOIN claims ON claims.id = numbers.claim LEFT JOIN sources ON sources.id = claims.source
  LEFT JOIN actors ON actors.id = sources.actor
WHERE numbers.what IN ({", ".join("?" * len(DONE_TO_PEOPLE))})
  AND claims.polarity = 'affirmed' AND claims.modality = 'actual'
  AND (numbers.min IS NOT NULL OR numbers.max IS NOT NULL)
GROUP BY told, numbers.what
ORDER BY 4 DESC, 6 DESC, told, numbers.what LIMIT ?
"""
_PLACES = """
SELECT places.name, places.country, places.lat, places.lon, count(DISTINCT claim_places.claim),
  count(DISTINCT places.article)
FROM claim_places JOIN places ON places.id = claim_places.place
GROUP BY coalesce(places.geonames, places.name || '/' || coalesce(places.country, ''))
ORDER BY 5 DESC, 6 DESC, places.name LIMIT ?
"""


def stats(connection: sqlite3.Connection, wanted: Wanted = Wanted()) -> Stats:  # noqa: B008
    """Count what `wanted` says in a database of reports."""
    rows = [_Row(date_of(begin), *rest) for begin, *rest in connection.execute(_DATED)]
    since, until = wanted.since or _first_of_interest(connection), wanted.until
    by = wanted.by or periods.fitting([row.day for row in rows if row.day and _within(row.day, since, until)])
    inside = [row for row in rows if row.day and by.holds(row.precision) and _within(row.day, since, until)]
    undated = sum(row.claims for row in rows if row.day is None or not by.holds(row.precision))
    claims = sum(row.claims for row in rows)
    names = side_names(connection)
    return Stats(
        stories=int(connection.execute("SELECT count(*) FROM articles").fetchone()[0]),
        claims=claims,
        by=by,
        since=since,
        until=until,
        undated=undated,
        outside=claims - undated - sum(row.claims for row in inside),
        types=_series([(row.type, row) for row in inside], by),
        sides=_series([(_side(row, names), row) for row in inside], by),
        tolls=[SourceToll(*row) for row in connection.execute(_TOLLS, (OWN_VOICE, *DONE_TO_PEOPLE, wanted.top))],
        places=[RankedPlace(*row) for row in connection.execute(_PLACES, (wanted.top,))],
    )


class _Row(NamedTuple):
    day: datetime.date | None
    precision: str | None
    type: str
    side: int | None
    own: int
    claims: int


def _side(row: _Row, names: dict[int, str]) -> str:
    return OWN_VOICE if row.own else NO_SIDE if row.side is None else names.get(row.side, NO_SIDE)


def _first_of_interest(connection: sqlite3.Connection) -> datetime.date | None:
    """A year before the first story with a date."""
    published = connection.execute("SELECT min(substr(published, 1, 10)) FROM articles").fetchone()[0]
    first = date_of(published)
    return first - datetime.timedelta(days=365) if first and first.year > 1 else None


def _within(day: datetime.date, since: datetime.date | None, until: datetime.date | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)


def _series(rows: list[tuple[str, _Row]], by: periods.Period) -> list[Series]:
    """Counts by name and period, the commonest name first."""
    counts: dict[str, Counter[datetime.date]] = {}
    for name, row in rows:
        assert row.day is not None
        counts.setdefault(name, Counter())[by.start(row.day)] += row.claims
    found = [Series(name, dict(sorted(each.items()))) for name, each in counts.items()]
    return sorted(found, key=lambda series: (-series.total, series.name))
