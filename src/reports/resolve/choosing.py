"""Which of the places of one name a story means, and why.

Candidates are weighed in points that stand beside the gazetteer's `importance` (0 to 100): what is told of the name,
countries and regions of the story, distance to its other places. Two passes: the names that are clear after the first
are the neighbours of the second. A choice that stays unsure has a wide precision, or is none: never a likely-looking
village in a country that the story is not about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reports import gazetteer
from reports.gazetteer import GazetteerPlace, fold_place
from reports.geometry import distance_km, point_at
from reports.records import PlaceKind
from reports.resolve.candidates import (
    AREAS,
    FAMOUS_FROM,
    KNOWN,
    beside,
    borders,
    fit,
    holds,
    is_surely,
    order_of,
    prior,
    reaches,
)
from reports.resolve.context import Toponym
from reports.resolve.senses import Group, Weighed, are_peers, group_toponyms, rival_of

_TOLD_INSIDE, _TOLD_NEAR, _TOLD_COUNTRY = 60.0, 40.0, 35.0
_LOCATED = 35.0
_COUNTRY, _COUNTRY_SHARE = 10.0, 16.0
_ABOUT, _ELSEWHERE = 3.0, 8.0  # a story that names a country so often is about it; against places of no named country
_FOREIGN_REGION = 12.0  # against the provinces of no named country, which only stories about them name
_SHARED = 0.25  # what a sea or region of several countries has for share
_BESIDE, _CHIEF = 8.0, 3  # for a place just outside one of the story's chief countries
_REGION = 10.0
_LISTED, _MOST_OF_LIST = 24.0, 0.6  # for a place of the same order as most others of its list
_NEIGHBOUR, _NEIGHBOUR_KM, _FAR_KM = 14.0, 50.0, 500.0
_CLEAR, _UNSURE, _OPEN = 12.0, 6.0, 3.0  # margins to the next other place, in points
_TOGETHER_KM, _FEW, _MOST_TOGETHER = 100.0, 4, 120  # of names with so few candidates, in so many names of a story
_MOST_ANCHORS = 200  # neighbours looked at: a book names thousands
_AROUND_BASE_KM = (10.0, 25.0)  # how far from a town its airport may be, and its valley reach
_TOO_FAR_KM = 1500.0
_KNOWN_WIDELY = 55  # importance of a place that needs no reason
# Kinds of facility that a town's name with their noun means: of other ones (a hospital) the town tells little.
_TOWN_FACILITIES = frozenset(
    "airport airbase airfield base port harbour harbor station bridge crossing checkpoint dam prison barracks front "
    "university refinery plant terminal runway road highway seaport garrison outskirts direction axis".split()
)


class Choice(NamedTuple):
    """`place` is None where no candidate has enough for it. `by` is the reason, `precision_km` the radius about it."""

    place: GazetteerPlace | None
    by: str | None = None
    precision_km: float | None = None
    at_base: bool = False  # the point is that of the town which the place is named after


@dataclass(slots=True)
class Evidence:
    """What the whole story tells: countries (alpha-3) with weights, and where it is filed from."""

    countries: Mapping[str, float] = field(default_factory=dict)
    dateline: str | None = None


def choose_all(toponyms: Sequence[Toponym], evidence: Evidence) -> list[Choice]:
    """One choice a toponym, in their order. Raises DataError if the gazetteer cannot be read."""
    return Chooser(toponyms, evidence).choose()


class Chooser:
    """Weighs the candidates of one story's names."""

    def __init__(self, toponyms: Sequence[Toponym], evidence: Evidence) -> None:
        self.toponyms = toponyms
        self.evidence = evidence
        self.group_of = group_toponyms(toponyms)
        self.groups = list({id(group): group for group in self.group_of.values()}.values())
        self._held_by: dict[int, list[Group]] = {}
        for group in self.groups:
            for holder in {id(self.group_of[index]) for index in group.inside}:
                self._held_by.setdefault(holder, []).append(group)
        self.weights: dict[str, float] = {}
        self.countries: dict[str, float] = {}  # weights as shares of the greatest
        self._most = 1.0
        self._chief: list[GazetteerPlace] = []
        self._given: dict[int, tuple[str, float]] = {}  # group number -> what it gave for its country
        self._named_in: dict[tuple[str, str], int] = {}  # (alpha-3, region's folded name) -> group number
        self._anchors: list[tuple[Group, GazetteerPlace]] = []
        self._together = self._find_together()

    def choose(self) -> list[Choice]:
        """The choice for each toponym."""
        self._set_countries(Counter())
        for _ in range(2):
            for group in self.groups:
                group.ranked = self.weigh(group)
            self._drop_anchors()
        choices = {id(group): self._decide(group) for group in self.groups}
        return [choices[id(self.group_of[index])] for index in range(len(self.toponyms))]

    def _find_together(self) -> set[tuple[int, int]]:
        """Group and pid of each place of a rare name that lies by places of two other such names: one district."""
        known = [
            (id(group), place)
            for group in self.groups[:_MOST_TOGETHER]
            if len(group.candidates) <= _FEW and not group.toponym.country
            for place in group.candidates
            if place.match != "fuzzy" and place.kind is not PlaceKind.COUNTRY and place.radius_km <= _TOGETHER_KM
        ]
        found: set[tuple[int, int]] = set()
        for owner, place in known:
            neighbours = {
                other
                for other, near in known
                if other != owner
                and abs(near.lat - place.lat) < 2
                and distance_km(near.lat, near.lon, place.lat, place.lon) <= _TOGETHER_KM
            }
            if len(neighbours) >= 2:
                found.add((owner, place.pid))
        return found

    def _set_countries(self, found: Counter[str]) -> None:
        """Weights of the story's countries: those it names, and half for those of places that are clear."""
        weights: dict[str, float] = dict(self.evidence.countries)
        for code, count in found.items():
            weights[code] = weights.get(code, 0.0) + count / 2
        if self.evidence.dateline:
            for place in gazetteer.lookup(self.evidence.dateline)[:1]:
                if place.country and place.match != "fuzzy":
                    weights[place.country] = weights.get(place.country, 0.0) + 1
        self.weights = dict(weights)
        self._most = max(weights.values(), default=0.0) or 1.0
        chief = sorted(weights, key=lambda code: (-weights[code], code))[:_CHIEF]
        self._chief = [country for code in chief if (country := gazetteer.country(code)) is not None]
        self.countries = {code: weight / self._most for code, weight in weights.items() if weight > 0}

    def _drop_anchors(self) -> None:
        """Note the clear names as neighbours for the next pass."""
        self._anchors, self._given, found = [], {}, Counter[str]()
        for group in self.groups:
            if not group.ranked or not self._is_clear(group):
                continue
            place = group.ranked[0].place
            if place.kind is not PlaceKind.COUNTRY and place.country:
                found[place.country] += min(len(group.members), 3)
                self._given[id(group)] = (place.country, min(len(group.members), 3) / 2)
            if place.kind is not PlaceKind.COUNTRY and place.radius_km <= 400:
                self._anchors.append((group, place))
        self._anchors = sorted(self._anchors, key=lambda item: -len(item[0].members))[:_MOST_ANCHORS]
        self._named_in = {
            (place.country or "", fold_place(place.name)): id(group)
            for group, place in self._anchors
            if place.kind is PlaceKind.REGION
        }
        self._set_countries(found)

    def _is_clear(self, group: Group) -> bool:
        best = group.ranked[0]
        if best.place.match == "fuzzy":
            return False
        rival = rival_of(group.ranked)
        if not best.supported and best.place.importance < KNOWN and self.countries:
            return False
        return rival is None or best.points - rival.points >= _CLEAR

    # -- points -------------------------------------------------------------------------------------------

    def weigh(self, group: Group) -> list[Weighed]:
        """The candidates of a name, best first."""
        weighed = [self._weigh(group, place) for place in group.candidates]
        weighed.sort(key=lambda item: (-item.points, item.place.pid))
        return weighed

    def _weigh(self, group: Group, place: GazetteerPlace) -> Weighed:
        toponym = group.toponym
        points = prior(place, group.candidates)
        if toponym.kind and not group.at_base:
            points += fit(toponym.kind, place.kind)
        reasons = [*self._told(group, place), *self._around(group, place)]
        points += sum(gain for gain, _ in reasons)
        best = max(reasons, default=None)
        if best is not None and best[0] > 0:
            return Weighed(points, place, best[1], True)
        if self.countries and place.country is not None:
            points -= _ELSEWHERE + (_FOREIGN_REGION if place.feature == "ADM1" else 0.0)
        alone = len(group.candidates) == 1
        return Weighed(points, place, "only place of its name" if alone else "most important of its name", False)

    def _told(self, group: Group, place: GazetteerPlace) -> list[tuple[float, str]]:
        """What the words about the name say for or against a candidate."""
        reasons = []
        toponym = group.toponym
        holders = self._holders(group)
        if any(
            holds(other, place) and not are_peers(group, other) for holder in holders for other in holder.candidates
        ):
            near = all(holder.toponym.kind == "settlement" for holder in holders)
            reasons.append((_TOLD_NEAR if near else _TOLD_INSIDE, "told to lie in a place that is named with it"))
        if any(
            holds(place, other) and not are_peers(held, place)
            for held in self._held(group)
            for other in held.candidates
        ):
            reasons.append((_TOLD_INSIDE / 2, "holds a place that is told to lie in it"))
        if self._of_list(group, place):
            reasons.append((_LISTED, "listed with others of its kind"))
        if toponym.told_country and place.country == toponym.told_country:
            reasons.append((_TOLD_COUNTRY, "country told with the name"))
        if toponym.locator is not None:
            reasons += self._located(toponym, place)
        return reasons

    def _holders(self, group: Group) -> list[Group]:
        found: list[Group] = []
        ahead = list(group.inside)
        while ahead and len(found) < 4:
            holder = self.group_of[ahead.pop(0)]
            if holder is not group and all(holder is not other for other in found):
                found.append(holder)
                ahead += holder.inside
        return found

    def _of_list(self, group: Group, place: GazetteerPlace) -> bool:
        """Whether most of the names listed with this one are regions of the same country, or countries, as well."""
        order = order_of(place)
        if order is None:
            return False
        listed = (self.group_of[index] for member in group.members for index in self.toponyms[member].listed)
        others = {id(other): other for other in listed if other is not group}
        alike = sum(is_surely(order, other.candidates) for other in others.values())
        return bool(others) and alike >= _MOST_OF_LIST * len(others)

    def _held(self, group: Group) -> list[Group]:
        return [other for other in self._held_by.get(id(group), ()) if other is not group]

    def _located(self, toponym: Toponym, place: GazetteerPlace) -> list[tuple[float, str]]:
        locator = toponym.locator
        base = self.group_of[locator.base] if locator is not None else None
        if locator is None or base is None or not base.candidates or base.toponym is toponym:
            return []
        if base.ranked:
            at = base.ranked[0].place
            lat, lon, reach = at.lat, at.lon, 40 + at.radius_km
            if locator.km is not None and locator.degrees is not None:
                lat, lon = point_at(lat, lon, locator.degrees, locator.km)
                reach = 15 + locator.km / 2 + at.radius_km
            elif locator.km is not None:
                reach += locator.km
            if distance_km(lat, lon, place.lat, place.lon) <= reach + place.radius_km:
                return [(_LOCATED, "lies where the story says")]
            return [(-_LOCATED / 2, "")]
        return []

    def _around(self, group: Group, place: GazetteerPlace) -> list[tuple[float, str]]:
        """What the story's countries, regions and other places say for a candidate."""
        reasons = []
        share = self._share(group, place.country)
        if place.country is None and place.source == "curated":
            share = _SHARED
        if share and place.kind is not PlaceKind.COUNTRY:
            told = "country named in the story" if place.country else "known region or water of several countries"
            reasons.append((_COUNTRY + _COUNTRY_SHARE * share, told))
        elif any(borders(place, country) for country in self._chief):
            reasons.append((_BESIDE, "near a country named in the story"))
        if place.admin1:
            region = self._named_in.get((place.country or "", fold_place(place.admin1)))
            if region is not None and region != id(group):
                reasons.append((_REGION, "region named in the story"))
        away = min(
            (
                max(0.0, distance_km(place.lat, place.lon, other.lat, other.lon) - other.radius_km)
                for owner, other in self._anchors
                if owner is not group and other.pid != place.pid and abs(other.lat - place.lat) < 6
            ),
            default=_FAR_KM,
        )
        if (id(group), place.pid) in self._together:
            away = min(away, _TOGETHER_KM)
        if away < _FAR_KM:
            gain = _NEIGHBOUR * min(1.0, (_FAR_KM - away) / (_FAR_KM - _NEIGHBOUR_KM))
            reasons.append((gain, "near other places of the story"))
        return reasons

    def _share(self, group: Group, country: str | None) -> float:
        """The weight of a country as a share of the greatest; what the name itself gave for it is left out."""
        weight = self.weights.get(country or "", 0.0)
        code, given = self._given.get(id(group), (None, 0.0))
        weight -= given if code is not None and code == country else 0.0
        return weight / self._most if weight > 0 else 0.0

    # -- decisions ----------------------------------------------------------------------------------------

    def _decide(self, group: Group) -> Choice:
        if not group.ranked:
            return Choice(None)
        if group.toponym.country:
            return self._country(group)
        best = group.ranked[0]
        rival = rival_of(group.ranked)
        if not self._acceptable(group, best, rival):
            return Choice(None)
        precision = best.place.radius_km
        by = best.by
        if best.place.match == "fuzzy":
            precision = max(precision, 5.0)
            by = f"spelled alike; {by}"
        elif best.place.match == "alternate":
            by = f"other spelling; {by}"
        if group.at_base:
            precision = max(2 * precision, _AROUND_BASE_KM[group.toponym.kind == "physical"])
            by = f"the town it is named after; {by}"
        if rival is not None and best.points - rival.points < _UNSURE:
            apart = distance_km(best.place.lat, best.place.lon, rival.place.lat, rival.place.lon)
            if apart > _TOO_FAR_KM and best.points - rival.points < _OPEN and not best.supported:
                return Choice(None)
            precision = max(precision, round(apart))
            by += "; unsure"
        return Choice(best.place, by, precision, group.at_base)

    def _acceptable(self, group: Group, best: Weighed, rival: Weighed | None) -> bool:
        place = best.place
        if place.importance < KNOWN and any(gain < 0 for gain, _ in self._located(group.toponym, place)):
            return False
        if place.match == "fuzzy":
            return best.supported and best.points >= 20 and place.country in self.countries
        if self._outside(group, place):
            return False
        if group.toponym.kind and not group.at_base and fit(group.toponym.kind, place.kind) <= -25:
            return False
        if group.at_base and not self._fits_base(group, place):
            return False
        elsewhere = self._most >= _ABOUT and place.country not in self.countries and place.kind not in AREAS
        enough = FAMOUS_FROM if elsewhere else _KNOWN_WIDELY
        region = place.feature == "ADM1" and (place.match == "name" or not elsewhere)
        if best.supported or place.importance >= enough or region:
            return True
        if not self.countries:
            return rival is None or place.importance >= KNOWN
        return place.importance >= KNOWN and (rival is None or best.points - rival.points >= _UNSURE)

    def _outside(self, group: Group, place: GazetteerPlace) -> bool:
        """Whether a place lies in none of the regions that the story says it lies in: "Bradford, Ontario"."""
        listed = {index for member in group.members for index in self.toponyms[member].listed}
        holders = [holder for holder in self._holders(group) if holder.ranked and listed.isdisjoint(holder.members)]
        held = [holder.ranked[0].place for holder in holders]
        areas = [area for area in held if area.kind is PlaceKind.COUNTRY or area.feature == "ADM1"]
        if place.country is None or not areas or self._of_list(group, place):
            return False
        if any(are_peers(group, area) for area in areas):
            return False
        return not any(holds(area, place) or reaches(area, place) for area in areas)

    def _fits_base(self, group: Group, place: GazetteerPlace) -> bool:
        """ "X hospital" is in X only where X is a place of the story; "X airport" is by a town X of a named country."""
        if group.toponym.kind == "physical" and not group.toponym.name.lower().endswith(" valley"):
            return False
        named = any(
            other is not group and other.ranked and other.ranked[0].place.pid == place.pid for other in self.groups
        )
        noun = fold_place(group.toponym.name).rpartition(" ")[2]
        return (
            named or (noun in _TOWN_FACILITIES or group.toponym.kind != "facility") and place.country in self.countries
        )

    def _country(self, group: Group) -> Choice:
        """A country's own name; a region of the same name where the story is about that region's country."""
        own = next((item.place for item in group.ranked if item.place.kind is PlaceKind.COUNTRY), None)
        twin = next((item.place for item in group.ranked if item.place.kind is PlaceKind.REGION), None)
        if own is None:
            return Choice(twin, "region of that name", twin.radius_km) if twin is not None else Choice(None)
        if twin is not None and twin.country != own.country and self._means_twin(group, own, twin):
            return Choice(twin, "its country is named in the story", twin.radius_km)
        return Choice(own, "name of a country", own.radius_km)

    def _means_twin(self, group: Group, own: GazetteerPlace, twin: GazetteerPlace) -> bool:
        """Whether a name means a region of another country: one that holds a place, or the state is unheard of."""
        if self._of_list(group, twin) != self._of_list(group, own):
            return self._of_list(group, twin)
        held = [place for other in self._held(group) for place in other.candidates]
        if any(holds(twin, place) for place in held):
            return not any(holds(own, place) and place.importance >= KNOWN for place in held)
        if any(holds(own, place) for place in held):
            return False
        if any(beside(own, code) for code in self.weights if code not in (own.country, twin.country)):
            return False
        alone = self.weights.get(own.country or "", 0.0) <= len(group.members)
        return alone and self.weights.get(twin.country or "", 0.0) >= 2 * max(1, len(group.members))
