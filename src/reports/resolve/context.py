"""What the words about a place name tell of it: its kind, its country, what it lies in, and how far from where.

Strings in, `Toponym`s out: no Doc, no gazetteer. Offsets are characters of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from reports import lexicons
from reports.geometry import COMPASS
from reports.words import place_nouns, telling_kind

_KM = dict.fromkeys("km kms kilometer kilometers kilometre kilometres".split(), 1.0)
_KM |= dict.fromkeys("mi mile miles".split(), 1.609) | dict.fromkeys("m metre metres meter meters".split(), 0.001)
_UNIT = r"(?:kilomet(?:er|re)s?|kms?|miles?|mi|met(?:er|re)s?|m)"
_COMPASS = "|".join(sorted(COMPASS, key=len, reverse=True))
_KIND_NOUNS = (
    "city|town|village|settlement|province|region|district|oblast|governorate|state|capital|port|hamlet|camp|base|"
    "airport|border|crossing|river|lake|dam"
)
# Between "south of" and a name: "the regional capital, ", "the city of "
BEFORE_NAME: Final = (
    rf"(?:the\s+)?(?:(?:[\w-]+\s+){{0,3}}(?:{_KIND_NOUNS}),?\s+(?:(?:city|town|village)\s+)?(?:of\s+)?(?:the\s+)?)?$"
)
_AWAY = re.compile(
    rf"(?:(?P<number>\d+(?:[.,]\d+)?|[a-z]+(?:[- ][a-z]+)?)(?:\s*-\s*|\s*)(?P<unit>{_UNIT})\b\s*"
    rf"(?:\([^)]{{1,30}}\)\s*)?)?(?:to\s+the\s+|(?:in|on)\s+the\s+|due\s+|just\s+)?"
    rf"(?:(?P<compass>{_COMPASS})\s+(?:of|from)|(?P<near>outside|from|off|near|close to|away from))"
    rf"\s+{BEFORE_NAME}"
)
# Between a name and what says where it lies: "Safina, about 45 km south of ..."
_APPOSED = re.compile(
    r"^,?\s*(?:(?:which|that)\s+(?:is|lies|sits)|located|situated|lying)?\s*,?\s*"
    r"(?:an?\s+(?:[a-z-]+\s+){1,3}?(?=about|some|around|roughly|just|nearly|only|over|\d|north|south|east|west|near|outside))?"
    r"(?:about|some|around|roughly|just|"
    r"nearly|approximately|almost|only|over|more than|less than)?\s*(?P<rest>.*)$",
    re.S,
)
_INSIDE = re.compile(
    rf"^\s*(?:,|\(|,?\s*(?:in|of|within|inside)\b)\s*(?:the\s+)?(?:(?:{_COMPASS}|central)\s+)?(?:part\s+of\s+)?"
    r"(?:(?:[a-z]+\s+){0,2}(?:province|region|state|governorate|district|county|oblast|department|country)\s+of\s+)?$"
)
_LISTED = re.compile(r"^\s*(?:,|,?\s*(?:and|or|&)\b)\s*(?:(?:in|from|the)\s+){0,2}$")
_OWNED = re.compile(r"^['’]s?\s+(?:[a-z][\w-]*\s+){0,4}$")
_TOLD_PEOPLE = re.compile(r"([A-Z][\w.’'-]*)((?:[ \u00a0]+[a-z][\w-]*){0,4})[ \u00a0]+(?:of\s+)?$")
_KIND_BEFORE = re.compile(r"\b([a-z]+)\s+(?:of|called|named)\s+(?:the\s+)?$")
_WATER_BEFORE = re.compile(r"\b(?:banks?|shores?|mouth|waters) of the $")
_KIND_AFTER = re.compile(r"^\s+([a-z]+|[A-Z][a-z]+)\b")
_KINDS_AFTER = re.compile(r"^\s+([a-z]+)s\b")  # "countie" is of "counties"
_MARKS = re.compile(r"['’]s$|^[\s\"'“‘(]+|[\s\"'”’),.;:]+$")
_LIST_GAP = 16  # characters between two names of a list
_WINDOW = 80  # characters looked at before a name


class Named(NamedTuple):
    """A place name in a text: `kind` and `country` (alpha-3) where they are known before."""

    start: int
    end: int
    kind: str | None = None
    country: str | None = None
    composed: bool = False  # made of names that are in the list themselves
    acts: bool = False  # the subject of its clause: what stands before it does not lie in it


@dataclass(slots=True)
class Locator:
    """ "45 km south of X": the index of X, and distance in km and direction in degrees where told."""

    base: int
    km: float | None
    degrees: float | None
    words: str


@dataclass(slots=True)
class Toponym:
    """A place name and what is told of it. `inside`: indexes of names of what holds it, nearest first."""

    name: str
    start: int
    kind: str | None = None
    country: str | None = None  # it is this country's name
    told_country: str | None = None  # "the Syrian city of X"
    inside: list[int] = field(default_factory=list)
    listed: tuple[int, ...] = ()  # indexes of all names of the list that it stands in ("A, B and C")
    locator: Locator | None = None
    composed: bool = False  # "Kupiansk direction": has no candidates of its own


def clean_name(name: str) -> str:
    """A name without quotation marks, stops and the mark of possession about it."""
    return " ".join(_MARKS.sub("", _MARKS.sub("", name)).split())


def read_toponyms(text: str, names: Sequence[Named]) -> list[Toponym]:
    """One Toponym a name, in the order given. Names must be ordered by start."""
    found = [_read(text, named) for named in names]
    for index in range(1, len(names)):
        _relate(text, names, found, index)
    for run in _lists(text, names):
        for index in run:
            found[index].listed = run
        shared = _kind_of_all(text[names[run[-1]].end :][:30])
        for index in reversed(run):
            if found[index].country is None:
                found[index].kind = found[index].kind or shared
            if re.search(r"\b(?:in|from)\b", text[names[index - 1].end : names[index].start] if index else ""):
                break  # "Bara and Umm Ruwaba, in the North and West Kordofan regions"
    return found


def _lists(text: str, names: Sequence[Named]) -> list[tuple[int, ...]]:
    """Runs of names parted by commas with an "and" or "or": "A, B and C". Commas alone may tell what lies in what."""
    runs: list[tuple[int, ...]] = []
    run, joined = [0], False
    for index in range(1, len(names) + 1):
        gap = text[names[index - 1].end : names[index].start] if index < len(names) else "."
        if len(gap) <= _LIST_GAP and _LISTED.match(gap):
            run.append(index)
            joined = joined or gap.strip(" ,") != ""
            continue
        if joined:
            runs.append(tuple(run))
        run, joined = [index], False
    return runs


def _read(text: str, named: Named) -> Toponym:
    before, after = text[max(0, named.start - _WINDOW) : named.start], text[named.end : named.end + 30]
    name = clean_name(text[named.start : named.end])
    kind = named.kind or _own_kind(name) or _kind_before(before) or _kind_after(after)
    told = None if named.country else _told_country(before)
    return Toponym(name, named.start, kind, named.country, told, composed=named.composed)


def _own_kind(name: str) -> str | None:
    words = name.lower().split()
    if len(words) < 2:
        return None
    return telling_kind(words[-1]) or (place_nouns().get(words[0]) if words[0] != "port" else None)


def _kind_before(before: str) -> str | None:
    if _WATER_BEFORE.search(before):
        return "physical"
    match = _KIND_BEFORE.search(before)
    return telling_kind(match[1]) if match else None


def _kind_after(after: str) -> str | None:
    match = _KIND_AFTER.match(after)
    kind = telling_kind(match[1].lower()) if match else None
    return None if match and kind == "facility" and match[1].islower() else kind  # "a Karachi market" is in the town


def _kind_of_all(after: str) -> str | None:
    """The kind of all names of a list that a plural noun follows: "the Segou and Mopti regions"."""
    match = _KINDS_AFTER.match(after)
    return telling_kind(match[1]) or telling_kind(f"{match[1][:-2]}y") if match else None


def _told_country(before: str) -> str | None:
    match = _TOLD_PEOPLE.search(before)
    if match is None:
        return None
    found = lexicons.demonym_index().get(match[1])
    nouns = match[2].split()
    if found is None or (nouns and not any(noun in place_nouns() for noun in nouns)):
        return None
    return lexicons.countries()[found].code


def _relate(text: str, names: Sequence[Named], found: list[Toponym], index: int) -> None:
    """Containment and distance told between a name and the one before it."""
    first, second = names[index - 1], names[index]
    gap = text[first.end : second.start]
    if len(gap) > 120 or "\n" in gap:
        return
    if _OWNED.match(gap):
        found[index].inside.append(index - 1)
    elif _INSIDE.match(gap) and not (second.acts and gap.strip() == ","):
        found[index - 1].inside.append(index)
    else:
        apposed = _APPOSED.match(gap)
        located = read_locator(apposed["rest"]) if apposed else None
        if located is not None:
            km, degrees, words = located
            found[index - 1].locator = Locator(index, km, degrees, words)


def read_locator(words: str) -> tuple[float | None, float | None, str] | None:
    """(km, degrees, words) of "45 km south of ", "near " and the like, as a whole; None for other words."""
    match = _AWAY.match(words.lstrip())
    if match is None or (match["near"] == "from" and match["unit"] is None):
        return None
    km = kilometres(match["number"], match["unit"]) if match["unit"] else None
    compass = match["compass"]
    relation = (
        f"{compass} of"
        if compass
        else ("near" if match["near"] in ("close to", "from", "away from") else match["near"])
    )
    return km, COMPASS.get(compass) if compass else None, relation


def kilometres(number: str | None, unit: str) -> float | None:
    """ "45", "km" -> 45.0; a number in words is read too. None where it is no number."""
    from reports.numerals import parse_number

    value = parse_number(number) if number else None
    factor = _KM.get(unit.lower())
    return round(float(value) * factor, 2) if value is not None and factor else None


def order(names: Iterable[Named]) -> list[int]:
    """Positions of names in the order of their starts."""
    listed = list(names)
    return sorted(range(len(listed)), key=lambda index: (listed[index].start, listed[index].end))
