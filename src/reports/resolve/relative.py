"""Places that the story only describes: "7 km south-west of X", "the outskirts of X", "between A and B".

Reading is on strings (what stands before a name), placing is arithmetic on circles. Nothing here knows a Doc.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from reports import gazetteer, lexicons
from reports.gazetteer import GazetteerPlace
from reports.geometry import COMPASS, Circle, bearing, between, distance_km, part_of, part_of_circle, point_at
from reports.records import PlaceKind
from reports.resolve.context import BEFORE_NAME, kilometres
from reports.words import place_nouns

NORTH_OF_KM = 12.0  # how far away "north of X" is, and how far off that may be
NEAR_KM = 10.0
_AWAY_KM = 50.0
_ROAD_KM = 15.0
_FRONT_KM = 20.0
_COAST_KM = 40.0
PART_FROM = 50  # importance of what a capitalised "Eastern" may stand before: "Eastern Creek" is a name
_UNIT = r"(?:kilomet(?:er|re)s?|kms?|miles?|mi|met(?:er|re)s?)"
_SIDES = "|".join(sorted((re.escape(word) for word in COMPASS), key=len, reverse=True))
_EDGE = "outskirts?|suburbs?|edges?|vicinity|countryside|flanks?|approaches|environs|surroundings"
_PART = "banks?|shores?|slopes?|sides?|parts?|areas?|coasts?|coastline|districts?|quarters?|half|tip|end|corner"
_RELATION = re.compile(
    rf"(?:(?P<number>\d+(?:[.,]\d+)?|[a-z]+(?:-[a-z]+)?)(?:\s*-\s*|\s*)(?P<unit>{_UNIT})\b\s*(?:\([^)]{{1,30}}\)\s*)?)?"
    rf"(?:"
    rf"(?:to\s+the\s+|due\s+|just\s+)?\b(?P<compass>{_SIDES})\s+(?:of|from)"
    rf"|\b(?:(?P<side>{_SIDES}|central|immediate)\s+)?(?P<edge>{_EDGE}|{_PART})\s+of"
    rf"|\b(?P<off>off\s+(?:the\s+)?(?:(?P<offside>{_SIDES})\s+)?coast)\s+of"
    rf"|\b(?P<near>near|outside|around|close\s+to|from|away\s+from|off)"
    rf"|\b(?P<road>(?:road|highway|motorway|route|way)\s+(?:to|towards?|from))"
    rf"|\b(?P<border>(?:border|frontier)\s+(?:with|of))"
    rf")\s+{BEFORE_NAME}"
)
_PART_BEFORE = re.compile(rf"(?:^|[\s(\"“‘,-])((?:far\s+)?(?:{_SIDES}|central|rural|coastal))\s+$")
_THE_SIDE = re.compile(rf"\b[Ii]n\s+the\s+(?:far\s+)?({_SIDES}|centre|center)\s+of\s+(?:the\s+)?$")
_NAMED_PARTS = frozenset({"district", "quarter", "area"})  # "the Kyivskyi district of X" has a name of its own
_NAME_BEFORE = re.compile(r"\b(?!(?:The|This|That|One|In)\b)[A-Z][\w'’-]+\s+$")
_PART_NAME = re.compile(rf"^({_SIDES}|central|rural|coastal)\s+(.+)$", re.I)
_BETWEEN = re.compile(
    r"(?:(?:the|a|main)\s+)*((?:(?:road|highway|motorway|route|area|border|stretch)\s+)?between)\s+(?:the\s+)?(?:[a-z]+\s+of\s+)?$"
)
_FROM = re.compile(r"((?:road|highway|motorway|route)\s+from)\s+$")
_FRONTS = frozenset(
    "direction directions axis front fronts sector sectors frontline theatre theater operational".split()
)
_SUBURBS = frozenset("suburbs suburb outskirts countryside periphery hinterland surroundings environs".split())
_SIDE_WIDTH = 65.0  # degrees


class Relation(NamedTuple):
    """How an unnamed place lies by a named one. `start`: where its words begin, in characters before the name."""

    words: str
    start: int
    km: float | None = None
    degrees: float | None = None
    form: str = "side"  # side, edge, part, near, road, border, coast
    label: str = ""  # the words with the distance told


class Placing(NamedTuple):
    """Where it is: a circle, and the codes for how exactly that is known (ACLED 1-3, UCDP 1-7)."""

    circle: Circle
    geo_precision: int
    where_prec: int


def read_relation(before: str) -> Relation | None:
    """What the words that end `before` a name tell of a place by it; None if they tell none.

    >>> read_relation("Troops dug in 7 km south-west of ").words
    'south-west of'
    """
    side = _THE_SIDE.search(before)
    if side is not None:
        start = len(before) - side.start() - 3
        return Relation(f"{side[1]} of", start, None, COMPASS.get(side[1]), "part", f"{side[1]} of")
    match = _RELATION.search(before)
    if match is None or (match["edge"] in _NAMED_PARTS and _NAME_BEFORE.search(before[: match.start(0)])):
        return None
    return _relation(match, len(before))


def _relation(match: re.Match[str], size: int) -> Relation | None:
    km = kilometres(match["number"], match["unit"]) if match["unit"] else None
    degrees: float | None = None
    first = next(name for name in ("compass", "edge", "off", "near", "road", "border") if match[name])
    start = match.start("number") if km is not None else match.start("side" if match["side"] else first)
    told = f"{match['number']} {match['unit']} " if km is not None else ""
    if first == "compass":
        words, degrees, form = f"{match['compass']} of", COMPASS[match["compass"]], "side"
    elif first == "edge":
        side = f"{match['side']} " if match["side"] else ""
        words, degrees = f"{side}{match['edge']} of", COMPASS.get(match["side"] or "")
        form = "edge" if re.fullmatch(_EDGE, match["edge"]) else ("coast" if "coast" in match["edge"] else "part")
    elif first == "near":
        if match["near"] in ("from", "away from", "off") and km is None:
            return None
        words, degrees, form = " ".join(match["near"].split()), None, "near"
    elif first == "off":
        words, degrees, form = "off the coast of", COMPASS.get(match["offside"] or ""), "sea"
    else:
        words, degrees, form = " ".join(match[first].split()), None, first
    return Relation(words, size - start, km, degrees, form, f"{told}{words}")


def read_between(before: str) -> tuple[str, int] | None:
    """ "between", "road between", "highway from": the words before the first of two names, and how far back they begin.

    "From" is given as "between". None for other words.
    """
    match = _BETWEEN.search(before) or _FROM.search(before)
    if match is None:
        return None
    return " ".join(match[1].split()).replace("from", "between"), len(before) - match.start(1)


def read_part(before: str) -> str | None:
    """The word of "eastern " right before a name, None for other words."""
    match = _PART_BEFORE.search(before)
    return " ".join(match[1].split()) if match else None


def split_part(name: str) -> tuple[str, str] | None:
    """("eastern", "Ukraine") of "Eastern Ukraine"; None for a name that begins with no such word."""
    match = _PART_NAME.match(name)
    return (match[1].lower(), match[2]) if match else None


def is_front(name: str) -> bool:
    """Whether a name is that of ground about a place: "the Kupiansk direction", "Damascus suburbs"."""
    return name.lower().rpartition(" ")[2] in _FRONTS | _SUBURBS


def in_direction(place: GazetteerPlace, side: str) -> bool:
    """Whether a place lies on that side of its country: "southern Kandahar province" is all of the province."""
    degrees, country = COMPASS.get(side), gazetteer.country(place.country or "")
    if degrees is None or country is None:
        return False
    return abs((bearing(country.lat, country.lon, place.lat, place.lon) - degrees + 180) % 360 - 180) <= _SIDE_WIDTH


def front_noun(name: str) -> str:
    """The relation of a front to the place it is named after ("direction of")."""
    return f"{name.lower().rpartition(' ')[2]} of"


def part(side: str, base: GazetteerPlace) -> GazetteerPlace | Placing:
    """The part of a place towards a side: a known region of that name ("southern Lebanon"), else computed."""
    known = _known_part(f"{side} {base.name}", base)
    if known is not None:
        return known
    degrees = COMPASS.get(side.removeprefix("far "))
    box = gazetteer.box(base.country) if base.kind is PlaceKind.COUNTRY and base.country else None
    middle = degrees if side not in ("central", "centre", "center") else None
    if degrees is None and side in ("rural", "coastal"):
        circle = Circle(base.lat, base.lon, base.radius_km)
    else:
        circle = (
            part_of(box, middle)
            if box is not None
            else part_of_circle(Circle(base.lat, base.lon, base.radius_km), middle)
        )
    circle = Circle(circle.lat, circle.lon, min(circle.km, base.radius_km) if box is not None else max(circle.km, 1.0))
    settled = base.kind in (PlaceKind.SETTLEMENT, PlaceKind.DISTRICT, PlaceKind.FACILITY)
    return Placing(circle, 1 if settled else 3 if base.kind is PlaceKind.COUNTRY else 2, 1 if settled else 5)


def _known_part(name: str, base: GazetteerPlace) -> GazetteerPlace | None:
    for place in gazetteer.lookup(name):
        if (
            place.match in ("name", "alternate")
            and place.country in (base.country, None)
            and place.kind is not PlaceKind.SETTLEMENT
        ):
            return place
    return None


def country_named(name: str) -> str | None:
    """The alpha-3 code of a country's name, None for any other."""
    found = lexicons.country_index().get(name)
    return lexicons.countries()[found].code if found else None


