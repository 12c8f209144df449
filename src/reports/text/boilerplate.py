"""The words of newsroom boilerplate, from `data/boilerplate.json`, and the patterns made of them.

A line is boilerplate only on strong grounds: losing a sentence of the story is worse than keeping a button's label.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib import resources

from reports.errors import DataError
from reports.lexicons import AgencyKind, agencies

_FILE = "boilerplate.json"


@dataclass(frozen=True)
class Boilerplate:
    """Lists of lower-case words and phrases, one field a key of the file."""

    read_more: tuple[str, ...]
    inline_only_with_colon: tuple[str, ...]
    furniture: tuple[str, ...]
    furniture_starts: tuple[str, ...]
    sign_offs: tuple[str, ...]
    glued_sign_offs: tuple[str, ...]
    credit_starts: tuple[str, ...]
    photo_words: tuple[str, ...]
    photo_marks: tuple[str, ...]
    caption_starts: tuple[str, ...]
    caption_labels: tuple[str, ...]
    note_starts: tuple[str, ...]
    note_verbs: tuple[str, ...]
    cable_marks: tuple[str, ...]
    self_names: tuple[str, ...]
    self_verbs: tuple[str, ...]
    headline_slugs: tuple[str, ...]
    not_places: tuple[str, ...]
    wiki_tails: tuple[str, ...]
    speech_words: tuple[str, ...]
    outlet_words: tuple[str, ...]
    document_words: tuple[str, ...]

    @cached_property
    def read_more_line(self) -> re.Pattern[str]:
        """A head such as "READ MORE" alone on its line."""
        return re.compile(rf"(?i)[\W_]*(?:{_any(self.read_more)})\s*[:|>»→…. *_-]*")

    @cached_property
    def read_more_inline(self) -> re.Pattern[str]:
        """A head and its link on one line: "ALSO READ: Ministers meet"."""
        loose = [head for head in self.read_more if head not in self.inline_only_with_colon]
        return re.compile(rf"(?i)[\W_]*(?:(?:{_any(self.read_more)})\s*[:|»>]|(?:{_any(loose)})\s+[-–—])\s*\S")

    @cached_property
    def furniture_line(self) -> re.Pattern[str]:
        counters = r"(?:end of )?list of \d+ items?|end of list|list \d+ of \d+|\d+ min(?:ute)?s? read"
        return re.compile(rf"(?i)[\W_]*(?:(?:{_any(self.furniture)})|{counters})[\W_]*")

    @cached_property
    def furniture_start(self) -> re.Pattern[str]:
        return re.compile(rf"(?i)[\W_]*(?:{_any(self.furniture_starts)})")

    @cached_property
    def sign_off_line(self) -> re.Pattern[str]:
        return re.compile(rf"(?i)[\s–—-]*(?:{_any(self.sign_offs)})\s*\.?")

    @cached_property
    def glued_sign_off(self) -> re.Pattern[str]:
        """A sign-off at the end of a paragraph, with or without a space before it."""
        return re.compile(rf"(?<=[.!?”\"'’)])\s*(?:{_any(self.glued_sign_offs)})\s*\.?\s*$")

    @cached_property
    def credit_start(self) -> re.Pattern[str]:
        return re.compile(rf"(?i)[\W_]*(?:{_any(self.credit_starts)})\b")

    @cached_property
    def credit_tail(self) -> re.Pattern[str]:
        """A credit after the last sentence of a paragraph: "… he said. (Reporting by A; editing by B)"."""
        return re.compile(rf"(?i)(?<=[.!?”\"'’)])\s*[(\[]?(?=(?:{_any(self.credit_starts)})\b)")

    @cached_property
    def caption_start(self) -> re.Pattern[str]:
        return re.compile(rf"(?i)(?:{_any(self.caption_starts)})(?=\W|$|(?<=\W))")

    @cached_property
    def caption_label(self) -> re.Pattern[str]:
        """The label before a caption: "Photo:", "FILE -"."""
        return re.compile(rf"(?i)[(\[]?(?:{_any(self.caption_labels)})\s*[)\]]?\s*[:–—-]\s*(?=\S)")

    @cached_property
    def note_start(self) -> re.Pattern[str]:
        """How a note begins: "Editor's note:", "This story has been corrected"."""
        return re.compile(rf"(?i)[\W_]*(?:{_any(self.note_starts)}|{self._about_itself})")

    @property
    def _about_itself(self) -> str:
        # "this report was denied" is news, "this report was updated" is not
        names, verbs = _any(self.self_names), _any(self.self_verbs)
        passive = r"(?:(?:has|have|had)\s+been|was|is\s+being|will\s+be)"
        return rf"this\s+(?:{names})\s+{passive}\s+(?:\w+\s+)?(?:{verbs})\b"

    @cached_property
    def note_bracket(self) -> re.Pattern[str]:
        """A bracketed note on the text at the start of a paragraph: "(Adds quotes, paragraph 4)"."""
        verbs = _any(self.note_verbs)
        inner = rf"(?:(?:{verbs})\b|{self._about_itself})[^()\[\]]*|{_any(self.cable_marks)}"
        return re.compile(rf"(?i)[(\[](?:{inner})[)\]]\.?(?=\s|$)")

    @cached_property
    def headline_slug(self) -> re.Pattern[str]:
        """As in "UPDATE 2-", "WRAPUP 1-", "BREAKING:" before a headline."""
        slugs = _any([slug.upper() for slug in self.headline_slugs])
        return re.compile(rf"(?:(?:{slugs})(?:\s+\d{{1,2}})?\s*(?:[-–—:|]\s*|\s+[-–—|]\s+)){{1,3}}(?=\S)")

    @cached_property
    def photo_lead(self) -> re.Pattern[str]:
        """As in "Photo:", "Image by", "©" before the names of a picture credit."""
        return re.compile(rf"(?i)[\s–—|([/-]*(?:(?:{_any(self.photo_words)})\s*(?::|by\b|/|©)|©)")

    @cached_property
    def photo_mark(self) -> re.Pattern[str]:
        """As in "Getty Images", "via Reuters" among the names of a picture credit."""
        return re.compile(rf"(?i)\b(?:{_any(self.photo_marks)})\b")

    @cached_property
    def speech(self) -> re.Pattern[str]:
        return re.compile(rf"(?i)\b(?:{_any(self.speech_words)})\b")

    @cached_property
    def numbered_document(self) -> re.Pattern[str]:
        """A document by its number: "Press release No. 118", "Situation Report 44"."""
        return re.compile(
            rf"(?i)\b(?:{_any(self.document_words)})\s+(?:(?:no|nr|number)\b\.?\s*|n°\s*|№\s*|#\s*)?\d{{1,4}}\b"
        )

    @cached_property
    def not_place(self) -> frozenset[str]:
        return frozenset(self.not_places)

    @cached_property
    def wiki_tail(self) -> frozenset[str]:
        return frozenset(self.wiki_tails)


def _any(phrases: tuple[str, ...] | list[str]) -> str:
    # longest first, so that "related stories" is not read as "related"; typed and curly apostrophes alike
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(
        re.escape(phrase).replace(r"\ ", r"\s+").replace(" ", r"\s+").replace("'", "['’]") for phrase in ordered
    )


@cache
def load() -> Boilerplate:
    """The package's lists. Raises `DataError` for a missing or unknown key or an empty list."""
    raw = json.loads(resources.files("reports").joinpath("data", _FILE).read_text(encoding="utf-8"))
    names = {field.name for field in fields(Boilerplate)}
    for key in sorted(raw.keys() ^ names):
        raise DataError(f"{_FILE}: [{key}] {'unknown key' if key in raw else 'missing'}")
    for key, phrases in raw.items():
        if not phrases or not all(isinstance(phrase, str) and phrase.strip() for phrase in phrases):
            raise DataError(f"{_FILE}: [{key}] must be a list of words")
    return Boilerplate(**{key: tuple(phrases) for key, phrases in raw.items()})


@cache
def agency_names() -> dict[str, str]:
    """Names of agencies and outlets in lower case, each with the name in the lexicon.

    Names that mean much else ("Times") are among them: ask only where a credit stands.
    """
    return {name.lower(): entry.name for entry in agencies().values() for name in (*entry.surfaces, *entry.weak)}


@cache
def wire_names() -> frozenset[str]:
    """Those of `agency_names` that are news agencies and not outlets."""
    wires = (entry for entry in agencies().values() if entry.kind is AgencyKind.AGENCY)
    return frozenset(name.lower() for entry in wires for name in (*entry.surfaces, *entry.weak))


def agencies_in(words: str) -> list[str]:
    """Wire agencies that a short credit names, as written."""
    parts = (part.strip(" \t.()[]–—-|") for part in re.split(r"/|,|;|\band\b|&|\n", words[:200]))
    return [part for part in parts if part.lower() in wire_names()]


def unique_agencies(names: list[str]) -> tuple[str, ...]:
    """The names without those of an agency that is named before."""
    known = agency_names()
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(known.get(name.lower(), name), name)
    return tuple(first.values())
