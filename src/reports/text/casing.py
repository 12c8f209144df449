"""A readable case for paragraphs that are all in capitals, as headlines and old cables are.

A word takes the case that it has elsewhere in the story; else that of a name in the lexicons or the gazetteer; else
it is lower case. Lengths never change.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, cached_property

from reports.errors import DataError

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|(?<!\b[A-Z])[.!?]['\"”’)\]]*\s+|\n)\W*$")
_MIN_LETTERS = 12
_CAPITALS_SHARE = 0.9
_REFERENCE = 200_000
_MIN_PLACE = 4
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december".split()
)


def is_capitals(words: str) -> bool:
    """Are nearly all letters capitals, and enough of them for more than a few abbreviations?"""
    if not words[:200].isupper() and sum(map(str.islower, words[:60])) > 6:
        return False
    letters = [char for char in words if char.isalpha()]
    if len(letters) < _MIN_LETTERS or len(words.split()) < 3:
        return False
    return sum(map(str.isupper, letters)) >= _CAPITALS_SHARE * len(letters)


class Casing:
    """Cases for one story's paragraphs in capitals; reads the story's `paragraphs` when first asked."""

    def __init__(self, paragraphs: Iterable[str]) -> None:
        self._paragraphs = paragraphs

    def readable(self, words: str) -> str:
        """`words` in a readable case, of the same length."""
        shown = list(words)
        for match in _WORD.finditer(words):
            starts = _starts_sentence(words, match.start())
            cased = self._case(match[0], starts=starts, abbreviation=_is_initial(words, match))
            if len(cased) == len(match[0]):
                shown[match.start() : match.end()] = cased
        return "".join(shown)

    def _case(self, word: str, *, starts: bool, abbreviation: bool) -> str:
        if abbreviation or not word.isupper():
            return word
        lower = word.lower()
        if len(lower) != len(word):
            return word
        cased = self._seen.get(lower) or _known(lower) or lower
        return cased[:1].upper() + cased[1:] if starts and cased.islower() else cased

    @cached_property
    def _seen(self) -> dict[str, str]:
        """Lower-case word -> its case inside sentences of the story's other paragraphs."""
        forms: dict[str, Counter[str]] = {}
        budget = _REFERENCE
        for words in self._paragraphs:
            if budget <= 0 or is_capitals(words):
                continue
            budget -= len(words)
            for match in _WORD.finditer(words):
                if not _starts_sentence(words, match.start()):
                    forms.setdefault(match[0].lower(), Counter())[match[0]] += 1
        return {lower: _best(counts) for lower, counts in forms.items()}


def _starts_sentence(words: str, position: int) -> bool:
    return _SENTENCE_START.search(words, max(0, position - 12), position) is not None


def _best(counts: Counter[str]) -> str:
    """The usual form; an abbreviation wins, since "US" in capitals is seldom "us"."""
    upper = next((form for form in counts if form.isupper() and len(form) > 1), None)
    return upper or min(counts, key=lambda form: (-counts[form], not form.islower(), form))


def _is_initial(words: str, match: re.Match[str]) -> bool:
    """Is the word a part of "U.S." or an initial?"""
    if match.end() - match.start() != 1:
        return False
    return (
        words[match.end() : match.end() + 1] == "."
        and match[0] != "A"
        or words[match.start() - 1 : match.start()] == "."
    )


@cache
def _known(lower: str) -> str | None:
    """The case of a name that the data files know, None for an ordinary word."""
    if lower in _CALENDAR:
        return lower.capitalize()
    name = _names().get(lower)
    if name or len(lower) < _MIN_PLACE:
        return name
    from reports import gazetteer  # 30 MB file: only opened for text in capitals

    try:
        places = gazetteer.default()
    except DataError:
        return None
    key = gazetteer.fold_place(lower)
    return lower.capitalize() if places.is_name(key) and not places.is_common(key) else None


@cache
def _names() -> dict[str, str]:
    """Names of one word, and short names, in the lexicons."""
    from reports import lexicons  # not needed by stories in ordinary case

    forms: dict[str, str] = {}
    for country in lexicons.countries().values():
        forms.update({form.lower(): form for form in (*country.surfaces, *country.demonyms)})
    for people in lexicons.peoples().values():
        forms.update({form.lower(): form for form in people.surfaces})
    for actor in lexicons.actors().values():
        forms.update({form.lower(): form for form in (*actor.surfaces, *actor.weak)})
    return {
        lower: form
        for lower, form in forms.items()
        if _WORD.fullmatch(form) and not form.islower() and lower not in {"us"}
    }
