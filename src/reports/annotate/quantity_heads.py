"""What a number counts: the noun, state or divided thing that the number words belong to."""

from __future__ import annotations

import json
from functools import cache

from spacy.tokens import Doc, Token

from reports import lexicons

MAX_REACH = 8  # tokens between a number and its noun


@cache
def noun_class(name: str) -> frozenset[str]:
    """Nouns that counts look for: "persons", "none_of" (what there can be none of), "states" (killed, missing)."""
    data: dict[str, list[str]] = json.loads(lexicons.data_file("count_nouns.json").read_text("utf8"))
    return frozenset(data[name])


def find_head(doc: Doc, core: int, end: int) -> int | None:
    """Token index of what the number words `core:...` count, looking right from `end`; None when it stands alone."""
    if end >= len(doc):
        return None
    following = doc[end]
    if following.lower_ == "of":
        return thing_divided(doc, end)
    parsed = _head_in_parse(doc, core, end)
    if parsed is not None:
        return parsed
    if following.lower_ in noun_class("states"):
        noun = noun_after(doc, end + 1) if following.tag_ in ("VBN", "JJ") and plural_follows(doc, end + 1) else None
        return end if noun is None else noun
    return noun_after(doc, end)


def _head_in_parse(doc: Doc, core: int, end: int) -> int | None:
    """The noun to the right that the number modifies in the parse."""
    token = doc[end - 1]
    for index in range(core, end):
        if doc[index].head.i >= end:
            token = doc[index]
    head = token.head
    if not end <= head.i <= end + MAX_REACH or head.sent != token.sent:
        return None
    if token.dep_ not in ("nummod", "quantmod", "compound", "amod", "det", "predet", "nmod", "advmod", "npadvmod"):
        return None
    if head.pos_ not in ("NOUN", "PROPN") and head.lower_ not in noun_class("states"):
        return None
    if any(_interrupts(part) for part in doc[end : head.i]):
        return None
    while head.dep_ == "compound" and end <= head.head.i <= end + MAX_REACH and head.head.pos_ in ("NOUN", "PROPN"):
        head = head.head
    return int(head.i)


def _interrupts(token: Token) -> bool:
    """Whether a token between a number and a noun shows that they are not one phrase."""
    return token.pos_ in ("VERB", "AUX", "ADP", "PUNCT") and token.tag_ not in ("VBN", "VBG", "HYPH", "``", "''")


def thing_divided(doc: Doc, index: int) -> int | None:
    """The noun after "of" at `index`, None for "of them" or when there is no "of"."""
    if index >= len(doc) or doc[index].lower_ != "of":
        return None
    for child in doc[index].rights:
        if child.dep_ == "pobj":
            return int(child.i) if child.pos_ in ("NOUN", "PROPN") else None
    return noun_after(doc, index + 1)


def noun_after(doc: Doc, start: int) -> int | None:
    """The last noun of a run of modifiers and nouns that begins at `start`, whatever the parse says."""
    last: int | None = None
    for index in range(start, min(start + MAX_REACH, len(doc))):
        token = doc[index]
        if token.pos_ in ("NOUN", "PROPN"):
            last = index
        elif last is not None or token.pos_ not in ("ADJ", "DET", "NUM", "ADV", "PRON") and token.tag_ not in (
            "VBN", "VBG", "HYPH", "POS",
        ):  # fmt: skip
            break
    return last


def plural_follows(doc: Doc, end: int) -> bool:
    return end < len(doc) and doc[end].tag_ in ("NNS", "NNPS")
