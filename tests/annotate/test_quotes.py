"""Quotation marks of several habits, whole and broken."""

from __future__ import annotations

import pytest
from spacy.language import Language

from reports.annotate.quotes import find_quotes, paragraph_bounds


def texts(nlp: Language, text: str) -> list[str]:
    doc = nlp(text)
    return [doc[quote.start : quote.end].text for quote in find_quotes(doc, paragraph_bounds(doc))]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("“We are safe,” he said.", ["“We are safe,”"]),
        ('"We are safe," he said. "For now."', ['"We are safe,"', '"For now."']),
        ("'We are safe,' he said.", ["'We are safe,'"]),
        ("'The rebels' camp is gone,' he said.", ["'The rebels' camp is gone,'"]),
        ("The rebels' camp and the soldiers' camp burned.", []),
        ("It's the army's town, they don't doubt it.", []),
        ("He called it “a massacre” and “a crime”.", ["“a massacre”", "“a crime”"]),
        ("“He told me ‘run’ and I ran,” she said.", ["“He told me ‘run’ and I ran,”"]),
        ("“They said “go home” and laughed", ["“They said", "“go home”"]),
        ("“It's over,“ she said.", ["“It's over,“"]),
        ("No marks at all.", []),
        ("", []),
    ],
)
def test_pairs(nlp: Language, text: str, quotes: list[str]) -> None:
    assert texts(nlp, text) == quotes


def test_an_unclosed_quotation_stops_at_the_paragraph(nlp: Language) -> None:
    doc = nlp("“We are cut off.\nThe army came later.")
    (quote,) = find_quotes(doc, paragraph_bounds(doc))
    assert (doc[quote.start : quote.end].text, quote.closed) == ("“We are cut off.", False)


def test_a_quotation_over_two_paragraphs_continues(nlp: Language) -> None:
    doc = nlp("“We are cut off.\n“Nobody comes,” he said.")
    first, second = find_quotes(doc, paragraph_bounds(doc))
    assert (first.closed, first.continues) == (False, False)
    assert (second.closed, second.continues) == (True, True)


@pytest.mark.parametrize(
    ("text", "speech"),
    [
        ("“We are safe,” he said.", True),
        ("He called it “a massacre” on Friday.", False),
        ("The “special operation” goes on.", False),
        ("“Nobody is coming to help us now” was written on the wall.", True),
    ],
)
def test_sentences_are_told_from_quoted_words(nlp: Language, text: str, speech: bool) -> None:
    doc = nlp(text)
    (quote,) = find_quotes(doc, paragraph_bounds(doc))
    assert quote.speech is speech


def test_paragraphs_come_from_line_breaks_without_a_layer(nlp: Language) -> None:
    doc = nlp("One here.\nTwo here.")
    assert [doc[start:end].text for start, end in paragraph_bounds(doc)] == ["One here.", "Two here."]
