"""Triggers that only the tagger found: what is taken, as which words, and what is not."""

from __future__ import annotations

from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from reports.annotate import layers, learned_events

pytestmark = pytest.mark.pipeline


@pytest.fixture(scope="module")
def grammar() -> Language:
    """The pipeline without the trained tagger: its spans are put in by hand."""
    import reports

    return reports.load_pipeline(fast=True)


def _told(nlp: Language, text: str, *marked: tuple[str, float]) -> list[str]:
    """The triggers that are made of marked words and their scores, where the lexicon found none."""
    doc = nlp(text)
    doc._.tagged = {"entities": [], "attribution": [], "events": [_event(doc, *one) for one in marked]}
    return [doc[event["start"] : event["end"]].text for event in learned_events.join(doc, [])]


def _event(doc: Doc, words: str, score: float) -> layers.TaggedEvent:
    begin = doc.text.index(words)
    span = doc.char_span(begin, begin + len(words))
    assert span is not None
    other: dict[str, Any] = {"type": "other", "type_score": 0.9, "modality": "actual", "modality_score": 0.9}
    return {"start": span.start, "end": span.end, "score": score, "negated": 0.0, "parts": [], **other}


@pytest.mark.parametrize(
    ("text", "marked", "told"),
    [
        ("Jets machine-gunned the reeds.", [("machine-", 0.7), ("gunned", 0.9)], ["machine-gunned"]),
        ("Troops began the re-taking of the port.", [("re", 0.8), ("taking", 0.9)], ["re-taking"]),
        ("The bus was literally blown to pieces.", [("blown to pieces", 0.9)], ["blown to pieces"]),
        ("The gate was badly bent.", [("badly", 0.7)], ["bent"]),
        ("The gate was badly bent.", [("badly", 0.7), ("bent", 0.9)], ["bent"]),
        ("Rebels carried out a sweep.", [("carried out", 0.9), ("sweep", 0.6)], ["sweep"]),
        ("The envoy welcomed the move.", [("welcomed", 0.9)], []),
        ("Gunmen torched the mill.", [("torched", 0.4)], []),
        ("Medics pulled a boy from the rubble.", [("rubble", 0.9)], []),
    ],
)
def test_what_the_tagger_alone_finds(
    grammar: Language, text: str, marked: list[tuple[str, float]], told: list[str]
) -> None:
    assert _told(grammar, text, *marked) == told


@pytest.mark.parametrize(
    ("text", "words", "rule", "kind", "score", "typed"),
    [
        ("A drone flattened the depot.", "flattened", "destroy-v", "air_strike", 0.93, "air_strike"),
        ("A drone flattened the depot.", "flattened", "destroy-v", "air_strike", 0.85, "destruction"),
        ("Gunmen flattened the depot.", "flattened", "destroy-v", "ground_attack", 0.93, "destruction"),
        ("Gunmen flattened the depot.", "flattened", "destroy-v", "ground_attack", 0.97, "ground_attack"),
        ("The attack came at dawn.", "attack", "attack-n", "air_strike", 0.99, "other"),  # more is told elsewhere
        ("Raids on the port flattened the depot.", "flattened", "destroy-v", "air_strike", 0.99, "destruction"),
    ],
)
def test_whose_type_stands(
    grammar: Language, text: str, words: str, rule: str, kind: str, score: float, typed: str
) -> None:
    doc = grammar(text)
    found = [*map(dict, layers.get(doc, "events"))]
    [event] = [one for one in found if doc[one["start"] : one["end"]].text == words] or [{}]
    marked = _event(doc, words, 0.9)
    event |= {"start": marked["start"], "end": marked["end"], "head": marked["start"], "rule": rule}
    event["type"] = "other" if rule == "attack-n" else "destruction"
    doc._.tagged = {"entities": [], "attribution": [], "events": [{**marked, "type": kind, "type_score": score}]}
    others = [one for one in found if one is not event]
    [told] = [one for one in learned_events.join(doc, [*others, event]) if one["start"] == marked["start"]]  # type: ignore[list-item]
    assert told["type"] == typed
