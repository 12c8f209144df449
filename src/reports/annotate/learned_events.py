"""Joins the triggers of the lexicon with those that the trained tagger found.

The lexicon knows its words and their grammar, and nothing else; the tagger knows any word by how it is used, but not
for sure. So a trigger of the lexicon keeps its place and type and is given the tagger's score, by which
`reports.resolve` later drops claims that both together do not bear out; and a trigger that only the tagger found is
taken if it is sure enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc, Token

from reports import triggers
from reports.annotate import grammar, layers
from reports.annotate.layers import EventMention, TaggedEvent
from reports.records import ClaimType

_TAKEN = (ClaimType.CAPTURE, ClaimType.DISPLACEMENT)
_RUINS = frozenset("rubble ruin ruins debris wreckage wreck".split())
ENOUGH: Final = 0.6  # score of a trigger that only the tagger found


def join(doc: Doc, found: list[EventMention]) -> list[EventMention]:
    """The triggers of both, by their start; those of `found` as they are if the tagger did not run."""
    if doc._.tagged is None:
        return found
    tagged = layers.get_tagged(doc)["events"]
    at = {token: index for index, event in enumerate(tagged) for token in range(event["start"], event["end"])}
    for event in found:
        index = _index(event, at)
        event["score"] = 0.0 if index is None else tagged[index]["score"]
        if index is not None:
            event["tagged"] = index
    known = {event["tagged"] for event in found if "tagged" in event}
    return sorted([*found, *_others(doc, tagged, at, known)], key=lambda event: event["start"])


def _index(event: EventMention, at: dict[int, int]) -> int | None:
    """The tagged trigger at a trigger's head, else at any of its words."""
    tokens = (event["head"], *range(event["start"], event["end"]))
    return next((at[token] for token in tokens if token in at), None)


def _others(doc: Doc, tagged: list[TaggedEvent], at: dict[int, int], known: set[int]) -> Iterator[EventMention]:
    for index, event in enumerate(tagged):
        if index in known or event["score"] < ENOUGH:
            continue
        head = doc[event["start"] : event["end"]].root
        if any(tagged[at[one.i]]["score"] >= event["score"] for one in _under(head) if one.i in at):
            continue  # "launched an offensive", "tried to storm": what is under the verb names the event, and better
        kind = ClaimType.HUMANITARIAN if event["type"] in _TAKEN and _is_rescue(head) else event["type"]
        yield {
            "start": event["start"],
            "end": event["end"],
            "head": head.i,
            "type": kind,
            "rule": triggers.learned(kind),
            "score": event["score"],
            "tagged": index,
        }


def _is_rescue(verb: Token) -> bool:
    """ "Pulled a girl from the rubble": nobody is captured."""
    return any(noun.lemma_.lower() in _RUINS for noun in grammar.prepositional(verb, "from", "under"))


def _under(head: Token) -> list[Token]:
    """What a verb may only do, aim at or try."""
    if head.pos_ not in ("VERB", "AUX"):
        return []
    return [
        *(kid for kid in head.children if kid.dep_ in ("dobj", "nsubjpass", "xcomp")),
        *grammar.prepositional(head),
    ]
