"""Joins the triggers of the lexicon with those that the trained tagger found.

The lexicon knows its words and their grammar, and nothing else; the tagger knows any word by how it is used, but not
for sure. So a trigger of the lexicon keeps its place and type and is given the tagger's score, by which
`reports.resolve` later drops claims that both together do not bear out; and a trigger that only the tagger found is
taken if it is sure enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from spacy.tokens import Doc, Token

from reports import triggers, words
from reports.annotate import grammar, layers
from reports.annotate.layers import EventMention, TaggedEvent
from reports.annotate.participants import ATTACKS, RESULTS
from reports.records import ClaimType

_BY_MEANS = (ClaimType.AIR_STRIKE, ClaimType.SHELLING, ClaimType.BOMBING)
_TAKEN = (ClaimType.CAPTURE, ClaimType.DISPLACEMENT)
_RUINS = frozenset("rubble ruin ruins debris wreckage wreck".split())
_LIGHT = frozenset("carry conduct execute hold launch make mount perform stage take undertake wage".split())
_FEELS = frozenset(
    "appal appall applaud commend congratulate distress distressing hail mourn praise regret sadden thank"
    " welcome".split()
)
_OUT_OF = frozenset({"from", "under", "beneath", "underneath"})
_LONGEST = 40  # words of a clause that are looked at
ENOUGH: Final = 0.5  # score of a trigger that only the tagger found
SURE: Final = 0.95  # score of a type that stands against the lexicon's
SURE_OF_MEANS: Final = 0.9
LIKELY: Final = 0.5  # of what a light verb governs


def join(doc: Doc, found: list[EventMention]) -> list[EventMention]:
    """The triggers of both, by their start; those of `found` as they are if the tagger did not run."""
    if doc._.tagged is None:
        return found
    tagged = layers.get_tagged(doc)["events"]
    at = {token: index for index, event in enumerate(tagged) for token in range(event["start"], event["end"])}
    attacked = _sentences_of_attacks(doc, tagged, found)
    for event in found:
        index = _index(event, at)
        event["score"] = 0.0 if index is None else tagged[index]["score"]
        if index is not None:
            event["tagged"] = index
            head = doc[event["head"]]
            is_result = event["type"] in RESULTS and head.sent.start in attacked
            if not is_result and _knows_better(tagged[index], event, head):
                event["type"] = tagged[index]["type"]
                event["rule"] = triggers.learned(event["type"])
    return sorted([*found, *_others(doc, tagged, at, found)], key=lambda event: event["start"])


def _sentences_of_attacks(doc: Doc, tagged: list[TaggedEvent], found: list[EventMention]) -> set[int]:
    """Where the sentences begin that tell an attack: deaths and damage in them are its results, and no attacks."""
    heads = [doc[event["head"]] for event in found if event["type"] in ATTACKS]
    heads += [doc[one["start"]] for one in tagged if one["type"] in ATTACKS and one["score"] >= ENOUGH]
    told = {event["head"] for event in found if event["type"] in RESULTS}
    return {head.sent.start for head in heads if head.i not in told}


def _knows_better(tagged: TaggedEvent, event: EventMention, head: Token) -> bool:
    """Whether the tagger's type stands against the lexicon's: by which means an attack was made it knows sooner.

    Of "the attack" more is told elsewhere, and `reports.resolve` finds it.
    """
    if tagged["type"] == event["type"] or (triggers.entry(event["rule"]).generic and head.pos_ != "VERB"):
        return False
    by_means = tagged["type"] in _BY_MEANS and event["type"] not in _BY_MEANS
    return tagged["type_score"] >= (SURE_OF_MEANS if by_means else SURE)


def _index(event: EventMention, at: dict[int, int]) -> int | None:
    """The tagged trigger at a trigger's head, else at any of its words."""
    tokens = (event["head"], *range(event["start"], event["end"]))
    return next((at[token] for token in tokens if token in at), None)


