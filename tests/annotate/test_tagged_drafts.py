"""The tagger's spans joined with the rules' statements, on spans set by hand."""

from __future__ import annotations

from typing import Any

import pytest
from spacy.language import Language

import reports
from reports.annotate.attribution import find_attributions
from reports.pipeline import TAGGER, load_pipeline, tagger_version


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline(fast=True)


def _read(nlp: Language, text: str, **marked: list[str]) -> list[dict[str, Any]]:
    """Statements as words, with the tagger's marks on the first occurrence of each quoted string."""
    doc = nlp(text)
    spans = []
    for label, pieces in marked.items():
        for piece in pieces:
            at = text.index(piece)
            span = doc.char_span(at, at + len(piece))
            assert span is not None
            spans.append({"start": span.start, "end": span.end, "label": label, "score": 1.0})
    doc._.tagged = {"entities": [], "attribution": sorted(spans, key=lambda one: one["start"])}
    return [
        {
            "source": doc[slice(*one["source"])].text if one["source"] else None,
            "content": [doc[slice(*piece)].text for piece in one["content"]],
            "attitude": one.get("attitude", False),
        }
        for one in find_attributions(doc)
    ]


def test_a_statement_that_only_the_tagger_sees_is_added(nlp: Language) -> None:
    text = "In the words of the mayor, nobody slept. The river froze."
    marks = {"source": ["the mayor"], "cue": ["In the words of"], "content": ["nobody slept"]}
    assert {"the mayor"} <= {one["source"] for one in _read(nlp, text, **marks)}


def test_the_tagger_tells_where_a_content_ends(nlp: Language) -> None:
    text = "The army said the bridge fell and its men withdrew on Monday."
    marks = {"source": ["The army"], "cue": ["said"], "content": ["the bridge fell and its men withdrew on Monday"]}
    found = _read(nlp, text, **marks)
    assert [one["content"] for one in found] == [["the bridge fell and its men withdrew on Monday"]]
    assert found[0]["source"] == "The army"


def test_a_quotation_keeps_its_own_extent(nlp: Language) -> None:
    text = '"The bridge fell. Our men withdrew," the general said.'
    marks = {"source": ["the general"], "cue": ["said"], "content": ["Our men withdrew"]}
    found = _read(nlp, text, **marks)
    assert '"The bridge fell. Our men withdrew,"' in found[0]["content"][0] + ","


def test_who_is_marked_speaks_and_not_the_subject_of_what_was_said(nlp: Language) -> None:
    text = "The office insisted that 57 lorries had crossed and blamed looters for the shortage."
    contents = ["that 57 lorries had crossed", "looters for the shortage"]
    found = _read(nlp, text, source=["The office"], cue=["insisted", "blamed"], content=contents)
    assert [one["source"] for one in found] == ["The office", "The office"]


def test_a_content_ends_with_the_paragraph_of_its_cue(nlp: Language) -> None:
    text = "Ministry says port is closed\n\nDivers found two mines on Friday."
    marks = {"source": ["Ministry"], "cue": ["says"], "content": ["port is closed\n\nDivers found two mines"]}
    found = _read(nlp, text, **marks)
    assert all("Divers" not in piece for one in found for piece in one["content"])


def test_who_is_thought_to_do_something_does_not_say_so(nlp: Language) -> None:
    text = "The gang, which is thought to be making for the border, fled."
    marks = {"source": ["The gang"], "cue": ["is thought"], "content": ["to be making for the border"]}
    assert [one["source"] for one in _read(nlp, text, **marks)] == [None]


def test_without_marks_the_rules_stand(nlp: Language) -> None:
    text = "The army said the bridge fell."
    assert _read(nlp, text) == _read(nlp, text, source=["The army"])


def test_fast_leaves_the_tagger_out_and_the_report_says_so(nlp: Language) -> None:
    assert tagger_version(nlp) is None
    report = reports.parse("The army said the bridge fell.", nlp=nlp)
    assert report.processing.tagger is None
    assert TAGGER not in report.processing.components


def test_the_tagger_runs_by_default_and_marks_whole_phrases() -> None:
    report = reports.parse("Two Leopard tanks of the 47th Brigade rolled into the town of Orikhiv on Tuesday.")
    assert report.processing.tagger
    assert TAGGER in report.processing.components
    marked = {(entity.text, str(entity.label)) for entity in report.entities}
    assert ("Tuesday", "Temporal") in marked
    assert any(label == "MilitaryPlatform" for _, label in marked)
    assert any("Orikhiv" in text and label == "Location" for text, label in marked)


def test_what_was_said_may_begin_before_who_said_it(nlp: Language) -> None:
    text = "Nine people have died, the mayor says: a nurse died on Monday."
    marks = {
        "source": ["the mayor"],
        "cue": ["says"],
        "content": ["Nine people have died", "a nurse died on Monday"],
    }
    assert [one["content"] for one in _read(nlp, text, **marks)] == [
        ["Nine people have died", "a nurse died on Monday"]
    ]


def test_a_letter_speaks_and_not_who_got_it(nlp: Language) -> None:
    text = "Officials received a letter that said the rebels had fled."
    marks = {"source": ["Officials"], "cue": ["said"], "content": ["the rebels had fled"]}
    assert [one["source"] for one in _read(nlp, text, **marks)] == ["a letter"]
