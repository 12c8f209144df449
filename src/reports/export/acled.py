"""CSV with the columns and codes of ACLED (code book of 2024): events, not claims.

It is a draft for a coder, made from what stories say: no event id, no scale of the source, no tags and no time stamp
are made up. Unknown deaths are 0 and differing ones the lowest, as the book has it. `claims` and `verification` are
ours, behind ACLED's own columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reports.export import countries, look
from reports.export.cells import Cell, joined
from reports.export.events import (
    ONLY_COUNTRY,
    OURS,
    UNLIKE,
    Deaths,
    Event,
    Setting,
    Taken,
    Told,
    setting,
    table,
    whole_country,
)
from reports.export.leftout import LeftOut
from reports.export.sides import INTER, STATE_FORCES, Side, civilians, sides_of, unidentified
from reports.export.tolls import tolls
from reports.records import Claim, ClaimType
from reports.render.words import Index

if TYPE_CHECKING:
    from reports.render.formats import Finish, Put, View, Write

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
_BATTLES, _VIOLENCE, _STRATEGIC = "Battles", "Violence against civilians", "Strategic developments"
_ATTACK = f"{_VIOLENCE} / Attack"
_CLASH = f"{_BATTLES} / Armed clash"
_OVERTAKES = f"{_BATTLES} / Non-state actor overtakes territory"
_REGAINS = f"{_BATTLES} / Government regains territory"
# Of several kinds of violence in one event the first gives it its type.
_RANK = (
    _OVERTAKES, _REGAINS, _CLASH, "Explosions/Remote violence / Suicide bomb",
    "Explosions/Remote violence / Air/drone strike",
    "Explosions/Remote violence / Shelling/artillery/missile attack",
    "Explosions/Remote violence / Remote explosive/landmine/IED",
    f"{_VIOLENCE} / Abduction/forced disappearance", _ATTACK,
)  # fmt: skip


def writer(write: Write, _view: View) -> tuple[Put, Finish]:
    """The table, at the end."""
    return table(write, LeftOut("ACLED"), COLUMNS + OURS, take, row, as_linked=True)


def take(told: Told) -> Taken | str:
    """A claim as ACLED sees it, or why it cannot take it. Strategic developments stay apart from violence."""
    found = _coded(told.claim, told.others, told.index)
    if isinstance(found, str):
        return found
    where, pair, code = found
    counts = [] if told.replaced else tolls(told.claim)
    deaths = Deaths({"all": sum(toll.low for toll in counts)}, sum(toll.high for toll in counts)) if counts else None
    return Taken(where, pair, code, deaths, code if code.startswith(_STRATEGIC) else "violence")


def _coded(claim: Claim, others: list[Claim], index: Index) -> tuple[Setting, tuple[Side, ...], str] | str:
    """Setting, sides and "event type / sub-event type" of a claim, or why ACLED cannot take it."""
    if not look.happened(claim):
        return UNLIKE
    code = claim.codes.acled or _code_of_deaths(claim, others)
    if code is None:
        return "are of a kind that ACLED has no code for"
    where = setting(claim, others, index)
    if isinstance(where, str):
        return where
    if whole_country(where.place):
        return ONLY_COUNTRY
    if where.span > 31:
        return "are of no one month"
    agents, targets = sides_of(claim, others, where.country, index)
    pair = _pair(claim, code, agents, targets, where.country)
    if pair is None:
        return "name nobody who took part"
    final = _refined(code, pair)
    if final is None:
        return "tell of deaths and not how" if code == _ATTACK else "take ground for a side that is not known"
    return where, pair, final


def _code_of_deaths(claim: Claim, others: list[Claim]) -> str | None:
    """Deaths are coded as the event that they are of; told by themselves, as an attack on whoever died."""
    if claim.type is not ClaimType.CASUALTIES:
        return None
    return next((one.codes.acled for one in others if one.codes.acled), _ATTACK if claim.agents else None)


def _pair(claim: Claim, code: str, agents: list[Side], targets: list[Side], country: str) -> tuple[Side, ...] | None:
    """Actor 1 and actor 2. An attacker whom nobody names is unidentified; a second side is not made up."""
    if claim.type is ClaimType.CLASH and len(agents) > 1:
        return (_with(agents[0], ()), _with(agents[1], agents[2:]))
    if not code.startswith(_STRATEGIC):
        agents = [_armed(side, country) for side in agents]
    first = _with(agents[0], agents[1:]) if agents else None
    second = _with(targets[0], targets[1:]) if targets else None
    if second is None and any(toll.civilian for toll in tolls(claim)):
        second = civilians(country)
    if first is None and code.startswith(_STRATEGIC):
        first, second = second, None
    if first is None and (second is not None or not code.startswith(_BATTLES)):
        first = unidentified(country) if not code.startswith(_STRATEGIC) else None
    if first is None or (second and second.name == first.name):
        return None if first is None else (first,)
    return (first, second) if second else (first,)


def _armed(side: Side, country: str) -> Side:
    """Who fights is no civilian to ACLED: whoever goes by "men" or "residents" is an armed group of no known name."""
    return unidentified(country)._replace(words=side.words) if side.civilian else side


def _with(side: Side, others: Sequence[Side]) -> Side:
    """A side with those beside it as associated actors."""
    return side._replace(words=tuple(dict.fromkeys((*side.words, *(other.name for other in others)))))


def _refined(code: str, pair: tuple[Side, ...]) -> str | None:
    """The code as the sides make it: fighting needs two armed sides, and gains of ground hang on who gained."""
    against = pair[1] if len(pair) > 1 else None
    if code == _CLASH and against and against.civilian:
        return _ATTACK
    if code == _ATTACK and not (against and against.civilian):
        return _CLASH if against else None
    if code in (_BATTLES, _OVERTAKES, _REGAINS):
        if not pair[0].known:
            return None
        return _REGAINS if pair[0].inter == STATE_FORCES else _OVERTAKES
    return code


def row(event: Event) -> dict[str, Cell]:
    """The columns of one event, ACLED's own and then ours."""
    where, place = event.setting, event.setting.place
    codes = countries.codes(where.country)
    kind, _, sub = _kind(event).partition(" / ")
    toll = event.toll()
    return {
        "event_id_cnty": None,
        "event_date": where.first.isoformat(),
        "year": where.first.year,
        "time_precision": 1 if where.span == 1 else 2 if where.span <= 7 else 3,
        "disorder_type": _STRATEGIC if kind == _STRATEGIC else "Political violence",
        "event_type": kind,
        "sub_event_type": sub,
        **_actors(event.sides),
        "iso": codes.iso,
        "region": codes.acled_region,
        "country": countries.name(where.country),
        "admin1": place.admin1,
        "admin2": None,
        "admin3": None,
        "location": place.name,
        "latitude": place.lat,
        "longitude": place.lon,
        "geo_precision": place.geo_precision,
        "source": joined(event.outlets),
        "source_scale": None,
        "notes": event.note,
        "fatalities": toll[1] if toll else 0,
        "tags": None,
        "timestamp": None,
        **event.ours(),
    }


def _kind(event: Event) -> str:
    ranked = sorted(event.kinds, key=lambda kind: _RANK.index(kind) if kind in _RANK else len(_RANK))
    return ranked[0]


def _actors(pair: tuple[Side, ...]) -> dict[str, Cell]:
    first, second = pair[0], pair[1] if len(pair) > 1 else None
    types = sorted((side.inter for side in pair), key=INTER.index)
    aimed = second is not None and second.civilian and not first.civilian
    return {
        "actor1": first.name,
        "assoc_actor_1": joined(first.words),
        "inter1": first.inter,
        "actor2": second.name if second else None,
        "assoc_actor_2": joined(second.words) if second else None,
        "inter2": second.inter if second else None,
        "interaction": "-".join(types) if second else f"{types[0]} only",
        "civilian_targeting": "Civilian targeting" if aimed else None,
    }