def _others(
    doc: Doc, tagged: list[TaggedEvent], at: dict[int, int], found: list[EventMention]
) -> Iterator[EventMention]:
    """What only the tagger found: of a hyphenated word once, of words that the lexicon's triggers hold not at all."""
    known = {token for event in found for token in range(event["start"], event["end"])}
    known |= {token for event in found if "tagged" in event for token in _words(tagged[event["tagged"]])}
    best: dict[tuple[int, int], int] = {}
    for index, event in enumerate(tagged):
        span = _whole_words(doc, event["start"], event["end"])
        if event["score"] >= ENOUGH and known.isdisjoint(range(*span)):
            best[span] = max(best.get(span, index), index, key=lambda one: tagged[one]["score"])
    for (start, end), index in best.items():
        event, head = tagged[index], _head(doc, start, end)
        if head.pos_ == "ADV" and head.head.pos_ in ("VERB", "ADJ") and head.head.i not in at:  # "badly damaged"
            head = head.head
            start, end = head.i, head.i + 1
        if _names_no_event(head) or _is_of_toll(head, known, at) or _is_named_below(head, index, tagged, at):
            continue
        kind = ClaimType.HUMANITARIAN if event["type"] in _TAKEN and _is_rescue(head) else event["type"]
        yield {
            "start": start,
            "end": end,
            "head": head.i,
            "type": kind,
            "rule": triggers.learned(kind),
            "score": event["score"],
            "tagged": index,
        }


def _words(event: TaggedEvent) -> range:
    return range(event["start"], event["end"])


def _whole_words(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """A span with the rest of the hyphenated words that it begins and ends in: "machine-gunned", "re-taking"."""
    while start > 0 and _is_glued(doc, start - 1):
        start -= 1
    while end < len(doc) and _is_glued(doc, end - 1):
        end += 1
    return start, end


def _is_glued(doc: Doc, index: int) -> bool:
    """Whether a token and the next one are of one hyphenated word."""
    return not doc[index].whitespace_ and "-" in (doc[index].text, doc[index + 1].text)


def _head(doc: Doc, start: int, end: int) -> Token:
    """The word that a trigger hangs by: of a hyphenated one, which parsers tear apart, the last that can name one."""
    words = doc[start:end]
    if all(token.text != "-" for token in words):
        return words.root
    return next((token for token in reversed(words) if token.pos_ in ("NOUN", "PROPN", "VERB", "ADJ")), words.root)


def _names_no_event(head: Token) -> bool:
    """ "Badly": how it was done; "welcomes", "thanked": what somebody feels about events; "from the rubble".

    "UN peacekeepers": whose they are. "There were no fighters": who might have done it.
    """
    noun = words.actor_nouns().get(head.lemma_.lower()) if head.pos_ == "NOUN" else None
    if noun is not None and noun.person and noun.military:
        return True
    feels = head.pos_ in ("VERB", "ADJ") and head.lemma_.lower() in _FEELS
    names = head.pos_ == "PROPN" and head.dep_ == "compound" and head.text.isupper()
    return head.pos_ == "ADV" or feels or names or _are_ruins(head)


def _is_of_toll(head: Token, known: set[int], at: dict[int, int]) -> bool:
    """ "The toll could climb": the toll is what is told."""
    toll = grammar.surface_subject(head) if head.pos_ == "VERB" else None
    return toll is not None and toll.lemma_ == "toll" and toll.sent == head.sent and (toll.i in known or toll.i in at)


def _are_ruins(word: Token) -> bool:
    """The ruins that somebody is brought out of."""
    return word.dep_ == "pobj" and word.head.lower_ in _OUT_OF and word.lemma_.lower() in _RUINS


def _is_named_below(head: Token, index: int, tagged: list[TaggedEvent], at: dict[int, int]) -> bool:
    """ "Launched an offensive", "tried to storm": what is under the verb names the event, and better."""
    least = LIKELY if head.lemma_ in _LIGHT else tagged[index]["score"]
    below = {at[one.i] for one in _under(head) if one.i in at} - {index}
    return any(tagged[one]["score"] >= least for one in below)


def _is_rescue(verb: Token) -> bool:
    """ "Pulled a girl from the rubble", "found alive": nobody is captured."""
    if verb.pos_ != "VERB":
        return False
    below = list(islice(verb.subtree, _LONGEST))
    return any(_are_ruins(word) or word.lower_ == "alive" for word in below)


def _under(head: Token) -> list[Token]:
    """What a verb may only do, aim at or try."""
    if head.pos_ not in ("VERB", "AUX"):
        return []
    return [
        *(kid for kid in head.children if kid.dep_ in ("dobj", "nsubjpass", "xcomp")),
        *grammar.prepositional(head),
    ]
