"""Which of the places of one name a story means, and why.

Candidates are weighed in points that stand beside the gazetteer's `importance` (0 to 100): what is told of the name,
countries and regions of the story, distance to its other places. Two passes: the names that are clear after the first
are the neighbours of the second. A choice that stays unsure has a wide precision, or is none: never a likely-looking
village in a country that the story is not about.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from reports import gazetteer
from reports.gazetteer import GazetteerPlace, fold_place
from reports.geometry import distance_km, point_at
from reports.records import PlaceKind
from reports.resolve.context import Toponym, kind_nouns

_TOLD_INSIDE, _TOLD_NEAR, _TOLD_COUNTRY = 60.0, 40.0, 35.0
_LOCATED = 35.0
_COUNTRY, _COUNTRY_SHARE = 10.0, 16.0
_ABOUT, _ELSEWHERE = 3.0, 8.0  # a story that names a country so often is about it; against places of no named country
_SHARED = 0.25  # what a sea or region of several countries has for share
_REGION = 10.0
_NEIGHBOUR, _NEIGHBOUR_KM, _FAR_KM = 14.0, 50.0, 500.0
_FAMOUS, _FAMOUS_FROM = 6.0, 70
_MATCH = {"name": 0.0, "generic": 0.0, "derived": -4.0, "alternate": -8.0, "fuzzy": -16.0}
_SEAT = 40  # importance of a town that comes before the region that bears its name
_WIDE_KM, _KNOWN_WIDE = 100.0, 10.0
_SAME_PLACE_KM = 25.0
_CLEAR, _UNSURE, _OPEN = 12.0, 6.0, 3.0  # margins to the next other place, in points
_TOO_FAR_KM = 1500.0
_KNOWN_WIDELY, KNOWN = 55, 45  # importance of a place that needs no reason, and of one that needs little
_MOST = 24  # candidates weighed
_AREAS = frozenset({PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.PHYSICAL})
_FIT: dict[tuple[str, PlaceKind], float] = {
    ("settlement", PlaceKind.SETTLEMENT): 16, ("settlement", PlaceKind.DISTRICT): 8, ("settlement", PlaceKind.REGION): -14,
    ("settlement", PlaceKind.FACILITY): -10, ("settlement", PlaceKind.PHYSICAL): -25, ("settlement", PlaceKind.COUNTRY): -25,
    ("region", PlaceKind.REGION): 18, ("region", PlaceKind.COUNTRY): -5, ("region", PlaceKind.SETTLEMENT): -12,
    ("district", PlaceKind.DISTRICT): 16, ("district", PlaceKind.REGION): 8, ("district", PlaceKind.COUNTRY): -40,
    ("physical", PlaceKind.PHYSICAL): 18, ("physical", PlaceKind.SETTLEMENT): -40, ("physical", PlaceKind.COUNTRY): -25,
    ("facility", PlaceKind.FACILITY): 18, ("facility", PlaceKind.REGION): -25, ("facility", PlaceKind.COUNTRY): -60,
    ("facility", PlaceKind.SETTLEMENT): -8,
}  # fmt: skip
_WEAK_FEATURES = {"ADM2": -4.0, "ADM3": -6.0, "ADMD": -6.0, "PPLX": -4.0, "RGN": -6.0}
# Kinds of facility that a town's name with their noun means: of other ones (a hospital) the town tells little.
_TOWN_FACILITIES = frozenset(
    "airport airbase airfield base port harbour harbor station bridge crossing checkpoint dam prison barracks front "
    "university refinery plant terminal runway road highway seaport garrison outskirts direction axis".split()
)

# "The X area" is X.
_SAME_NOUNS = frozenset("area zone town city village settlement hamlet township locality neighbourhood neighborhood quarter".split())


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


class Weighed(NamedTuple):
    """A candidate with its points, the reasons for them, and whether anything but its fame speaks for it."""

    points: float
    place: GazetteerPlace
    by: str
    supported: bool


@dataclass(slots=True)
class _Group:
    """The toponyms of one name and kind: one sense in a story."""

    toponym: Toponym
    members: list[int]
    candidates: tuple[GazetteerPlace, ...]
    inside: list[int]
    at_base: bool
    ranked: list[Weighed] = field(default_factory=list)


def choose_all(toponyms: Sequence[Toponym], evidence: Evidence) -> list[Choice]:
    """One choice a toponym, in their order. Raises DataError if the gazetteer cannot be read."""
    return Chooser(toponyms, evidence).choose()


class Chooser:
    """Weighs the candidates of one story's names."""

    def __init__(self, toponyms: Sequence[Toponym], evidence: Evidence) -> None:
        self.toponyms = toponyms
        self.evidence = evidence
        self.group_of: dict[int, _Group] = {}
        self.groups = self._grouped()
        self.weights: dict[str, float] = {}
        self.countries: dict[str, float] = {}  # weights as shares of the greatest
        self._most = 1.0
        self._given: dict[int, tuple[str, float]] = {}  # group number -> what it gave for its country
        self._named_in: dict[tuple[str, str], int] = {}  # (alpha-3, region's folded name) -> group number
        self._anchors: list[tuple[_Group, GazetteerPlace]] = []

    def choose(self) -> list[Choice]:
        """The choice for each toponym."""
        self._set_countries(Counter())
        for _ in range(2):
            for group in self.groups:
                group.ranked = self.weigh(group)
            self._drop_anchors()
        choices = {id(group): self._decide(group) for group in self.groups}
        return [choices[id(self.group_of[index])] for index in range(len(self.toponyms))]

    # -- groups -------------------------------------------------------------------------------------------

    def _grouped(self) -> list[_Group]:
        groups: dict[tuple[object, ...], _Group] = {}
        inside_of: dict[str, tuple[str, ...]] = {}
        for index, toponym in enumerate(self.toponyms):
            key = fold_place(toponym.name)
            held = tuple(fold_place(self.toponyms[other].name) for other in toponym.inside)
            held = inside_of.setdefault(key, held) if not held or key not in inside_of else held
            kind = toponym.kind if toponym.kind in ("region", "district", "physical", "facility") else None
            group = groups.get((key, kind, held, toponym.country))
            if group is None:
                candidates, at_base = find_candidates(toponym)
                group = _Group(replace(toponym), [], candidates, [], at_base)
                groups[key, kind, held, toponym.country] = group
            group.members.append(index)
            group.inside += toponym.inside
            group.toponym.told_country = group.toponym.told_country or toponym.told_country
            group.toponym.locator = group.toponym.locator or toponym.locator
            group.toponym.kind = group.toponym.kind or toponym.kind
            self.group_of[index] = group
        return list(groups.values())

    def _set_countries(self, found: Counter[str]) -> None:
        """Weights of the story's countries: those it names, and half for those of places that are clear."""
        weights = Counter(dict(self.evidence.countries))
        for code, count in found.items():
            weights[code] += count / 2
        if self.evidence.dateline:
            for place in gazetteer.lookup(self.evidence.dateline)[:1]:
                if place.country and place.match != "fuzzy":
                    weights[place.country] += 1
        self.weights = dict(weights)
        self._most = max(weights.values(), default=0.0) or 1.0
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
        self._named_in = {
            (place.country or "", fold_place(place.name)): id(group)
            for group, place in self._anchors
            if place.kind is PlaceKind.REGION
        }
        self._set_countries(found)

    def _is_clear(self, group: _Group) -> bool:
        best = group.ranked[0]
        if best.place.match == "fuzzy":
            return False
        rival = _rival(group.ranked)
        if not best.supported and best.place.importance < KNOWN and self.countries:
            return False
        return rival is None or best.points - rival.points >= _CLEAR

    # -- points -------------------------------------------------------------------------------------------

    def weigh(self, group: _Group) -> list[Weighed]:
        """The candidates of a name, best first."""
        weighed = [self._weigh(group, place) for place in group.candidates]
        weighed.sort(key=lambda item: (-item.points, item.place.pid))
        return weighed

    def _weigh(self, group: _Group, place: GazetteerPlace) -> Weighed:
        toponym = group.toponym
        points = self._prior(group, place)
        if toponym.kind and not group.at_base:
            points += _FIT.get((toponym.kind, place.kind), 0.0)
        reasons = [*self._told(group, place), *self._around(group, place)]
        points += sum(gain for gain, _ in reasons)
        best = max(reasons, default=None)
        if best is not None and best[0] > 0:
            return Weighed(points, place, best[1], True)
        if self.countries and place.country is not None:
            points -= _ELSEWHERE
        return Weighed(points, place, "most important of its name" if len(group.candidates) > 1 else "only place of its name", False)

    @staticmethod
    def _prior(group: _Group, place: GazetteerPlace) -> float:
        """How likely the place is meant in any story: by size; the town that a region is named after comes first."""
        points = float(min(place.importance, 86))
        if place.feature == "ADM1":
            points = max(points, min(10 * math.log10(place.population or 1), 76.0))
            seats = [
                seat.importance + _MATCH[seat.match]
                for seat in group.candidates
                if seat.kind is PlaceKind.SETTLEMENT and seat.country == place.country and seat.importance >= _SEAT
                and seat.admin1 is not None and fold_place(seat.admin1) == fold_place(place.name)
            ]  # fmt: skip
            if seats:
                return min(points, max(seats)) - 4.0
        if points >= _FAMOUS_FROM:
            points += _FAMOUS
        known_wide = place.source == "curated" and place.radius_km >= _WIDE_KM
        if place.match != "alternate" or place.source != "curated":
            points += _MATCH[place.match]
        return points + _WEAK_FEATURES.get(place.feature, 0.0) * (not known_wide) + _KNOWN_WIDE * known_wide

    def _told(self, group: _Group, place: GazetteerPlace) -> list[tuple[float, str]]:
        """What the words about the name say for or against a candidate."""
        reasons = []
        toponym = group.toponym
        holders = self._holders(group)
        if any(holds(other, place) and not _peers(group, other) for holder in holders for other in holder.candidates):
            near = all(holder.toponym.kind == "settlement" for holder in holders)
            reasons.append((_TOLD_NEAR if near else _TOLD_INSIDE, "told to lie in a place that is named with it"))
        if any(holds(place, other) and not _peers(held, place) for held in self._held(group) for other in held.candidates):
            reasons.append((_TOLD_INSIDE / 2, "holds a place that is told to lie in it"))
        if toponym.told_country and place.country == toponym.told_country:
            reasons.append((_TOLD_COUNTRY, "country told with the name"))
        if toponym.locator is not None:
            reasons += self._located(toponym, place)
        return reasons

    def _holders(self, group: _Group) -> list[_Group]:
        found: list[_Group] = []
        ahead = list(group.inside)
        while ahead and len(found) < 4:
            holder = self.group_of[ahead.pop(0)]
            if holder is not group and all(holder is not other for other in found):
                found.append(holder)
                ahead += holder.inside
        return found

    def _held(self, group: _Group) -> list[_Group]:
        members = set(group.members)
        return [other for other in self.groups if other is not group and members.intersection(other.inside)]

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

    def _around(self, group: _Group, place: GazetteerPlace) -> list[tuple[float, str]]:
        """What the story's countries, regions and other places say for a candidate."""
        reasons = []
        share = self._share(group, place.country)
        if place.country is None and place.source == "curated":
            share = _SHARED
        if share and place.kind is not PlaceKind.COUNTRY:
            told = "country named in the story" if place.country else "known region or water of several countries"
            reasons.append((_COUNTRY + _COUNTRY_SHARE * share, told))
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
        if away < _FAR_KM:
            gain = _NEIGHBOUR * min(1.0, (_FAR_KM - away) / (_FAR_KM - _NEIGHBOUR_KM))
            reasons.append((gain, "near other places of the story"))
        return reasons

    def _share(self, group: _Group, country: str | None) -> float:
        """The weight of a country as a share of the greatest; what the name itself gave for it is left out."""
        weight = self.weights.get(country or "", 0.0)
        code, given = self._given.get(id(group), (None, 0.0))
        weight -= given if code is not None and code == country else 0.0
        return weight / self._most if weight > 0 else 0.0

    # -- decisions ----------------------------------------------------------------------------------------

    def _decide(self, group: _Group) -> Choice:
        if not group.ranked:
            return Choice(None)
        if group.toponym.country:
            return self._country(group)
        best = group.ranked[0]
        rival = _rival(group.ranked)
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
            precision = max(2 * precision, 10.0)
            by = f"the town it is named after; {by}"
        if rival is not None and best.points - rival.points < _UNSURE:
            apart = distance_km(best.place.lat, best.place.lon, rival.place.lat, rival.place.lon)
            if apart > _TOO_FAR_KM and best.points - rival.points < _OPEN and not best.supported:
                return Choice(None)
            precision = max(precision, round(apart))
            by += "; unsure"
        return Choice(best.place, by, precision, group.at_base)

    def _acceptable(self, group: _Group, best: Weighed, rival: Weighed | None) -> bool:
        place = best.place
        if place.match == "fuzzy":
            return best.supported and best.points >= 20
        if group.toponym.kind and not group.at_base and _FIT.get((group.toponym.kind, place.kind), 0.0) <= -25:
            return False
        if group.at_base and not self._fits_base(group, place):
            return False
        elsewhere = self._most >= _ABOUT and place.country not in self.countries and place.kind not in _AREAS
        if best.supported or place.importance >= (_FAMOUS_FROM if elsewhere else _KNOWN_WIDELY) or place.feature == "ADM1":
            return True
        if not self.countries:
            return rival is None or place.importance >= KNOWN
        return place.importance >= KNOWN and (rival is None or best.points - rival.points >= _UNSURE)

    def _fits_base(self, group: _Group, place: GazetteerPlace) -> bool:
        """ "X hospital" is in X only where X is a place of the story; "X airport" is by X, if X is no unknown village."""
        if group.toponym.kind == "physical":
            return False
        named = any(other is not group and other.ranked and other.ranked[0].place.pid == place.pid for other in self.groups)
        noun = fold_place(group.toponym.name).rpartition(" ")[2]
        return named or (noun in _TOWN_FACILITIES or group.toponym.kind != "facility") and place.country in self.countries

    def _country(self, group: _Group) -> Choice:
        """A country's own name; a region of the same name where the story is about that region's country."""
        own = next((item.place for item in group.ranked if item.place.kind is PlaceKind.COUNTRY), None)
        twin = next((item.place for item in group.ranked if item.place.kind is PlaceKind.REGION), None)
        if own is None:
            return Choice(twin, "region of that name", twin.radius_km) if twin is not None else Choice(None)
        if twin is not None and twin.country != own.country and self._means_twin(group, own, twin):
            return Choice(twin, "its country is named in the story", twin.radius_km)
        return Choice(own, "name of a country", own.radius_km)

    def _means_twin(self, group: _Group, own: GazetteerPlace, twin: GazetteerPlace) -> bool:
        """Whether a name means a region of another country: it is told to hold a place there, or nothing else is of the state."""
        held = [place for other in self._held(group) for place in other.candidates]
        if any(holds(twin, place) for place in held):
            return not any(holds(own, place) and place.importance >= KNOWN for place in held)
        if any(holds(own, place) for place in held):
            return False
        alone = self.weights.get(own.country or "", 0.0) <= len(group.members)
        return alone and self.weights.get(twin.country or "", 0.0) >= 2 * max(1, len(group.members))


