"""Known names in a Doc: lexicon and gazetteer hits, each token in at most one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc

from reports import gazetteer, lexicons, words
from reports.annotate.folded import folded_tokens
from reports.annotate.layers import get_tagged
from reports.lexicons import FoldedTokens
from reports.records import EntityLabel

SURE = 0.8  # score of a tagged phrase that overrules the lists
# Of overlapping hits the longer wins; of equally long ones the earlier in this list.
_ORDER = ("actor", "agency", "country", "weak", "people", "demonym", "gazetteer")


class Hit(NamedTuple):
    """A known name: token offsets, which list knows it, its id there."""

    start: int
    end: int
    source: str
    id: str


def known_names(doc: Doc) -> list[Hit]:
    """All known names, ordered, not overlapping; the longest at each place."""
    tokens = folded_tokens(doc)
    found: list[Hit] = []
    for source, index in (
        ("actor", lexicons.actor_index()),
        ("agency", lexicons.agency_index()),
        ("country", lexicons.country_index()),
        ("weak", lexicons.weak_actor_index()),
        ("people", lexicons.people_index()),
        ("demonym", lexicons.demonym_index()),
    ):
        found += [Hit(first, last, source, entry) for first, last, entry in index.find_in(tokens)]
    found += _uncapitalised(doc, tokens)
    capitals = [_is_capitalised(shape) for shape in (token.shape_ for token in doc)]
    for first, last, key in gazetteer.scan(tokens.text, tokens.starts, tokens.ends, capitals):
        first += doc[first].lower_ == "the" and last - first > 1
        found.append(Hit(first, last, "gazetteer", key))
    return _longest(doc, found)


def _uncapitalised(doc: Doc, tokens: FoldedTokens) -> Iterator[Hit]:
    """Names of bodies in any case, where the tagger is sure of a body: "the eln", "the farabundo marti front".

    Not what is a common noun for a body ("police").
    """
    bodies = tagged_bodies(doc)
    for first, last, entry in lexicons.actor_index().find_in(tokens, any_case=True):
        common = last - first == 1 and doc[first].lemma_.lower() in words.actor_nouns()
        if all(bodies[first:last]) and not common:
            yield Hit(first, last, "actor", entry)


def tagged_bodies(doc: Doc) -> bytearray:
    """For each token whether the tagger is sure that it stands in the phrase of a body or of people."""
    found = bytearray(len(doc))
    for one in get_tagged(doc)["entities"]:
        if one["label"] == EntityLabel.ORGANISATION and one["score"] >= SURE:
            found[one["start"] : one["end"]] = b"\x01" * (one["end"] - one["start"])
    return found


def _is_capitalised(shape: str) -> bool:
    """Whether a token of this shape is written as names are: "Kyiv" (Xxxx), "al-Bab" (xx-Xxx)."""
    return shape[:1] == "X" or (shape[:1] == "x" and "X" in shape)


def _longest(doc: Doc, hits: list[Hit]) -> list[Hit]:
    taken = bytearray(len(doc))
    kept = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, _ORDER.index(hit.source))):
        if not any(taken[hit.start : hit.end]):
            taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
            kept.append(hit)
    return sorted(kept)
