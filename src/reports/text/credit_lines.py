"""Credits at the end of a paragraph, and whether a paragraph is a caption.

Captions and body both carry claims, so taking one for the other costs little; what must not happen is that words of
the story go to the credit. A credit is therefore only what follows the last sentence, or stands in brackets, and
looks like one.
"""

from __future__ import annotations

import re
from functools import cache

from reports.text import boilerplate

_NAME_PART = r"[A-Z][\w'’.-]*(?:\s+(?:(?:al|el|de|von|van|bin)[\s-])?[A-Z][\w'’.-]*){0,4}"
_SLASHED = re.compile(rf"[\s–—|-]*{_NAME_PART}(?:\s?/\s?{_NAME_PART}){{1,3}}\.?")
_SLASHED_END = re.compile(rf"(?<=\s)(?:[A-Z]{{2,8}}|[A-Z][a-z]+)(?:\s?/\s?{_NAME_PART}){{1,3}}\.?$")
_ACRONYM = re.compile(r"[\s–—|-]*[A-Z]{2,8}(?:-[A-Z]{2,5})?")
_CLOCK_END = re.compile(r"\b[ap]\.m\.\s*$")
_BRACKET_END = re.compile(r"[(\[]([^()\[\]]{2,90})[)\]]\.?$")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*(?:\s+|(?=[–—|-]))(?=\S)")
_AFTER_DASH = re.compile(r"\s[–—|-]\s*(?=[A-Z©])")
_BETWEEN_NAMES = re.compile(r"[\s/|,;()©–—\[\]-]+")
_NAME_WORD = re.compile(r"[A-Z@0-9][\w'’.&@]*|via|for|of|by|the|and|from|news|staff|agency|agencies")
_PAST = re.compile(r"\b(?:was|were|had|did)\b|\b[a-z]{3,}ed\b")
_TAIL = 130
_MAX_CREDIT = 90
_MAX_CAPTION_WORDS = 90
_MAX_CAPTION_SENTENCES = 4


def photo_credit(text: str) -> int | None:
    """Where the trailing photo or agency credit of a paragraph starts; 0 if it is nothing else; None without one."""
    if is_credit(text, alone=True):
        return 0
    if (bracket := _BRACKET_END.search(text)) and _credits_in_brackets(text, bracket):
        return bracket.start()
    base = max(0, len(text) - _TAIL)
    for cut in _SENTENCE_END.finditer(text, base):
        # "10 p.m. GMT" ends a sentence of the story
        if is_credit(text[cut.end() :], alone=bool(_CLOCK_END.search(text[max(0, cut.end() - 8) : cut.end()]))):
            return cut.end()
    for cut in _AFTER_DASH.finditer(text, base):
        # a picture's credit only: "Two dead - SANA" names the source of a headline
        if _names_picture(text[cut.end() :]):
            return cut.start()
    slashed = _SLASHED_END.search(text, base)
    if slashed and _names_agency(slashed[0]) and not text[: slashed.start()].rstrip().endswith(","):
        return slashed.start()
    return None


def is_credit(words: str, *, alone: bool) -> bool:
    """Is the string a credit and nothing else? `alone`: it is a paragraph, where a bare "GAZA" may be a heading."""
    if len(words) > _MAX_CREDIT or not words:
        return False
    bare = words.strip(" \t()[].–—-|").lower()
    if bare in boilerplate.agency_names() or _all_agencies(bare):
        return True
    if not alone and _ACRONYM.fullmatch(words):
        return True
    return _SLASHED.fullmatch(words) is not None and _names_agency(words) or _names_picture(words)


def _names_picture(words: str) -> bool:
    """Is it nothing but names around a credit word ("Photo: Name/Agency"), and so never a sentence?"""
    lists = boilerplate.load()
    found = lists.photo_lead.match(words) or lists.photo_mark.search(words)
    if not found:
        return False
    names = [word for word in _BETWEEN_NAMES.split(words[: found.start()] + " " + words[found.end() :]) if word]
    return (bool(names) or not found[0].endswith(":")) and all(_NAME_WORD.fullmatch(word) for word in names)


def _all_agencies(bare: str) -> bool:
    """Is it a list of agencies: "AP/Reuters", "Reuters, AFP and AP"?"""
    parts = [part.strip() for part in re.split(r"/|,|\band\b|&", bare) if part.strip()]
    return len(parts) > 1 and all(part in boilerplate.agency_names() for part in parts)


def _names_agency(words: str) -> bool:
    parts = [part.strip(" .–—|-") for part in words.split("/")]
    known = boilerplate.agency_names()
    return any(part.lower() in known or part.isupper() and 2 <= len(part) <= 8 for part in parts)


def _credits_in_brackets(text: str, bracket: re.Match[str]) -> bool:
    """As in "[Jane Roe/Agency]", "(Photo: X)"; an acronym in brackets counts only after a sentence's end."""
    inner, before = bracket[1].strip(), text[: bracket.start()].rstrip()
    if _SLASHED.fullmatch(inner) and (_names_agency(inner) or bracket[0][0] == "["):
        return True
    if _names_picture(inner):
        return True
    ended = before.endswith((".", "!", "?", '"', "”"))
    if not ended and bracket[0][0] == "(":
        return False
    return is_credit(inner, alone=not ended)


@cache
def _sign_off_end() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(boilerplate.wire_names(), key=len, reverse=True)) or r"(?!)"
    return re.compile(rf"(?i)(?<=[.!?”\"'’])\s*(?:[–—-]\s*|[(\[/])?(?:{names})[)\]/]?\.?$")


def sign_off(text: str) -> int | None:
    """Where a closing sign-off ("Enditem", "(Reuters)", "– AFP") of the last paragraphs starts, or None."""
    glued = boilerplate.load().glued_sign_off.search(text, max(0, len(text) - 40))
    match = glued or _sign_off_end().search(text, max(0, len(text) - 60))
    return match.start() if match else None


def starts_caption(text: str) -> bool:
    """Does the paragraph begin as captions do ("A view of", "FILE PHOTO:") and stay as short as they are?"""
    words = boilerplate.load()
    begins = words.caption_start.match(text) or words.caption_label.match(text)
    return bool(begins) and _caption_sized(text) and not words.speech.search(text)


def reads_as_caption(text: str, *, last: bool) -> bool:
    """Is a paragraph with a photo credit (`text` without it) a caption and not a body paragraph signed by an agency?

    `last`: it is among the last of the story, where agencies sign.
    """
    if not _caption_sized(text):
        return False
    if starts_caption(text):
        return True
    if boilerplate.load().speech.search(text) or text.count('"') + text.count("“") > 1:
        return False
    return not (last and _PAST.search(text))


def _caption_sized(text: str) -> bool:
    return text.count(" ") < _MAX_CAPTION_WORDS and len(_SENTENCE_END.findall(text)) < _MAX_CAPTION_SENTENCES
