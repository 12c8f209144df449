"""The lines over a story that say who publishes it and when: "The Valley Courier, 9 June 2021", the letterhead of a
release, "by Jane Roe | Open Ground | updated 3 May 2022, 11:40 UTC"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.text import boilerplate, credit_lines, datelines
from reports.text.dates import DATE, find_date, find_published
from reports.text.heads import byline_names, is_byline, published_line
from reports.text.lines import BULLET

_PIPES = re.compile(r"\s*[|•·]\s*")
_LINE_BREAK = re.compile(r"\s*\n\s*")
_DATED = re.compile(rf"(?P<name>[^\W\d_][^\n.!?:;]{{1,60}}?)\s*(?:[,|]|\s[–—-])\s*(?P<date>(?i:{DATE}).*)", re.DOTALL)
_NAME = re.compile(
    r"(?:[A-Z0-9][\w'’&.-]*|of|the|and|de|la|for)(?:\s+(?:[A-Z0-9][\w'’&.-]*|of|the|and|de|la|for)){0,5}"
)
_FINAL = re.compile(r"[.!?:;,…][\"”’')\]]*$")
_PERIOD = re.compile(r"(?i)(?:reporting |covering |report )?period\b.*\b(?:19|20)\d\d")
_LONGEST_LINE = 110
_MOST_LINES = 6


@dataclass(frozen=True)
class Masthead:
    """What a line says of its story."""

    bylines: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None


@dataclass(frozen=True)
class Letterhead:
    """The short lines over a release. `end` is the index of the one with its date, `title` of that with its number."""

    end: int
    title: int | None


def read(words: str) -> Masthead | None:
    """What a whole line says of byline, outlet and date; None for a line that is no masthead."""
    if len(words) > 2 * _LONGEST_LINE:
        return None
    parts = [part for part in _PIPES.split(words.strip(" *_")) if part]
    if len(parts) > 1:
        return _of_parts(parts)
    match = _DATED.fullmatch(words)
    if match is None or not published_line(match["date"], first=False, before_body=True):
        return None
    name = " ".join(match["name"].split())
    published = find_published(match["date"])
    if published is None:
        return None
    if _is_document(name):
        return Masthead(published=published)
    return Masthead(publisher=name, published=published) if _is_outlet(name) else None


def _of_parts(parts: Sequence[str]) -> Masthead | None:
    """Parts between bars: a date, and a byline or names. One that is neither, and it is another line."""
    names: list[str] = []
    bylines: list[str] = []
    agencies: list[str] = []
    published = None
    for part in parts:
        if published_line(part, first=False, before_body=True):
            published = published or find_published(part)
        elif is_byline(part):
            people, wires = byline_names(part)
            bylines += people
            agencies += wires
        elif _NAME.fullmatch(part):
            names.append(part)
        else:
            return None
    if published is None:
        return None
    outlet = next((name for name in names if _is_outlet(name)), None)
    if outlet is None and bylines and len(names) == 1 and " " in names[0]:
        outlet = names[0]
    return Masthead(tuple(bylines), tuple(agencies), outlet, published)


def _is_outlet(name: str) -> bool:
    """Is it the name of a paper, agency or station, by its first or last word or in the lexicon?"""
    if not _NAME.fullmatch(name):
        return False
    words = name.lower().split()
    if name.lower() in boilerplate.agency_names():
        return True
    return len(words) > 1 and words[-1] in boilerplate.load().outlet_words


def _is_document(name: str) -> bool:
    words = name.lower().split()
    return len(words) <= 4 and words[-1] in boilerplate.load().document_words


def letterhead(text: str, spans: Sequence[tuple[int, int]]) -> Letterhead | None:
    """The letterhead with which a text begins: lines without a sentence, the last of them with a full date."""
    title = None
    for index, (start, end) in enumerate(spans[:_MOST_LINES]):
        words = text[start:end]
        if index and _dates(text, start, end):
            return Letterhead(index, title)
        if not _is_line(words):
            return None
        if title is None and _numbered(words):
            title = index
    return None


def _dates(text: str, start: int, end: int) -> bool:
    words = text[start:end]
    if datelines.alone(text, start, end) is not None or _PERIOD.fullmatch(words):
        return True
    found = find_date(words) if len(words) <= _LONGEST_LINE else None
    return found is not None and found.year is not None and published_line(words, first=False, before_body=True)


def _is_line(words: str) -> bool:
    if len(words) > _LONGEST_LINE or _FINAL.search(words) or BULLET.match(words) or "\n\n" in words:
        return False
    return credit_lines.photo_credit(words) is None


def _numbered(words: str) -> bool:
    """Is it "Press release No. 118", "Situation report 14"?"""
    return boilerplate.load().numbered_document.search(_LINE_BREAK.sub(" ", words)) is not None
