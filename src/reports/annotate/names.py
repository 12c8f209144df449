"""Known names in a Doc: lexicon and gazetteer hits, each token in at most one."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Doc

from reports import gazetteer, lexicons
from reports.annotate.folded import folded_tokens

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
    capitals = [_is_capitalised(shape) for shape in (token.shape_ for token in doc)]
    for first, last, key in gazetteer.scan(tokens.text, tokens.starts, tokens.ends, capitals):
        first += doc[first].lower_ == "the" and last - first > 1
        found.append(Hit(first, last, "gazetteer", key))
    return _longest(doc, found)


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
