"""The top of a story: headlines, sub-headlines, bylines and date lines, told by their shape and what follows them."""

from __future__ import annotations

import re

from reports.records import SectionKind
from reports.text import boilerplate, credit_lines, datelines
from reports.text.dates import DATE, MONTH, WEEKDAY, find_date
from reports.text.lines import BULLET

_NAME = r"(?:[A-Z][\w'’.-]*|al-[\w'’-]+|el-[\w'’-]+|de|del|la|van|von|der|bin|ibn|abu)"
_PERSON = rf"[A-Z][\w'’.-]*(?:\s+{_NAME}){{0,4}}"
_BYLINE = re.compile(
    r"[\s*_]*(?:(?i:by|(?:words|story|posted|published|text|reported|report|written) by|from)|[–—])\s*:?\s+"
    rf"(?!(?i:{WEEKDAY}|{MONTH})\b)"
    rf"({_PERSON}(?:\s*(?:,|&|\band\b|/|\|)\s*(?:and\s+)?{_PERSON}){{0,5}})"
    r"(?P<rest>(?:\s*[,|•·–—-]\s*|\s+(?:in|for|at|of|on|from)\s+)[^.!?]{0,90})?[\s*_|]*"
)
_STAFF = re.compile(
    r"(?i)(?:by\s+)?[\w .]{0,30}\bstaff(?:\s+(?:writers?|reporters?|correspondents?))?"
    r"(?:\s+and\s+(?:news\s+)?agencies)?"
)
_SPLIT = re.compile(r"\s*(?:,|&|\band\b|/|\|)\s*")
_LABELLED = re.compile(
    r"(?i)(?:first\s+|last\s+)?(?:published|updated|posted|modified|issued|released|date)\b(?:\s+(?:on|at))?\s*:?\s*"
)
_CLOCK = re.compile(r"(?i)\b\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\b\.?)?|\b\d{1,2}\s*[ap]\.?m\b\.?")
_ZONE = re.compile(
    r"(?i)\b(?:gmt|utc|est|edt|et|cet|cest|bst|eet|msk|ist|local|time|at|on|of|h|hrs|updated|published|first|last"
    r"|min(?:ute)?s? read)\b|[+-]\d{1,2}(?::?\d\d)?"
)
_DATE = re.compile(rf"(?i){DATE}")
_FINAL = re.compile(r"[.!?…][\"”’')\]]*$")
_OPEN_END = re.compile(r"[:;,]$")
_MARKDOWN = re.compile(r"#{1,6}\s+\S")
_WORD = re.compile(r"[^\W\d_]{4,}")
_SPACES = re.compile(r"\W+")
_MAX_HEADLINE = 200
_MAX_HEADLINE_WORDS = 32
_MAX_SUBHEADS = 3


class Head:
    """Which of a text's first paragraphs are headlines."""

    def __init__(self, text: str, spans: list[tuple[int, int]], title: str | None, *, closed: bool = False) -> None:
        self.text = text
        self.spans = spans
        self._title = _bare(title) if title else None
        self._headlines = 0
        self._closed = closed  # the headlines are known: none is looked for

    def kind(self, index: int, body_seen: int) -> SectionKind | None:
        """HEADLINE for a headline or sub-headline, else None. Ask for each paragraph in order, story parts counted."""
        start, end = self.spans[index]
        words = self.text[start:end]
        if self._closed or body_seen:
            return None
        if self._is_title(words) or not self._headlines and _MARKDOWN.match(words) and words.startswith("# "):
            self._headlines += 1
            return SectionKind.HEADLINE
        if self._is_headline(index, words):
            self._headlines += 1
            return SectionKind.HEADLINE
        self._closed = True
        return None

    def _is_title(self, words: str) -> bool:
        return self._title is not None and len(words) < 400 and _bare(words) == self._title

    def _is_headline(self, index: int, words: str) -> bool:
        if index + 1 >= len(self.spans) or self._headlines > _MAX_SUBHEADS:
            return False
        after = self.text[self.spans[index + 1][0] : self.spans[index + 1][1]]
        if (
            not self._headlines
            and len(words) <= _MAX_HEADLINE
            and datelines.at_start(after, 0, len(after), opening=False)
        ):
            return (
                not datelines.at_start(words, 0, len(words), opening=True) and credit_lines.photo_credit(words) is None
            )
        if not self._headlines and _title_case_sentence(words):
            return self._gap(index)
        if not looks_like_headline(words) or credit_lines.photo_credit(words) is not None:
            return False
        if credit_lines.starts_caption(words) or datelines.at_start(words, 0, len(words), opening=True):
            return False
        if self._headlines:
            return words.count(" ") >= 3 and not words.isupper() and self._leads_to_story(index)
        return self._gap(index) or _is_body_like(after, words) or self._leads_to_story(index)

    def _gap(self, index: int) -> bool:
        return self.text.count("\n", self.spans[index][1], self.spans[index + 1][0]) > 1

    def _leads_to_story(self, index: int) -> bool:
        """Do the next paragraphs open a story (byline, date, dateline, sentence) rather than go on as a list?"""
        for start, end in self.spans[index + 1 : index + 4]:
            words = self.text[start:end]
            if is_byline(words) or published_line(words, first=False, before_body=True):
                return True
            if _FINAL.search(words) and not BULLET.match(words) and len(words) > 60:
                return True
        return False


