"""The component: tokens in, a layer of tokens out. `tiny_model` stands in for the trained one."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from reports.annotate import layers
from reports.annotate.tagging import TaggingComponent, words_of
from reports.errors import ModelError

TINY = Path(__file__).parent.parent / "tiny_model"


@pytest.fixture(scope="module")
def blank() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("reports_tagger", config={"folder": str(TINY)})
    return nlp


def shown(doc: Doc, head: str = "entities") -> list[tuple[str, str]]:
    tagged = layers.get_tagged(doc)
    spans = tagged["entities"] if head == "entities" else tagged["attribution"]
    return [(doc[span["start"] : span["end"]].text, span["label"]) for span in spans]


def test_spans_are_tokens(blank: Language) -> None:
    doc = blank("The Army said that shells hit Kyiv, South Kivu today.")
    assert shown(doc) == [
        ("The Army", "Organisation"),
        ("shells", "Weapon"),
        ("Kyiv", "Location"),
        ("South Kivu", "Location"),
        ("today", "Temporal"),
    ]
    assert shown(doc, "attribution") == [
        ("The Army", "source"),
        ("said", "cue"),
        ("that shells hit Kyiv, South Kivu today", "content"),
    ]


def test_white_space_is_no_word_and_never_at_an_edge(blank: Language) -> None:
    doc = blank("  Kyiv   South  Kivu  \n\n said   that    shells  hit  ")
    assert shown(doc) == [("Kyiv", "Location"), ("South  Kivu", "Location"), ("shells", "Weapon")]
    assert shown(doc, "attribution")[-1] == ("that    shells  hit", "content")


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\u200b", "🪖🪖 ☠️", "日本語のニュース", "ﷺ عاجل", "." * 400, "z" * 5000, "\x00\x01"]
)
def test_any_text_will_do(blank: Language, text: str) -> None:
    doc = blank(text)
    assert doc._.tagged is not None
    assert shown(doc) == []
    doc = blank(f"Kyiv {text} Kyiv")
    assert [words for words, _ in shown(doc)] == ["Kyiv", "Kyiv"]


def test_words_paragraphs_and_sentences_of_a_doc() -> None:
    nlp = spacy.blank("en")
    words = ["\n", "One", " ", "two", ".", "Three", "\n\n", "Two", "four", "."]
    doc = Doc(nlp.vocab, words=words, spaces=[False] * len(words))
    for token in doc:
        token.is_sent_start = token.i in (0, 5, 7)
    text, tokens = words_of(doc)
    assert tokens.tolist() == [1, 3, 4, 5, 7, 8, 9]
    assert [text.vocabulary[word] for word in text.words] == ["One", "two", ".", "Three", "Two", "four", "."]
    assert text.sentences.tolist() == [0, 3, 4]
    assert text.paragraphs.tolist() == [0, 4]
    doc._.paragraphs = [{"start": 1, "end": 5, "kind": "body"}, {"start": 5, "end": 10, "kind": "body"}]
    assert words_of(doc)[0].paragraphs.tolist() == [0, 3]


def test_a_name_does_not_run_over_a_line_end(blank: Language) -> None:
    assert ("South\nKivu", "Location") not in shown(blank("South\nKivu"))


def test_the_layer_survives_serialising(blank: Language) -> None:
    doc = blank("The army said that shells hit Kyiv.")
    again = Doc(blank.vocab).from_bytes(doc.to_bytes())
    assert again._.tagged == doc._.tagged
    assert doc._.tagged["entities"]


def test_without_the_component_there_is_nothing() -> None:
    assert layers.get_tagged(spacy.blank("en")("Kyiv")) == {"entities": [], "attribution": [], "events": []}


def test_neighbours_change_nothing(blank: Language) -> None:
    texts = ["Kyiv hit", "The army said that shells hit South Kivu. " * 40, "", "Kyiv hit"]
    alone = [blank(text)._.tagged for text in texts]
    assert [doc._.tagged for doc in blank.pipe(texts, batch_size=3)] == alone
    assert [doc._.tagged for doc in blank.pipe(reversed(texts))] == alone[::-1]


def test_the_component_can_go_to_another_process(blank: Language) -> None:
    again: TaggingComponent = pickle.loads(pickle.dumps(blank.get_pipe("reports_tagger")))
    assert shown(again(blank.make_doc("Kyiv"))) == [("Kyiv", "Location")]


def test_a_pipeline_is_saved_with_its_folder(blank: Language, tmp_path: Path) -> None:
    blank.to_disk(tmp_path)
    assert shown(spacy.load(tmp_path)("Kyiv")) == [("Kyiv", "Location")]


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"tagger\.json: No such file or directory; copy the folder anew"):
        spacy.blank("en").add_pipe("reports_tagger", config={"folder": str(tmp_path)})


def test_what_is_written_is_declared(blank: Language) -> None:
    assert blank.get_pipe_meta("reports_tagger").assigns == ["doc._.tagged"]
    assert not blank.analyze_pipes()["problems"]["reports_tagger"]
