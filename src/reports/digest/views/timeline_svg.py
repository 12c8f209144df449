"""The timeline as one SVG: a row an incident, a bar for when it was, a tick for each time that somebody told of it.

No script, no network. Names are story text and escaped. A shape says what a colour says: third parties tick below the
middle, parties above it, and a denial is a cross.
"""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from reports.digest.records import Digest, Incident, Standing
from reports.digest.views import phrases
from reports.digest.views.timeline import Telling, timeline
from reports.export.look import date_of
from reports.render import charts
from reports.render.clean import printable, short
from reports.render.words import spaced
from reports.stats import periods

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW = 1120, 420, 30, 136, 24
_MOST = 120  # rows; what is left over is told in words
_LABEL = 84  # pixels that a date takes
_STYLE = charts.style(
    "#e3e5e8",
    ".tick{stroke-width:2}.party{stroke:#a35200}.third{stroke:#00694c}.unknown{stroke:#5d6168}.denial{stroke:#b3261e}"
    ".bad{fill:#b3261e}",
    "#2f3338",
    ".party{stroke:#f0a35e}.third{stroke:#4cc9a0}.unknown{stroke:#a3a6ab}.denial{stroke:#ff8a80}.bad{fill:#ff8a80}",
)


class _Row(NamedTuple):
    """An incident with its days and what is told of it."""

    incident: Incident
    begin: datetime.date
    finish: datetime.date
    told: list[tuple[datetime.date, Telling]]


class _Scale:
    """Days to pixels."""

    def __init__(self, rows: Sequence[_Row]) -> None:
        days = [day for row in rows for day in (row.begin, row.finish, *(when for when, _ in row.told))]
        self.first, self.last = min(days), max(days)
        self.day = (_WIDTH - _LEFT - _RIGHT) / ((self.last - self.first).days + 1)

    def x(self, day: datetime.date) -> float:
        """The left edge of a day."""
        return _LEFT + (day - self.first).days * self.day


def as_svg(digest: Digest) -> str:
    """The drawing. Incidents without a date, and those beyond a page's worth, are counted and not drawn."""
    rows = list(_rows(digest))
    shown = rows[:_MOST]
    colours = _colours(row.incident for row in shown)
    height = _TOP + len(shown) * _ROW + 40
    parts: list[Markup] = []
    if shown:
        scale = _Scale(shown)
        parts = [*_legend(colours), *_grid(scale, height - 30)]
        parts += [_drawn(row, number, scale, colours) for number, row in enumerate(shown)]
    desc = _left_out(len(digest.incidents) - len(rows), len(rows) - len(shown))
    return charts.sheet((_WIDTH, height), phrases.heading(digest), desc, _STYLE, parts)


def _left_out(undated: int, beyond: int) -> str:
    told = ["a bar is when it was, a tick that somebody told of it"]
    told += [f"{undated:,} without a date are not drawn"] if undated else []
    told += [f"{beyond:,} later ones are not drawn: choose with --since, --place ..."] if beyond else []
    return "; ".join(told)


def _rows(digest: Digest) -> Iterator[_Row]:
    """The incidents that have a date, in order of time."""
    told: dict[str, list[tuple[datetime.date, Telling]]] = {}
    for day in timeline(digest).days:
        when = date_of(day.day)
        for entry in day.entries if when else ():
            assert when is not None
            told.setdefault(entry.incident, []).extend((when, telling) for telling in entry.told if telling.told)
    for incident in phrases.in_order(digest.incidents):
        begin = date_of(incident.time.begin) if incident.time else None
        finish = date_of(incident.time.finish) if incident.time else None
        if begin and finish:
            yield _Row(incident, begin, max(begin, finish), told.get(incident.id, []))


def _colours(incidents: Iterable[Incident]) -> dict[str, int]:
    """A colour for each of the commonest types."""
    counts = Counter(str(incident.type) for incident in incidents)
    order = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return {kind: min(place, charts.COLOURS) for place, kind in enumerate(order)}


