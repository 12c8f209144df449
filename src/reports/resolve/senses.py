"""The names of a story by sense: toponyms of one name and kind are one, with candidates that are weighed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from reports.gazetteer import GazetteerPlace, fold_place
from reports.geometry import distance_km
from reports.records import PlaceKind
from reports.resolve.candidates import find_candidates
from reports.resolve.context import Toponym

_SAME_PLACE_KM = 25.0


class Weighed(NamedTuple):
    """A candidate with its points, the reasons for them, and whether anything but its fame speaks for it."""

    points: float
    place: GazetteerPlace
    by: str
    supported: bool


@dataclass(slots=True)
class Group:
    """The toponyms of one name and kind: one sense in a story."""

    toponym: Toponym
    members: list[int]
    candidates: tuple[GazetteerPlace, ...]
    inside: list[int]
    at_base: bool
    ranked: list[Weighed] = field(default_factory=list)


def group_toponyms(toponyms: Sequence[Toponym]) -> dict[int, Group]:
    """The group of each toponym, by its index."""
    groups: dict[tuple[object, ...], Group] = {}
    group_of: dict[int, Group] = {}
    inside_of: dict[str, tuple[str, ...]] = {}
    holders = {other for toponym in toponyms for other in toponym.inside}
    for index, toponym in enumerate(toponyms):
        key = fold_place(toponym.name)
        held = tuple(fold_place(toponyms[other].name) for other in toponym.inside)
        held = inside_of.setdefault(key, held) if not held or key not in inside_of else held
        kind = toponym.kind if toponym.kind in ("region", "district", "physical", "facility") else None
        # "Buffalo, New York" is the state, which tells nothing of "New York" elsewhere in the story.
        sense = (key, kind, held, toponym.country, index in holders and toponym.country is None)
        group = groups.get(sense)
        if group is None:
            candidates, at_base = find_candidates(toponym)
            group = groups[sense] = Group(replace(toponym), [], candidates, [], at_base)
        group.members.append(index)
        group.inside += toponym.inside
        group.toponym.told_country = group.toponym.told_country or toponym.told_country
        group.toponym.locator = group.toponym.locator or toponym.locator
        group.toponym.kind = group.toponym.kind or toponym.kind
        group_of[index] = group
    return group_of


def rival_of(ranked: Sequence[Weighed]) -> Weighed | None:
    """The best candidate that is somewhere else than the first."""
    first = ranked[0].place
    for other in ranked[1:]:
        if _one_in_other(first, other.place):
            continue
        apart = distance_km(first.lat, first.lon, other.place.lat, other.place.lon)
        if apart > max(_SAME_PLACE_KM, first.radius_km, other.place.radius_km):
            return other
    return None


def _one_in_other(first: GazetteerPlace, second: GazetteerPlace) -> bool:
    """Whether a town and a region are the region and its seat: to choose the wrong one is no wrong place."""
    town, region = (second, first) if first.feature == "ADM1" else (first, second)
    named = region.feature == "ADM1" and town.admin1 is not None and town.country == region.country
    return named and fold_place(town.admin1 or "") == fold_place(region.name)


def are_peers(group: Group, area: GazetteerPlace) -> bool:
    """Whether a name is that of another region of the area's country: "Oregon, Nevada and Utah" is a list."""
    if area.kind is PlaceKind.COUNTRY:
        return group.toponym.country is not None
    if area.feature != "ADM1" or (group.toponym.kind in ("settlement", "district")):
        return False
    return any(
        place.feature == "ADM1" and place.country == area.country and place.match == "name"
        for place in group.candidates
    )
