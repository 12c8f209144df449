"""Datelines: "BEIRUT, Sept 13 (Reuters) -", "KYIV (AP) —", "Moscow, 4 May, /TASS/.", "NAYPYITAW —".

Read by shape: capitals, commas, brackets, dashes. Agency names are asked for only where the shape leaves a doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.errors import DataError
from reports.text import boilerplate
from reports.text.dates import DATE, WEEKDAY_WORD, FoundDate, find_date

_CAPS = r"(?:(?:al|el|ad|an|ar|as|ash|at|az)-)?[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’`.-]*[A-ZÀ-ÖØ-Þ.]"
_CAPS_PLACE = rf"{_CAPS}(?:(?:\s|\s?/\s?|\s+(?:and|de|del|la|of)\s+){_CAPS}){{0,4}}"
_WORD = r"(?:(?:[Aa]l|[Ee]l|[Aa]sh|[Dd]e|[Dd]el|of|the|and)[\s-])?[A-ZÀ-ÖØ-Þ][\w'’`.-]*"
_TITLE_PLACE = rf"{_WORD}(?:(?:\s|\s?/\s?){_WORD}){{0,3}}"
_REGION = rf"(?:,\s*(?!(?i:{DATE})){_WORD}(?:\s{_WORD}){{0,3}}){{0,2}}"
_AGENCY = r"(?:\((?P<round>[^()\n]{2,50})\)|\[(?P<square>[^\[\]\n]{2,40})\]|/(?P<slash>[^/\n]{2,30})/)"
_BARE = r"(?P<bare>[A-Z][A-Z-]{1,9}|[A-Z][a-z]+)"
_DASH = r"(?:\s*[-–—―−]{1,3}(?=\s)|\s*[–—―]|\s*--+|\s+[-–—−]+|(?<=\))\s*[-:])"
_WHEN = rf"(?i:{DATE})(?:,?\s*\d{{1,2}}[:.]\d\d)?"

# in order of trust; each ends where the story's words begin
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        # PLACE[, Region][, date] (AGENCY) -
        rf"(?P<place>{_CAPS_PLACE}{_REGION})(?:\s*[,.]\s*(?P<date>{_WHEN}))?[,.]?\s*{_AGENCY}(?:{_DASH}|\s*[.:]|(?=\s+[A-Z“\"‘]))",
        # PLACE, date -
        rf"(?P<place>{_CAPS_PLACE}{_REGION})\s*[,.:]?\s+(?:\((?P<bracketed>{_WHEN})\)|(?P<date>{_WHEN}))\.?(?:{_DASH}|\s*:)",
        # PLACE, AGENCY -
        rf"(?P<place>{_CAPS_PLACE}),\s+{_BARE}{_DASH}",
        # Place[, Region][, date] (AGENCY) -
        rf"(?P<place>{_TITLE_PLACE}{_REGION})(?:\s*[,.]\s*(?P<date>{_WHEN}))?[,.]?\s*{_AGENCY}(?:{_DASH}|(?<=/)\s*[.:])",
        # Place, date -  and  Place. Date. AGENCY -
        rf"(?P<place>{_TITLE_PLACE}{_REGION})\s*[,.]\s+(?P<date>{_WHEN})[.,]?(?:\s+{_BARE}(?:\.\w{{2,3}})?)?{_DASH}",
        # Place, AGENCY -
        rf"(?P<place>{_TITLE_PLACE}),\s+{_BARE}{_DASH}",
    )
)
_IN_CAPITALS = 3
_ALONE = re.compile(rf"(?P<place>{_TITLE_PLACE}{_REGION})\s*[,–—-]\s*(?P<date>{_WHEN})\.?")
_PLAIN = re.compile(rf"(?P<place>{_CAPS_PLACE}{_REGION})(?P<dash>{_DASH}|:)(?=\s)")
_PLAIN_LENGTH = 60
_MAX_CAPITALS = 4
_GLUED = re.compile(
    rf"(?<![A-ZÀ-Þ0-9/.’'-])(?P<place>{_CAPS_PLACE}{_REGION})(?:\s*[,.]\s*(?P<date>{_WHEN}))?[,.]?\s*"
    rf"(?:{_AGENCY}{_DASH}|(?<=[\d.]){_DASH}(?=\s))"
)
# no space between a headline and the place: "… in the northBEIRUT — The army"
_STUCK = re.compile(rf"(?<=[a-zß-öø-ÿ?!’”'\"])(?P<place>[A-ZÀ-ÖØ-Þ]{{3}}{_CAPS_PLACE}{_REGION})\s*(?:[–—―]|--)\s")
_IN_SENTENCE = re.compile(r"(?<![\w.!?])[a-z]+,?\s+$")
_REACH = 170
_SMALL_WORD = re.compile(
    r"(?<=[\w][- ])(?:AU|DE|DU|DES|EL|AL|LA|LE|LES|SUR|EN|ES|OF|AND|Des|Les|Sur|And)(?=[- ])"
)  # "Port-au-Prince"
_CAPS_WORD = re.compile(r"\b(?:AL|EL)(?=-)|(?<![\w.])[A-ZÀ-ÖØ-Þ]['’`]?[A-ZÀ-ÖØ-Þ]{2,}(?:['’`][A-ZÀ-ÖØ-Þ]+)*(?![\w.])")
# words that open a sentence with a time or place, not a dateline ("In Goma, 3 May - ...")
_OPENERS = frozenset(
    "a after an and as at before between by but during early for from he if in into it its last late near no on one "
    "over she since some that the their then there these they this those to two under until we when where while "
    "with".split()
)
_VOWEL = re.compile(r"[AEIOUYÀ-Þaeiouy]")


@dataclass(frozen=True)
class DatelineMatch:
    """What a dateline says. `start:end` ends after the dash, before the story's first word (white space excluded)."""

    start: int
    end: int
    place: str
    agency: str | None
    date: FoundDate | None