def _legend(colours: dict[str, int]) -> Iterator[Markup]:
    """Colours of types in one row, the ticks in the next."""
    x = 20
    named = [(spaced(kind), colour) for kind, colour in colours.items() if colour < charts.COLOURS]
    for name, colour in [*named, *([("other types", charts.COLOURS)] if len(colours) > charts.COLOURS else [])]:
        yield Markup('<rect class="c{}" x="{}" y="64" width="11" height="11"/><text x="{}" y="74">{}</text>').format(
            colour, x, x + 16, name
        )
        x += 40 + 7 * len(name)
    x = 20
    for style, name, y in (
        ("party", "told by a party", 84), ("third", "told by a third party", 92), ("unknown", "told by others", 88),
    ):  # fmt: skip
        yield Markup('<path class="tick {}" d="M{} {}v6"/><text x="{}" y="95">{}</text>').format(
            style, x + 4, y, x + 14, name
        )
        x += 40 + 7 * len(name)
    yield Markup('<path class="tick denial" d="{}"/><text x="{}" y="95">denied</text>').format(
        _cross(x + 4, 91), x + 14
    )


def _grid(scale: _Scale, bottom: int) -> Iterator[Markup]:
    """Lines with dates at the turn of days, weeks, months or years, as many as have room."""
    period = periods.fitting([scale.first, scale.last])
    starts = [start for start in periods.between(period, scale.first, scale.last) if start >= scale.first]
    room = max(1, math.floor((_WIDTH - _LEFT - _RIGHT) / _LABEL))
    for start in starts[:: max(1, math.ceil(len(starts) / room))]:
        x = charts.number(scale.x(start))
        yield Markup(
            '<line class="grid" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>'
            '<text class="soft" x="{x}" y="{above}">{told}</text><text class="soft" x="{x}" y="{below}">{told}</text>'
        ).format(x=x, top=_TOP - 10, bottom=bottom, above=_TOP - 14, below=bottom + 16, told=period.label(start))


def _drawn(row: _Row, number: int, scale: _Scale, colours: dict[str, int]) -> Markup:
    y = _TOP + number * _ROW + 6
    incident = row.incident
    x, width = scale.x(row.begin), ((row.finish - row.begin).days + 1) * scale.day
    name = Markup('<text class="{}" x="20" y="{}">{}<title>{}</title></text>').format(
        "bad" if incident.disputed else "",
        y + 4,
        short(f"{'≠ ' if incident.disputed else ''}{incident.description.partition(': ')[0]}", 60),
        printable(f"{incident.id}: {incident.description}"),
    )
    bar = Markup('<rect class="c{}" x="{}" y="{}" width="{}" height="8" rx="2"><title>{}</title></rect>').format(
        colours[incident.type],
        charts.number(x),
        y - 4,
        charts.number(max(width - 1, 3)),
        printable(
            f"{phrases.window_words(incident.time)}: {spaced(incident.type)}, {phrases.spot_words(incident.place)}"
        ),
    )
    return Markup("").join([name, bar, *_ticks(row, y, scale)])


def _ticks(row: _Row, y: int, scale: _Scale) -> Iterator[Markup]:
    """A tick for each telling, those of one day side by side while there is room for them."""
    seen: Counter[datetime.date] = Counter()
    totals = Counter(when for when, _ in row.told)
    for when, telling in row.told:
        seen[when] += 1
        x = scale.x(when) + scale.day * seen[when] / (totals[when] + 1)
        shift = {Standing.PARTY: -10, Standing.THIRD: 4, Standing.UNKNOWN: -3}[telling.standing]
        path = _cross(x, y) if telling.denies else f"M{charts.number(x)} {y + shift}v6"
        yield Markup('<path class="tick {}" d="{}"><title>{}</title></path>').format(
            "denial" if telling.denies else telling.standing,
            path,
            printable(
                f"{phrases.moment(telling.told)}, {telling.speaker} in {telling.outlet}: {', '.join(telling.says)}"
            ),
        )


def _cross(x: float, y: float) -> str:
    return f"M{charts.number(x - 4)} {charts.number(y - 4)}l8 8m0 -8l-8 8"
