"""What each part of a story's text is: headline, byline, dateline, body, caption, related links, credits, notes.

Works on strings alone. The contract: offsets into the text as given, sections ordered, half-open, not overlapping,
without white space at their edges. Text that fits nothing else is body: a lost sentence is worse than a kept label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reports.records import CLAIM_SECTIONS, Dateline, Section, SectionKind
from reports.text import boilerplate, credit_lines, datelines, mastheads
from reports.text.dates import FoundDate, find_date, find_published
from reports.text.heads import Head, byline_names, is_byline, looks_like_headline, published_line
from reports.text.lines import BULLET, paragraphs, trim

K = SectionKind
_MERGED = frozenset({K.BODY, K.RELATED, K.NOTE, K.CREDIT})
_HEAD_SIZE = 8
_TAIL_SIZE = 5
_MAX_LINKS = 8
_MAX_LINK = 150
_GLUE_REACH = 900
_LETTER = re.compile(r"[^\W_]")
_WIKI_HEADING = re.compile(r"={2,6}\s*([^=\n]{1,60}?)\s*={2,6}")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+")
_BREADCRUMBS = re.compile(r"[A-Z][\w&' -]{1,24}(?:\s*[|>›»]\s*[A-Z][\w&' -]{1,24}){2,}")
_FINAL = re.compile(r"[.!?…:;,][\"”’')\]]*$")
_CREDIT_VERB = re.compile(
    r"(?i)\b(?:said|says|shows?|showed|found|finds|suggests?|indicates?|that|has|have|had|was|were|is|are)\b"
)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or, where pieces are glued, a part of one. `kind` is that of the section it lies in."""

    start: int
    end: int
    kind: SectionKind


@dataclass(frozen=True)
class Layout:
    """The parts of one text and what they say of it.

    `dateline_month_day` and `dateline_year` hold what the dateline gives even where the year is missing;
    `dateline.date` is ISO and needs the year. `published` comes from a "Published:" line, else from a dateline with a
    year. `title` is the given one, else the line with a release's number, else the first headline. `publisher` is the
    outlet that a line of the head names.
    """

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    dateline: Dateline | None = None
    dateline_month_day: tuple[int, int] | None = None
    dateline_year: int | None = None
    title: str | None = None
    bylines: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    published: str | None = None
    publisher: str | None = None


@dataclass
class _Draft:
    """What the pass over the paragraphs has found so far."""

    text: str
    title: str | None
    letterhead: mastheads.Letterhead | None = None
    publisher: str | None = None
    parts: list[Paragraph] = field(default_factory=list)
    dateline: datelines.DatelineMatch | None = None
    body_seen: int = 0
    links_left: int = 0
    wiki_tail: bool = False
    published: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)

    def add(self, start: int, end: int, kind: SectionKind) -> None:
        start, end = trim(self.text, start, end)
        if start < end:
            self.parts.append(Paragraph(start, end, kind))
            self.body_seen += kind is K.BODY


def segment(
    text: str, *, title: str | None = None, parts: Sequence[Section] = (), dateline: Dateline | None = None
) -> Layout:
    """The layout of a text. `title` is one known from elsewhere (page metadata); it need not stand in the text.

    `parts` are parts of whole paragraphs whose kind is known (a wire item's headline, caption ...), in order, and
    `dateline` says what the dateline among them says. What lies outside them is told by its words.
    """
    draft = _Draft(text, title)
    spans = [(p.start, p.end) for p in paragraphs(text) if _LETTER.search(text, p.start, p.end)]
    known = _Known(parts)
    free = [span for span in spans if known.kind(*span) is None]
    draft.letterhead = mastheads.letterhead(text, free) if not parts else None
    heads = Head(text, free, title, closed=any(part.kind is K.HEADLINE for part in parts))
    known = _Known(parts)
    index = 0
    for start, end in spans:
        kind = known.kind(start, end)
        if kind is None:
            _place(draft, heads, index, start, end)
            index += 1
        else:
            _place_known(draft, start, end, kind, dateline)
    return _layout(draft)


