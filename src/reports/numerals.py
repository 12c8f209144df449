"""Numbers as English newsrooms write them: strings in, numbers out.

This reads exact number words and digits only. Ranges, "dozens", "several" and modifiers are the
business of `reports.annotate.quantities`. Ordinals, fractions of a date ("9/11") and clock times
are not numbers here.
"""

from __future__ import annotations

import re

_UNIT_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
"""
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS = {word: value for value, word in enumerate(_UNIT_WORDS.split())}
TENS = {word: 10 * value for value, word in enumerate(_TEN_WORDS.split(), 2)}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 10**12}
ABBREVIATED = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "mln": 1_000_000, "bn": 10**9, "bln": 10**9, "tn": 10**12}
# A "dozen" multiplies what stands before it and, unlike a scale, takes nothing after it.
GROUPS = {"dozen": 12, "score": 20, "couple": 2, "pair": 2}
MULTIPLIERS = SCALES | GROUPS

_DIGITS = re.compile(
    r"(?P<int>\d{1,3}(?:(?:,\d{3})+|(?:[ \u00a0\u202f\u2009]\d{3})+|(?:['’]\d{3})+)|\d+)"
    r"(?P<fraction>\.\d+)?(?P<half>½)?(?:\s?(?P<suffix>[a-z]+))?\Z"
)
_NOT_DIGIT = re.compile(r"\D")


def parse_number(text: str) -> float | int | None:
    """The number that `text` states exactly, an int when it is whole, else None.

    Reads "1,600", "1.2 million", "3.5bn", "70 000", "twenty-two", "a hundred and five",
    "one and a half million", "half a dozen", "a couple". The whole text must be the number.
    """
    cleaned = text.strip().lower()
    if not cleaned:
        return None
    if cleaned[0].isdigit():
        value = _from_digits(cleaned)
    else:
        value = _from_words(cleaned.replace("-", " ").split())
    return None if value is None else _whole(value)


def _from_digits(cleaned: str) -> float | None:
    head, *rest = cleaned.split("-") if "-" in cleaned else [cleaned]
    match = _DIGITS.match(head)
    if match is None or len(match["int"]) > 18:
        # "3 and a half million", "12 hundred thousand": digits that go on as words.
        return _from_mixed(cleaned.split())
    if rest:
        return None
    digits = _NOT_DIGIT.sub("", match["int"])
    value: float = float(digits + match["fraction"]) if match["fraction"] else int(digits)
    if match["half"]:
        value += 0.5
    suffix = match["suffix"]
    if suffix is None:
        return value
    scale = MULTIPLIERS.get(suffix) or ABBREVIATED.get(suffix)
    return None if scale is None else value * scale


def _from_mixed(words: list[str]) -> float | None:
    if len(words) < 2 or not _DIGITS.match(words[0]):
        return None
    first = _from_digits(words[0])
    return None if first is None else _from_words(words[1:], start=first)


def _from_words(words: list[str], *, start: float | None = None) -> float | None:
    """Read number words left to right: `total` holds finished scales, `current` what is being built.

    Returns None as soon as a word does not fit ("five three", "ten hundred and").
    """
    total: float = 0
    current = start
    last_scale: float = float("inf")
    room: float = 1 if start is not None else 1000  # the next plain word must be smaller than this
    for index, word in enumerate(words):
        following = words[index + 1 :]
        if word in UNITS or word in TENS:
            value = UNITS.get(word, TENS.get(word, 0))
            if value >= room or (current is not None and value == 0):
                return None
            current = (current or 0) + value
            room = 10 if word in TENS else 1
        elif word in MULTIPLIERS:
            factor = MULTIPLIERS[word]
            if factor >= last_scale and current is None:
                return None
            current = (1 if current is None else current) * factor
            room = factor if word in SCALES else 1
            if factor >= 1000:
                if factor >= last_scale:
                    return None
                total, current, last_scale = total + current, None, factor
        elif word == "half":
            if current is not None or total or not following:
                return None
            current, room = 0.5, 1
        elif word == "and":
            if following[:2] == ["a", "half"] and current is not None:
                return _from_words(following[2:], start=current + 0.5) if following[2:] else current + 0.5
            if not following or (current is None and not total) or room == 1:
                return None
        elif word == "of":
            # "a couple of hundred"
            if index == 0 or words[index - 1] not in ("couple", "pair") or following[:1] not in _SCALE_STARTS:
                return None
        elif word in ("a", "an"):
            if not _article_fits(words, index):
                return None
        else:
            return None
    if current is None and not total:
        return None
    return total + (current or 0)


_SCALE_STARTS = [[word] for word in (*SCALES, "dozen")]


def _article_fits(words: list[str], index: int) -> bool:
    """Whether "a" belongs to the number: "a hundred", "a half dozen", "half a million"."""
    following = words[index + 1] if index + 1 < len(words) else ""
    fits = following in MULTIPLIERS or (following == "half" and index == 0 and len(words) > 2)
    return fits and (index == 0 or words[index - 1] == "half")


def _whole(value: float) -> float | int:
    rounded = round(value)
    return rounded if abs(value - rounded) < 1e-9 * max(1.0, abs(value)) else value
