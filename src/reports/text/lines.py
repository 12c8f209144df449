"""Lines of a text to paragraphs, by how the text is laid out.

Three layouts are met: one paragraph a line; lines wrapped at 60-90 columns with blank lines between paragraphs;
wrapped lines with indented first lines. A line end inside a paragraph is told from one between paragraphs by whether
the next word would still have fitted.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# white space, and zero-width and byte-order characters, which are no content either
_EDGE = (
    " \t\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    "\ufeff\u200b\u200c\u200d\u2060\u200e\u200f\xad"
)
BULLET = re.compile(r"(?:[•·▪◦‣⁃●■►▶➤➢✓*+–—-]|\(?\d{1,2}[.)]|\(?[a-z]\)|#{1,6}|>)\s+|[•▪●■►▶➤➢]")
_LABEL = re.compile(r"(?:\[?\d{1,2}[:.]\d\d\]?|[A-Z][\w ]{1,30}:)\s")
_FINAL = tuple(".!?:;…\"”’')]»")
_BYLINE = re.compile(r"by\s+[A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*){1,3}(?:\s*(?:[|•·][^\n]*|,[^\n]{1,40}))?")
_HEAD_LINES = 3
_WIKI_HEADING = re.compile(r"={2,6}[ \t]*[^=\n]{1,60}?[ \t]*={2,6}")
_MAX_WRAP = 100
_MIN_WRAP = 40
_MIN_CABLE = 60


class Line(NamedTuple):
    """A line with its white space trimmed. `indent`: columns before it; `gap`: blank lines before it."""

    start: int
    end: int
    indent: int
    gap: int


class Paragraph(NamedTuple):
    start: int
    end: int
    gap: int


def paragraphs(text: str) -> list[Paragraph]:
    """Paragraphs in order, trimmed, none empty; wiki headings ("==Attack==") are paragraphs wherever they stand."""
    lines = _lines(text)
    width = _wrap_width(text, lines)
    joined: list[Paragraph] = []
    for index, line in enumerate(lines):
        if 0 < index < _HEAD_LINES and not width and _BYLINE.fullmatch(text, line.start, line.end):
            joined.append(Paragraph(line.start, line.end, line.gap))  # a byline in lower case under its headline
        elif index and _continues(text, lines[index - 1], line, width):
            joined[-1] = joined[-1]._replace(end=line.end)
        else:
            joined.append(Paragraph(line.start, line.end, line.gap))
    return _split_wiki(text, joined) if "==" in text else joined


def _lines(text: str) -> list[Line]:
    found: list[Line] = []
    cursor = 0
    for match in _LINE.finditer(text):
        raw = match[0]
        kept = raw.strip(_EDGE)
        if not kept:
            continue
        offset = raw.index(kept)
        gap = len(_BREAK.findall(text, cursor, match.start())) - 1 if found else 0
        found.append(Line(match.start() + offset, match.start() + offset + len(kept), offset, max(gap, 0)))
        cursor = match.end()
    return found


def _wrap_width(text: str, lines: list[Line]) -> int:
    """The column at which the text is wrapped, or 0 when its lines are paragraphs."""
    inner = [(above, below) for above, below in zip(lines, lines[1:], strict=False) if not below.gap]
    if len(inner) < 2:
        return 0
    lengths = sorted(line.end - line.start for line in lines)
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.98))]
    if not _MIN_WRAP < width <= _MAX_WRAP:
        return 0
    full = [pair for pair in inner if pair[0].end - pair[0].start >= _MIN_WRAP]
    open_ended = sum(not text[above.start : above.end].endswith(_FINAL) for above, _ in full)
    lower = sum(text[below.start].islower() for _, below in full)
    return width if full and open_ended >= 0.5 * len(full) and lower >= 0.3 * len(full) else 0


def _continues(text: str, above: Line, below: Line, width: int) -> bool:
    """Is `below` the same paragraph as `above`?"""
    if below.gap or BULLET.match(text, below.start) or text.startswith("==", below.start):
        return False
    ended = text[above.end - 1] in _FINAL
    length = above.end - above.start
    if not ended and length >= _MIN_WRAP and text[below.start].islower():
        return True
    cable = text[above.start : above.end].isupper() and text[below.start : below.end].isupper()
    if cable and not ended and length >= _MIN_CABLE:
        return True
    if not width or below.indent > above.indent + 1 and ended:
        return False
    if _LABEL.match(text, below.start) and ended:
        return False
    word = text.find(" ", below.start, below.end)
    needed = (word if word > 0 else below.end) - below.start + 1
    return above.indent + length + needed > width - 6


def _split_wiki(text: str, whole: list[Paragraph]) -> list[Paragraph]:
    parts: list[Paragraph] = []
    for paragraph in whole:
        cuts = [paragraph.start]
        for match in _WIKI_HEADING.finditer(text, paragraph.start, paragraph.end):
            cuts += [match.start(), match.end()]
        cuts.append(paragraph.end)
        pieces = (trim(text, start, end) for start, end in zip(cuts, cuts[1:], strict=False))
        parts += [Paragraph(start, end, paragraph.gap) for start, end in pieces if start < end]
    return parts


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """`start:end` without white space at either side; empty when there is nothing else."""
    while start < end and (text[start].isspace() or text[start] in _EDGE):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in _EDGE):
        end -= 1
    return start, end