def at_start(text: str, start: int, end: int, *, opening: bool) -> DatelineMatch | None:
    """The dateline with which the paragraph `start:end` begins, or None.

    `opening`: the paragraph may open the story, so that a place not in capitals and a bare "NAYPYITAW —" count.
    """
    head = text[start : min(end, start + _REACH)]
    for rank, shape in enumerate(_SHAPES if opening else _SHAPES[:_IN_CAPITALS]):
        match = shape.match(head)
        if match and _fits(match, rank):
            return _made(match, start)
    match = _PLAIN.match(head) if opening else None
    if match and match.end() <= _PLAIN_LENGTH and _is_place(match["place"]) and _plain_fits(match, end - start):
        return _made(match, start)
    return None


def alone(text: str, start: int, end: int) -> DatelineMatch | None:
    """A line that is nothing but place and full date, as releases have it: "Yerevan, 20 October 2020"."""
    match = _ALONE.fullmatch(text, start, end) if end - start <= _REACH else None
    if match is None or not _is_place(match["place"]):
        return None
    found = _made(match, 0)
    return found if found.date and found.date.year else None


def inside(text: str, start: int, end: int) -> DatelineMatch | None:
    """A dateline further on in a paragraph, where a headline, caption or credit stands glued in front of it.

    Only capitals with an agency in brackets, or with a date and a dash, count here.
    """
    for match in _GLUED.finditer(text[start:end]):
        if not match.start() or not _is_place(match["place"]) or not (match["date"] or _agency(match)):
            continue
        if _known(_agency(match)) or not _IN_SENTENCE.search(
            text, max(start, start + match.start() - 30), start + match.start()
        ):
            return _without_credit(text, _made(match, start))
    stuck = _STUCK.search(text, start, min(end, start + _REACH + _PLAIN_LENGTH))
    return _made(stuck, 0) if stuck and _is_place(stuck["place"]) else None


def _fits(match: re.Match[str], rank: int) -> bool:
    groups = match.groupdict()
    if not _is_place(match["place"]):
        return False
    if rank in (2, 5):
        return _known(groups["bare"])
    if rank == 3:
        return bool(groups["date"] or groups["slash"] or _known(groups["round"] or groups["square"]))
    if rank == 0 and match[0][-1] in ")]/":
        return _known(groups["round"] or groups["square"] or groups["slash"])
    return True


def _known(name: str | None) -> bool:
    if not name:
        return False
    known = boilerplate.agency_names()
    return any(part.strip().lower() in known for part in re.split(r"[/,]", name))


def _is_place(words: str) -> bool:
    first = re.split(r"[,/]", words)[0].strip().lower()
    if len(first) < 2 or not _VOWEL.search(first) or first.split()[0] in _OPENERS or WEEKDAY_WORD.match(first):
        return False
    return first.rstrip(".") not in boilerplate.load().not_place


def _plain_fits(match: re.Match[str], length: int) -> bool:
    """A bare "PLACE -" opens a paragraph and no label before a few words; a colon asks for a known place."""
    if length - match.end() < 40 or sum(word.isupper() for word in match["place"].split()) > _MAX_CAPITALS:
        return False
    return match["dash"] != ":" or len(match["place"]) >= 4 and _in_gazetteer(match["place"])


def _in_gazetteer(words: str) -> bool:
    """Is it a place at all? Asked only where a speaker's name looks the same ("SMITH:")."""
    from reports import gazetteer  # opened for this one shape only

    try:
        return gazetteer.default().is_name(gazetteer.fold_place(re.split(r"[,/]", words)[0]))
    except DataError:
        return False


def _made(match: re.Match[str], offset: int) -> DatelineMatch:
    groups = match.groupdict()
    when = groups.get("date") or groups.get("bracketed")
    agency, inner = _agency(match), None
    if agency and (inner := find_date(agency)):
        agency = _drop_date(agency, inner)
    date = find_date(when) if when else inner
    return DatelineMatch(offset + match.start(), offset + match.end(), _readable(match["place"]), agency, date)


def _agency(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    named = next((groups[key] for key in ("round", "square", "slash", "bare") if groups.get(key)), None)
    return " ".join(named.split()) if named else None


def _drop_date(agency: str, inner: FoundDate) -> str | None:
    """Of "Agency - 12 March 2022" the agency alone."""
    parts = re.split(r"\s*(?:,|\s[-–—])\s*", agency[: inner.start] + agency[inner.end :])
    return next((part.strip() for part in parts if len(part.strip()) > 1), None)


def _without_credit(text: str, found: DatelineMatch) -> DatelineMatch:
    """In "AP BEIRUT (AP) -" the first word belongs to the photo credit before the dateline."""
    words = re.match(r"(\S+)\s+(?=\S)", text[found.start : found.end])
    if not words or words[1].lower() not in boilerplate.agency_names():
        return found
    place = found.place.split(" ", 1)[1]
    return DatelineMatch(found.start + words.end(), found.end, place, found.agency, found.date)


def _readable(place: str) -> str:
    """Gives "PORT SUDAN" as "Port Sudan"; words not in capitals and abbreviations ("DR Congo", "U.N.") stay."""
    read = _CAPS_WORD.sub(lambda word: word[0][0] + word[0][1:].lower(), " ".join(place.split()))
    return _SMALL_WORD.sub(lambda word: word[0].lower(), read)
