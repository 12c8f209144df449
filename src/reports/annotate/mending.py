"""Mends of the parse that the layers above rely on."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc, Token

from reports import words
from reports.annotate.cues import cues
from reports.annotate.participants import noun_classes
from reports.annotate.quantity_heads import noun_class
from reports.records import ActorKind

_TELLING: Final = ("VBD", "VBZ", "VBP")
_WHEN: Final = frozenset({"after", "before", "since", "until", "when"})
_TAKING: Final = frozenset({"take", "hold", "keep"})


def mend(doc: Doc) -> Doc:
    """Sets right, in place, what the parser gets wrong by rule."""
    captive, persons = noun_classes()["captive"], noun_class("persons") | {"people"}
    for token in doc:
        if token.i and token.lower_ in captive and token.dep_ in ("dobj", "pobj"):
            _free(token)
        if token.dep_ == "npadvmod" and token.lemma_.lower() in persons:
            _harm(token)
        if token.pos_ == "ADJ" and token.dep_ == "amod" and _is_body(token):
            token.pos_, token.tag_, token.dep_ = "NOUN", "NN", "compound"  # "a junta airstrike"
        if token.dep_ == "quantmod" and token.lower_ in _WHEN:
            _date(token)
        if token.dep_ == "oprd" and token.pos_ == "ADJ":
            _describe(token)
        if token.dep_ == "conj" and token.tag_ in _TELLING and token.lemma_.lower() in cues().verbs:
            _speak(token)
    return doc


def _is_body(word: Token) -> bool:
    """Whether a word before a noun is one for a government or an armed group, and for nothing else."""
    noun = words.actor_nouns().get(word.lower_)
    return noun is not None and noun.group and noun.kind in (ActorKind.GOVERNMENT, ActorKind.ARMED_GROUP)


def _date(when: Token) -> None:
    """ "Left homeless after 90 camps were destroyed": the clause is dated, and not the number."""
    noun = when.head.head
    if noun.dep_ in ("nsubj", "nsubjpass") and noun.head.pos_ in ("VERB", "AUX") and noun.left_edge == when:
        when.head, when.dep_ = noun.head, "mark"


def _describe(word: Token) -> None:
    """ "Abducted 130 sick and wounded men": what they were before, and not what they were made."""
    verb = word.head
    beside = [kid for kid in word.children if kid.dep_ == "conj" and kid.tag_ in ("VBN", "VBD")]  # "wounded"
    noun = next((kid for one in (verb, *beside) for kid in one.children if kid.dep_ == "dobj" and kid.i > word.i), None)
    if noun is None or noun.left_edge.i != (noun.head.i if noun.head in beside else word.right_edge.i) + 1:
        return
    noun.head = verb
    for kid in list(word.lefts):
        if kid.pos_ == "NUM":
            kid.head, kid.dep_ = noun, "nummod"
    word.head, word.dep_ = noun, "amod"


def _speak(verb: Token) -> None:
    """ "Killed 26 people, residents and a nurse told the agency": who speaks is no third of those killed."""
    deed = verb.head
    if deed.pos_ != "VERB" or deed.i > verb.i or any(kid.dep_ in ("nsubj", "nsubjpass") for kid in verb.children):
        return
    last = next(
        (word for word in deed.subtree if word.i < verb.i and word.right_edge.i == verb.i - 1 and _listed(word)), None
    )
    first = last
    while first is not None and _listed(first.head):
        first = first.head
    if first is None or not first.i or first.left_edge.nbor(-1).text != "," or first.head.pos_ not in ("NOUN", "PROPN"):
        return
    above, dep = deed.head, deed.dep_
    first.head, first.dep_ = verb, "nsubj"
    verb.head, verb.dep_ = (verb if above == deed else above), dep
    deed.head, deed.dep_ = verb, "ccomp"
    for kid in verb.children:
        if kid.i > verb.i and kid.dep_ == "ccomp" and any(word.dep_ == "mark" for word in kid.children):
            kid.dep_ = "advcl"


def _listed(word: Token) -> bool:
    """Whether a noun goes on a list of nouns."""
    return word.dep_ in ("conj", "appos") and word.pos_ in ("NOUN", "PROPN") and word.head.i < word.i


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
