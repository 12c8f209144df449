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
from reports.render.clean import printable
from reports.render.words import spaced
from reports.stats import periods
from reports.stats.words import short

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW = 1120, 420, 30, 136, 24
_MOST = 120  # rows; what is left over is told in words
_COLOURS = 7  # that can be told apart; other types are grey
_LABEL = 84  # pixels that a date takes
_STYLE = (
    "text{font:12px system-ui,-apple-system,'Segoe UI','Liberation Sans',Arial,sans-serif;fill:#1d1f21}"
    ".page{fill:#fff}.title{font-size:15px;font-weight:600}.soft{fill:#5d6168}.grid{stroke:#e3e5e8}.end{text-anchor:end}"
    ".tick{stroke-width:2}.party{stroke:#a35200}.third{stroke:#00694c}.unknown{stroke:#5d6168}.denial{stroke:#b3261e}"
    ".bad{fill:#b3261e}"
    ".c0{fill:#0072b2}.c1{fill:#e69f00}.c2{fill:#009e73}.c3{fill:#cc79a7}.c4{fill:#56b4e9}.c5{fill:#d55e00}"
    ".c6{fill:#b8a900}.c7{fill:#8a8f96}"
    "@media (prefers-color-scheme:dark){.page{fill:#16181b}text{fill:#f0ede6}.soft{fill:#a3a6ab}.grid{stroke:#2f3338}"
    ".c0{fill:#4aa3dd}.party{stroke:#f0a35e}.third{stroke:#4cc9a0}.unknown{stroke:#a3a6ab}.denial{stroke:#ff8a80}"
    ".bad{fill:#ff8a80}}"
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
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        'aria-labelledby="title desc"><title id="title">{title}</title><desc id="desc">{desc}</desc>'
        '<style>{style}</style><rect class="page" width="{w}" height="{h}"/>'
        '<text x="20" y="30" class="title">{title}</text><text x="20" y="50" class="soft">{desc}</text>{parts}</svg>\n'
    ).format(
        w=_WIDTH,
        h=height,
        title=phrases.heading(digest),
        desc=_left_out(len(digest.incidents) - len(rows), len(rows) - len(shown)),
        style=Markup(_STYLE),
        parts=Markup("").join(parts),
    )


def _left_out(undated: int, beyond: int) -> str:
    told = ["a bar is when it was, a tick that somebody told of it"]
    told += [f"{undated:,} without a date are not drawn"] if undated else []
    told += [f"{beyond:,} later ones are not drawn: choose with --since, --place ..."] if beyond else []
    return "; ".join(told)


def _rows(digest: Digest) -> Iterator[_Row]:
    """The incidents that have a date, in order of time."""
    told: dict[str, list[tuple[datetime.date, Telling]]] = {}
    for day in timeline(digest).days:
        when = periods.day(day.day)
        for entry in day.entries if when else ():
            assert when is not None
            told.setdefault(entry.incident, []).extend((when, telling) for telling in entry.told if telling.told)
    for incident in phrases.in_order(digest.incidents):
        begin = periods.day(incident.time.begin) if incident.time else None
        finish = periods.day(incident.time.finish) if incident.time else None
        if begin and finish:
            yield _Row(incident, begin, max(begin, finish), told.get(incident.id, []))


def _colours(incidents: Iterable[Incident]) -> dict[str, int]:
    """A colour for each of the commonest types."""
    counts = Counter(str(incident.type) for incident in incidents)
    order = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return {kind: min(place, _COLOURS) for place, kind in enumerate(order)}


def _legend(colours: dict[str, int]) -> Iterator[Markup]:
    """Colours of types in one row, the ticks in the next."""
    x = 20
    named = [(spaced(kind), colour) for kind, colour in colours.items() if colour < _COLOURS]
    for name, colour in [*named, *([("other types", _COLOURS)] if len(colours) > _COLOURS else [])]:
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
        x = _number(scale.x(start))
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
        _number(x),
        y - 4,
        _number(max(width - 1, 3)),
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
        path = _cross(x, y) if telling.denies else f"M{_number(x)} {y + shift}v6"
        yield Markup('<path class="tick {}" d="{}"><title>{}</title></path>').format(
            "denial" if telling.denies else telling.standing,
            path,
            printable(
                f"{phrases.moment(telling.told)}, {telling.speaker} in {telling.outlet}: {', '.join(telling.says)}"
            ),
        )


def _cross(x: float, y: float) -> str:
    return f"M{_number(x - 4)} {_number(y - 4)}l8 8m0 -8l-8 8"


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
