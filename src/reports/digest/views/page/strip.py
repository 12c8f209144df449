"""A strip of time: each incident a box over the day that it begins on, coloured by its type.

Time in which nothing begins is cut out, so that an event of long ago does not press all others into one column.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from reports.digest.views.page.cards import IncidentView
from reports.export.look import date_of
from reports.render.markup import fill
from reports.stats.periods import Period, between

WIDTH = 960
_EDGE, _BREAK, _FOOT = 8.0, 18.0, 24.0  # pixels: beside the strip, between two stretches, under the boxes
_LABEL, _LETTER = 84.0, 6.4  # pixels: from one date to the next, and of one of its letters
_STEPS = range(60, 9, -2)  # pixels from one column to the next that are tried
_HIGHEST, _LOWEST, _MOST_HIGH = 13.0, 2.5, 104.0  # pixels: a box, and all boxes of a column
_WIDEST = 26.0
_IDLE = 3  # columns with nothing in them, of which more are cut out

Stretch = list[datetime.date]


class Strip(NamedTuple):
    """`drawn` is the content of an `<svg>` that is `WIDTH` wide. `undated` are the incidents without a day."""

    drawn: Markup
    height: int
    period: str
    undated: list[IncidentView]


def strip(incidents: Sequence[IncidentView]) -> Strip | None:
    """The strip; None if no incident has a date."""
    begins = [(date_of(each.incident.time.begin) if each.incident.time else None, each) for each in incidents]
    days = sorted({found for found, _ in begins if found})
    if not days:
        return None
    period, stretches, step = _scale(days)
    stacks: dict[datetime.date, list[IncidentView]] = defaultdict(list)
    for found, each in begins:
        if found:
            stacks[period.start(found)].append(each)
    most = max(map(len, stacks.values()))
    high = min(_HIGHEST, _MOST_HIGH / most)
    base = round(high * most) + 4
    drawn = Markup("").join(_stretches(stretches, stacks, period, step, high, base))
    return Strip(drawn, base + round(_FOOT), str(period), [each for found, each in begins if not found])


def _scale(days: Sequence[datetime.date]) -> tuple[Period, list[Stretch], float]:
    """The shortest period of which all columns can be seen, its stretches, and the pixels of a column."""
    for period in Period:
        stretches = _cut(days, period)
        room = WIDTH - 2 * _EDGE - _BREAK * (len(stretches) - 1)
        for step in _STEPS:
            if sum(_wide(stretch, step) for stretch in stretches) <= room:
                return period, stretches, step
    # Years over many centuries: as narrow as it must be, dates where there is room.
    return period, stretches, max(room, WIDTH / 2) / sum(map(len, stretches))


def _cut(days: Sequence[datetime.date], period: Period) -> list[Stretch]:
    """The columns from the first day to the last, without long stretches in which nothing begins."""
    found: list[Stretch] = []
    for start in dict.fromkeys(map(period.start, days)):
        before = _columns(period, found[-1][-1], start) if found else []
        if found and len(before) - 1 <= _IDLE + 1:
            found[-1] += before[1:]
        else:
            found.append([start])
    return found


def _columns(period: Period, first: datetime.date, last: datetime.date) -> Stretch:
    """The columns from `first` to `last`, or enough of them to see that they are too many."""
    found = []
    for start in between(period, first, last):
        found.append(start)
        if len(found) > _IDLE + 2:
            break
    return found


def _wide(stretch: Stretch, step: float) -> float:
    """A stretch has room for its first date at least."""
    return max(len(stretch) * step, _LABEL)


def _stretches(
    stretches: Sequence[Stretch],
    stacks: Mapping[datetime.date, list[IncidentView]],
    period: Period,
    step: float,
    high: float,
    base: int,
) -> list[Markup]:
    parts = []
    left, labelled = _EDGE, -_LABEL
    narrow = step < _STEPS[-1]
    for stretch in stretches:
        wide = len(stretch) * step if narrow else _wide(stretch, step)
        parts.append(fill('<path class="base" d="M{:.1f} {}H{:.1f}"/>', left, base, left + wide))
        for number, start in enumerate(stretch):
            x = left + number * step
            label = period.label(start)
            if x - labelled >= _LABEL and x + len(label) * _LETTER <= WIDTH:
                labelled = x
                parts.append(_date(x, base, label))
            parts += _column(stacks.get(start, ()), period, x, base, max(min(step - 5, _WIDEST), 1.0), high)
        left += wide + (0 if narrow else _BREAK)
    return parts


def _date(x: float, base: int, label: str) -> Markup:
    return fill('<path class="base" d="M{:.1f} {}v4"/><text x="{:.1f}" y="{}">{}</text>', x, base, x, base + 17, label)


def _column(
    found: Sequence[IncidentView], period: Period, x: float, base: int, wide: float, high: float
) -> list[Markup]:
    """A box for each incident, one upon the other; one for all where they would be too low to be seen."""
    if found and high < _LOWEST:
        return [_box(found, "many", x, base - high * len(found), wide, high * len(found))]
    return [
        _box([each], f"{each.family}{_vague(each, period)}", x, base - high * place, wide, high)
        for place, each in enumerate(found, 1)
    ]


def _vague(view: IncidentView, period: Period) -> str:
    """A class for what happened some time from its column on, and not surely in it."""
    time = view.incident.time
    first, last = (date_of(time.begin), date_of(time.finish)) if time else (None, None)
    return " vague" if first and last and period.start(first) != period.start(last) else ""


def _box(incidents: Sequence[IncidentView], look: str, x: float, y: float, wide: float, tall: float) -> Markup:
    """A link to the incident, or to the first of several."""
    first = incidents[0]
    label = first.label if len(incidents) == 1 else f"{len(incidents)} incidents, the first: {first.label}"
    high = max(tall - 1.5, tall * 0.7)
    contradicted = any(each.incident.disputed or each.incident.corroboration.denying for each in incidents)
    return fill(
        '<a class="box {}{}" href="#{}" data-incidents="{}" aria-label="{}"><title>{}</title>'
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="1.5"/>{}</a>',
        look,
        " contradicted" if contradicted else "",
        first.id,
        " ".join(each.id for each in incidents),
        label,
        label,
        x,
        y,
        wide,
        high,
        fill('<path class="edge" d="M{:.1f} {:.1f}v{:.1f}"/>', x + wide + 2, y, high) if contradicted else "",
    )
