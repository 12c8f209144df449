"""What has become of people, as a word tells it: killed, wounded, either, or missing."""

from __future__ import annotations

from spacy.tokens import Span, Token

from reports.annotate import grammar
from reports.records import ClaimType, NumberWhat
from reports.resolve import vocabulary


def result_of(trigger: Span, head: Token, kind: str) -> NumberWhat | None:
    """What a trigger says has become of people: killed, wounded, either, or missing; None if it does not say.

    Words of casualties that no list holds tell of deaths, as most do ("fell", "lost their lives").
    """
    words = vocabulary.tolls()
    if _is_killed_or_wounded(head):
        return NumberWhat.KILLED_OR_WOUNDED
    named = (fate_in(word, words) for token in (head, *trigger) for word in (token.lemma_.lower(), token.lower_))
    found = next((what for what in named if what is not None), None)
    if found is None and kind == ClaimType.CASUALTIES:
        return NumberWhat.KILLED
    return found


def fate_of(word: Token) -> NumberWhat | None:
    """What a word says has become of people."""
    return fate_in(word.lemma_.lower(), vocabulary.tolls()) or fate_in(word.lower_, vocabulary.tolls())


def fate_in(lemma: str, words: vocabulary.TollWords) -> NumberWhat | None:
    """What a lemma says has become of people."""
    if lemma in words.killing or lemma in words.lives:
        return NumberWhat.KILLED
    if lemma in words.wounding:
        return NumberWhat.WOUNDED
    if lemma in words.harming:
        return NumberWhat.KILLED_OR_WOUNDED
    return NumberWhat.MISSING if lemma in words.missing else None


def _is_killed_or_wounded(head: Token) -> bool:
    """ "were killed and injured", "killed or wounded 40": one count for both."""
    if head.pos_ not in ("VERB", "ADJ"):
        return False
    words = vocabulary.tolls()
    joined = [(token, token.lemma_.lower()) for token in head.conjuncts]
    lemmas = {head.lemma_.lower(), *(lemma for token, lemma in joined if token.pos_ in ("VERB", "ADJ"))}
    if lemmas.isdisjoint(words.killing) or lemmas.isdisjoint(words.wounding):
        return False
    return any(
        (lemma in words.killing or lemma in words.wounding) and _shares_object(head, token) for token, lemma in joined
    )


def _shares_object(one: Token, other: Token) -> bool:
    first, second = sorted((one, other), key=lambda token: token.i)
    return second.i - first.i <= 2 and grammar.child(first, "dobj") is None
