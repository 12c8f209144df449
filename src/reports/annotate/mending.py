"""Mends of the parse that the layers above rely on."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc, Token

from reports.annotate.participants import noun_classes
from reports.annotate.quantity_heads import noun_class

_TAKING: Final = frozenset({"take", "hold", "keep"})


def mend(doc: Doc) -> Doc:
    """Sets right, in place, what the parser gets wrong by rule."""
    captive, persons = noun_classes()["captive"], noun_class("persons") | {"people"}
    for token in doc:
        if token.i and token.lower_ in captive and token.dep_ in ("dobj", "pobj"):
            _free(token)
        if token.dep_ == "npadvmod" and token.lemma_.lower() in persons:
            _harm(token)
    return doc


def _harm(people: Token) -> None:
    """ "Displaced 2,340 people from their homes": they are no measure of the verb right before them."""
    verb = people.head
    before = people.left_edge.i == verb.i + 1
    if before and verb.pos_ == "VERB" and not any(kid.dep_ in ("dobj", "auxpass") for kid in verb.children):
        people.dep_ = "dobj"


def _free(captive: Token) -> None:
    """ "Took 14 soldiers prisoner": whom they took are the soldiers, of whom the parser makes a kind of prisoner."""
    taken = captive.nbor(-1)
    if taken.dep_ != "compound" or taken.head != captive:
        return
    # "took dozens of soldiers prisoner"
    verb = captive.head if captive.dep_ == "dobj" else captive.head.head.head
    if verb.lemma_ not in _TAKING or verb.i > taken.i:
        return
    others = [kid for kid in captive.children if kid != taken]
    place, dep = captive.head, captive.dep_
    taken.head, taken.dep_ = place, dep
    captive.head, captive.dep_ = verb, "oprd"
    for kid in others:
        kid.head = taken if kid.i < captive.i else verb
