"""Figures as plain text: tables with a bar for each count."""

from __future__ import annotations

from collections.abc import Iterator

from reports.counted import stories
from reports.render.clean import printable, short
from reports.render.words import spaced
from reports.stats import RankedPlace, Series, SourceToll, Stats
from reports.stats.words import toll_words

_BAR = 24
_NAME = 44
_COLUMNS = 6
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def as_text(stats: Stats) -> str:
    """All figures; names are story text and printed so that they can do nothing but be seen."""
    parts = [_head(stats), *_over_time(stats)]
    parts.append(
        _ranked("Tolls by source: lowest and highest number in any claim, never added up", _tolls(stats.tolls))
    )
    parts.append(_ranked("Places by claims", _places(stats.places)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(stats: Stats) -> str:
    lines = [f"{stats.claims:,} claims in {stories(stats.stories)}"]
    period = [f"from {stats.since}" if stats.since else "", f"to {stats.until}" if stats.until else ""]
    lines.append(f"{stats.dated:,} are of a known {stats.by} {' '.join(part for part in period if part)}".rstrip())
    if stats.undated:
        lines.append(f"{stats.undated:,} are undated or vaguer than a {stats.by}")
    if stats.outside:
        lines.append(f"{stats.outside:,} are of another time")
    return "\n".join(lines)


def _over_time(stats: Stats) -> Iterator[str]:
    for title, found in (("by type", stats.types), ("by side that says so", stats.sides)):
        if found:
            yield f"Claims by {stats.by}, {title}\n" + "\n".join(_table(stats, found))


def _table(stats: Stats, found: list[Series]) -> Iterator[str]:
    """A row a period that has claims, a column for each of the commonest names, the rest together."""
    shown, rest = found[:_COLUMNS], found[_COLUMNS:]
    heads = [short(spaced(series.name), 18) for series in shown] + (["other"] if rest else [])
    widths = [max(5, len(head)) for head in heads]
    starts = sorted({start for series in found for start in series.counts})
    totals = {start: sum(series.counts.get(start, 0) for series in found) for start in starts}
    label = max((len(stats.by.label(start)) for start in starts), default=0)
    yield f"{'':{label}}  {'all':>5}  {'':{_BAR}}  " + "  ".join(
        f"{head:>{width}}" for head, width in zip(heads, widths, strict=True)
    )
    for start in starts:
        counts = [series.counts.get(start, 0) for series in shown]
        counts += [totals[start] - sum(counts)] if rest else []
        cells = "  ".join(f"{count or '·':>{width}}" for count, width in zip(counts, widths, strict=True))
        bar = _bar(totals[start], max(totals.values()))
        yield f"{stats.by.label(start)}  {totals[start]:>5,}  {bar:{_BAR}}  {cells}".rstrip()


def _tolls(tolls: list[SourceToll]) -> list[tuple[str, int, str]]:
    return [(toll.source, toll.claims, toll_words(toll)) for toll in tolls]


def _places(places: list[RankedPlace]) -> list[tuple[str, int, str]]:
    return [
        (
            place.name,
            place.claims,
            ", ".join(
                part
                for part in (
                    place.country or "",
                    f"{place.lat:.2f} {place.lon:.2f}" if place.lat is not None and place.lon is not None else "",
                    stories(place.stories),
                )
                if part
            ),
        )
        for place in places
    ]


def _ranked(title: str, rows: list[tuple[str, int, str]]) -> str:
    if not rows:
        return ""
    names = [short(name, _NAME) for name, _, _ in rows]
    width = max(len(name) for name in names)
    most = max(count for _, count, _ in rows)
    lines = [
        f"{name:{width}}  {count:>5,}  {_bar(count, most):{_BAR}}  {printable(more)}".rstrip()
        for name, (_, count, more) in zip(names, rows, strict=True)
    ]
    return "\n".join([title, *lines])


def _bar(count: int, most: int) -> str:
    eighths = round(count / most * _BAR * 8) if most else 0
    full, part = divmod(max(eighths, 1 if count else 0), 8)
    return "█" * full + (_EIGHTHS[part] if part else "")
