"""Component `reports_tagger`: writes what the trained tagger finds to `doc._.tagged`.

The model is in `reports.tagger`; this module turns a Doc into its words and the answer into tokens. It needs no other
component: paragraphs are those of `doc._.paragraphs`, else lines, and without sentence ends long paragraphs are cut
anywhere. `nlp.pipe` reads Docs one by one: see `reports.tagger.model` for why Docs are not read together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from reports import tagger
from reports.annotate import layers
from reports.annotate.layers import Tagged, TaggedEvent, TaggedPart, TaggedSpan

FACTORY = "reports_tagger"
_NAMED = frozenset({"Person", "Organisation", "Location"})
_SPACY_LABELS = {
    "Person": "PERSON",
    "Organisation": "ORG",
    "Location": "GPE",
    "Nationality": "NORP",
    "Temporal": "DATE",
    "Quantity": "CARDINAL",
    "Money": "MONEY",
}


class TaggingComponent:
    """Tags Docs. `folder`: that of the model. Raises ModelError when made if there is no sound model."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tagger = tagger.load(folder)

    @property
    def version(self) -> str:
        """Name and version of the model."""
        return self._tagger.version

    def __call__(self, doc: Doc) -> Doc:
        doc._.tagged = find_tagged(doc, self._tagger)
        if not doc.ents:
            doc.ents = list(as_entities(doc, doc._.tagged["entities"]))
        return doc

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Path]]:
        # A session cannot be pickled: another process opens its own.
        return type(self), (self._folder,)


def find_tagged(doc: Doc, tagger: tagger.Tagger) -> Tagged:
    """Spans of tokens that `tagger` finds. White space is no word: it is inside a span or not, never at its edge."""
    text, tokens = words_of(doc)
    tags = tagger.tag(text)
    return {
        "entities": [_in_tokens(found, tokens) for found in tags.entities],
        "attribution": [_in_tokens(found, tokens) for found in tags.attribution],
        "events": [_event(found, tokens) for found in tags.events],
    }


def as_entities(doc: Doc, tagged: Sequence[TaggedSpan]) -> Iterator[Span]:
    """The tagged spans as spaCy's entities, by the labels of its English models, for rules that ask for those.

    Of people, bodies and places only what is a name: from the first to the last proper noun of the phrase.
    """
    for one in tagged:
        label, start, end = _SPACY_LABELS.get(one["label"]), one["start"], one["end"]
        if one["label"] in _NAMED:
            proper = [index for index in range(start, end) if doc[index].pos_ == "PROPN"]
            if not proper and one["label"] == "Location":
                proper = [index for index in range(start, end) if _is_word_and_name(doc[index])]
            start, end = (proper[0], proper[-1] + 1) if proper else (0, 0)
        if label is not None and start < end:
            yield Span(doc, start, end, label=label)


def _is_word_and_name(token: Token) -> bool:
    """ "Captured Sake": a noun with a capital and no article within a sentence, where others have none."""
    capital = token.pos_ == "NOUN" and token.tag_ == "NN" and token.text.istitle() and not token.is_sent_start
    alone = token.n_lefts + token.n_rights == 0 and token.dep_ in ("dobj", "pobj", "nsubj", "nsubjpass")
    return capital and alone and not token.sent.text.istitle()


def words_of(doc: Doc) -> tuple[tagger.Text, NDArray[np.int64]]:
    """The words of a Doc, and the token that each of them is."""
    # By arrays: a list of a long story's tokens would take longer than reading them.
    table = np.asarray(doc.to_array(["ORTH", "SENT_START"])).reshape(len(doc), 2)
    keys, places = np.unique(table[:, 0], return_inverse=True)
    strings = [doc.vocab.strings[int(key)] for key in keys]
    blank = np.array([string.isspace() for string in strings], bool)
    is_word = ~blank[places]
    tokens = np.flatnonzero(is_word)
    numbers = np.cumsum(~blank) - 1  # blank strings left out
    begins = {
        "paragraphs": _paragraphs(doc, np.array(["\n" in string for string in strings], bool) & blank, places),
        "sentences": np.flatnonzero(table[:, 1] == 1),
    }
    found = {name: _words_at(starts, tokens) for name, starts in begins.items()}
    vocabulary = [string for string in strings if not string.isspace()]
    return tagger.Text(vocabulary, numbers[places[is_word]], **found), tokens


def _paragraphs(doc: Doc, breaking: NDArray[np.bool_], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """The tokens at which paragraphs begin. `breaking`: the strings that are line ends."""
    paragraphs = layers.get(doc, "paragraphs")
    if paragraphs:
        return np.array([paragraph["start"] for paragraph in paragraphs], np.int64)
    return np.flatnonzero(breaking[places])


def _words_at(starts: NDArray[np.int64], tokens: NDArray[np.int64]) -> NDArray[np.int64]:
    """The words at these tokens, or the next ones."""
    words = np.unique(np.searchsorted(tokens, starts))
    return words[words < len(tokens)].astype(np.int64)


def _in_tokens(found: tagger.Found, tokens: NDArray[np.int64]) -> TaggedSpan:
    return {
        "start": int(tokens[found.start]),
        "end": int(tokens[found.end - 1]) + 1,
        "label": found.label,
        "score": found.score,
    }


def _event(found: tagger.FoundEvent, tokens: NDArray[np.int64]) -> TaggedEvent:
    return {
        "start": int(tokens[found.start]),
        "end": int(tokens[found.end - 1]) + 1,
        "type": found.label,
        "score": found.score,
        "type_score": found.type_score,
        "modality": found.modality,
        "modality_score": found.modality_score,
        "negated": found.negated,
        "parts": [_part(part, tokens) for part in found.parts],
    }


def _part(found: tagger.FoundPart, tokens: NDArray[np.int64]) -> TaggedPart:
    start, end = int(tokens[found.start]), int(tokens[found.end - 1]) + 1
    return {"start": start, "end": end, "part": found.part, "score": found.score}


@Language.factory(FACTORY, default_config={"folder": None}, assigns=["doc._.tagged"])
def make_tagger(nlp: Language, name: str, folder: str | None) -> TaggingComponent:
    """Make the component. `folder`: a model folder of your own, instead of the one in the package."""
    return TaggingComponent(Path(folder) if folder else tagger.FOLDER)