def find_candidates(toponym: Toponym) -> tuple[tuple[GazetteerPlace, ...], bool]:
    """The candidates of a name, and whether they are those of the town that it is named after ("X airport")."""
    if toponym.country:
        own = gazetteer.country(toponym.country)
        named = gazetteer.lookup(toponym.name)
        twins = tuple(place for place in named if place.feature == "ADM1" and place.match == "name")
        if named and named[0].kind is PlaceKind.REGION and named[0].country == toponym.country and named[0].match != "fuzzy":
            return named[:1], False  # "England": a lexicon of states may count it as the whole
        return ((own, *twins) if own is not None else ()), False
    places = gazetteer.lookup(toponym.name)
    if toponym.told_country and (not places or places[0].match == "fuzzy" or all(place.country != toponym.told_country for place in places)):
        places = gazetteer.candidates(toponym.name, toponym.told_country) or places
    if places and places[0].match != "fuzzy":
        return _fewer(places), False
    bare = _without_noun(toponym.name)
    if bare is not None:
        base = gazetteer.lookup(bare)
        if base and base[0].match != "fuzzy":
            return _fewer(base), toponym.name.split()[-1].lower() not in _SAME_NOUNS
    return places, False


def _without_noun(name: str) -> str | None:
    words = name.split()
    last = len(words)
    while last > 1 and (words[last - 1].lower() in kind_nouns() or words[last - 1].lower() in ("international", "military", "air", "naval", "central")):
        last -= 1
    return " ".join(words[:last]) if last < len(words) else None


