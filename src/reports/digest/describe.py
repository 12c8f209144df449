"""A line that tells what an incident is, made of its fields alone."""

from __future__ import annotations

from collections.abc import Sequence

from reports.digest.records import Corroboration, Party, Spot, Toll, Window
from reports.export import countries
from reports.records import ClaimType, NumberWhat, PlaceKind

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_TOLD = (NumberWhat.KILLED, NumberWhat.WOUNDED, NumberWhat.KILLED_OR_WOUNDED, NumberWhat.CAPTURED, NumberWhat.DISPLACED)
_SHOWN = 2
_JOINTS = {ClaimType.AIR_STRIKE: "on", ClaimType.SHELLING: "of", ClaimType.GROUND_ATTACK: "on", ClaimType.SIEGE: "of"}


def describe(
    kind: ClaimType,
    place: Spot | None,
    time: Window | None,
    tolls: Sequence[Toll],
    corroboration: Corroboration,
    parties: Sequence[Party] = (),
) -> str:
    """ "Air strike on El Fasher, Sudan, 12 March 2024: 9–14 killed; 3 independent groups; denied by the army"."""
    what = kind.replace("_", " ").capitalize()
    head = ", ".join(part for part in (_where(what, kind, place), when(time)) if part)
    told = [words for toll in tolls if (words := toll_words(toll))][:_SHOWN]
    tail = [", ".join(told)] if told else []
    tail.append(_groups(corroboration))
    if denying := [group.originator for group in corroboration.groups if group.id in corroboration.denying]:
        tail.append("denied by " + _listed(denying))
    return f"{head}: {'; '.join(tail)}"


def _where(what: str, kind: ClaimType, place: Spot | None) -> str:
    if place is None:
        return what
    country = "" if place.kind is PlaceKind.COUNTRY else countries.name(place.country)
    names = [place.name, *([country] if country and country.lower() not in place.name.lower() else [])]
    return f"{what} {_JOINTS.get(kind, 'in')} {', '.join(names)}"


def when(time: Window | None) -> str:
    """A window in words: "12 March 2024", "12–14 March 2024"."""
    if time is None:
        return ""
    first, last = _day(time.begin), _day(time.finish)
    if first == last:
        return first
    one, two = first.split(), last.split()
    if one[1:] == two[1:]:
        return f"{one[0]}–{last}"
    return f"{' '.join(one[:2])} – {last}" if one[2] == two[2] else f"{first} – {last}"


def _day(iso: str) -> str:
    year, month, day = iso[:10].split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year}"


def toll_words(toll: Toll) -> str:
    """ "9–14 killed", "3 civilians killed"; empty for what is no harm to people."""
    if toll.what not in _TOLD or toll.low is None and toll.high is None:
        return ""
    low, high = toll.low, toll.high
    amount = f"{high:,.0f}" if low == high else f"{low or 0:,.0f}–{high:,.0f}" if high is not None else f"{low:,.0f}"
    whom = {True: " civilian", False: " combatant", None: ""}[toll.civilian]
    whom += "s" if whom and high != 1 else ""
    return f"{amount}{whom} {toll.what.replace('_', ' ')}"


def _groups(corroboration: Corroboration) -> str:
    count = len(corroboration.affirming)
    return f"{count} independent group{'' if count == 1 else 's'}"


def _listed(names: Sequence[str]) -> str:
    shown = list(dict.fromkeys(names))
    return ", ".join(shown[:_SHOWN]) + (f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else "")
