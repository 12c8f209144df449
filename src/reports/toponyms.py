"""Given names in a text, the places they mean: resolution without the pipeline, and the gazetteer shown with reasons.

Needs no spaCy: the story's countries are read from its words. `reports.parse` finds the names as well, and chooses
with the same rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reports import gazetteer, lexicons, records
from reports.errors import InputError
from reports.resolve import choosing, context, relative
from reports.resolve.choosing import Choice, Evidence
from reports.resolve.context import Named, Toponym

_WORD = re.compile(r"\w+(?:[.’'-]\w+)*\.?|[^\w\s]")


class Candidate(NamedTuple):
    """A line of the table for one name. `points` are those of a story that tells nothing but the country."""

    name: str
    kind: str
    country: str | None
    admin1: str | None
    lat: float
    lon: float
    radius_km: float
    population: int | None
    geonames: int | None
    match: str
    source: str
    points: float
    by: str


def resolve_toponyms(
    text: str, spans: Iterable[Sequence[int]], published: str | None = None
) -> list[records.Place | None]:
    """The place that each given character span (start, end) of a text names, or None; in the order of the spans.

    Two spans that name one place get records of one id. `published` is taken for likeness with `parse`; no rule
    needs it yet. Raises InputError for a span outside the text, DataError if the gazetteer cannot be read.
    """
    wanted = [(int(span[0]), int(span[1])) for span in spans]
    for start, end in wanted:
        if not 0 <= start < end <= len(text):
            raise InputError(f"no span {start}:{end} in a text of {len(text)} characters")
    countries = _countries_at(text)
    named = [Named(start, end, None, countries.get((start, end))) for start, end in wanted]
    order = context.order(named)
    toponyms = context.read_toponyms(text, [named[index] for index in order])
    choices = choosing.choose_all(toponyms, Evidence(_story_countries(text, countries)))
    found: list[records.Place | None] = [None] * len(wanted)
    ids: dict[object, str] = {}
    for index, toponym, choice in zip(order, toponyms, choices, strict=True):
        part = relative.part(toponym.name) if choice.place is None else None
        found[index] = _record(text, wanted[index], toponym, choice, part, ids)
    return found


def candidates_table(name: str, country: str | None = None) -> list[Candidate]:
    """The places of a name, best first, with coordinates and the reason for their rank.

    `country` (alpha-3) keeps the places of that country. Empty where the gazetteer has none of that name.
    """
    code = country.upper() if country else None
    toponym = Toponym(context.clean_name(name), 0, told_country=code)
    chooser = choosing.Chooser([toponym], Evidence())
    ranked = chooser.weigh(chooser.groups[0])
    return [
        Candidate(
            item.place.name, str(item.place.kind), item.place.country, item.place.admin1, item.place.lat,
            item.place.lon, item.place.radius_km, item.place.population, item.place.geonames, item.place.match,
            item.place.source, round(item.points, 1), item.by,
        )
        for item in ranked
        if code is None or item.place.country == code
    ]  # fmt: skip


def _tokens(text: str) -> tuple[list[int], list[int]]:
    found = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    return [start for start, _ in found], [end for _, end in found]


def _countries_at(text: str) -> dict[tuple[int, int], str]:
    """Character span of each country's name in the text -> alpha-3."""
    found = {}
    for start, end, entry in lexicons.country_index().find(text, *_tokens(text)):
        code = lexicons.countries()[entry].code
        if code:
            found[start, end] = code
    return found


def _story_countries(text: str, named: dict[tuple[int, int], str]) -> dict[str, float]:
    weights: Counter[str] = Counter(named.values())
    for _, _, entry in lexicons.demonym_index().find(text, *_tokens(text)):
        code = lexicons.countries()[entry].code
        if code:
            weights[code] += 1
    return dict(weights)