class _Known:
    """The parts of known kind, asked for in the order of the text."""

    def __init__(self, parts: Sequence[Section]) -> None:
        self._parts = parts
        self._at = 0

    def kind(self, start: int, end: int) -> SectionKind | None:
        """The kind of the part in which a paragraph lies, None outside all."""
        while self._at < len(self._parts) and self._parts[self._at].end <= start:
            self._at += 1
        if self._at == len(self._parts):
            return None
        part = self._parts[self._at]
        return part.kind if part.start <= start and end <= part.end else None


def _place_known(draft: _Draft, start: int, end: int, kind: SectionKind, dateline: Dateline | None) -> None:
    """Adds a paragraph whose kind the file states."""
    draft.add(start, end, kind)
    _learn(draft, draft.text[start:end], kind)
    if kind is K.DATELINE and dateline is not None and draft.dateline is None:
        date = find_date(dateline.date) if dateline.date else None
        draft.dateline = datelines.DatelineMatch(start, end, dateline.place or "", dateline.agency, date)
        if dateline.agency:
            draft.agencies.append(dateline.agency)


def _place(draft: _Draft, heads: Head, index: int, start: int, end: int) -> None:
    """Adds one paragraph, whole or in pieces. The order of the tests is the order of their certainty."""
    words = draft.text[start:end]
    if _in_block(draft, words):
        draft.add(start, end, K.RELATED)
    elif draft.letterhead is not None and index <= draft.letterhead.end and _in_letterhead(draft, index, start, end):
        return
    elif index < _HEAD_SIZE and draft.body_seen <= 1 and (head := mastheads.read(words)):
        _add_masthead(draft, start, end, head)
    elif kind := _whole(draft, heads, index, words):
        draft.add(start, end, kind)
        _learn(draft, words, kind)
    elif index < _HEAD_SIZE and not draft.body_seen and (dateline := datelines.alone(draft.text, start, end)):
        _add_dateline(draft, dateline)
    elif kind := heads.kind(index, draft.body_seen):
        _add_headline(draft, start, end, kind)
    else:
        _add_story(draft, start, end, opening=index < _HEAD_SIZE, last=index >= len(heads.spans) - _TAIL_SIZE)


def _in_letterhead(draft: _Draft, index: int, start: int, end: int) -> bool:
    """Adds a line of a release's head that says when it is of, or which number it has."""
    assert draft.letterhead is not None
    if index == draft.letterhead.title:
        draft.add(start, end, K.HEADLINE)
        draft.title = draft.title or " ".join(draft.text[start:end].split())
        return True
    if index < draft.letterhead.end:
        return False
    words = draft.text[start:end]
    if head := mastheads.read(words):
        _add_masthead(draft, start, end, head)
    elif dateline := datelines.alone(draft.text, start, end):
        _add_dateline(draft, dateline)
    elif published_line(words, first=False, before_body=True):
        draft.add(start, end, K.BYLINE)
        _learn(draft, words, K.BYLINE)
    else:
        return False
    return True


def _add_masthead(draft: _Draft, start: int, end: int, head: mastheads.Masthead) -> None:
    draft.add(start, end, K.BYLINE)
    draft.bylines += head.bylines
    draft.agencies += head.agencies
    draft.publisher = draft.publisher or head.publisher
    if head.published:
        draft.published.append(head.published)


def _in_block(draft: _Draft, words: str) -> bool:
    """Is this a link line under READ MORE, or part of a wiki's reference sections?"""
    wiki = _WIKI_HEADING.fullmatch(words)
    if wiki:
        draft.wiki_tail = wiki[1].lower() in boilerplate.load().wiki_tail
    if draft.wiki_tail:
        return True
    if boilerplate.load().read_more_line.fullmatch(words):
        draft.links_left = _MAX_LINKS
        return True
    if draft.links_left and boilerplate.load().furniture_line.fullmatch(words):
        return True
    if draft.links_left and _is_link(words):
        draft.links_left -= 1
        return True
    draft.links_left = 0
    return False