def place_by(relation: Relation, base: Circle, *, narrow: bool = False) -> Placing:
    """Where "north of X", "near X", "the outskirts of X" is: a told distance as told, else a usual one.

    `narrow`: X is a river, a range or the like, whose size is its length: its east side is not far off.
    """
    size = base.km
    if relation.km is not None and relation.degrees is not None:
        lat, lon = point_at(base.lat, base.lon, relation.degrees, relation.km)
        return _near(Circle(lat, lon, max(2.0, 0.25 * relation.km, min(size, 10.0))))
    if relation.km is not None:
        return _near(Circle(base.lat, base.lon, relation.km + size))
    if relation.form == "side" and relation.degrees is not None:
        away = min(max(NORTH_OF_KM, size), _AWAY_KM)  # a river's or range's size is its length
        return _near(Circle(*point_at(base.lat, base.lon, relation.degrees, away), max(away, size)))
    if relation.form in ("edge", "part") and relation.degrees is not None:
        away = max(2.0, min(size, _AWAY_KM) if narrow else size if relation.form == "edge" else size / 2)
        return _near(Circle(*point_at(base.lat, base.lon, relation.degrees, away), max(3.0, size if narrow else away)))
    if relation.form in ("sea", "coast"):
        circle = part_of_circle(base, relation.degrees) if relation.degrees is not None else base
        return Placing(
            Circle(circle.lat, circle.lon, circle.km + _COAST_KM),
            3 if base.km > 50 else 2,
            7 if relation.form == "sea" else 5,
        )
    wide = {"road": _ROAD_KM, "edge": 5.0 + size, "part": size}.get(relation.form, max(NEAR_KM, size + 8.0))
    placing = _near(Circle(base.lat, base.lon, max(wide, 1.0)))
    return placing._replace(where_prec=5) if relation.form == "road" else placing


