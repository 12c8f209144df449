"""Component `reports_times`: writes the time expressions of a story to `doc._.times`.

What the words mean is in `time_values` (the table of values), how they are found in `time_rules`.
This module only brings findings on a string to tokens and reads the tense: whether the clause looks
ahead ("will meet on Friday"), which decides on which side of publication a weekday lies.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from spacy.language import Language
from spacy.tokens import Doc, Token

from reports.annotate import layers
from reports.annotate.folded import folded_tokens
from reports.annotate.time_rules import TimeHit, find_times
from reports.annotate.time_values import Value

__all__ = ["TimeHit", "find_mentions", "find_times", "looks_ahead"]

_FUTURE_AUX = frozenset({"will", "'ll", "’ll", "wo", "shall", "would"})
# Words that put what depends on them in the future: "is due on Monday", "agreed to meet on Friday".
_FUTURE_HEAD_WORDS = """
    due set scheduled slated expected planned planning plans plan intends intend going hopes hoped vowed
    promised agreed threatened ordered preparing prepares poised
"""
_FUTURE_HEADS = frozenset(_FUTURE_HEAD_WORDS.split())
_FUTURE_NOUNS_WITH_FOR = frozenset({"due", "set", "scheduled", "slated", "planned", "expected"})
_TENSED_KINDS = frozenset({"weekday", "date", "range"})
_MAX_CLIMB = 8
_BEFORE_LEAD = re.compile(r"[^\w]*")  # a bullet, a bracket
_AFTER_LEAD = re.compile(r"[\])]?\s?(?:local(?: time)?|gmt|utc)?(?P<mark>\s?[:–—|]|\s-+|[\])])(?=\s|$)", re.IGNORECASE)
# before "Sunday's raid" they go with the raid
_OF_THE_NOUN = frozenset({"in", "on", "at", "by", "from", "during", "into", "over"})
_LEADING_KINDS = frozenset({"clock", "date", "weekday", "numeric", "range"})


def looks_ahead(token: Token) -> bool:
    """Whether the nearest clause that governs `token` looks ahead of the time of writing."""
    for _ in range(_MAX_CLIMB):
        head = token.head
        if head.i == token.i:
            return False
        if head.lower_ in _FUTURE_NOUNS_WITH_FOR and head.tag_ in ("VBN", "JJ") and token.dep_ in ("prep", "npadvmod"):
            return True
        if head.pos_ in ("VERB", "AUX"):
            return _verb_looks_ahead(head)
        token = head
    return False


def _verb_looks_ahead(verb: Token) -> bool:
    while True:
        auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
        if auxiliaries & _FUTURE_AUX:
            return True
        if "to" in auxiliaries and verb.head.i != verb.i and verb.head.lower_ in _FUTURE_HEADS:
            return True
        # "will meet on Monday and sign on Tuesday": a bare second verb borrows the auxiliary of the first
        if verb.dep_ != "conj" or verb.tag_ not in ("VB", "VBN") or auxiliaries:
            return False
        verb = verb.head


def find_mentions(doc: Doc) -> list[layers.TimeMention]:
    """The time expressions of `doc` as token spans, in order. Only analysed paragraphs count when they are known."""
    tokens = folded_tokens(doc)
    text, offsets = tokens.text, tokens.starts
    hits = find_times(text)
    if not hits:
        return []
    parsed = doc.has_annotation("DEP")
    paragraphs = layers.get(doc, "paragraphs")
    starts = [paragraph["start"] for paragraph in paragraphs]
    mentions: list[layers.TimeMention] = []
    for hit in hits:
        start = bisect_right(offsets, hit.start) - 1
        end = bisect_left(offsets, hit.end)
        if starts:
            index = bisect_right(starts, start) - 1
            if index < 0 or end > paragraphs[index]["end"]:
                continue
        value = hit.value
        if end < len(doc) and doc[end].tag_ == "POS" and doc[start].lower_ in _OF_THE_NOUN and end - start > 1:
            start, value = start + 1, _alone(text[offsets[start + 1] : hit.end]) or value
        if parsed and value["kind"] in _TENSED_KINDS and "future" not in value and looks_ahead(_root(doc, start, end)):
            value = {**value, "future": True}
        if starts and leads(text, doc[starts[index]].idx, hit):
            value = {**value, "leads": True}
        mentions.append({"start": start, "end": end, "value": value})
    return _with_openers(doc, mentions)


def _alone(text: str) -> Value | None:
    """What a time means without the preposition before it: "by Sunday's raid" tells of a raid on Sunday."""
    found = find_times(text)
    return found[0].value if len(found) == 1 else None


def leads(text: str, start: int, hit: TimeHit) -> bool:
    """Whether a time at the head of the paragraph that begins at `start` tells when all of it was: "18:52 - Police
    say ...", "- 2 Sept: clash in ...". A bare clock needs no mark after it; "At 04:30 rockets fell" is a sentence."""
    kind = hit.value["kind"]
    if kind not in _LEADING_KINDS or hit.start - start > 4 or not _BEFORE_LEAD.fullmatch(text, start, hit.start):
        return False
    if kind == "clock" and hit.value.get("minute") is not None and text[hit.start].isdigit():
        return True
    return _AFTER_LEAD.match(text, hit.end) is not None


def _with_openers(doc: Doc, mentions: list[layers.TimeMention]) -> list[layers.TimeMention]:
    """Marks the first time of each sentence, where sentences are known."""
    if not doc.has_annotation("SENT_START"):
        return mentions
    last = -1
    for mention in mentions:
        sentence = doc[mention["start"]].sent.start
        if sentence != last:
            mention["value"] = {**mention["value"], "opens": True}
            last = sentence
    return mentions


def _root(doc: Doc, start: int, end: int) -> Token:
    """The first token of the span whose head lies outside it."""
    for index in range(start, end):
        token = doc[index]
        if not start <= token.head.i < end or token.head.i == index:
            return token
    return doc[start]


class TimeAnnotator:
    """The coat: calls `find_mentions` and writes the layer."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.times = find_mentions(doc)
        return doc


@Language.factory("reports_times", assigns=["doc._.times"], requires=["token.dep", "token.head"])
def make_times(nlp: Language, name: str) -> TimeAnnotator:
    """Make the component. It reads the parse when there is one and works without."""
    return TimeAnnotator()
