"""CSV with the columns and codes of UCDP GED (version 24): deadly events, with low, best and high counts of deaths.

An event has two sides that are known, and at least one death. Numbers of UCDP's own (ids of events, conflicts, dyads
and actors) are not made up. `claims` and `verification` are ours, behind UCDP's own columns.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reports.export import countries, look
from reports.export.cells import Cell, joined
from reports.export.events import OURS, UNLIKE, Deaths, Event, Setting, Taken, Told, setting, table
from reports.export.leftout import LeftOut
from reports.export.sides import Side, side_of, sides_of
from reports.export.tolls import Toll, tolls
from reports.records import Claim, Place
from reports.render.words import Index

if TYPE_CHECKING:
    from reports.render.formats import Finish, Put, View, Write

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best",
    "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
_CIVILIANS, _UNKNOWN = "Civilians", ""
_STATE_BASED, _NON_STATE, _ONE_SIDED = 1, 2, 3


def writer(write: Write, _view: View) -> tuple[Put, Finish]:
    """The table, at the end."""
    return table(write, LeftOut("UCDP"), COLUMNS + OURS, take, row)


def take(told: Told) -> Taken | str:
    """A claim as UCDP sees it, or why it cannot take it."""
    found = _deadly(told.claim, told.others, told.index)
    if isinstance(found, str):
        return found
    if told.replaced:
        return "give a count that a later claim replaces"
    where, pair, counts = found
    return Taken(where, pair, told.claim.type, _deaths(counts, pair, where.country, told.index))


def _deadly(claim: Claim, others: list[Claim], index: Index) -> tuple[Setting, tuple[Side, Side], list[Toll]] | str:
    """Setting, sides and deaths of a claim, or why UCDP cannot take it."""
    if not look.happened(claim):
        return UNLIKE
    told = tolls(claim)
    if not any(toll.high for toll in told):
        return "count no deaths"
    where = setting(claim, others, index)
    if isinstance(where, str):
        return where
    if where.span > 366:
        return "are of no one year"
    agents, targets = sides_of(claim, others, where.country, index)
    if any(toll.civilian for toll in told) and not targets:
        targets = [Side(_CIVILIANS, "Civilians")]
    both = [*agents[:1], *targets[:1]] if targets else agents[:2]
    pair = [_named(side) for side in both if side.known]
    if len(pair) < 2 or pair[0].name == pair[1].name:
        return "do not name two sides"
    if all(side.civilian for side in pair):
        return "name no armed side"
    return where, _in_order(pair[0], pair[1]), told


def _named(side: Side) -> Side:
    """A side as UCDP calls it: states by their government, civilians without their country."""
    if side.state:
        return side._replace(name=f"Government of {countries.name(side.state)}")
    return side._replace(name=_CIVILIANS) if side.civilian else side


def _in_order(one: Side, other: Side) -> tuple[Side, Side]:
    """Side A is a state, or who attacks civilians; of two of a kind the first by name."""
    first, second = sorted((one, other), key=lambda side: (side.civilian, side.state is None, side.name))
    return first, second


def _deaths(told: list[Toll], pair: tuple[Side, Side], country: str, index: Index) -> Deaths:
    low: dict[str, int] = {}
    for toll in told:
        whose = _whose(toll, pair, country, index)
        low[whose] = low.get(whose, 0) + toll.low
    return Deaths(low, sum(toll.high for toll in told))


def _whose(toll: Toll, pair: tuple[Side, Side], country: str, index: Index) -> str:
    actor = index.actors.get(toll.of or "")
    side = side_of(actor, country, index) if actor else None
    if toll.civilian or (side and side.civilian):
        return _CIVILIANS
    name = _named(side).name if side else _UNKNOWN
    return name if name in (one.name for one in pair) else _UNKNOWN


def row(event: Event) -> dict[str, Cell]:
    """The columns of one event, UCDP's own and then ours."""
    where, place = event.setting, event.setting.place
    codes = countries.codes(where.country)
    side_a, side_b = event.sides
    filled: dict[str, Cell] = {
        "year": where.first.year,
        "type_of_violence": _violence(side_a, side_b),
        "dyad_name": f"{side_a.name} - {side_b.name}",
        "side_a": side_a.name,
        "side_b": side_b.name,
        "number_of_sources": len(event.articles),
        "source_article": joined(", ".join(part for part in one if part) for one in event.articles.values()),
        "source_office": joined(one.outlet for one in event.articles.values()),
        "source_date": joined(one.date for one in event.articles.values()),
        "source_headline": joined(one.headline for one in event.articles.values()),
        "source_original": joined(event.speakers),
        "where_prec": place.where_prec,
        "where_coordinates": place.name,
        "where_description": _description(place),
        "adm_1": place.admin1,
        "latitude": place.lat,
        "longitude": place.lon,
        "geom_wkt": f"POINT ({place.lon} {place.lat})",
        "priogrid_gid": _priogrid(place),
        "country": countries.name(where.country),
        "country_id": codes.ward,
        "region": codes.ucdp_region,
        "event_clarity": 1 if where.span == 1 else 2,
        "date_prec": _date_precision(where.span),
        "date_start": where.first.isoformat(),
        "date_end": where.last.isoformat(),
        **_counts(event),
        "gwnoa": countries.codes(side_a.state).ward,
        "gwnob": countries.codes(side_b.state).ward,
        **event.ours(),
    }
    return {column: filled.get(column) for column in COLUMNS + OURS}


def _violence(side_a: Side, side_b: Side) -> int:
    if side_b.civilian:
        return _ONE_SIDED
    return _STATE_BASED if side_a.state else _NON_STATE


def _counts(event: Event) -> dict[str, Cell]:
    """Best is the lowest toll told, and is made up of the four columns of deaths, as in UCDP's own table."""
    found = event.toll()
    assert found is not None
    best, low, high = found
    side_a, side_b = event.sides
    return {
        "deaths_a": best.low.get(side_a.name, 0),
        "deaths_b": 0 if side_b.civilian else best.low.get(side_b.name, 0),
        "deaths_civilians": best.low.get(_CIVILIANS, 0),
        "deaths_unknown": best.low.get(_UNKNOWN, 0),
        "best": best.total,
        "high": high,
        "low": low,
    }


def _date_precision(span: int) -> int:
    """1 a day, 2 two to six days, 3 a week, 4 a month, 5 up to a year."""
    return 1 if span == 1 else 2 if span <= 6 else 3 if span == 7 else 4 if span <= 31 else 5


def _description(place: Place) -> str:
    """Where it is told to be. The name of a place that is told by another ("north of X") has the relation in it."""
    told = (place.relation or "").lower()
    return f"{place.relation} {place.name}" if told and not place.name.lower().startswith(f"{told} ") else place.name


def _priogrid(place: Place) -> int | None:
    """The cell of the PRIO grid: half degrees, numbered from 1 in the south-west along the rows."""
    if place.lat is None or place.lon is None:
        return None
    row_, column = (
        min(math.floor((value + half) * 2), half * 4 - 1) for value, half in ((place.lat, 90), (place.lon, 180))
    )
    return row_ * 720 + column + 1
