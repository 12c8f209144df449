"""A line that tells what an incident is, made of its fields alone."""

from __future__ import annotations

from collections.abc import Sequence

from reports.digest.records import Corroboration, Party, SourceGroup, Spot, Standing, Toll, Window
from reports.export import countries
from reports.records import ClaimType, NumberWhat, PlaceKind

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_TOLD = (NumberWhat.KILLED, NumberWhat.WOUNDED, NumberWhat.KILLED_OR_WOUNDED, NumberWhat.CAPTURED, NumberWhat.DISPLACED)
_SHOWN = 2
_FEW = 3  # groups of sources that are told by name
_STANDINGS = {
    Standing.THIRD: ("third party", "third parties"), Standing.PARTY: ("party", "parties"), Standing.UNKNOWN: ("", ""),
}  # fmt: skip
_JOINTS = {ClaimType.AIR_STRIKE: "on", ClaimType.SHELLING: "of", ClaimType.GROUND_ATTACK: "on", ClaimType.SIEGE: "of"}


def describe(
    kind: ClaimType,
    place: Spot | None,
    time: Window | None,
    tolls: Sequence[Toll],
    corroboration: Corroboration,
    parties: Sequence[Party] = (),
) -> str:
    """ "Air strike on El Fasher, Sudan, 12 March 2024: 9–14 killed; told by doctor (third party); denied by army"."""
    what = kind.replace("_", " ").capitalize()
    head = ", ".join(part for part in (_where(what, kind, place), when(time)) if part)
    told = [words for toll in tolls if (words := toll_words(toll, parties))][:_SHOWN]
    tail = [", ".join(told)] if told else []
    if affirming := [group for group in corroboration.groups if group.id in corroboration.affirming]:
        tail.append("told by " + tellers(affirming))
    if denying := [group.originator for group in corroboration.groups if group.id in corroboration.denying]:
        tail.append("denied by " + _listed(denying))
    return f"{head}: {'; '.join(tail)}" if tail else head


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


def toll_words(toll: Toll, parties: Sequence[Party] = ()) -> str:
    """ "9–14 killed", "3 civilians killed", "2 killed (Sudanese army)"; empty for what is no harm to people."""
    if toll.what not in _TOLD or toll.low is None and toll.high is None:
        return ""
    whom = {True: " civilian", False: " combatant", None: ""}[toll.civilian]
    whom += "s" if whom and (toll.high or toll.low) != 1 else ""
    of = next((f" ({party.name})" for party in parties if party.key == toll.of and not whom), "")
    return f"{_amount(toll.low, toll.high)}{whom} {toll.what.replace('_', ' ')}{of}"


def _amount(low: float | None, high: float | None) -> str:
    if high is None:
        return f"at least {low:,.0f}"
    if high and not low:
        return f"up to {high:,.0f}"
    return f"{high:,.0f}" if low == high else f"{low or 0:,.0f}–{high:,.0f}"


def tellers(groups: Sequence[SourceGroup]) -> str:
    """Who tells of an incident, in brief: "doctor (third party), Sudanese army and health ministry (parties)"."""
    held = {standing: [group for group in groups if group.standing is standing] for standing in _STANDINGS}
    most = _SHOWN if len(groups) <= _FEW else 1
    return ", ".join(_some(found, most, *_STANDINGS[standing]) for standing, found in held.items() if found)


def _some(groups: Sequence[SourceGroup], most: int, one: str, more: str) -> str:
    """The first of some groups by name, sources before outlets, and how many others of their standing there are."""
    ordered = sorted(groups, key=lambda group: (group.kind is None, not group.named))
    names = list(dict.fromkeys(group.originator for group in ordered))[:most]
    rest = len(groups) - len(names)
    if rest:
        return f"{', '.join(names)} and {rest} more {one if rest == 1 else more}".rstrip()
    tag = one if len(names) == 1 else more
    return " and ".join(names) + (f" ({tag})" if tag else "")


def _listed(names: Sequence[str]) -> str:
    shown = list(dict.fromkeys(names))
    return ", ".join(shown[:_SHOWN]) + (f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else "")