def _is_link(words: str) -> bool:
    """A title of another story: one line, no sentence's end, not a caption or credit."""
    bare = BULLET.sub("", words, count=1) if BULLET.match(words) else words
    first = bare.lstrip("‘“\"'")[:1]
    if len(bare) > _MAX_LINK or "\n" in bare or first.islower():
        return False
    if _FINAL.search(bare) and not bare.endswith("?"):
        return False
    return credit_lines.photo_credit(bare) is None and not is_byline(bare) and not bare.isupper()


def _whole(draft: _Draft, heads: Head, index: int, words: str) -> SectionKind | None:
    """The kind of a paragraph that is nothing but a label, note, byline, date line or credit."""
    lists = boilerplate.load()
    short = len(words) <= _MAX_LINK
    if short and (
        lists.furniture_line.fullmatch(words) or lists.read_more_inline.match(words) and not _FINAL.search(words)
    ):
        return K.RELATED
    if short and (lists.furniture_start.match(words) or _BREADCRUMBS.fullmatch(words)):
        return K.RELATED
    if lists.note_start.match(words) or (note := lists.note_bracket.match(words)) and note.end() == len(words):
        return K.NOTE
    if index < _HEAD_SIZE and short:
        if is_byline(words) and (draft.body_seen <= 1 or words[:2].lower() == "by"):
            return K.BYLINE
        if draft.body_seen <= 1 and published_line(words, first=index == 0, before_body=not draft.body_seen):
            return K.BYLINE
    if _is_credit_paragraph(words, last=index >= len(heads.spans) - _TAIL_SIZE):
        return K.CREDIT
    return None


def _is_credit_paragraph(words: str, *, last: bool) -> bool:
    lists = boilerplate.load()
    if lists.credit_start.match(words):
        return "diting by" in words or last and len(words) <= 300 and not _CREDIT_VERB.search(words)
    if len(words) > 90:
        return False
    if last and lists.sign_off_line.fullmatch(words):
        return True
    return credit_lines.is_credit(words, alone=True)


def _learn(draft: _Draft, words: str, kind: SectionKind) -> None:
    if kind is K.BYLINE:
        names, agencies = byline_names(words)
        draft.bylines += names
        draft.agencies += agencies
        if published := find_published(words):
            draft.published.append(published)
    elif kind is K.CREDIT:
        draft.agencies += boilerplate.agencies_in(words)


def _add_headline(draft: _Draft, start: int, end: int, kind: SectionKind) -> None:
    """A headline without its markdown sign; "UPDATE 2-" before it is a note."""
    text = draft.text
    if marker := _MARKDOWN_HEADING.match(text, start, end):
        start = marker.end()
    if kind is K.HEADLINE and (slug := boilerplate.load().headline_slug.match(text, start, end)):
        draft.add(start, slug.end(), K.NOTE)
        start = slug.end()
    draft.add(start, end, kind)


def _add_story(draft: _Draft, start: int, end: int, *, opening: bool, last: bool) -> None:
    """A paragraph of the story, parted from notes, captions, credits and datelines that are glued to it."""
    text = draft.text
    start = _add_note(draft, start, end)
    at_opening = opening and draft.body_seen <= 1 and draft.dateline is None
    dateline = datelines.at_start(text, start, end, opening=at_opening)
    if dateline is None and opening:
        dateline = datelines.inside(text, start, min(end, start + _GLUE_REACH))
        if dateline:
            _add_glued(draft, start, dateline.start)
    if dateline:
        _add_dateline(draft, dateline)
        start = _add_note(draft, trim(text, dateline.end, end)[0], end)
    _add_body(draft, *trim(text, start, end), last=last, dated=dateline is not None)


def _add_dateline(draft: _Draft, dateline: datelines.DatelineMatch) -> None:
    draft.add(dateline.start, dateline.end, K.DATELINE)
    draft.dateline = draft.dateline or dateline
    if dateline.agency:
        draft.agencies.append(dateline.agency)


def _add_note(draft: _Draft, start: int, end: int) -> int:
    """Cuts off a bracketed note at the start of a paragraph; gives where the rest begins."""
    note = boilerplate.load().note_bracket.match(draft.text, start, end)
    if note is None or note.end() == end:
        return start
    draft.add(start, note.end(), K.NOTE)
    return trim(draft.text, note.end(), end)[0]


