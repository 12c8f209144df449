"""Counts in a list of lower-case words: "at least 28", "dozens", "between 30 and 40", "as many as two dozen".

Pure: words in (cut as spaCy cuts them, hyphens by themselves), phrases out. What is counted, and whether the
number counts anything at all, is decided in `quantities` with the parse at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reports.numerals import MULTIPLIERS, SCALES, TENS, UNITS, parse_number

Words = Sequence[str]


class Phrase(NamedTuple):
    """A count. `start:end` with modifiers, `core:core_end` the number words alone (token indexes).

    `low` and `high` are what the number words say (`high` None when they are open: "dozens");
    `operator` is what the modifiers say: ge, gt, le, lt or None.
    """

    start: int
    end: int
    core: int
    core_end: int
    low: float
    high: float | None
    operator: str | None
    approximate: bool

    def limits(self, *, continuous: bool = False) -> tuple[float | None, float | None]:
        """(min, max). "More than 5" is 6 at least for things counted, 5 for what is measured (`continuous`)."""
        if self.operator is None:
            return self.low, self.high
        bound = self.low if self.operator in ("ge", "gt") or self.high is None else self.high
        step = 1 if not continuous and bound == int(bound) and self.high is not None else 0
        if self.operator in ("ge", "gt"):
            return (bound + step if self.operator == "gt" else bound), None
        return None, (bound - step if self.operator == "lt" else bound)


CURRENCY_SIGNS = frozenset({"$", "us$", "€", "£", "¥", "₴", "₽", "₪", "₹", "usd", "eur", "c$", "a$"})
VAGUE_PLURALS = {
    "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2_000, "millions": 2_000_000, "billions": 2_000_000_000,
}  # fmt: skip
_VAGUE_FEW = frozenset({"several", "few"})
_TENS_OF = {"tens": 20, "hundreds": 200}
_SCALE_PLURALS = {"thousands": 1_000, "millions": 1_000_000, "billions": 1_000_000_000}
DASHES = frozenset("-–—")
_NUMBER_WORDS = frozenset(UNITS) | frozenset(TENS) | frozenset(MULTIPLIERS)
_SUFFIXES = frozenset({"k", "mn", "mln", "bn", "bln", "tn"})
TRIGGERS = (_NUMBER_WORDS | frozenset(VAGUE_PLURALS) | _VAGUE_FEW | {"tens", "half"}) - {"score"}
_AFTER_SCORES = frozenset(
    "of more others killed wounded injured dead hurt missing were have are had was feared arrested detained".split()
)

_PREFIX_TEXT = {
    "ge": "at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum of|as few as|"
    "at a minimum",
    "gt": "more than|over|well over|just over|slightly over|a little over|upwards of|upward of|exceeding|"
    "exceeded|exceeds|exceed|surpassed|topped|in excess of|"
    "above|well above|beyond|greater than|surpassing|topping|slightly more than|a little more than|better than",
    "le": "up to|as many as|at most|at the most|no more than|not more than|a maximum of|maximum of|as much as|"
    "no greater than|up to as many as",
    "lt": "fewer than|less than|under|below|just under|slightly fewer than|slightly less than",
    "approx": "about|around|some|approximately|nearly|almost|roughly|an estimated|estimated|close to|near to|circa|"
    "something like|in the region of|~|an approximate|at around|at about|more or less|virtually|practically",
    "": "another|a further|an additional|additional|further|only|just|a total of|the other|other|all|"
    "anywhere between|anywhere from|a combined|a record|exactly|precisely",
}
_PREFIXES: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _operator, _phrases in _PREFIX_TEXT.items():
    for _phrase in _phrases.split("|"):
        _PREFIXES.setdefault(_phrase.split()[-1], []).append((tuple(_phrase.split()), _operator))
for _entries in _PREFIXES.values():
    _entries.sort(key=lambda entry: -len(entry[0]))
_MAX_PREFIXES = 3
# "Flew over three villages", "troops under two generals": before a small number these place rather than measure.
_PLACING = frozenset({"over", "under", "above", "below", "beyond"})
_FEW = 10


def read_phrase(words: Words, at: int, floor: int = 0) -> Phrase | None:
    """The count whose first number word is `words[at]`, modifiers before it (not before `floor`) and after it included.

    Returns None when the words there make no number.
    """
    number = _read_number(words, at, floor)
    if number is None:
        return None
    core, end, low, high = number
    first = core - 1 if core > floor and words[core - 1] in CURRENCY_SIGNS else core
    start, prefixes = _read_prefixes(words, first, floor)
    between = start > floor and words[start - 1] == "between"
    if high is not None:
        end, high = _read_range(words, core, end, low, between=between)
        low, high = _share_scale(words, end, low, high)
    if between and high is not None and high > low:
        start, outer = _read_prefixes(words, start - 1, floor)
        prefixes += outer
    if high is not None and high < _FEW and first - start == 1 and words[start] in _PLACING:
        start, prefixes = first, []
    core_end = end
    suffix, end = _read_suffix(words, end)
    operators = [name for name in (suffix, *prefixes) if name not in ("", "approx")]
    operator = operators[0] if operators else None
    return Phrase(start, end, core, core_end, low, high, operator, "approx" in (suffix, *prefixes))


def _read_number(words: Words, at: int, floor: int) -> tuple[int, int, float, float | None] | None:
    """(start, end, low, high) of the bare number words."""
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else ""
    if word in _VAGUE_FEW:
        return _read_few(words, at, floor)
    if word in ("tens", "hundreds") and following == "of" and at + 2 < len(words) and words[at + 2] in _SCALE_PLURALS:
        return at, at + 3, _TENS_OF[word] * _SCALE_PLURALS[words[at + 2]], None
    if word == "tens":
        return (at, at + 1, 20, None) if following == "of" else None
    if word in VAGUE_PLURALS:
        if word == "scores" and following not in _AFTER_SCORES:
            return None  # the verb, or goals
        end = at + 3 if words[at + 1 : at + 3] == ["and", word] else at + 1
        return at, end, VAGUE_PLURALS[word], None
    start = at - 1 if at > floor and words[at - 1] in ("a", "an") and (word in MULTIPLIERS or word == "half") else at
    read = _longest_number(words, start, at)
    return None if read is None else (start, read[0], read[1], read[1])


def _read_few(words: Words, at: int, floor: int) -> tuple[int, int, float, float | None] | None:
    """ "Several" and "a few" are three at least; "several hundred" three hundred. "Few" alone is no count."""
    start = at
    if words[at] == "few":
        if at == floor or words[at - 1] not in ("a", "quite"):
            return None
        start = at - 1
    following = words[at + 1] if at + 1 < len(words) else ""
    scale = MULTIPLIERS.get(following.removesuffix("s"), 0) if following not in ("couple", "pair", "score") else 0
    return (start, at + 2, 3 * scale, None) if scale else (start, at + 1, 3, None)


def _longest_number(words: Words, start: int, at: int) -> tuple[int, float] | None:
    """(end, value) of the longest number that begins at `start` and reaches beyond `at`."""
    end = at + 1
    while end < len(words) and end - start < 9 and _goes_on(words, end):
        end += 1
    while end > at:
        tail = words[end - 1]
        if tail not in DASHES and tail not in ("and", "a", "of") and not tail.isspace():
            value = parse_number(
                " ".join(word for word in words[start:end] if word not in DASHES and not word.isspace())
            )
            if value is not None:
                return end, value
        end -= 1
    return None


def _goes_on(words: Words, index: int) -> bool:
    word, before = words[index], words[index - 1]
    following = words[index + 1] if index + 1 < len(words) else ""
    if word in _NUMBER_WORDS or word == "half":
        return True
    if word in DASHES:
        return (before in TENS and following in UNITS) or (before == "half" and following in MULTIPLIERS)
    if word == "and":
        half = following == "a" and words[index + 2 : index + 3] == ["half"]
        return half or (following in _NUMBER_WORDS and before in SCALES)
    if word == "a":
        return (before == "and" and following == "half") or (before == "half" and following in MULTIPLIERS)
    if word == "of":
        return before in ("couple", "pair") and (following in SCALES or following == "dozen")
    if word in _SUFFIXES:
        return before[0].isdigit()
    if word == "m":  # "$20m"; without a currency these are metres
        return index > 1 and words[index - 2] in CURRENCY_SIGNS
    if word.isspace():  # a hard space is a token of its own
        return before.isdigit() and len(following) == 3 and following.isdigit()
    # "70 000": a group of thousands
    leading = words[index - 2] if before.isspace() and index > 1 else before
    return len(word) == 3 and word.isdigit() and leading.isdigit() and len(leading) <= 3 and leading[0] != "0"


def _read_range(words: Words, core: int, end: int, low: float, *, between: bool) -> tuple[int, float]:
    """(end, high) when the number goes on as a range ("30 to 40", "two or three"), else as they were."""
    if end + 1 >= len(words):
        return end, low
    joint, second = words[end], words[end + 1]
    if not (joint in DASHES or joint in ("to", "or") or (joint == "and" and between)):
        return end, low
    if joint == "to" and core > 0 and words[core - 1] == "from":
        return end, low  # "rose from 30 to 40"
    if second in ("a", "an") and end + 2 < len(words) and words[end + 2] in MULTIPLIERS:
        read = _longest_number(words, end + 1, end + 2)
    elif second[0].isdigit() or second in _NUMBER_WORDS:
        read = _longest_number(words, end + 1, end + 1)
    else:
        return end, low
    if read is None or (read[1] <= low and joint != "or") or (joint == "or" and not low < read[1] <= low * 2 + 1):
        return end, low
    return read


def _share_scale(words: Words, end: int, low: float, high: float) -> tuple[float, float]:
    """ "Two to three million": the scale of the second number is that of the first too."""
    scale = MULTIPLIERS.get(words[end - 1])
    if scale and low < high and low * scale < high and low < 1000:
        return low * scale, high
    return low, high


def _read_prefixes(words: Words, core: int, floor: int) -> tuple[int, list[str]]:
    """(start, operators nearest first) of the modifiers that stand right before `core`."""
    start, operators = core, []
    for _ in range(_MAX_PREFIXES):
        if start <= floor:
            break
        entry = next(
            (
                (phrase, operator)
                for phrase, operator in _PREFIXES.get(words[start - 1], ())
                if start - len(phrase) >= floor and tuple(words[start - len(phrase) : start]) == phrase
            ),
            None,
        )
        if entry is None:
            break
        start -= len(entry[0])
        operators.append(entry[1])
    return start, operators


def _read_suffix(words: Words, end: int) -> tuple[str, int]:
    """(operator, end) of a modifier after the number: "or more", "or so", "+", "more"."""
    pair = tuple(words[end : end + 2])
    if pair in (("or", "more"), ("and", "more"), ("or", "over"), ("and", "above")):
        return "ge", end + 2
    if pair == ("or", "so"):
        return "approx", end + 2
    if pair in (("or", "fewer"), ("or", "less"), ("at", "most")):
        return "le", end + 2
    if pair == ("at", "least"):
        return "ge", end + 2
    if pair[:1] in (("+",), ("plus",)):
        return "ge", end + 1
    if pair[:1] == ("more",) and pair[1:] != ("than",):
        return "", end + 1
    return "", end
