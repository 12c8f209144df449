"""The table gives what spaCy's attribute ruler gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

import reports
from reports.annotate.attributes import Table, quick

pytestmark = pytest.mark.pipeline

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.txt"))
ODD = [
    "There's gonna be y'all. There are those who ain't gotta go; c'mon, let's go. It ain't so. There is.",
    "",
    "  \n\n  ",
    "Y'all",
    "but THE an a this gon",
]


@pytest.fixture(scope="module")
def base() -> Language:
    return reports.load_pipeline(fast=True)


def _both(nlp: Language, text: str) -> tuple[Doc, Doc]:
    """The text by the ruler, and by the table."""
    made = []
    for fast in (False, True):
        doc = nlp.make_doc(text)
        for name in ("tok2vec", "tagger", "parser"):
            doc = nlp.get_pipe(name)(doc)
        ruler = nlp.get_pipe("attribute_ruler")
        assert isinstance(ruler, AttributeRuler)
        made.append((quick(ruler) if fast else ruler)(doc))
    return made[0], made[1]


def _given(doc: Doc) -> list[tuple[str, str, str, str, str]]:
    return [(token.pos_, str(token.morph), token.lemma_, token.tag_, token.dep_) for token in doc]


@pytest.mark.parametrize("text", [*ODD, *(path.read_text("utf8") for path in SAMPLES[:12])])
def test_the_same_as_the_ruler(base: Language, text: str) -> None:
    slow, fast = _both(base, text)
    assert _given(fast) == _given(slow)


def test_the_models_ruler_is_understood(base: Language) -> None:
    ruler = base.get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    assert isinstance(quick(ruler), Table)


def test_a_ruler_with_other_patterns_stays(base: Language) -> None:
    ruler = AttributeRuler(base.vocab)
    ruler.add([[{"SHAPE": "dd"}]], {"POS": "NUM"})
    assert quick(ruler) is ruler
