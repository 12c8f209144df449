"""Folding: one spelling for names that differ only in case, accents, apostrophes, hyphens or stops."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Zero-width signs and soft hyphens go the way of apostrophes.
_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff'’‘‛`´ʹʻʼʽʾʿˈ′＇"
# The em dash is left out on purpose: it is punctuation between phrases and never part of a name.
_HYPHENS = "-‐‑‒–−"
_LETTERS = {
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "AE",
    "œ": "oe", "Œ": "OE", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ə": "e", "Ə": "E", "ħ": "h", "Ħ": "H",
}  # fmt: skip
_TABLE = str.maketrans(
    dict.fromkeys(_DROPPED) | dict.fromkeys(_HYPHENS, " ") | _LETTERS,
)
# ASCII text without these is folded already: no sign to drop, no space to collapse.
_SIGNS = re.compile(r"['`.\-\t\n\r\f\v]|  |^ | $")
_ACRONYM = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+\.?(?![^\W_])")


def fold(text: str, *, keep_case: bool = False) -> str:
    """The form under which two spellings of a name are equal.

    Lower case (unless `keep_case`), accents stripped, apostrophes and Arabic ʿ ʾ dropped, hyphens as
    spaces, stops inside acronyms dropped ("U.S." and "US"), white space collapsed. Other signs stay.
    """
    if text.isascii() and not _SIGNS.search(text):
        return text if keep_case else text.lower()
    return " ".join(_fold(text, keep_case=keep_case).split())


@lru_cache(maxsize=65536)
def fold_piece(text: str, *, keep_case: bool = False) -> str:
    """`fold` for a part of a text: white space at the edges and a hyphen's space are kept, an
    empty line is a line feed (no name goes on after it)."""
    if text.isascii() and text.isalpha():
        return text if keep_case else text.lower()
    if text.isspace():
        return "\n" if text.count("\n") > 1 else " "
    return _fold(text, keep_case=keep_case)


def _fold(text: str, *, keep_case: bool) -> str:
    if not text.isascii():
        text = _strip_accents(text)
    if "." in text:
        text = _ACRONYM.sub(_without_stops, text)
    text = text.translate(_TABLE)
    return text if keep_case else text.lower()


def _strip_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _without_stops(match: re.Match[str]) -> str:
    return match.group().replace(".", "")
