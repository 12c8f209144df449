"""Who says so, as a drawing: a line from each source, through who relays it, to the story, with its claims on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from reports.records import Report
from reports.render import words
from reports.render.clean import printable, short
from reports.render.html.cards import Card, safe
from reports.render.markup import fill

WIDTH = 400
_ROW, _LEFT, _STORY = 46, 6, 372  # pixels: height of a row, where lines begin, where the story stands
_CHIP, _CHIPS = 23, 12  # width of a claim's number; so many fit on a line
_LETTERS = 52


class Row(NamedTuple):
    """One chain: who says it (None for the story), who relays it, and the claims."""

    source: str | None
    heading: str
    told: str
    via: str | None
    dashed: bool
    cards: list[Card]


def rows(report: Report, cards: Sequence[Card], index: words.Index) -> list[Row]:
    """The chains of a report: the story's own voice first, then in order of their first claim."""
    by_id = {card.claim.id: card for card in cards}
    found = []
    for group in words.groups(report.claims, index):
        mine = [by_id[claim.id] for claim in group.claims]
        source, via = group.source, group.via
        told = words.voice(group, index) or "in its own voice"
        heading = source.name if source else "The story"
        dashed = source is not None and not (source.named and source.on_record)
        found.append(Row(source.id if source else None, heading, told, via.name if via else None, dashed, mine))
    return found


def drawing(found: Sequence[Row], story: str, prefix: str) -> Markup:
    """The content of an `<svg>` that is `WIDTH` wide and `height` high."""
    tall = height(found)
    bar = fill('<rect class="bar" x="{}" y="4" width="24" height="{}" rx="4"/>', _STORY, tall - 8)
    middle = tall / 2
    turned = fill('transform="translate({} {:.0f}) rotate(-90)"', _STORY + 16, middle)
    words_ = short(story, max(6, int(tall / 8)))
    name = fill('<text class="bar-name" {} text-anchor="middle">{}</text>', turned, words_)
    return Markup("").join([bar, name, *(_row(row, 4 + number * _ROW, prefix) for number, row in enumerate(found))])


def height(found: Sequence[Row]) -> int:
    """Of the drawing, in pixels."""
    return _ROW * max(1, len(found)) + 8


def _row(row: Row, top: int, prefix: str) -> Markup:
    line = top + 31
    arrow = fill(
        '<path class="{}" d="M{} {}H{}m-5-4 5 4-5 4"/>',
        "chain dashed" if row.dashed else "chain",
        _LEFT,
        line,
        _STORY - 2,
    )
    heading = fill(
        '<text x="{}" y="{}"><title>{}</title>'
        '<tspan class="who">{}</tspan><tspan class="told" dx="6">{}</tspan></text>',
        _LEFT,
        top + 15,
        f"{row.heading}: {row.told}",
        *_fitted(row),
    )
    chips = [_chip(card, _LEFT + 14 + number * _CHIP, line) for number, card in enumerate(row.cards[:_CHIPS])]
    more = len(row.cards) - _CHIPS
    if more > 0:
        x = _LEFT + 8 + _CHIPS * _CHIP
        chips.append(fill('<text class="told" x="{}" y="{}">+{}</text>', x, line - 6, more))
    source = fill(' data-source="{}"', prefix + safe(row.source)) if row.source else Markup("")
    return fill("<g{}>{}{}{}{}</g>", source, arrow, heading, _relay(row, line), Markup("").join(chips))


def _fitted(row: Row) -> tuple[str, str]:
    """Name and description, cut to the width of the drawing."""
    heading = short(row.heading, _LETTERS - 4)
    room = _LETTERS - len(heading)
    return heading, short(row.told, room) if room > 8 else ""


def _relay(row: Row, line: int) -> Markup:
    """The box of who relays, at the end of the line."""
    if row.via is None:
        return Markup("")
    name = short(row.via, 20)
    wide = 10 + len(name) * 6
    x = _STORY - 16 - wide
    return fill(
        '<g class="relay"><title>relayed by {}</title><rect x="{}" y="{}" width="{}" height="18" rx="3"/>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text></g>',
        printable(row.via),
        x,
        line - 9,
        wide,
        x + wide / 2,
        line + 4,
        name,
    )


def _chip(card: Card, x: int, y: int) -> Markup:
    status = str(card.claim.verification.status)
    return fill(
        '<a class="chip {} v-{}" href="#{}" data-claims="{}" aria-label="{}"><circle cx="{}" cy="{}" r="9.5"/>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text></a>',
        card.family,
        status,
        card.id,
        card.id,
        printable(card.label),
        x,
        y,
        x,
        y + 4,
        printable(card.number)[:3],
    )