def _add_glued(draft: _Draft, start: int, end: int) -> None:
    """What stands before a dateline on its line: a headline, a byline, or a caption with its credit."""
    start, end = trim(draft.text, start, end)
    words = draft.text[start:end]
    if is_byline(words):
        draft.add(start, end, K.BYLINE)
        _learn(draft, words, K.BYLINE)
    elif (cut := credit_lines.photo_credit(words)) is not None:
        draft.add(start, start + cut, K.CAPTION)
        draft.add(start + cut, end, K.CREDIT)
    elif looks_like_headline(words) and not any(part.kind is K.HEADLINE for part in draft.parts):
        _add_headline(draft, start, end, K.HEADLINE)
    else:
        draft.add(start, end, K.CAPTION if draft.body_seen == 0 else K.BODY)


def _add_body(draft: _Draft, start: int, end: int, *, last: bool, dated: bool) -> None:
    """Body or caption, with the credit or sign-off at its end cut off."""
    words = draft.text[start:end]
    tail = boilerplate.load().credit_tail.search(words) if last else None
    if tail and not _CREDIT_VERB.search(words, tail.end()):
        draft.add(start, start + tail.start(), K.BODY)
        draft.add(start + tail.start(), end, K.CREDIT)
        return
    cut = credit_lines.photo_credit(words)
    bullet = BULLET.match(words) is not None
    if cut is not None and not dated and not bullet and credit_lines.reads_as_caption(words[:cut], last=last):
        draft.add(start, start + cut, K.CAPTION)
        draft.add(start + cut, end, K.CREDIT)
        return
    if not dated and not bullet and credit_lines.starts_caption(words):
        draft.add(start, end, K.CAPTION)
        return
    cut = credit_lines.sign_off(words) if last else None
    draft.add(start, start + cut if cut else end, K.BODY)
    if cut:
        draft.add(start + cut, end, K.CREDIT)
        draft.agencies += boilerplate.agencies_in(words[cut:])


def _layout(draft: _Draft) -> Layout:
    found = draft.dateline
    date = found.date if found else None
    iso = date.iso() if date else None
    dateline = _dateline(draft, found, date) if found else None
    headline = next((part for part in draft.parts if part.kind is K.HEADLINE), None)
    title = draft.title or (" ".join(draft.text[headline.start : headline.end].split()) if headline else None)
    return Layout(
        sections=tuple(_sections(draft.parts)),
        paragraphs=tuple(draft.parts),
        dateline=dateline,
        dateline_month_day=(date.month, date.day) if date else None,
        dateline_year=date.year if date else None,
        title=title,
        bylines=tuple(dict.fromkeys(draft.bylines)),
        agencies=boilerplate.unique_agencies(draft.agencies),
        published=next(iter(draft.published), iso),
        publisher=draft.publisher,
    )


def _dateline(draft: _Draft, found: datelines.DatelineMatch, date: FoundDate | None) -> Dateline:
    start, end = trim(draft.text, found.start, found.end)
    iso = date.iso() if date else None
    return Dateline(place=found.place or None, agency=found.agency, date=iso, start=start, end=end)


def _sections(parts: list[Paragraph]) -> Iterator[Section]:
    """Parts as sections, neighbours of one kind merged where the kind is one of running text."""
    pending: Paragraph | None = None
    for part in parts:
        if pending and pending.kind is part.kind and part.kind in _MERGED:
            pending = Paragraph(pending.start, part.end, part.kind)
            continue
        if pending:
            yield Section(kind=pending.kind, start=pending.start, end=pending.end)
        pending = part
    if pending:
        yield Section(kind=pending.kind, start=pending.start, end=pending.end)


def claim_paragraphs(layout: Layout) -> Iterator[Paragraph]:
    """The paragraphs from which claims may come, in order."""
    return (part for part in layout.paragraphs if part.kind in CLAIM_SECTIONS)


__all__ = ["Layout", "Paragraph", "claim_paragraphs", "segment"]
