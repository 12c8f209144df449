"""The folded tokens of a Doc: made once, and anew when the Doc is cut anew."""

import spacy

from reports.annotate.folded import folded_tokens


def test_offsets_and_pieces_are_those_of_the_tokens() -> None:
    doc = spacy.blank("en")("Al-Nur  shelled Łódź.")
    tokens = folded_tokens(doc)
    assert tokens.starts == [token.idx for token in doc]
    assert tokens.ends == [token.idx + len(token) for token in doc]
    assert tokens.slice(0, len(doc)) == doc.text
    assert "lodz" in tokens.where


def test_empty_doc() -> None:
    assert folded_tokens(spacy.blank("en")("")).starts == []


def test_made_once_and_anew_after_retokenizing() -> None:
    doc = spacy.blank("en")("The army shelled Deir Hafir.")
    first = folded_tokens(doc)
    assert folded_tokens(doc) is first
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[3:5])
    assert folded_tokens(doc).starts == [token.idx for token in doc]
