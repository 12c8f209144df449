"""Component `reports_quantities`: writes counts and measures to `doc._.quantities`.

`quantity_phrases` reads the number words; this module decides with tokens and parse whether a number
counts anything (years, names, clock times and calibres do not), in which unit, and what it counts.

Choices that the layer's readers rely on:
- `head` is the counted noun ("at least 28 people" -> people), else the state that the counted are in
  ("28 killed" -> killed, "15 dead" -> dead), None for a number that stands alone ("kills 13", "23 of them").
  For distances, areas, times and weights it is the unit's noun; a percentage's is the thing divided.
- A percent sign or word and a currency belong to the span, every other noun does not.
- "More than 5" is 6 at least (the code book counts so), 5 for distances.
- "A", "an" and "another" before a person is a count of one, marked `article`; "another" for a person is one.
- "One in five", "two out of three" count nobody.
- "No casualties", "nobody was hurt", "without losses" are zero.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from operator import itemgetter

from spacy.language import Language
from spacy.tokens import Doc, Token

from reports import lexicons
from reports.annotate import layers
from reports.annotate.layers import QuantityMention
from reports.annotate.quantity_heads import MAX_REACH, find_head, noun_after, noun_class
from reports.annotate.quantity_phrases import DASHES, TRIGGERS, read_phrase
from reports.annotate.quantity_units import counts_one, is_name_or_code, is_year_or_day, unit_of
from reports.records import EntityLabel

_NOT_SUBJECTS = frozenset({"attr", "oprd"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_PARTICIPANTS = _SUBJECTS | {"dobj", "conj"}


@cache
def nationals() -> frozenset[str]:
    """Lower-case one-word nouns for members of a people ("syrian", "kurd")."""
    names = [name for entry in lexicons.countries().values() for name in entry.nationals]
    names += [form for entry in lexicons.peoples().values() for form in entry.surfaces]
    return frozenset(name.lower() for name in names if " " not in name)


def find_quantities(doc: Doc) -> list[QuantityMention]:
    """Counts and measures of `doc` in order, not overlapping. Numbers inside a known time expression are left out."""
    words = [token.lower_ for token in doc]
    times = layers.get(doc, "times")
    time_starts = [mention["start"] for mention in times]
    found: list[QuantityMention] = []
    floor = 0
    for index, word in enumerate(words):
        if index < floor or not (word in _ALL_TRIGGERS or word[0].isdigit()):
            continue
        if times and _inside(index, times, time_starts):
            floor = index + 1
            continue
        ratio = _ratio_end(doc, words, index)
        if ratio:
            floor = ratio
            continue
        if index > floor and words[index - 1] == "over" and doc[index - 1].tag_ == "RP":
            floor = index  # "handed over 40 rifles"
        mention = _read_at(doc, words, index, floor)
        if mention is not None:
            found.append(mention)
            floor = mention["end"]
    return found


def _ratio_end(doc: Doc, words: list[str], index: int) -> int:
    """Before which word "one in five residents", "two out of every three" ends, which count nobody; 0 for no ratio."""
    least = read_phrase(words, index)
    if least is None or least.core != index or least.core_end >= len(words) - 1:
        return 0
    at = least.core_end
    links = {"in": 1, "out": 2, "of": 1}.get(words[at], 0)
    if not links or words[at : at + links] not in (["in"], ["out", "of"], ["of"]):
        return 0
    every = at + links < len(words) and words[at + links] == "every"
    plain = links == 2 or (words[at] == "in" and doc[index].dep_ in _SUBJECTS)
    most = read_phrase(words, min(at + links + every, len(words) - 1), at)
    if most is None or most.core != at + links + every or not (every or plain):
        return 0
    return most.core_end if (least.high or least.low) < most.low else 0


def _inside(index: int, times: list[layers.TimeMention], starts: list[int]) -> bool:
    position = bisect_right(starts, index) - 1
    return position >= 0 and index < times[position]["end"]


def _read_at(doc: Doc, words: list[str], index: int, floor: int) -> QuantityMention | None:
    special = _SPECIAL.get(words[index])
    if special is not None:
        return special(doc, index)
    phrase = read_phrase(words, index, floor)
    if phrase is None:
        return _article(doc, index) if words[index] == "another" else None
    if is_name_or_code(doc, words, phrase):
        return None
    if words[index] == "one" and phrase.core_end - phrase.core == 1 and not counts_one(doc, words, phrase):
        return None
    unit = unit_of(doc, words, phrase)
    if unit is None or (unit.name == "count" and (phrase.low % 1 or is_year_or_day(doc, words, phrase))):
        return None
    low, high = phrase.limits(continuous=unit.name == "distance")
    head = find_head(doc, phrase.core, unit.end) if unit.searched else unit.head
    end = unit.end
    while words[end - 1].isspace():
        end -= 1
    return _mention(phrase.start, end, low, high, head, unit.name, approximate=phrase.approximate)


def _mention(
    start: int, end: int, low: float | None, high: float | None, head: int | None, unit: str = "count",
    *, approximate: bool = False,
) -> QuantityMention:  # fmt: skip
    return {
        "start": start, "end": end, "min": low, "max": high, "approximate": approximate, "head": head, "unit": unit,
    }  # fmt: skip


# --- words that count without a number -----------------------------------------------------------


def _article(doc: Doc, index: int) -> QuantityMention | None:
    """ "A soldier", "an Afghan": one person. Things take no count from an article."""
    token = doc[index]
    head = token.head
    if token.lower_ == "another" and head.pos_ in ("VERB", "AUX"):
        return _one_more(token)
    if token.dep_ != "det" or not 0 < head.i - index <= MAX_REACH or head.dep_ in _NOT_SUBJECTS:
        return None
    if head.tag_ not in ("NN", "NNP", "JJ") or not _is_person(head):
        return None
    mention = _mention(index, index + 1, 1, 1, head.i)
    mention["article"] = True
    return mention


def _one_more(token: Token) -> QuantityMention | None:
    """ "A soldier was killed and another wounded": one, if the sentence told of a person before."""
    hurt = token.dep_ == "det" and token.head.tag_ == "VBN"  # as the parser has it in "and another wounded"
    if token.dep_ not in _PARTICIPANTS and not hurt:
        return None
    if not any(one.pos_ in ("NOUN", "PROPN") and _is_person(one) for one in token.doc[token.sent.start : token.i]):
        return None
    return _mention(token.i, token.i + 1, 1, 1, token.head.i if hurt else None)


def _is_person(noun: Token) -> bool:
    lower = noun.lower_
    if lower in noun_class("persons") or lower in nationals():
        return True
    if noun.pos_ == "NOUN" and _is_tagged_person(noun):
        return True
    return lower == "old" and noun.i > 1 and noun.nbor(-1).text in DASHES  # "a 12-year-old"


def _is_tagged_person(noun: Token) -> bool:
    """Whether the trained tagger holds a noun for one person: no list has all of them."""
    entities = layers.get_tagged(noun.doc)["entities"]
    last = bisect_right(entities, noun.i, key=itemgetter("start")) - 1  # none overlap
    return last >= 0 and noun.i < entities[last]["end"] and entities[last]["label"] == EntityLabel.PERSON


def _none(doc: Doc, index: int) -> QuantityMention | None:
    """Zero: "no casualties", "no one was hurt", "nobody died", "without losses"."""
    token = doc[index]
    following = doc[index + 1] if index + 1 < len(doc) else None
    pronoun_end = index + 1
    if token.lower_ == "no" and following is not None and following.lower_ in ("one", "-"):
        pronoun_end = index + (2 if following.lower_ == "one" else 3)
    elif token.lower_ in ("no", "without"):
        noun = noun_after(doc, index + 1)
        if noun is None or noun - index > 4 or not _can_be_none(doc[noun]):
            return None
        return _mention(index, index + 1, 0, 0, noun)
    root = doc[min(pronoun_end, len(doc)) - 1]
    state = root.head if root.head.i != root.i else root
    if not any(
        word.lower_ in noun_class("states") or word.lower_ in ("die", "harmed") for word in (state, *state.children)
    ):
        return None
    return _mention(index, min(pronoun_end, len(doc)), 0, 0, None)


def _can_be_none(noun: Token) -> bool:
    return noun.lower_ in noun_class("none_of") or noun.lower_ in noun_class("persons")


def _two(doc: Doc, index: int) -> QuantityMention | None:
    """ "Both soldiers", "twin blasts", "dual attacks"."""
    token = doc[index]
    head = token.head
    if not 0 < head.i - index <= MAX_REACH or head.pos_ not in ("NOUN", "PROPN"):
        return None
    if token.lower_ == "both" and (head.tag_ not in ("NNS", "NNPS") or head.lower_ in ("sides", "parties")):
        return None
    return _mention(index, index + 1, 2, 2, head.i)


_SPECIAL = {
    "a": _article, "an": _article, "no": _none, "nobody": _none, "none": _none, "without": _none,
    "both": _two, "twin": _two, "dual": _two,
}  # fmt: skip
_ALL_TRIGGERS = TRIGGERS | frozenset(_SPECIAL) | {"another"}


class QuantityAnnotator:
    """The coat: calls `find_quantities` and writes the layer."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.quantities = find_quantities(doc)
        return doc


@Language.factory(
    "reports_quantities", assigns=["doc._.quantities"], requires=["doc._.times", "token.dep", "token.head", "token.pos"]
)
def make_quantities(nlp: Language, name: str) -> QuantityAnnotator:
    """Make the component. It reads `doc._.times` when that is there, so that dates are not counted."""
    return QuantityAnnotator()
