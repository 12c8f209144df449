"""Which words of the tagger's parts are taken: those of the part and the events asked for, if they are sure enough."""

from __future__ import annotations

from typing import Any

import pytest
import spacy
from spacy.tokens import Doc

from reports.annotate import layers
from reports.resolve.learned_parts import ALONE, BESIDE, SURE, TARGET_ALONE, TARGET_BESIDE, LearnedParts

#        0       1    2      3        4   5        6     7  8
WORDS = "shells hit troops and civilians near Goma on Monday".split()
HEADS = [1, 1, 1, 2, 2, 1, 5, 1, 7]
DEPS = ["nsubj", "ROOT", "dobj", "cc", "conj", "prep", "pobj", "prep", "pobj"]
POS = ["NOUN", "VERB", "NOUN", "CCONJ", "NOUN", "ADP", "PROPN", "ADP", "PROPN"]


def part(start: int, end: int, name: str, score: float) -> layers.TaggedPart:
    return {"start": start, "end": end, "part": name, "score": score}


@pytest.fixture
def learned() -> LearnedParts:
    """Three events: one with parts, one with a place, one that the tagger did not find."""
    layers.register()
    doc = Doc(spacy.blank("en").vocab, words=WORDS, heads=HEADS, deps=DEPS, pos=POS)
    first = [part(0, 1, "agent", 0.9), part(2, 5, "target", 0.85), part(5, 7, "place", 0.5)]
    tagged: Any = [{"parts": first}, {"parts": [part(6, 7, "place", 0.7)]}]
    doc._.tagged = {"entities": [], "attribution": [], "events": tagged}
    events: Any = [{"tagged": 0}, {}, {"tagged": 1}]
    return LearnedParts(doc, events)


def test_words_of_a_part(learned: LearnedParts) -> None:
    assert learned.words("place", [0], 0.5) == [5, 6]
    assert learned.words("target", [0], 0.5) == [2, 3, 4]


def test_words_of_several_events(learned: LearnedParts) -> None:
    assert learned.words("place", [0, 1, 2], 0.5) == [5, 6, 6]
    assert learned.words("place", [1], 0.0) == []


def test_parts_of_too_low_a_score_are_left(learned: LearnedParts) -> None:
    assert learned.words("place", [0, 2], 0.6) == [6]
    assert learned.tokens("target", [0], 0.9) == []


def test_tokens_are_the_heads_of_phrases(learned: LearnedParts) -> None:
    assert [token.text for token in learned.tokens("target", [0], 0.5)] == ["troops", "civilians"]
    assert learned.tokens("place", [0], 0.5) == []  # a preposition is nobody


def test_where_the_grammar_found_one_the_tagger_must_be_surer(learned: LearnedParts) -> None:
    assert ALONE < 0.85 < BESIDE
    doc = learned.doc
    assert [token.i for token in learned.beside([], "target", [0])] == [2, 4]
    assert learned.beside([doc[4]], "target", [0]) == [doc[4]]


def test_scores_of_the_words_of_a_part(learned: LearnedParts) -> None:
    assert learned.scores("target", [0, 1, 2]) == {2: 0.85, 3: 0.85, 4: 0.85}
    assert learned.scores("target", [1]) == {}


def test_an_event_that_the_tagger_did_not_find_is_not_seen(learned: LearnedParts) -> None:
    assert learned.has_seen([1, 2])
    assert not learned.has_seen([1])


def test_a_target_may_be_less_sure_than_a_doer() -> None:
    assert SURE < TARGET_ALONE < ALONE < TARGET_BESIDE < BESIDE
