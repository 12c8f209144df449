"""A story's text cut where its evidence begins and ends, so that nested and overlapping spans can all be marked.

What this is: offsets in, paragraphs of pieces out, each piece with all that covers it. It escapes and draws nothing.
Time is linear in the text and its spans. Spans of a damaged report that lie outside the text are cut to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from reports.records import Report, Section, SectionKind

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’)\]]*\s*$")
_WRAP = 100  # characters; text with longer lines is not broken into lines by hand


@dataclass(frozen=True, slots=True)
class Cover:
    """A span with what it is: classes for the look ("q direct"), and the id that it belongs to."""

    start: int
    end: int
    look: str
    ref: str


@dataclass(slots=True)
class Piece:
    """A stretch of text that the same spans cover. `ends` are the ids whose number is put behind it."""

    start: int
    text: str
    looks: list[str] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A paragraph, or lines that belong together, in pieces. `kind` is that of its section."""

    kind: SectionKind
    lines: list[list[Piece]]


def covers(report: Report) -> Iterator[Cover]:
    """All spans of a report that are marked in its text."""
    for claim in report.claims:
        yield Cover(claim.start, claim.end, "c", claim.id)
        yield Cover(claim.trigger.start, claim.trigger.end, "t", claim.id)
    for statement in report.statements:
        for span in statement.content:
            yield Cover(span.start, span.end, f"q {statement.quote}", statement.id)
        if statement.cue:
            yield Cover(statement.cue.start, statement.cue.end, "u", statement.id)
        if statement.source_mention:
            mention = statement.source_mention
            yield Cover(mention.start, mention.end, "w", statement.source)
    for group, look in ((report.actors, "a"), (report.places, "p"), (report.sources, "w")):
        for item in group:
            for mention in item.mentions:
                yield Cover(mention.start, mention.end, look, item.id)
    for note in report.notes:
        yield Cover(note.start, note.end, "n", note.id)


def blocks(report: Report) -> list[Block]:
    """The paragraphs of a report's story in order, in pieces."""
    text = report.article.text
    paragraphs = list(_paragraphs(text, report.article.sections))
    cuts = {edge for _, start, end in paragraphs for edge in (start, end)}
    spans = [
        Cover(max(0, span.start), min(len(text), span.end), span.look, span.ref)
        for span in covers(report)
        if span.start < min(len(text), span.end)
    ]
    numbered: dict[int, list[str]] = defaultdict(list)
    for claim in report.claims:
        numbered[min(len(text), claim.trigger.end or claim.end)].append(claim.id)
    pieces = _pieces(text, spans, cuts | set(numbered), numbered)
    found = []
    for kind, start, end in paragraphs:
        inside = []
        while pieces and pieces[-1].start < end:
            piece = pieces.pop()
            if piece.start >= start:
                inside.append(piece)
        lines = list(_lines(text[start:end], inside))
        # Wires put a paragraph on each line; a list of links or credits stays together.
        found += [Block(kind, [line]) for line in lines] if kind is SectionKind.BODY else [Block(kind, lines)]
    return found


def _paragraphs(text: str, sections: Sequence[Section]) -> Iterator[tuple[SectionKind, int, int]]:
    """(kind, start, end) of each paragraph. Text between sections counts as body; blank text is left out."""
    place = 0
    for section in sorted(sections, key=lambda each: (each.start, each.end)):
        start, end = max(place, section.start), min(len(text), section.end)
        if start >= end:
            continue
        yield from _split(text, SectionKind.BODY, place, start)
        yield from _split(text, section.kind, start, end)
        place = end
    yield from _split(text, SectionKind.BODY, place, len(text))


def _split(text: str, kind: SectionKind, start: int, end: int) -> Iterator[tuple[SectionKind, int, int]]:
    for gap in _PARAGRAPH.finditer(text, start, end):
        if text[start : gap.start()].strip():
            yield kind, start, gap.start()
        start = gap.end()
    if text[start:end].strip():
        yield kind, start, end


def _pieces(text: str, spans: Iterable[Cover], cuts: set[int], numbered: dict[int, list[str]]) -> list[Piece]:
    """The text in pieces, the last first. Between two cuts the spans that cover it are the same."""
    opening: dict[int, list[Cover]] = defaultdict(list)
    closing: dict[int, list[Cover]] = defaultdict(list)
    for span in spans:
        opening[span.start].append(span)
        closing[span.end].append(span)
    edges = sorted({0, len(text), *cuts, *opening, *closing})
    active: dict[Cover, int] = {}
    found = []
    for start, end in zip(edges, edges[1:], strict=False):
        for span in closing.get(start, ()):
            active.pop(span, None)
        for span in opening.get(start, ()):
            active[span] = active.get(span, 0) + 1
        looks = dict.fromkeys(look for span in active for look in span.look.split())
        refs = dict.fromkeys(span.ref for span in active)
        found.append(Piece(start, text[start:end], list(looks), list(refs), numbered.get(end, [])))
    found.reverse()
    return found


def _lines(text: str, pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces of a paragraph by line. Lines that were only wrapped go on in one."""
    if "\n" not in text.strip("\n") or _is_wrapped(text):
        yield list(pieces)
        return
    line: list[Piece] = []
    for piece in pieces:
        rest, place = piece.text, piece.start
        while "\n" in rest:
            head, _, rest = rest.partition("\n")
            if head:
                line.append(Piece(place, head, piece.looks, piece.refs))
            place += len(head) + 1
            if line:
                yield line
                line = []
        if rest or piece.ends:
            line.append(Piece(place, rest, piece.looks, piece.refs, piece.ends))
    if line:
        yield line


def _is_wrapped(text: str) -> bool:
    """Whether the line breaks of a paragraph are there only because its lines were full."""
    lines = text.strip("\n").split("\n")
    longest = max(map(len, lines))
    full = all(len(line) > longest * 0.6 for line in lines[:-1])
    return longest <= _WRAP and full and any(not _SENTENCE_END.search(line) for line in lines[:-1])
