"""Quotation marks: where a quotation opens and closes, paragraph by paragraph.

A mark that is never closed ends with its paragraph, so that a slip of the pen does not swallow the story.
Offsets are token indexes, end-exclusive, marks included.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc

_DOUBLE = frozenset('"“”')
_CLOSERS = frozenset(".,!?;:…)—-–")
_ENDS = frozenset((".", ",", "?", "!", "…", "...", "—", "--", "-", "–"))


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation. `closed`: its closing mark is there. `continues`: it goes on from the paragraph before."""

    start: int
    end: int
    closed: bool
    continues: bool
    speech: bool  # a sentence or a clause of its own rather than some quoted words


def paragraph_bounds(doc: Doc) -> list[tuple[int, int]]:
    """The paragraphs as (start, end), from the layer where it is set, else between line breaks."""
    layer = doc._.paragraphs
    if layer is not None:
        return [(part["start"], part["end"]) for part in layer]
    bounds, start = [], 0
    for token in doc:
        if token.is_space and "\n" in token.text:
            if token.i > start:
                bounds.append((start, token.i))
            start = token.i + 1
    if start < len(doc):
        bounds.append((start, len(doc)))
    return bounds


def find_quotes(doc: Doc, paragraphs: Iterable[tuple[int, int]]) -> list[Quote]:
    """All quotations in order. Single marks count only in paragraphs without double ones."""
    found: list[Quote] = []
    unclosed = False
    for start, end in paragraphs:
        marks = _double_marks(doc, start, end) or _single_marks(doc, start, end)
        quotes = _pair(doc, start, end, marks, unclosed) if marks else []
        found += quotes
        unclosed = bool(quotes) and not quotes[-1].closed
    return found


def _double_marks(doc: Doc, start: int, end: int) -> list[tuple[int, str]]:
    """(token, kind) of each double mark; kind is "open", "close" or "either"."""
    marks: list[tuple[int, str]] = []
    for token in doc[start:end]:
        text = token.text
        if text[0] in _DOUBLE or text[-1] in _DOUBLE:
            marks.append((token.i, _kind(doc, token.i, text, start, end)))

    return marks


def _kind(doc: Doc, index: int, text: str, start: int, end: int) -> str:
    if text == "“" and index > start and not doc[index - 1].whitespace_ and doc[index - 1].text in _ENDS:
        return "either"  # the wrong mark, typed where one closes
    if text[0] == "“" or (len(text) > 1 and text[0] == '"'):
        return "open"
    if "”" in (text[0], text[-1]) or len(text) > 1:
        return "close"
    before = index == start or bool(doc[index - 1].whitespace_) or doc[index - 1].text in ("(", "[", "—", "'")
    after = index + 1 == end or bool(doc[index].whitespace_) or doc[index + 1].text[0] in _CLOSERS
    return "either" if before == after else "open" if before else "close"


def _single_marks(doc: Doc, start: int, end: int) -> list[tuple[int, str]]:
    found = [token for token in doc[start:end] if token.text == "'"]
    last_sure = max((token.i for token in found if token.i > start and doc[token.i - 1].is_punct), default=-1)
    marks: list[tuple[int, str]] = []
    opened = -1
    for token in found:
        before = token.i == start or bool(doc[token.i - 1].whitespace_)
        if before and not token.whitespace_ and opened < 0 and token.i + 1 < end:
            opened = token.i
        elif not before and opened >= 0 and (doc[token.i - 1].is_punct or token.tag_ != "POS" or token.i > last_sure):
            # "the rebels' camp" closes nothing while a mark after a comma or full stop is still to come
            marks += [(opened, "open"), (token.i, "close")]
            opened = -1
    return marks


def _pair(doc: Doc, start: int, end: int, marks: list[tuple[int, str]], unclosed: bool) -> list[Quote]:
    found: list[Quote] = []
    opened = start if unclosed and marks[0][1] == "close" else -1
    for index, kind in marks:
        if opened < 0 and kind != "close":
            opened = index
        elif opened >= 0 and kind == "open":
            found.append(_quote(doc, opened, _last_stop(doc, opened, index), closed=False, continues=False))
            opened = index
        elif opened >= 0:
            shut = index + 1 if doc[index].text[0] != "”" or len(doc[index]) == 1 else index
            found.append(_quote(doc, opened, shut, closed=True, continues=unclosed and opened == start))
            opened = -1
    if opened >= 0:
        found.append(_quote(doc, opened, end, closed=False, continues=unclosed and opened == start))
    return found


def _last_stop(doc: Doc, start: int, end: int) -> int:
    """Where a quotation ends that was not closed before the next one opens: after its last sentence."""
    for index in range(end - 1, start + 1, -1):
        if doc[index].text in (".", "?", "!", ","):
            return index + 1
    return end


def _quote(doc: Doc, start: int, end: int, *, closed: bool, continues: bool) -> Quote:
    return Quote(start, end, closed, continues, continues or not closed or _is_speech(doc, start, end))


def _is_speech(doc: Doc, start: int, end: int) -> bool:
    last = end - 2 if len(doc[end - 1]) == 1 else end - 1
    if last <= start:
        return False
    if doc[last].text in _ENDS or (doc[last].text.endswith(".") and _has_verb(doc, start, end)):
        return True
    if end < len(doc) and doc[end].text == "," and _has_verb(doc, start, end):
        return True
    first = doc[start + 1] if len(doc[start]) == 1 else doc[start]
    return end - start >= 6 and first.text[:1].isupper() and _has_verb(doc, start, end)


def _has_verb(doc: Doc, start: int, end: int) -> bool:
    return any(token.pos_ in ("VERB", "AUX") and token.tag_ != "VBN" for token in doc[start:end])