def looks_like_headline(words: str) -> bool:
    """A short line without a sentence's end that is no list item, label or fragment."""
    if len(words) > _MAX_HEADLINE or words.count(" ") > _MAX_HEADLINE_WORDS or "\n\n" in words:
        return False
    if BULLET.match(words) or _OPEN_END.search(words) or words[:1].islower() or not _WORD.search(words):
        return False
    if words.endswith(("?", "!", "'", "’", '"', "”")):
        return not re.search(r"[.]['’\"”]$", words)
    return not _FINAL.search(words)


def _title_case_sentence(words: str) -> bool:
    """A headline that was given a full stop: nearly all its long words are capitalised."""
    long_words = _WORD.findall(words)
    if (
        len(words) > 140
        or not 4 <= len(long_words) <= 16
        or not _FINAL.search(words)
        or words.count(". ")
        or words.isupper()
    ):
        return False
    return bool(sum(word[0].isupper() for word in long_words) >= 0.85 * len(long_words))


def _is_body_like(after: str, words: str) -> bool:
    if is_byline(after) or published_line(after, first=False, before_body=True):
        return True
    if datelines.at_start(after, 0, len(after), opening=True):
        return True
    if len(after) <= 60 or BULLET.match(after):
        return False
    return bool(_FINAL.search(after)) or len(after) > 1.5 * len(words)


def _bare(words: str) -> str:
    return _SPACES.sub(" ", words).strip().casefold()


def is_byline(words: str) -> bool:
    """Is it "By Jane Roe and John Doe, Agency"; "Staff and agencies". Not "By Monday, …" and no full sentence."""
    if len(words) > 160 or _FINAL.search(words) and not re.search(r"\b[A-Z]\.$", words):
        return False
    if _BYLINE.fullmatch(words):
        return True
    return len(words) < 60 and bool(_STAFF.fullmatch(words)) and not words.isupper()


def byline_names(words: str) -> tuple[list[str], list[str]]:
    """The persons and the wire agencies that a byline names, in order."""
    match = _BYLINE.fullmatch(words)
    if not match:
        return [], []
    rest = [
        part.strip(" \t|•·–—-") for part in re.split(r"[,|•·/]|\s[–—-]\s|\bfor\b|\bof\b|\bin\b", match["rest"] or "")
    ]
    wires, no_people = boilerplate.wire_names(), boilerplate.agency_names().keys() | boilerplate.load().sign_offs
    people = [" ".join(part.split()) for part in _SPLIT.split(match[1]) if part]
    agencies = [part for part in (*people, *rest) if part.lower() in wires]
    names = [_name_case(person) for person in people if person.lower() not in no_people and not find_date(person)]
    return names, agencies


def _name_case(person: str) -> str:
    return person.title() if person.isupper() and len(person) > 5 else person


def published_line(words: str, *, first: bool, before_body: bool) -> bool:
    """A line of nothing but a date, a clock and labels. Unlabelled, it counts only between headline and story."""
    if len(words) > 120 or not (found := _DATE.search(words)):
        return False
    label = _LABELLED.match(words)
    if not label and (first or not before_body or find_date(words) is None):
        return False
    rest = words[label.end() if label else 0 : found.start()] + " " + words[found.end() :]
    rest = _DATE.sub(" ", _ZONE.sub(" ", _CLOCK.sub(" ", rest)))
    return not re.search(r"[^\W_]", rest)
