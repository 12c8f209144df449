"""Which words of a story mean the same actor or place, as the parser joins them.

The corpus quotes one mention of who takes part in an event, the fullest; the words beside the trigger may be another
("They killed five" for "the rebels"). A tagger that learned only the quoted words would learn that "they" kill nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from reports.analysis import Analysis, prepare
from reports.annotate import layers
from reports.pipeline import load_pipeline, make_doc
from reports.resolve import give_voice
from reports.resolve.actors import Cast
from reports.resolve.places import Atlas
from reports.resolve.sources import Witnesses
from reports.segment import segment

Pair = tuple[int, int]


@cache
def _pipeline() -> Language:
    return load_pipeline()


def mentions(text: str) -> list[list[Pair]]:
    """The mentions of each actor and place of a text, pronouns among them, as characters."""
    analysis = prepare(text, segment(text))
    doc = make_doc(_pipeline(), analysis)
    return [sorted(spans) for spans in (*_actors(doc, analysis), *_places(doc, analysis)) if len(spans) > 1]


def _actors(doc: Doc, analysis: Analysis) -> Iterator[set[Pair]]:
    cast = Cast(doc).build()
    give_voice(cast, Witnesses(doc, cast).build())
    found: dict[int, set[Pair]] = {}
    for mention in layers.get(doc, "mentions"):
        actor = cast.of_head.get(mention["head"])
        if actor is not None:
            found.setdefault(actor, set()).add(_characters(doc, analysis, mention["start"], mention["end"]))
    yield from found.values()


def _places(doc: Doc, analysis: Analysis) -> Iterator[set[Pair]]:
    for place in Atlas(doc, None).build().places:
        yield {_characters(doc, analysis, start, end) for start, end, _ in place.mentions}


def _characters(doc: Doc, analysis: Analysis, start: int, end: int) -> Pair:
    first, last = doc[start], doc[end - 1]
    return analysis.to_source(first.idx, last.idx + len(last))
