"""The words of a mention: its text without the article, its name, and what tells it from others of its kind."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from reports.annotate.layers import EntityMention
from reports.lexicons import fold
from reports.resolve import vocabulary

_MODIFIERS = ("compound", "amod", "nmod")
_OWNERS = frozenset("its their his her our my your".split())
_NATIONAL = ("NORP", "GPE")


def text(doc: Doc, mention: EntityMention) -> str:
    """The phrase without the articles and marks that it begins with."""
    start = mention["start"]
    while start < mention["head"] and (doc[start].pos_ == "DET" or doc[start].is_punct):
        start += 1
    return doc[start : mention["end"]].text


def name(doc: Doc, mention: EntityMention) -> str:
    """The proper name in the phrase, or the whole phrase if it holds none."""
    found = mention["name"]
    return doc[found[0] : found[1]].text if found else text(doc, mention)


def unpossessed(called: str) -> str:
    """A description without the pronoun of its owner: "troops" of "its troops"."""
    first, _, rest = called.partition(" ")
    return rest if rest and first.lower() in _OWNERS else called


def head_phrase(head: Token) -> str:
    """The head noun with what tells one group from another, folded lemmas: "opposition force", "security force"."""
    words = [kid.lemma_.lower() for kid in head.lefts if kid.dep_ in _MODIFIERS and kid.ent_type_ not in _NATIONAL]
    return fold(" ".join([*words, head.lemma_.lower()]))


def is_partisan(head: Token) -> bool:
    """Whether a modifier takes forces away from the state: "Sudanese opposition forces" are not Sudan's."""
    partisan = vocabulary.coreference().partisan
    return any(
        kid.dep_ in _MODIFIERS and kid.ent_type_ not in _NATIONAL and kid.lower_ in partisan for kid in head.children
    )


def speaks(token: Token) -> bool:
    """Whether a noun is the subject of a verb of saying."""
    return token.dep_ == "nsubj" and token.head.lemma_ in vocabulary.coreference().speech


def is_subject(token: Token) -> bool:
    """Whether a noun is the subject of a verb, or the doer in a by-phrase."""
    return token.dep_ in ("nsubj", "nsubjpass") or (token.dep_ == "pobj" and token.head.dep_ == "agent")


def spells(name: str, acronym: str) -> bool:
    """Whether an acronym, in lower case, is made of the first letters of a name's words, with or without small ones."""
    words = [word for word in fold(name).split() if word]
    initials = "".join(word[0] for word in words)
    capitals = "".join(word[0] for word in name.split() if word[:1].isupper()).lower()
    return acronym in (initials, capitals)