def _fewer(places: tuple[GazetteerPlace, ...]) -> tuple[GazetteerPlace, ...]:
    """Of a name with very many places the important ones, and the most important of each country."""
    if len(places) <= _MOST:
        return places
    seen: set[tuple[str | None, str | None]] = set()
    kept = []
    for index, place in enumerate(places):
        at = (place.country, place.admin1)
        if index < _MOST or at not in seen:
            kept.append(place)
        seen.add(at)
    return tuple(kept)


def _rival(ranked: Sequence[Weighed]) -> Weighed | None:
    """The best candidate that is somewhere else than the first."""
    first = ranked[0].place
    for other in ranked[1:]:
        apart = distance_km(first.lat, first.lon, other.place.lat, other.place.lon)
        if apart > max(_SAME_PLACE_KM, first.radius_km, other.place.radius_km):
            return other
    return None


def _peers(group: _Group, area: GazetteerPlace) -> bool:
    """Whether a name is that of another region of the area's country: "Oregon, Nevada and Utah" is a list."""
    if area.kind is PlaceKind.COUNTRY:
        return group.toponym.country is not None
    if area.feature != "ADM1" or (group.toponym.kind in ("settlement", "district")):
        return False
    return any(place.feature == "ADM1" and place.country == area.country and place.match == "name" for place in group.candidates)


def holds(area: GazetteerPlace, place: GazetteerPlace) -> bool:
    """Whether a place can lie in an area: by country, by name of the region, by distance."""
    if area.pid == place.pid or area.match == "fuzzy":
        return False
    if area.kind is PlaceKind.COUNTRY:
        return area.country == place.country and place.kind is not PlaceKind.COUNTRY
    if area.country is not None and place.country is not None and area.country != place.country:
        return False
    if place.kind in _AREAS and place.radius_km >= area.radius_km:
        return False
    if area.feature == "ADM1" and place.admin1:
        if fold_place(place.admin1) == fold_place(area.name):
            return True
        return distance_km(area.lat, area.lon, place.lat, place.lon) <= 0.5 * area.radius_km
    reach = max(25.0, 1.5 * area.radius_km) if area.kind in _AREAS else max(20.0, 2 * area.radius_km)
    return distance_km(area.lat, area.lon, place.lat, place.lon) <= reach