def place_between(first: Circle, second: Circle) -> Placing:
    """Halfway, with half the distance as radius."""
    km = distance_km(first.lat, first.lon, second.lat, second.lon)
    return Placing(
        Circle(*between(first.lat, first.lon, second.lat, second.lon), max(3.0, km / 2)), 2 if km <= 160 else 3, 5
    )


def place_border(first: Circle, second: Circle) -> Placing:
    """The border of two countries of which only middles and sizes are known: between them, as their sizes say."""
    share = first.km / (first.km + second.km) if first.km + second.km > 0 else 0.5
    point = between(first.lat, first.lon, second.lat, second.lon, share)
    return Placing(Circle(*point, max(30.0, min(first.km, second.km))), 3, 5)


def place_front(name: str, base: Circle) -> Placing:
    """ "The Kupiansk direction": about the town, as wide as a sector is; suburbs are nearer."""
    if name.lower().rpartition(" ")[2] in _SUBURBS:
        return _near(Circle(base.lat, base.lon, base.km + 8.0))
    return Placing(Circle(base.lat, base.lon, max(_FRONT_KM, base.km)), 2, 5)


def place_named(place: GazetteerPlace, precision_km: float) -> Placing:
    """Coordinates and codes of a chosen gazetteer place."""
    circle = Circle(place.lat, place.lon, precision_km)
    if place.kind is PlaceKind.COUNTRY:
        return Placing(circle, 3, 6)
    if place.kind is PlaceKind.REGION:
        second = place.feature in ("ADM2", "ADM3", "ADMD")
        return Placing(
            circle, 2 if second and precision_km <= 40 else 3, 3 if second else 4 if place.feature == "ADM1" else 5
        )
    if place.kind is PlaceKind.PHYSICAL:
        sea = place.country is None and place.radius_km > 60
        return Placing(
            circle,
            1 if precision_km <= 10 else 2 if precision_km <= 50 else 3,
            7 if sea else 1 if precision_km <= 10 else 5,
        )
    if precision_km <= max(10.0, 1.5 * place.radius_km):
        return Placing(circle, 1, 1)
    return Placing(circle, 2 if precision_km <= 50 else 3, 2 if precision_km <= 25 else 5)


def _near(circle: Circle) -> Placing:
    return Placing(circle, 2 if circle.km <= 50 else 3, 2 if circle.km <= 25 else 5)


def is_kind_noun(word: str) -> bool:
    """Whether a word is a common noun for a place."""
    return word.lower() in place_nouns()
