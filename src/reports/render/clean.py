"""Story text made safe to print: no control character of a story ever reaches a terminal."""

from __future__ import annotations

import re

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f"
_SPACES = "\t\n\r\v\f\u0085\u2028\u2029"
_UNSAFE = re.compile(f"[\\x00-\\x1f\\x7f-\\x9f{_BIDI}{_INVISIBLE}\u2028\u2029\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"  +")


def printable(text: str) -> str:
    """`text` on one line, as characters that can do nothing but be seen.

    Line breaks and tabs become a space. Other controls are shown by their picture (ESC as "␛"), those of the second
    block and lone surrogates by the replacement character. Invisible characters and marks that reorder text are
    dropped.
    """
    return _BLANKS.sub(" ", _UNSAFE.sub(_picture, text))


def encodable(path: str) -> str:
    """The name of a file as UTF-8 can write it: bytes of it that are no Unicode are shown as U+FFFD."""
    return _SURROGATE.sub("\ufffd", path)


def short(text: str, letters: int) -> str:
    """`printable` text of at most so many letters, without blanks at its ends; "…" stands for what is cut."""
    shown = printable(text).strip()
    return shown if len(shown) <= letters else f"{shown[: letters - 1]}…"


def _picture(match: re.Match[str]) -> str:
    char = match[0]
    if char in _SPACES:
        return " "
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if code < 0xA0 or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return ""
