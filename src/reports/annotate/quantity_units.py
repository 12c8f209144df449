"""Whether a number counts anything, and in which unit: counts, percentages, money, measures, ages.

Years, names ("Highway 4"), codes, list marks, calibres, fractions and clock times count nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Doc, Token

from reports.annotate.quantity_heads import noun_after, noun_class, plural_follows, thing_divided
from reports.annotate.quantity_phrases import CURRENCY_SIGNS, DASHES, Phrase

_CURRENCIES = frozenset(
    "dollar dollars euro euros rouble roubles ruble rubles hryvnia hryvnias hryvnya dinar dinars shekel shekels "
    "lira liras riyal riyals rial rials yuan rupee rupees peso pesos franc francs usd eur cents sterling kyat "
    "kyats birr".split()
)
_DISTANCES = frozenset(
    "km kms kilometre kilometres kilometer kilometers mile miles metre metres meter meters m yard yards foot feet "
    "ft cm centimetres centimeters nm".split()
)
_AREAS = frozenset({"km2", "km²", "sqkm", "hectare", "hectares", "acre", "acres"})
_TIMES = frozenset(
    "second seconds minute minutes hour hours day days night nights week weeks fortnight month months year years "
    "decade decades century centuries".split()
)
_MEASURES = frozenset(
    "ton tons tonne tonnes kg kilogram kilograms kilo kilos gram grams pound pounds litre litres liter liters "
    "gallon gallons barrel barrels degree degrees megawatt megawatts mw kilowatt kilowatts mph kmh knots".split()
)
_NOT_COUNTED = frozenset(
    "mm millimetre millimetres millimeter millimeters calibre caliber magnitude third thirds quarter "
    "quarters fifth fifths half halves o'clock b.c. bc bce a.d. a.m. p.m. am pm gmt utc th st nd rd".split()
)
# A number right after one of these is a name: "Resolution 2254", "Highway 4", "Unit 8200".
_LABELS = frozenset(
    "resolution article highway route unit channel flight chapter section phase page paragraph level no no. "
    "number room gate block sector zone district protocol camp point road street bus order law act decree "
    "category grade class version part volume brigade battalion regiment division corps checkpoint terminal pier "
    "hill annex clause covid operation directive line base platoon company squadron committee".split()
)
_MULTIPLYING = frozenset("as more the that higher larger bigger greater their its his what".split())  # "as many"
_COMPOUNDS = frozenset({"strong", "member", "man", "person", "people"})  # "a 500-strong force", "a 12-member team"
_AGED = frozenset({"aged", "age", "ages"})
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan. feb. aug. sept. "
    "oct. nov. dec.".split()
)
_DETERMINED_ONE = frozenset("this that the each every any some which no only first last next".split())


class Unit(NamedTuple):
    name: str
    end: int  # end of the span when the unit belongs to it
    head: int | None
    searched: bool  # whether the counted noun is still to be found


# --- numbers that count nothing ----------------------------------------------------------------


def is_name_or_code(doc: Doc, words: list[str], phrase: Phrase) -> bool:
    """Whether the number is part of a name, a code, a list mark or a telephone number."""
    core, end = phrase.core, phrase.core_end
    before = words[core - 1] if core else ""
    after = words[end] if end < len(words) else ""
    if before in ("#", "+", "№") or (before in "([" and after in (")", "]") and before and after):
        return True
    if words[core].isdigit() and (len(words[core]) >= 8 or (core and doc[core - 1].is_digit) or after[:1].isdigit()):
        return True
    if before in DASHES and core > 1 and not doc[core - 1].whitespace_ and not doc[core - 2].whitespace_:
        return True
    if before in _LABELS and phrase.start == core and (not doc[core - 1].is_lower or not plural_follows(doc, end)):
        return True
    if phrase.start != core:
        return False
    return _is_title_number(doc, words, phrase) or _follows_its_name(doc, phrase)


def _is_title_number(doc: Doc, words: list[str], phrase: Phrase) -> bool:
    """ "Group of Seven", "the Big Five": a capitalised number word after "of" or "the" is a name."""
    token = doc[phrase.core]
    if not token.is_title or token.is_sent_start or not token.is_alpha or phrase.core == 0:
        return False
    before = words[phrase.core - 1]
    return before in ("of", "the") or (
        phrase.core > 1 and words[phrase.core - 2] == "the" and doc[phrase.core - 1].is_title
    )


def _follows_its_name(doc: Doc, phrase: Phrase) -> bool:
    """ "Boeing 737": the parse hangs the number on the name before it."""
    token = doc[phrase.core]
    if not phrase.core or not _in_digits(token) or phrase.core_end - phrase.core > 1:
        return False
    before = doc[phrase.core - 1]
    return before.pos_ == "PROPN" and token.head.i == before.i and token.dep_ in ("nummod", "appos", "npadvmod")


def _in_digits(token: Token) -> bool:
    """Whether the token is written in digits."""
    return token.text[0].isdigit()


def is_year_or_day(doc: Doc, words: list[str], phrase: Phrase) -> bool:
    word = words[phrase.core]
    if phrase.core_end - phrase.core == 1 and word.isdigit():
        if len(word) == 4 and word[:2] in ("19", "20") and phrase.operator is None and not phrase.approximate:
            return not plural_follows(doc, phrase.core_end)
        near = (
            words[phrase.core - 1] if phrase.core else "",
            words[phrase.core_end] if phrase.core_end < len(words) else "",
        )
        return len(word) <= 2 and any(name in _MONTHS for name in near) and "may" not in near
    return False


def counts_one(doc: Doc, words: list[str], phrase: Phrase) -> bool:
    """Whether "one" is a count: "one soldier", "one of the dead", "one was killed", not "this one", "one can see"."""
    if phrase.operator is not None:
        return True
    before = words[phrase.core - 1] if phrase.core else ""
    after = words[phrase.core_end] if phrase.core_end < len(words) else ""
    if before == "that" and (after == "of" or doc[phrase.core - 1].tag_ == "IN"):  # "said that one soldier was killed"
        before = ""
    if before in _DETERMINED_ONE or after in ("another", "day", "time", "thing", "way", "side", "hand", "-"):
        return False
    if after in ("of", "was", "were", "other", "more") or after in noun_class("states"):
        return True
    token = doc[phrase.core]
    if token.dep_ in ("nsubj", "nsubjpass") and token.pos_ == "NUM" and token.i < token.head.i:
        return True
    return token.dep_ == "nummod" and token.head.i > token.i


# --- units ---------------------------------------------------------------------------------


def unit_of(doc: Doc, words: list[str], phrase: Phrase) -> Unit | None:
    """The unit of a number, None when it is a calibre, a fraction or a clock time."""
    end = phrase.end
    before = words[phrase.core - 1] if phrase.core else ""
    if end < len(words) and words[end].isspace() and words[end] not in "\r\n":
        end += 1  # a hard space is a token of its own
    after = words[end] if end < len(words) else ""
    if after in ("%", "percent", "pc") or (after == "per" and words[end + 1 : end + 2] == ["cent"]):
        stop = end + 2 if after == "per" else end + 1
        return Unit("percent", stop, thing_divided(doc, stop), searched=False)
    if before in CURRENCY_SIGNS or after in _CURRENCIES or words[phrase.core][0] in "$€£":
        return Unit("money", end + 1 if after in _CURRENCIES else end, None, searched=False)
    if after == "of" and end + 1 < len(words) and words[end + 1] in _CURRENCIES:
        return Unit("money", end + 2, None, searched=False)
    if before in _AGED or (
        before in ("between", "of", "to", "and") and _AGED & set(words[max(0, phrase.core - 4) : phrase.core])
    ):
        return Unit("age", end, None, searched=False)
    if before == "of" and _is_age_of(doc, phrase):
        return Unit("age", end, None, searched=False)
    hyphened = after in DASHES and end + 1 < len(words) and end > 0 and not doc[end - 1].whitespace_
    if hyphened:
        return _hyphened_unit(doc, words, end)
    if _is_age_apposition(doc, words, phrase):
        return Unit("age", end, None, searched=False)
    return _plain_unit(words, end)


def _is_age_of(doc: Doc, phrase: Phrase) -> bool:
    """ "A man of 26", "the boy of six": one person is no number of them."""
    number = doc[phrase.end - 1]
    if phrase.core < 2 or number.dep_ != "pobj" or number.head.i != phrase.core - 1:
        return False
    one = doc[phrase.core - 2]
    return one.tag_ == "NN" and one.lower_ in noun_class("persons") and number.head.head == one


def _plain_unit(words: list[str], end: int) -> Unit | None:
    after = words[end] if end < len(words) else ""
    following = words[end + 1] if end + 1 < len(words) else ""
    if after in _NOT_COUNTED or after[:1] == "°":
        return None
    if after == "times":
        return None if following in _MULTIPLYING else Unit("times", end, end, searched=False)
    if after in ("square", "sq", "sq."):
        return Unit("area", end, end + 1 if following in _DISTANCES else end, searched=False)
    if after in _AREAS:
        return Unit("area", end, end, searched=False)
    if after in ("year", "years") and following == "old":
        return Unit("age", end, None, searched=False)
    if after in ("nautical",):
        return Unit("distance", end, end + 1, searched=False)
    for nouns, name in ((_DISTANCES, "distance"), (_TIMES, "time"), (_MEASURES, "other")):
        if after in nouns:
            return Unit(name, end, end, searched=False)
    return Unit("count", end, None, searched=True)


def _hyphened_unit(doc: Doc, words: list[str], end: int) -> Unit | None:
    """ "12-year-old", "30-km", "24-hour", "500-strong": what comes after the hyphen tells."""
    after = words[end + 1]
    if (
        after in ("year", "month", "day")
        and words[end + 2 : end + 4]
        and words[end + 3 : end + 4][:1] in (["old"], ["olds"])
    ):
        adjective = doc[end + 3]
        head = adjective.head.i if adjective.head.pos_ in ("NOUN", "PROPN") and adjective.head.i > end + 3 else None
        return Unit("age", end, head, searched=False)
    if after in _COMPOUNDS:
        noun = noun_after(doc, end + 2)
        return None if noun is None else Unit("count", end, noun, searched=False)
    for nouns, name in ((_DISTANCES, "distance"), (_TIMES, "time"), (_MEASURES, "other")):
        if after in nouns:
            return Unit(name, end, end + 1, searched=False)
    return None


def _is_age_apposition(doc: Doc, words: list[str], phrase: Phrase) -> bool:
    """ "Ali Hassan, 45, said": a bare number between commas after a name."""
    core, end = phrase.core, phrase.core_end
    if phrase.start != core or end - core != 1 or core < 2 or words[core - 1] != "," or not words[core].isdigit():
        return False
    if not (doc[core - 2].pos_ == "PROPN" and doc[core - 2].is_title and 0 < int(words[core]) < 111):
        return False
    return end == len(words) or words[end] in (",", ".", ";", ")")
