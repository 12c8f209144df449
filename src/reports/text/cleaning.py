"""What a language model should not see: odd spaces, invisible characters, typographic quotation marks, glued sentences.

Nothing here edits a text: `edits` lists replacements for one paragraph, and `same_length` maps what is left character
for character. Letters are never replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from reports.text.lines import BULLET

_ODD_SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# zero-width and bidirectional marks, soft hyphens, other control characters
_HIDDEN = (
    "\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u180e"
)
_ESCAPE = r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)?|[@-Z\\-_])|\x9b[0-?]*[ -/]*[@-~]"
_GAP = rf"(?:{_ESCAPE}|[ {_ODD_SPACES}{_HIDDEN}])"
_TOKEN = re.compile(
    # how each of these begins, so that most letters are passed over at once
    rf"(?=[ {_ODD_SPACES}{_HIDDEN}`'\"“”„‟«»〝〞＂‘’‹›‚.!?…,)\[\]*hw-])"
    rf"(?:(?P<gap> {_GAP}+|(?:{_ESCAPE}|[{_ODD_SPACES}{_HIDDEN}]){_GAP}*)"
    r"|(?P<double>``|''|\"\"?|[“”„‟«»〝〞＂])"
    r"|(?P<single>[‘’‹›‚])"
    r"|(?P<stop>[.!?…]+(?=[A-Z]))"
    r"|(?P<comma>,(?=[A-Za-z]))"
    r"|(?P<bracket>\)(?=[A-Z][a-z]))"
    r"|(?P<note>\[\d{1,3}\](?:\[\d{1,3}\])*)"
    r"|(?P<wrap>-[ \t]*(?:\r\n|\n|\r)\s*(?=[a-z]))"
    r"|(?P<stars>\*{2,3})"
    r"|(?P<link>\[(?=[^\[\]\n]{1,200}\]\(https?://[^\s()]{1,300}\))|\]\(https?://[^\s()]{1,300}\))"
    rf"|(?P<url>(?:https?://|www\.)[^\s<>\"“”{_HIDDEN}]+))"
)
_WIKI_SIGNS = re.compile(r"(={2,6}\s*)[^=]*?(\s*={2,6})")
_SPACE = re.compile(rf"[ {_ODD_SPACES}]")
_CLOSING_SINGLE = re.compile(r"’(?!\w)")
_WORD_BEFORE = re.compile(r"[^\W\d_]+$")
_DOMAINS = frozenset("RU COM UA ORG NET IO INFO IL SY LB IR TR PL BY GOV EDU MIL".split())
_NOT_SPLIT = frozenset({"al", "el", "www"})
_REACH = 600
_LOW_OPENERS = frozenset("„‟〝")
_DEFAULT_OPENERS = frozenset("“„‟«〝")


class Edit(NamedTuple):
    """`text[start:end]` reads as `words`; an insertion has `start == end`."""

    start: int
    end: int
    words: str


def edits(text: str, start: int, end: int) -> list[Edit]:
    """The replacements for the paragraph `start:end`, in order, not overlapping."""
    found: list[Edit] = []
    if marker := BULLET.match(text, start, end):
        found.append(Edit(start, marker.end(), ""))
        start = marker.end()
    elif wiki := _WIKI_SIGNS.fullmatch(text, start, end):
        inner = _Paragraph(text, wiki.end(1), wiki.start(2))
        return [Edit(*wiki.span(1), ""), *inner.edits(), Edit(*wiki.span(2), "")]
    found += _Paragraph(text, start, end).edits()
    return found


@cache
def _table() -> dict[int, str]:
    spaces = (chr(code) for code in range(0x3001) if chr(code) != " " and _SPACE.fullmatch(chr(code)))
    return {**{ord(space): " " for space in spaces}, **{ord(mark): "'" for mark in "‘’‛′`´ʼ"}}


def same_length(words: str) -> str:
    """Odd spaces and apostrophes as the plain ones, each character for one."""
    return words if words.isascii() and "`" not in words and "\n" not in words else words.translate(_table())


class _Paragraph:
    """One pass over a paragraph; remembers which quotation marks are open."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self._open = False
        self._low_open = False
        self._closing_single = -1
        self._cursor = start

    def edits(self) -> Iterator[Edit]:
        rules: dict[str, Callable[[int, int], Iterator[Edit]]] = {
            "gap": self._gap,
            "double": self._double,
            "single": self._single,
            "stop": self._stop,
            "comma": self._comma,
            "bracket": lambda start, end: iter([Edit(end, end, " ")]),
            "note": self._note,
            "wrap": lambda start, end: iter(
                [Edit(start + 1, end, "")] if self._before(start).isalpha() else self._gap(start + 1, end)
            ),
            "stars": lambda start, end: iter([Edit(start, end, "")]),
            "link": lambda start, end: iter([Edit(start, end, "")]),
            "url": lambda start, end: iter([]),
        }
        for match in _TOKEN.finditer(self.text, self.start, self.end):
            for edit in rules[str(match.lastgroup)](*match.span()):
                if edit.start >= self._cursor:
                    yield edit
                    self._cursor = edit.end

    def _before(self, position: int) -> str:
        return self.text[position - 1] if position > self.start else ""

    def _after(self, position: int) -> str:
        return self.text[position] if position < self.end else ""

    def _gap(self, start: int, end: int) -> Iterator[Edit]:
        spaced = _SPACE.search(self.text, start, end) and start > self.start and end < self.end
        # a guillemet's inner space belongs to the mark
        if self._after(end) == "»" and self._before(start) not in ("", " "):
            spaced = None
        yield Edit(start, end, " " if spaced else "")

    def _double(self, start: int, end: int) -> Iterator[Edit]:
        mark = self.text[start:end]
        straight = mark[0] in "\"'`＂"
        if mark == '""' and self._open and self._before(start) in tuple(".,!?…"):
            # a closing and an opening mark met: "Yes.""No."
            yield Edit(start + 1, start + 1, " ")
            return
        opens = self._opens(mark, start, end)
        self._open = opens
        shown = '"' if straight else "“" if opens else "”"
        if not straight and mark == "«" and opens:
            while self._after(end) and _SPACE.match(self._after(end)):
                end += 1
        if mark == "»" and not opens:
            while start > self._cursor and _SPACE.match(self._before(start)):
                start -= 1
        before, after = self._before(start), self._after(end)
        if opens and before and (before.isalpha() or before in ".,!?…:;)"):
            yield Edit(start, start, " ")
        if shown != mark or end - start != 1:
            yield Edit(start, end, shown)
        if not opens and after.isalpha() and (before.isalpha() or before in tuple(".,!?…")):
            yield Edit(end, end, " ")

    def _opens(self, mark: str, start: int, end: int) -> bool:
        """Does a quotation mark open? By its neighbours; where they do not tell, by its shape or by turns."""
        before, after = self._before(start), self._after(end)
        free_left = not before or before.isspace() or before in "([{—–-/‘'“\u200b"
        free_right = not after or after.isspace() or after in ".,;:!?)]}…—–/’'”"
        if mark in _LOW_OPENERS:
            self._low_open = True
            return True
        if mark == "“" and self._low_open:
            self._low_open = False
            return False
        if mark == "``":
            return True
        if mark == "«" and free_left and after and _SPACE.match(after):
            return True
        if mark == "»" and before and _SPACE.match(before) and self._open:
            return False
        if free_left != free_right:
            return free_left
        if mark[0] in "\"'＂":
            return not self._open
        return mark in _DEFAULT_OPENERS

    def _single(self, start: int, end: int) -> Iterator[Edit]:
        mark, before, after = self.text[start], self._before(start), self._after(end)
        if mark == "’":
            if start == self._closing_single:
                yield Edit(start, end, "’")
            return
        if mark in "‹›":
            yield Edit(start, end, "‘" if mark == "‹" else "’")
            return
        if before.isalnum() or not after or after.isspace():
            return  # an ayn or apostrophe: same_length makes it plain
        close = self._find_closing(end)
        if close is not None:
            yield Edit(start, end, "‘")
            self._closing_single = close

    def _find_closing(self, start: int) -> int | None:
        """The ’ that closes a quotation in single marks; a plural's ("the rebels’ base") only if there is no other."""
        limit = min(self.end, start + _REACH)
        spare: int | None = None
        for match in _CLOSING_SINGLE.finditer(self.text, start, limit):
            at = match.start()
            if self.text[at - 1] != "s" or not re.match(r"’\s[a-z]", self.text[at : at + 3]):
                return at
            spare = at if spare is None else spare
        return spare

    def _stop(self, start: int, end: int) -> Iterator[Edit]:
        if self._sentence_glued(start, end):
            yield Edit(end, end, " ")

    def _sentence_glued(self, start: int, end: int) -> bool:
        """Is a stop between a sentence and the next, rather than inside an abbreviation, a name or an address?"""
        before, second = self._before(start), self._after(end + 1)
        following = re.match(r"[A-Z]{2,}\b", self.text[end : end + 12])
        if following and following[0] in _DOMAINS and end - start == 1:
            return False
        opens_word = second.islower() or bool(following)
        if before.islower():
            word = _WORD_BEFORE.search(self.text[max(self.start, start - 24) : start])
            length = len(word[0]) if word else 0
            if word and word[0].lower() in _NOT_SPLIT:
                return False
            return second.islower() if length == 1 else opens_word or not second or second in " .'’,"
        if before.isdigit() or before.isupper():
            return second.islower()
        return bool(before) and before in ")]}”\"’'»%" and (opens_word or second == " ")

    def _comma(self, start: int, end: int) -> Iterator[Edit]:
        if self._before(start).isalpha() or self._before(start) in (")", "]"):
            yield Edit(end, end, " ")

    def _note(self, start: int, end: int) -> Iterator[Edit]:
        before = self._before(start)
        if before and not before.isspace():
            yield Edit(start, end, " " if self._after(end).isalnum() else "")
