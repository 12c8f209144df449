"""A story out of its parts: what a structured format keeps in fields becomes one text, as a wire prints it.

Headline, byline and dateline stand before the body, each a paragraph of its own, unless the body repeats them. The
parts whose kind the format states are handed on with their offsets; the rest goes through `reports.segment`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reports.errors import InputError
from reports.read.blocks import Block
from reports.read.story import Story
from reports.read.values import language_of
from reports.records import Dateline, Format, PubStatus, Section, SectionKind
from reports.text import datelines
from reports.text.heads import byline_names

WITHDRAWN = ("canceled", "withheld")
_MEND = "check that the file holds a story and not only its metadata"
_BARE = re.compile(r"\W+")
_HEADS = 4
_MAX_HEAD = 400
_MAX_PLACE = 60


@dataclass
class Parts:
    """What a reader found in one item. Strings are squeezed, dates ISO; what is not there is None or empty."""

    headline: str | None = None
    subheads: list[str] = field(default_factory=list)
    byline: str | None = None
    bylines: list[str] = field(default_factory=list)
    dateline: str | None = None
    dateline_place: str | None = None
    dateline_date: str | None = None
    body: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    guid: str | None = None
    version: str | None = None
    pubstatus: PubStatus | None = None
    embargo: str | None = None
    warnings: list[str] = field(default_factory=list)


def story_of_parts(parts: Parts, name: str, form: Format) -> Story:
    """The story. Raises `InputError` if there is no body, unless the item was withdrawn: those come without one."""
    if not parts.body and parts.pubstatus not in WITHDRAWN:
        raise InputError(name, "holds no article text", _MEND)
    text = _Text()
    opening = [block.text for block in parts.body[:_HEADS]]
    for words in (parts.headline, *parts.subheads):
        if words and not _among(words, opening):
            text.add(words, SectionKind.HEADLINE)
    for note in parts.notes:
        text.add(note, SectionKind.NOTE)
    if parts.byline and not _among(parts.byline, opening):
        text.add(parts.byline, SectionKind.BYLINE)
    dateline = _dateline(parts, text, opening)
    for block in parts.body:
        text.add(block.text, _repeated(block, parts))
    return Story(
        text=text.text,
        path=name,
        url=parts.url,
        format=form,
        title=parts.headline,
        bylines=tuple(parts.bylines) or _names(parts.byline),
        publisher=parts.publisher,
        published=parts.published,
        published_from="metadata" if parts.published else None,
        language=language_of(parts.language),
        guid=parts.guid,
        version=parts.version,
        pubstatus=parts.pubstatus,
        embargo=parts.embargo,
        parts=tuple(text.sections),
        dateline=dateline,
        warnings=tuple(parts.warnings),
    )


class _Text:
    """A text that grows by paragraphs and notes where those of a known kind lie."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self.sections: list[Section] = []

    @property
    def text(self) -> str:
        return "\n\n".join(self._pieces)

    def add(self, words: str, kind: SectionKind | None) -> tuple[int, int]:
        start = self._size + (2 if self._pieces else 0)
        self._pieces.append(words)
        self._size = start + len(words)
        if kind is not None:
            self.sections.append(Section(kind=kind, start=start, end=self._size))
        return start, self._size


def _among(words: str, paragraphs: list[str]) -> bool:
    bare = _bare(words)
    return any(_bare(paragraph) == bare for paragraph in paragraphs)


def _bare(words: str) -> str:
    return _BARE.sub(" ", words).strip().casefold()


def _repeated(block: Block, parts: Parts) -> SectionKind | None:
    """The kind of a paragraph of the body: its own, or that of the headline or byline that it repeats."""
    if block.kind is not None or len(block.text) > _MAX_HEAD:
        return block.kind
    bare = _bare(block.text)
    if any(words and _bare(words) == bare for words in (parts.headline, *parts.subheads)):
        return SectionKind.HEADLINE
    return SectionKind.BYLINE if parts.byline and _bare(parts.byline) == bare else None


def _dateline(parts: Parts, text: _Text, opening: list[str]) -> Dateline | None:
    """The stated dateline, put before the body unless the body begins with one."""
    words = parts.dateline
    if not words or any(datelines.at_start(block, 0, len(block), opening=True) for block in opening[:1]):
        return None
    start, end = text.add(words, SectionKind.DATELINE)
    found = datelines.at_start(f"{words} — ", 0, len(words) + 3, opening=True)
    date = parts.dateline_date or (found.date.iso() if found and found.date else None)
    place = found.place if found else parts.dateline_place or _place(words)
    return Dateline(place=place, agency=found.agency if found else None, date=date, start=start, end=end)


def _place(words: str) -> str | None:
    """A dateline that is nothing but a place."""
    return None if len(words) > _MAX_PLACE or any(char.isdigit() for char in words) else words.strip(" .,–—-") or None


def _names(byline: str | None) -> tuple[str, ...]:
    """The persons of a byline, with or without its "By"."""
    if not byline:
        return ()
    for words in (byline, f"By {byline}"):
        if names := byline_names(words)[0]:
            return tuple(names)
    return ()
