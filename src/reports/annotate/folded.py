"""The tokens of a Doc as lexicons look for them, folded once for all annotators that ask."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from spacy.tokens import Doc

from reports.lexicons import FoldedTokens

_MADE: WeakKeyDictionary[Doc, FoldedTokens] = WeakKeyDictionary()


def folded_tokens(doc: Doc) -> FoldedTokens:
    """The folded tokens of a Doc with their offsets in its text. Made anew only if the Doc was cut anew since."""
    found = _MADE.get(doc)
    if found is None or len(found.starts) != len(doc):
        spans = doc.to_array(["IDX", "LENGTH"]).astype(int).tolist()  # much faster than token by token
        starts = [start for start, _ in spans]
        found = _MADE[doc] = FoldedTokens(doc.text, starts, [start + length for start, length in spans])
    return found
