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
from reports.lexicons import FoldedTokens
from reports.resolve import choosing, context, relative
from reports.resolve.choosing import Choice, Evidence
from reports.resolve.context import Named, Toponym
from reports.resolve.relative import Placing

_WORD = re.compile(r"(?:[A-Z]\.){2,}|\w+|[^\w\s]")
_HOLDER = re.compile(r"\s*(?:,|,?\s+in)\s+(?:the\s+)?([A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*){0,3})")
_HOLDING = frozenset({records.PlaceKind.COUNTRY, records.PlaceKind.REGION})


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
            raise InputError("spans", f"{start}:{end} is not in a text of {len(text)} characters")
    tokens = _tokens(text)
    countries = _countries_at(tokens)
    named = [Named(start, end, None, _country_of(text, start, end, countries)) for start, end in wanted]
    named += _holders(text, wanted, countries)
    order = context.order(named)
    toponyms = context.read_toponyms(text, [named[index] for index in order])
    choices = choosing.choose_all(toponyms, Evidence(_story_countries(tokens, countries)))
    found: list[records.Place | None] = [None] * len(wanted)
    ids: dict[object, str] = {}
    for index, toponym, choice in zip(order, toponyms, choices, strict=True):
        if index < len(wanted):
            found[index] = _record(text, wanted[index], toponym, choice, ids)
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


def _tokens(text: str) -> FoldedTokens:
    found = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    return FoldedTokens(text, [start for start, _ in found], [end for _, end in found])


def _countries_at(tokens: FoldedTokens) -> dict[int, tuple[int, str]]:
    """First character of each country's name in the text -> its end and the alpha-3 code."""
    found = {}
    for first, last, entry in lexicons.country_index().find_in(tokens):
        code = lexicons.countries()[entry].code
        if code:
            found[tokens.starts[first]] = (tokens.ends[last - 1], code)
    return found


def _holders(text: str, wanted: Sequence[tuple[int, int]], countries: dict[int, tuple[int, str]]) -> list[Named]:
    """Names right after the given ones that may hold them (", Illinois") and are not among them."""
    starts = {start for start, _ in wanted}
    found: dict[int, Named] = {}
    for _, end in wanted:
        match = _HOLDER.match(text, end)
        if match is None or match.start(1) in starts:
            continue
        start, last = match.span(1)
        area = gazetteer.lookup(match[1])[:1]
        if any(place.kind in _HOLDING and place.match != "fuzzy" for place in area):
            found[start] = Named(start, last, None, _country_of(text, start, last, countries))
    return list(found.values())


def _country_of(text: str, start: int, end: int, countries: dict[int, tuple[int, str]]) -> str | None:
    """The country that a span names as a whole."""
    start += 4 if text[start:end].lower().startswith("the ") else 0
    last, code = countries.get(start, (0, ""))
    if not code:
        return None
    return code if text[start:end].rstrip(".") == text[start:last].rstrip(".") else None


def _story_countries(tokens: FoldedTokens, named: dict[int, tuple[int, str]]) -> dict[str, float]:
    weights: Counter[str] = Counter(code for _, code in named.values())
    for _, _, entry in lexicons.demonym_index().find_in(tokens):
        code = lexicons.countries()[entry].code
        if code:
            weights[code] += 1
    return dict(weights)


def _placing(text: str, toponym: Toponym, choice: Choice) -> Placing | None:
    if choice.place is not None:
        return relative.place_named(choice.place, choice.precision_km or choice.place.radius_km)
    side = relative.split_part(toponym.name)
    code = relative.country_named(side[1]) if side else None
    base = gazetteer.country(code) if code else next(iter(gazetteer.lookup(side[1])), None) if side else None
    if side is None or base is None or base.match == "fuzzy" or base.importance < relative.PART_FROM:
        return None
    known = relative.part(side[0], base)
    return known if isinstance(known, Placing) else relative.place_named(known, known.radius_km)


def _record(
    text: str, span: tuple[int, int], toponym: Toponym, choice: Choice, ids: dict[object, str]
) -> records.Place | None:
    placing = _placing(text, toponym, choice)
    if placing is None:
        return None
    place = choice.place
    identity = ids.setdefault(place.pid if place else toponym.name, f"p{len(ids) + 1}")
    return records.Place(
        id=identity,
        name=text[span[0] : span[1]],
        kind=place.kind if place else records.PlaceKind.REGION,
        country=place.country if place else None,
        admin1=place.admin1 if place else None,
        lat=round(placing.circle.lat, 4),
        lon=round(placing.circle.lon, 4),
        geonames=place.geonames if place and not choice.at_base else None,
        precision_km=round(placing.circle.km, 1),
        geo_precision=placing.geo_precision,
        where_prec=placing.where_prec,
        by=choice.by if place else "part, computed",
        mentions=(
            records.Mention(start=span[0], end=span[1], text=text[span[0] : span[1]], form=records.MentionForm.NAME),
        ),
    )
