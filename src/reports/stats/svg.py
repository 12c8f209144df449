"""Figures as one SVG: stacked bars over time by type and by side, tolls by source, places. No script, no network."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from markupsafe import Markup

from reports.counted import stories
from reports.render import charts
from reports.render.clean import printable, short
from reports.render.words import spaced
from reports.stats import Series, Stats, periods
from reports.stats.words import toll_words

_WIDTH, _LEFT, _RIGHT = 960, 60, 220
_PANEL, _GAP, _ROW, _NAMES = 200, 64, 22, 300
_MOST_BARS = 400
_STYLE = charts.style("#d9dbde", ".span{stroke:#0072b2;stroke-width:3}", "#3a3f45", ".span{stroke:#4aa3dd}")


def as_svg(stats: Stats) -> str:
    """The whole page of plots. Names are story text and escaped; a plot without data is left out."""
    parts: list[Markup] = []
    top = 70
    for title, found in (("by type", stats.types), ("by side that says so", stats.sides)):
        if found:
            parts.append(_stacked(f"Claims by {stats.by}, {title}", found, stats.by, top))
            top += max(_PANEL, 18 * min(len(found), charts.COLOURS + 1)) + _GAP
    if stats.tolls:
        parts.append(_tolls(stats, top))
        top += len(stats.tolls) * _ROW + _GAP
    if stats.places:
        parts.append(_places(stats, top))
        top += len(stats.places) * _ROW + _GAP
    title = f"{stats.claims:,} claims in {stories(stats.stories)}"
    return charts.sheet((_WIDTH, top), title, _coverage(stats), _STYLE, parts)


def _coverage(stats: Stats) -> str:
    told = [f"{stats.dated:,} of a known {stats.by}"]
    told += [f"{stats.undated:,} undated or vaguer"] if stats.undated else []
    told += [f"{stats.outside:,} of another time"] if stats.outside else []
    return ", ".join(told)


def _stacked(title: str, found: list[Series], by: periods.Period, top: int) -> Markup:
    """Bars over time; the commonest names have a colour each, the rest is grey."""
    shown = found[: charts.COLOURS] + ([_together(found[charts.COLOURS :])] if len(found) > charts.COLOURS else [])
    days = [start for series in found for start in series.counts]
    starts = list(periods.between(by, min(days), max(days)))[-_MOST_BARS:]
    most = max(sum(series.counts.get(start, 0) for series in shown) for start in starts)
    width = (_WIDTH - _LEFT - _RIGHT) / len(starts)
    scale = (_PANEL - 30) / _rounded(most)
    base = top + _PANEL
    parts = [_title(title, top), *_grid(_rounded(most), scale, base), *_dates(starts, by, width, base)]
    for column, start in enumerate(starts):
        height = 0.0
        for colour, series in enumerate(shown):
            count = series.counts.get(start, 0)
            if count:
                height += count * scale
                parts.append(
                    Markup('<rect class="c{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>').format(
                        _colour(series, colour),
                        charts.number(_LEFT + column * width),
                        charts.number(base - height),
                        charts.number(max(width - min(2, width / 5), 0.5)),
                        charts.number(count * scale),
                        f"{by.label(start)}: {count:,} {_words(series.name)}",
                    )
                )
    return Markup("").join([*parts, *_legend(shown, top)])


def _together(rest: list[Series]) -> Series:
    counts: dict[datetime.date, int] = {}
    for series in rest:
        for start, count in series.counts.items():
            counts[start] = counts.get(start, 0) + count
    return Series(f"other ({len(rest)})", counts)


def _colour(series: Series, place: int) -> int:
    return charts.COLOURS if series.name.startswith("other (") else place


def _rounded(most: int) -> int:
    """The next round number that is not below: 1, 2, 3, 4, 5, 6, 8, 10, 20 …"""
    power = 10 ** math.floor(math.log10(max(most, 1)))
    return next(int(step * power) for step in (1, 2, 3, 4, 5, 6, 8, 10) if step * power >= most)


def _grid(most: int, scale: float, base: int) -> list[Markup]:
    parts = []
    for value in sorted({0, most // 2, most}):
        y = charts.number(base - value * scale)
        parts.append(
            Markup(
                '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="soft end" x="{}" y="{}">{}</text>'
            ).format(_LEFT, _WIDTH - _RIGHT, y, y, _LEFT - 6, charts.number(base - value * scale + 4), f"{value:,}")
        )
    return parts


def _dates(starts: Sequence[datetime.date], by: periods.Period, width: float, base: int) -> list[Markup]:
    """Labels under the bars, as many as have room."""
    step = max(1, math.ceil(78 / width))
    return [
        Markup('<text class="soft" x="{}" y="{}">{}</text>').format(
            charts.number(_LEFT + column * width), base + 16, by.label(starts[column])
        )
        for column in range(0, len(starts), step)
    ]


def _legend(shown: list[Series], top: int) -> list[Markup]:
    return [
        Markup('<rect class="c{}" x="{}" y="{}" width="11" height="11"/><text x="{}" y="{}">{}</text>').format(
            _colour(series, place),
            _WIDTH - _RIGHT + 14,
            top + 24 + place * 18,
            _WIDTH - _RIGHT + 31,
            top + 34 + place * 18,
            f"{short(_words(series.name), 22)} {series.total:,}",
        )
        for place, series in enumerate(shown)
    ]


def _tolls(stats: Stats, top: int) -> Markup:
    """A line from the lowest to the highest number that each source gives, on a scale of powers of ten."""
    highest = max(float(toll.high or 0) for toll in stats.tolls)
    span = math.log10(max(highest, 10))
    room = _WIDTH - _NAMES - 160

    def x(value: float | None) -> float:
        return _NAMES + math.log10(max(value or 0, 1)) / span * room

    parts = [_title("Tolls by source: lowest to highest number in any claim (steps of ten times)", top)]
    for place, toll in enumerate(stats.tolls):
        y = top + 34 + place * _ROW
        told = f"{toll_words(toll)} ({toll.claims:,})"
        parts.append(
            Markup(
                '<text class="end" x="{}" y="{}">{}</text><line class="span" x1="{}" x2="{}" y1="{}" y2="{}"/>'
                '<circle class="c0" cx="{}" cy="{}" r="4"/><text class="soft" x="{}" y="{}">{}</text>'
            ).format(
                _NAMES - 12, y + 4, short(toll.source, 42),
                charts.number(x(toll.low)), charts.number(x(toll.high)), y, y,
                charts.number(x(toll.high)), y, charts.number(x(toll.high) + 9), y + 4, told,
            )
        )  # fmt: skip
    return Markup("").join(parts)


def _places(stats: Stats, top: int) -> Markup:
    most = max(place.claims for place in stats.places)
    parts = [_title("Places by claims", top)]
    for row, place in enumerate(stats.places):
        y = top + 34 + row * _ROW
        width = place.claims / most * (_WIDTH - _NAMES - 160)
        wide, beside = charts.number(width), charts.number(_NAMES + width + 8)
        told = f"{place.claims:,} in {stories(place.stories)}"
        name = f"{short(place.name, 36)}{f' ({place.country})' if place.country else ''}"
        parts.append(
            Markup(
                '<text class="end" x="{}" y="{}">{}</text><rect class="c0" x="{}" y="{}" width="{}" height="14"/>'
                '<text class="soft" x="{}" y="{}">{}</text>'
            ).format(_NAMES - 12, y + 4, name, _NAMES, y - 7, wide, beside, y + 4, told)
        )
    return Markup("").join(parts)


def _title(text: str, top: int) -> Markup:
    return Markup('<text class="title" x="20" y="{}">{}</text>').format(top + 8, text)


def _words(name: str) -> str:
    return spaced(printable(name)).strip()
